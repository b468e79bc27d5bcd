"""Tests of hsmsim/management/command.py."""

from typing import Any

from hsmsim.interfaces.partitions import SecondFactor, UserType
from hsmsim.management.command import USER_TYPE, NotPermitted, Right
from hsmsim.management.table import table
from tests.management.bench import ManagementTest
from tests.support import rows

ANYONE = {"HsmCertificate", "Challenge", "Login"}
OWN = {"Info", "UserAttributes", "SetX509", "SetOath", "Resynchronise", "ClearFactor", "MyPassword"}
OPERATOR = {"UserCreate", "UserRemove", "UserList", "SetUserType", "SetBlocked"}


class Rights(ManagementTest):
    """Nobody may do more than needed."""

    def test_each_command(self) -> None:
        found: dict[Right, set[str]] = {right: set() for right in Right}
        for name, row in table().items():
            found[row.right].add(name.decode())
        self.assertEqual(found, {Right.ANYONE: ANYONE, Right.OWN: OWN, Right.OPERATOR: OPERATOR})

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
        self.assertEqual(self.permitted(user_id="alice"), ANYONE | OWN | OPERATOR)

    async def test_what_was_taken_is_gone_at_once(self) -> None:
        self.alice()
        await self.partitions.set_type("alice", UserType.OPERATOR)
        self.assertEqual(self.permitted(), ANYONE | OWN | OPERATOR)
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
