"""Tests of hsmsim/management/trust_list.py."""

from typing import Any

from hsmsim.interfaces.partitions import PartitionsError, Permission
from hsmsim.management import trust_list
from hsmsim.management.command import NotPermitted
from hsmsim.management.rights import TrustRight
from hsmsim.management.trust_list import PAGE, ListTrust
from hsmsim.model.access import Rights
from tests.management.bench import ManagementTest


class Relations(ManagementTest):
    """Who trusts whom."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.with_users("bob", "bob2", "carol")
        for owner, trustee in (("bob2", "alice"), ("alice", "carol"), ("carol", "bob"), ("bob", "alice")):
            await self.partitions.grant(owner, trustee, Rights.CREATE)

    async def pairs(self, **arguments: Any) -> list[tuple[str, str]]:
        answer = await self.ask(ListTrust, **arguments)
        return [(each["truster"], each["trustee"]) for each in answer["relations"]]

    async def test_ones_own_on_both_sides(self) -> None:
        self.alice()
        found = await self.pairs(user_id="alice")
        self.assertEqual(found, [("alice", "carol"), ("bob", "alice"), ("bob2", "alice")])
        answer = await self.ask(ListTrust, user_id="alice")
        self.assertEqual(answer["relations"][0]["rights"], {TrustRight.CREATE, TrustRight.READ})
        self.assertFalse(answer["more"])

    async def test_anothers_and_all(self) -> None:
        every = [("alice", "carol"), ("bob", "alice"), ("bob2", "alice"), ("carol", "bob")]
        await self.permit(Permission.CREATE_USERS)
        self.assertEqual(await self.pairs(user_id="bob"), [("bob", "alice"), ("carol", "bob")])
        self.assertEqual(await self.pairs(), every)
        self.master()
        self.assertEqual(await self.pairs(), every)

    async def test_not_for_everybody(self) -> None:
        await self.permit(Permission.LIST_USERS)
        for arguments in ({"user_id": "bob"}, {}):
            await self.refused(NotPermitted, ListTrust, **arguments)

    async def test_nobodys(self) -> None:
        self.master()
        await self.refused(PartitionsError, ListTrust, user_id="nobody")
        self.assertEqual(self.number, 5020)

    async def test_pages_miss_nothing(self) -> None:
        self.master()
        whole = await self.pairs()
        self.patch(trust_list, "PAGE", 1)
        seen: list[tuple[str, str]] = []
        more = True
        while more:
            answer = await self.ask(ListTrust, after="/".join(seen[-1]) if seen else "")
            seen += [(each["truster"], each["trustee"]) for each in answer["relations"]]
            more = answer["more"]
        self.assertEqual(seen, whole)

    async def test_a_page_fits(self) -> None:
        self.master()
        for number in range(PAGE):
            await self.with_users(f"longnamed{number:07}")
            await self.partitions.grant(f"longnamed{number:07}", "alice", Rights.ALL)
        answer = await self.ask(ListTrust)
        self.assertEqual((len(answer["relations"]), answer["more"]), (PAGE, True))
