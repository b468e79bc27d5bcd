"""Tests of hsmsim/management/user_permissions.py."""

from hsmsim.interfaces.partitions import PartitionsError, Permission
from hsmsim.management.command import NotPermitted
from hsmsim.management.user_permissions import SetPermissions
from tests.management.bench import ManagementTest

P = Permission


class Permissions(ManagementTest):
    """Operators give and take any; Users those that they have."""

    def of(self, user_id: str) -> frozenset[Permission]:
        return self.partitions.user(user_id).permissions

    async def test_an_operator_gives_and_takes(self) -> None:
        self.master()
        for permissions in (frozenset(P), frozenset({P.BACKUP}), frozenset[P]()):
            await self.ask(SetPermissions, user_id="alice", permissions=permissions)
            self.assertEqual(self.of("alice"), permissions)

    async def test_an_operator_has_all(self) -> None:
        self.master()
        await self.refused(PartitionsError, SetPermissions, user_id="master", permissions=frozenset())
        self.assertEqual(self.number, 5021)

    async def test_a_user_gives_what_it_has(self) -> None:
        await self.with_users("bob")
        await self.permit(P.CREATE_USERS, P.BACKUP)
        await self.ask(SetPermissions, user_id="bob", permissions=frozenset({P.BACKUP, P.CREATE_USERS}))
        self.assertEqual(self.of("bob"), {P.BACKUP, P.CREATE_USERS})
        text = await self.refused(
            NotPermitted, SetPermissions, user_id="bob", permissions=frozenset({P.BACKUP, P.MONITOR_LOG})
        )
        self.assertEqual(text, "only who has a permission may give or take it: Monitor Remote Log")
        self.assertEqual(self.of("bob"), {P.BACKUP, P.CREATE_USERS})

    async def test_a_user_does_not_take_what_it_has_not(self) -> None:
        await self.with_users("bob")
        await self.partitions.set_permissions("bob", frozenset({P.MONITOR_LOG, P.FIRMWARE}))
        await self.permit(P.CREATE_USERS, P.FIRMWARE)
        await self.refused(NotPermitted, SetPermissions, user_id="bob", permissions=frozenset())
        await self.ask(SetPermissions, user_id="bob", permissions=frozenset({P.MONITOR_LOG}))
        self.assertEqual(self.of("bob"), {P.MONITOR_LOG})

    async def test_nobody_becomes_mightier_by_oneself(self) -> None:
        await self.permit(P.CREATE_USERS)
        await self.refused(NotPermitted, SetPermissions, user_id="alice", permissions=frozenset(P))
        await self.refused(NotPermitted, SetPermissions, user_id="master", permissions=frozenset())
        await self.ask(SetPermissions, user_id="alice", permissions=frozenset())
        await self.refused(NotPermitted, SetPermissions, user_id="alice", permissions=frozenset({P.CREATE_USERS}))
