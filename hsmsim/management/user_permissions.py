"""Users - Attributes - System permissions."""

from typing import ClassVar

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import PERMISSIONS, USER_ID, Answer, ManagementCommand, responder
from hsmsim.management.privilege import check_gift, check_user
from hsmsim.management.session import Session


class SetPermissions(ManagementCommand):
    """Give a User these permissions and no others."""

    arguments: ClassVar = [USER_ID, PERMISSIONS]


@responder(SetPermissions, Permission.CREATE_USERS, "users permissions")
async def set_permissions(session: Session, user_id: str, permissions: frozenset[Permission]) -> Answer:
    """They count from the user's next command on. The caller has all those that change."""
    check_user(session, user_id)
    check_gift(session, permissions ^ session.partitions.user(user_id).permissions)
    await session.partitions.set_permissions(user_id, permissions)
    return {}
