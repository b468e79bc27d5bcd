"""Users - List."""

from itertools import islice
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import (
    AUTHORIZATION,
    SECOND_FACTOR,
    USER_ID,
    USER_TYPE,
    Answer,
    ManagementCommand,
    responder,
)
from hsmsim.management.session import Session

# A value of AMP ends at 65,535 bytes; a user takes at most 150.
PAGE = 200

_FIELDS = [
    USER_ID,
    USER_TYPE,
    (b"blocked", amp.Boolean()),
    SECOND_FACTOR,
    (b"failures", amp.Integer()),
    AUTHORIZATION,
]


class UserList(ManagementCommand):
    """One page of the users, by User ID.

    `after` is the last User ID of the page before, empty at first; `more`: there is another page.
    """

    arguments: ClassVar = [(b"after", amp.Unicode(optional=True))]
    response: ClassVar = [
        (b"users", amp.AmpList(_FIELDS)),
        (b"more", amp.Boolean()),
    ]


@responder(UserList, Permission.LIST_USERS, "users list", changes=False)
async def user_list(session: Session, after: str | None) -> Answer:
    """As they are now: users made or removed between two pages are there or not."""
    later = (user for user in session.partitions.users() if user.user_id > (after or ""))
    names = [name.decode() for name, _ in _FIELDS]
    page = [{name: getattr(user, name) for name in names} for user in islice(later, PAGE)]
    return {"users": page, "more": next(later, None) is not None}
