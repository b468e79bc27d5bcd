"""Tests of hsmsim/management/command.py."""

from typing import Any

from hsmsim.interfaces.partitions import Permission, SecondFactor, UserType
from hsmsim.management.command import PERMISSIONS, USER_TYPE, NotPermitted, Right, allowed
from hsmsim.management.info import Info
from hsmsim.management.table import table
from tests.management.bench import ManagementTest
from tests.support import rows

# Callers: nobody yet, a User without permissions, Users with one of them, an Operator; and Users who were let in before
# they were blocked or removed.
CALLERS = ("nobody", "user", *(each.name for each in Permission), "operator", "blocked", "removed")
ANYONE = frozenset(CALLERS)
USERS = ANYONE - {"nobody", "blocked", "removed"}
OPERATOR = frozenset({"operator"})
CREATE_USERS, LIST_USERS, MONITOR_LOG, BACKUP, FIRMWARE = ({each.name, "operator"} for each in Permission)

# Who may run each command for oneself, and for another user.
MAY = {
    "ActivateObject": (USERS, USERS),
    "Approve": (USERS, USERS),
    "ArchiveObject": (USERS, USERS),
    "BlockObject": (USERS, USERS),
    "BackupCreate": (BACKUP, BACKUP),
    "BackupRead": (BACKUP, BACKUP),
    "BackupRestore": (BACKUP, BACKUP),
    "BackupUpload": (BACKUP, BACKUP),
    "Challenge": (ANYONE, ANYONE),
    "ClearFactor": (USERS, OPERATOR),
    "CloseAuthorization": (USERS, USERS),
    "CreateObject": (USERS, USERS),
    "DissolveCustodians": (OPERATOR, OPERATOR),
    "EditMetadata": (USERS, USERS),
    "ExportObject": (USERS, USERS),
    "GrantTrust": (USERS, USERS),
    "HsmCertificate": (ANYONE, ANYONE),
    "ImportObject": (USERS, USERS),
    "FirmwareUpdate": (FIRMWARE, FIRMWARE),
    "HsmStatus": (USERS, USERS),
    "Info": (USERS, USERS),
    "ListAuthorizations": (USERS, USERS),
    "ListObjects": (USERS, USERS),
    "ListTrust": (USERS, CREATE_USERS),
    "LogClear": (OPERATOR, OPERATOR),
    "LogFollow": (MONITOR_LOG, MONITOR_LOG),
    "LogRetrieve": (MONITOR_LOG, MONITOR_LOG),
    "LogSize": (MONITOR_LOG, MONITOR_LOG),
    "LogUnfollow": (USERS, USERS),
    "LogVerify": (MONITOR_LOG, MONITOR_LOG),
    "Login": (ANYONE, ANYONE),
    "MonitoringStatistics": (MONITOR_LOG, MONITOR_LOG),
    "MyPassword": (USERS, USERS),
    "ObjectAttributes": (USERS, USERS),
    "RecoverObject": (USERS, USERS),
    "RemoveObject": (USERS, USERS),
    "RequestCertificate": (USERS, USERS),
    "ResetPassword": (OPERATOR, OPERATOR),
    "Resynchronise": (USERS, OPERATOR),
    "RevokeObject": (USERS, USERS),
    "RevokeTrust": (USERS, USERS),
    "SetAttribute": (USERS, USERS),
    "SetBlocked": (CREATE_USERS, CREATE_USERS),
    "SetCustodians": (CREATE_USERS, CREATE_USERS),
    "SetMustChange": (CREATE_USERS, CREATE_USERS),
    "SetOath": (USERS, OPERATOR),
    "SetPermissions": (CREATE_USERS, CREATE_USERS),
    "SetPolicy": (CREATE_USERS, CREATE_USERS),
    "SetUserType": (OPERATOR, OPERATOR),
    "SetX509": (USERS, OPERATOR),
    "ShowPolicy": (CREATE_USERS, CREATE_USERS),
    "UnblockObject": (USERS, USERS),
    "UserAttributes": (USERS, CREATE_USERS),
    "UserCreate": (CREATE_USERS, CREATE_USERS),
    "UserList": (LIST_USERS, LIST_USERS),
    "UserRemove": (CREATE_USERS, CREATE_USERS),
    "WireClear": (OPERATOR, OPERATOR),
    "WireCopy": (USERS, USERS),
    "WireExport": (USERS, USERS),
    "WireImport": (OPERATOR, OPERATOR),
    "WireList": (USERS, USERS),
    "WireShow": (USERS, USERS),
}


class RightsTest(ManagementTest):
    """Each caller is there."""

    async def be(self, caller: str) -> None:
        if caller == "nobody":
            return
        if caller == "operator":
            self.master()
            return
        await self.permit(*(each for each in Permission if each.name == caller))
        if caller == "blocked":
            await self.partitions.set_blocked("alice", True)
        if caller == "removed":
            await self.partitions.remove("alice")

    def may(self, command: str, user_id: str) -> bool:
        row = table()[command.encode()]
        named = {"user_id": user_id} if b"user_id" in dict(row.command.arguments) else {}
        try:
            row.check(self.session, named)
        except NotPermitted:
            return False
        return True


@rows(**{f"{command}_{caller}": (command, caller) for command in MAY for caller in CALLERS})
class Matrix(RightsTest):
    """Nobody may do more than needed."""

    async def check(self, command: str, caller: str) -> None:
        await self.be(caller)
        itself, other = ("master", "alice") if caller == "operator" else ("alice", "bob")
        own, foreign = MAY[command]
        self.assertEqual((self.may(command, itself), self.may(command, other)), (caller in own, caller in foreign))


class Rights(RightsTest):
    """All commands, and at once."""

    def test_each_command_is_in_the_matrix(self) -> None:
        self.assertEqual(sorted(MAY), sorted(name.decode() for name in table()))

    async def test_what_was_taken_is_gone_at_once(self) -> None:
        self.alice()
        for user_type, may in ((UserType.OPERATOR, True), (UserType.USER, False)):
            await self.partitions.set_type("alice", user_type)
            self.assertEqual(self.may("SetUserType", "master"), may)
        for permissions, may in ((frozenset({Permission.LIST_USERS}), True), (frozenset[Permission](), False)):
            await self.partitions.set_permissions("alice", permissions)
            self.assertEqual(self.may("UserList", ""), may)

    async def test_who_is_blocked_learns_it(self) -> None:
        await self.be("blocked")
        await self.refused(NotPermitted, Info)
        self.assertEqual(self.number, 5120)


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
