"""Users - Create."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Custody, Permission, UserType
from hsmsim.management.command import USER_ID, USER_TYPE, Answer, ManagementCommand, NotUnderstood, responder
from hsmsim.management.privilege import check_gift, check_type
from hsmsim.management.session import Session
from hsmsim.management.values import Choices, Names


class UserCreate(ManagementCommand):
    """Make a user and its partition.

    `needed` and `custodians` go together: so many of the custodians have to approve before keys of the partition are
    used.
    """

    arguments: ClassVar = [
        USER_ID,
        (b"password", amp.Unicode()),
        USER_TYPE,
        (b"permissions", Choices(Permission, optional=True)),
        (b"needed", amp.Integer(optional=True)),
        (b"custodians", Names(optional=True)),
    ]


@responder(UserCreate, Permission.CREATE_USERS, "users create")
async def user_create(
    session: Session,
    user_id: str,
    password: str,
    user_type: UserType,
    permissions: frozenset[Permission] | None,
    needed: int | None,
    custodians: tuple[str, ...] | None,
) -> Answer:
    """Without second factor."""
    permissions = permissions or frozenset()
    check_type(session, user_type)
    check_gift(session, permissions)
    await session.partitions.create(user_id, password, user_type, permissions, _custody(needed, custodians))
    return {}


def _custody(needed: int | None, custodians: tuple[str, ...] | None) -> Custody | None:
    if (needed is None) != (custodians is None):
        raise NotUnderstood("needed and custodians go together")
    return None if needed is None or custodians is None else Custody(needed, custodians)
