"""hsmsim/management/wire/sight.py: others' messages and key material are for those who may see them."""

from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.interfaces.ring import NoSuchEntry, RingOff
from hsmsim.management.command import NotPermitted
from hsmsim.management.wire.sight import check_unmask, entry_of, owner, ring_of
from tests.management.wire.bench import WireTest
from tests.support import rows


@rows(
    user=((), "alice"),
    log=((Permission.MONITOR_LOG,), None),
    others=((Permission.LIST_USERS, Permission.CREATE_USERS, Permission.BACKUP), "alice"),
)
class Owner(WireTest):
    async def check(self, permissions, found) -> None:
        await self.permit(*permissions)
        self.assertEqual(owner(self.session), found)
        for number in (2, 3):
            if found is None:
                self.assertEqual(entry_of(self.session, number).number, number)
            else:
                self.assertEqual(self.refusal(number), self.refusal(999).replace("999", str(number)))
        self.assertEqual(entry_of(self.session, 4).number, 4)

    def refusal(self, number) -> str:
        """What is said of a message that is not seen; it is the same of one that is not there."""
        with self.assertRaises(NoSuchEntry) as caught:
            entry_of(self.session, number)
        return str(caught.exception)

    async def test_an_operator(self) -> None:
        self.master()
        self.assertIsNone(owner(self.session))

    async def test_it_is_as_the_user_is_now(self) -> None:
        self.alice()
        await self.partitions.set_type("alice", UserType.OPERATOR)
        self.assertIsNone(owner(self.session))


class Unmask(WireTest):
    async def test_who_may(self) -> None:
        await self.permit(*Permission)
        self.assertEqual((check_unmask(self.session, False), check_unmask(self.session, None)), (False, False))
        with self.assertRaises(NotPermitted):
            check_unmask(self.session, True)
        self.master()
        self.assertTrue(check_unmask(self.session, True))


class Off(WireTest):
    async def test_nothing_is_kept(self) -> None:
        self.appliance.ring = None
        with self.assertRaises(RingOff) as caught:
            ring_of(self.session)
        self.assertIn("--wire-ring 0", str(caught.exception))
