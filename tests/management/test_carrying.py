"""Tests of hsmsim/management/carrying.py: what the audit log says of commands."""

from twisted.protocols import amp

from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError, Permission, SecondFactor, UserType
from hsmsim.management.answer import answer
from hsmsim.management.carrying import SHOWN
from hsmsim.management.command import LoginRefused, NotPermitted
from hsmsim.management.factor_oath import SetOath
from hsmsim.management.info import Info
from hsmsim.management.login import Login
from hsmsim.management.my_password import MyPassword
from hsmsim.management.table import table
from hsmsim.management.user_attributes import UserAttributes
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_remove import UserRemove
from tests.management.bench import OTHER, PASSWORD, ManagementTest

# Arguments that may be secret, long, or are of no interest to anybody; whoever adds an argument decides about it.
NOT_SHOWN = {
    *("password", "old", "new", "new_password", "code", "first", "second", "secret", "pin"),
    *("certificate", "signature"),
    *("after", "before", "since", "until", "offset", "last", "seconds", "chained", "most"),
    *("data", "operation", "result", "text", "user"),
    *("value", "description", "comment", "contact", "message"),
}


class Recorded(ManagementTest):
    """One line for each command that changes something, and for each that is refused."""

    async def test_what_is_done(self) -> None:
        self.master()
        await self.ask(
            UserCreate,
            user_id="bob",
            password=OTHER,
            user_type=UserType.USER,
            permissions=frozenset({Permission.LIST_USERS, Permission.BACKUP}),
        )
        text = "users create user_id=bob user_type=User permissions='List Users,Backup/Restore'"
        self.assertEqual(self.recorded(), [f"00000007|console 'master': {text}: done"])

    async def test_what_is_only_looked_at_is_not_in_it(self) -> None:
        self.master()
        await self.ask(Info)
        await self.ask(UserAttributes, user_id="alice")
        self.assertEqual(self.recorded(), [])

    async def test_refusals(self) -> None:
        self.alice()
        await self.refused(NotPermitted, UserAttributes, user_id="master")
        await self.refused(NotPermitted, UserRemove, user_id="master")
        self.master()
        await self.refused(PartitionsError, UserRemove, user_id="nobody")
        self.assertEqual(
            [line.partition("|")[2] for line in self.recorded()],
            [
                "console 'alice': users attributes user_id=master: refused: "
                "5002 for another user this needs the permission 'Create/Remove Users'",
                "console 'alice': users remove user_id=master: refused: "
                "5002 this needs the permission 'Create/Remove Users'",
                "console 'master': users remove user_id=nobody: refused: 5020 there is no user 'nobody'",
            ],
        )

    async def test_logins(self) -> None:
        """Which factor was wrong is here, and here only."""
        text = await self.refused(LoginRefused, Login, user_id="alice", password="wrong password")
        self.assertNotIn("wrong password", text)
        await self.ask(Login, user_id="alice", password=PASSWORD)
        self.assertEqual(
            [line.partition("|")[2] for line in self.recorded()],
            [
                "console nobody: Login user_id=alice: refused: 5002 wrong password of user 'alice' (1 of 7)",
                "console 'alice': Login user_id=alice: done",
            ],
        )

    async def test_a_code_that_is_needed(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_TOTP, None)
        await self.refused(CodeNeeded, Login, user_id="alice", password=PASSWORD)
        self.assertIn("Login user_id=alice: refused: 5049", self.recorded()[0])

    async def test_secrets_are_not_in_it(self) -> None:
        self.alice()
        await self.ask(MyPassword, old=PASSWORD, new=OTHER)
        await self.refused(PartitionsError, MyPassword, old="not the old one", new=OTHER)
        await self.ask(SetOath, user_id="alice", second_factor=SecondFactor.OATH_HOTP, secret=b"0123456789abcdef")
        lines = self.recorded()
        self.assertEqual(
            [line.partition("|")[2] for line in lines],
            [
                "console 'alice': users password: done",
                "console 'alice': users password: refused: 5011 the current password is wrong",
                "console 'alice': users factor oath user_id=alice second_factor='OATH OTP Event': done",
            ],
        )

    async def test_what_is_long_or_strange(self) -> None:
        self.master()
        await self.refused(PartitionsError, UserRemove, user_id="x" * 5000)
        await self.refused(PartitionsError, UserRemove, user_id="a: done\n")
        long, strange = self.recorded()
        self.assertIn(f"user_id={'x' * 100}...: refused", long)
        self.assertIn("user_id='a: done\\\\n': refused", strange)

    async def test_no_command(self) -> None:
        box = amp.AmpBox({amp.COMMAND: b"StartTLS", amp.ASK: b"1"})
        await answer(self.session, box)
        box = amp.AmpBox({amp.COMMAND: b"UserRemove", amp.ASK: b"1"})
        await answer(self.session, box)
        self.assertEqual(
            self.recorded(),
            [
                "00000007|console nobody: refused: there is no such command",
                "00000007|console nobody: users remove: refused: 5021 the arguments of UserRemove were not understood",
            ],
        )

    async def test_fault_of_ours(self) -> None:
        self.master()
        self.partitions.remove = None  # type: ignore[assignment,method-assign]
        box = amp.AmpBox({amp.COMMAND: b"UserRemove", amp.ASK: b"1", b"user_id": b"alice"})
        await answer(self.session, box)
        self.assertEqual(self.recorded(), ["00000007|console 'master': users remove user_id=alice: failed"])

    def test_each_argument_is_decided_about(self) -> None:
        declared = {name.decode() for row in table().values() for name, _ in row.command.arguments}
        self.assertEqual(declared - SHOWN - NOT_SHOWN, set(), "may the audit log show them?")
        self.assertEqual(SHOWN & NOT_SHOWN, set())

    def test_what_is_shown_is_a_text(self) -> None:
        for row in table().values():
            for name, argument in row.command.arguments:
                if name.decode() in SHOWN:
                    self.assertNotEqual(type(argument), amp.String, name)
