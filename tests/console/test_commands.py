"""Tests of hsmsim/console/commands.py: commands at the main menu."""

from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD

POLICY = """\
Option : :policy show
minimum_length: 8
maximum_age: 0
history: 0
must_change: no

Done.

Press ENTER key to continue...
"""


class Commands(ConsoleTest):
    """:users list."""

    async def test_answer(self) -> None:
        await self.menus(":policy show", "")
        self.assertIn(POLICY, self.seen)

    async def test_secrets_are_asked_for(self) -> None:
        await self.menus(":users reset alice", OTHER, "")
        await self.partitions.confirm("alice", OTHER)

    async def test_help(self) -> None:
        await self.menus(":trust", "")
        self.assertIn("  trust revoke TRUSTEE\n", self.seen)

    async def test_pages(self) -> None:
        await self.menus(":help", "q", "", live=True)
        self.assertIn("-- more --", self.seen)

    async def test_unknown(self) -> None:
        await self.menus(":users lst", "", ":users factor x509 alice @/nowhere", "")
        self.assertIn("'users lst' is no command; did you mean 'users list'", self.seen)
        self.assertIn("\n/nowhere: No such file or directory.\n", self.seen)

    async def test_refused(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, ":users list", "", "0", user="alice"), 1)
        self.assertIn("Error 5002: this needs the permission 'List Users'.", self.seen)

    async def test_what_may_be_fetched_again(self) -> None:
        await self.menus(":policy show", "", f":users reset alice password='{OTHER}'", "", ":help", "")
        self.assertEqual(self.terminal.remembered, [":policy show"])

    async def test_completions_are_what_one_may_run(self) -> None:
        await self.menus()
        self.assertIn(":users list", self.terminal.completions[-1])
        await self.menus(user="alice")
        self.assertEqual(self.terminal.completions[-1][6:9], ["7", "20", "23"])
        self.assertIn(":users password", self.terminal.completions[-1])
        self.assertNotIn(":users list", self.terminal.completions[-1])

    async def test_completions_of_users(self) -> None:
        await self.menus("20", "alice", "0", live=True)
        self.assertEqual(self.terminal.completions[-3], ["alice", "master"])
        await self.menus("20", "alice", "0")
        self.assertEqual(self.terminal.completions[-3], ())
