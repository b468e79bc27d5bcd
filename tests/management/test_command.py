"""Tests of hsmsim/management/command.py."""

from typing import Any

from hsmsim.interfaces.partitions import Permission, SecondFactor, UserType
from hsmsim.management.command import PERMISSIONS, USER_TYPE, Needs, NotPermitted, Right, allowed
from hsmsim.management.table import table
from tests.management.bench import ManagementTest
from tests.support import rows

ANYONE = {"HsmCertificate", "Challenge", "Login"}
OWN = {"Info", "UserAttributes", "SetX509", "SetOath", "Resynchronise", "ClearFactor", "MyPassword"}
OPERATOR = {"SetUserType"}
PERMITTED = {
    Permission.CREATE_USERS: {"UserCreate", "UserRemove", "SetBlocked"},
    Permission.LIST_USERS: {"UserList"},
}
EVERY = OWN | OPERATOR | set().union(*PERMITTED.values())


class Rights(ManagementTest):
    """Nobody may do more than needed."""

    def test_each_command(self) -> None:
        found: dict[Needs, set[str]] = {}
        for name, row in table().items():
            found.setdefault(row.needs, set()).add(name.decode())
        self.assertEqual(found, {Right.ANYONE: ANYONE, Right.OWN: OWN, Right.OPERATOR: OPERATOR, **PERMITTED})

    def permitted(self, **arguments: Any) -> set[str]:
        """The names of the commands that the session's user may run."""
        return {name.decode() for name, row in table().items() if self.may(row, arguments)}

    def may(self, row: Any, arguments: dict[str, Any]) -> bool:
        try:
            row.check(self.session, arguments)
        except NotPermitted:
            return False
        return True

    def test_before_login(self) -> None:
        self.assertEqual(self.permitted(), ANYONE)

    def test_user(self) -> None:
        self.alice()
        self.assertEqual(self.permitted(user_id="alice"), ANYONE | OWN)
        self.assertEqual(self.permitted(), ANYONE | OWN)
        self.assertEqual(self.permitted(user_id="master"), ANYONE)

    def test_operator(self) -> None:
        self.master()
        self.assertEqual(self.permitted(user_id="alice"), ANYONE | EVERY)

    async def test_what_was_taken_is_gone_at_once(self) -> None:
        self.alice()
        await self.partitions.set_type("alice", UserType.OPERATOR)
        self.assertEqual(self.permitted(), ANYONE | EVERY)
        await self.partitions.set_type("alice", UserType.USER)
        self.assertEqual(self.permitted(), ANYONE | OWN)

    async def test_blocked(self) -> None:
        self.alice()
        await self.partitions.set_blocked("alice", True)
        self.assertEqual(self.permitted(), ANYONE)

    async def test_removed(self) -> None:
        self.alice()
        await self.partitions.remove("alice")
        self.assertEqual(self.permitted(), ANYONE)


@rows(operator=(UserType.OPERATOR, b"Operator"), user=(UserType.USER, b"User"))
class Choices(ManagementTest):
    """Enumerations travel as their values."""

    async def check(self, member: UserType, wire: bytes) -> None:
        choice = USER_TYPE[1]
        self.assertEqual((choice.toString(member), choice.fromString(wire)), (wire, member))
        with self.assertRaises(ValueError):
            choice.fromString(SecondFactor.X509.value.encode())


@rows(
    operator=(UserType.OPERATOR, (), True, True),
    user=(UserType.USER, (), False, False),
    permitted=(UserType.USER, (Permission.LIST_USERS,), True, False),
    otherwise=(UserType.USER, (Permission.BACKUP,), False, False),
)
class Allowed(ManagementTest):
    """An Operator may all; a User what its permissions say."""

    async def check(self, user_type: UserType, permissions: Any, list_users: bool, operator: bool) -> None:
        self.assertEqual(allowed(Permission.LIST_USERS, user_type, permissions), list_users)
        self.assertEqual(allowed(Right.OPERATOR, user_type, permissions), operator)
        self.assertTrue(allowed(Right.OWN, user_type, permissions))


class Several(ManagementTest):
    """Sets of members travel in the order of the enumeration."""

    async def test_both_ways(self) -> None:
        several = frozenset({Permission.BACKUP, Permission.LIST_USERS})
        argument = PERMISSIONS[1]
        self.assertEqual(argument.toString(several), b"List Users,Backup/Restore")
        self.assertEqual(argument.fromString(b"List Users,Backup/Restore"), several)
        self.assertEqual(argument.fromString(b""), frozenset())
