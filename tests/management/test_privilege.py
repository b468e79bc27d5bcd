"""Tests of hsmsim/management/privilege.py, by the commands that ask it."""

from typing import Any

from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.authorization_custodians import SetCustodians
from hsmsim.management.command import ManagementCommand, NotPermitted
from hsmsim.management.user_block import SetBlocked
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_must_change import SetMustChange
from hsmsim.management.user_permissions import SetPermissions
from hsmsim.management.user_remove import UserRemove
from tests.management.bench import PASSWORD, ManagementTest
from tests.support import rows

P, U = Permission, UserType


@rows(
    remove=(UserRemove, {}),
    block=(SetBlocked, {"blocked": True}),
    unblock=(SetBlocked, {"blocked": False}),
    permissions=(SetPermissions, {"permissions": frozenset()}),
    must_change=(SetMustChange, {"must_change": True}),
    custodians=(SetCustodians, {"needed": 1, "custodians": ("alice", "carol")}),
)
class Operators(ManagementTest):
    """Only an Operator changes and removes an Operator; a User with the permission does that with Users."""

    async def check(self, command: type[ManagementCommand], arguments: dict[str, Any]) -> None:
        await self.with_users("bob", "carol")
        await self.partitions.create("oscar", PASSWORD, U.OPERATOR)
        await self.permit(*P)
        before = self.partitions.user("oscar")
        text = await self.refused(NotPermitted, command, user_id="oscar", **arguments)
        self.assertEqual((self.number, text), (5002, "only an Operator may do this with an Operator"))
        self.assertEqual(self.partitions.user("oscar"), before)
        await self.ask(command, user_id="bob", **arguments)
        self.master()
        if command is not SetPermissions:  # an Operator has all
            await self.ask(command, user_id="oscar", **arguments)


@rows(
    operator_makes_operator=(None, U.OPERATOR, (), True),
    operator_makes_mighty_user=(None, U.USER, tuple(P), True),
    user_makes_user=((P.CREATE_USERS,), U.USER, (), True),
    user_makes_its_like=((P.CREATE_USERS, P.BACKUP), U.USER, (P.CREATE_USERS, P.BACKUP), True),
    user_makes_operator=(tuple(P), U.OPERATOR, (), False),
    user_makes_mightier_one=((P.CREATE_USERS, P.BACKUP), U.USER, (P.BACKUP, P.LIST_USERS), False),
    user_without_permission=((P.LIST_USERS,), U.USER, (), False),
)
class Created(ManagementTest):
    """Who makes whom."""

    async def check(
        self, permissions: tuple[P, ...] | None, user_type: UserType, given: tuple[P, ...], made: bool
    ) -> None:
        if permissions is None:
            self.master()
        else:
            await self.permit(*permissions)
        arguments: dict[str, Any] = {"user_id": "bob", "password": PASSWORD, "user_type": user_type}
        if given:
            arguments["permissions"] = frozenset(given)
        if made:
            await self.ask(UserCreate, **arguments)
            self.assertEqual(self.partitions.user("bob").user_type, user_type)
            self.assertEqual(self.partitions.user("bob").permissions, set(P) if user_type is U.OPERATOR else set(given))
        else:
            await self.refused(NotPermitted, UserCreate, **arguments)
            self.assertEqual(self.number, 5002)
            self.assertEqual(len(self.partitions.users()), 2)
