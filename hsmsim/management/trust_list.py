"""Keys/Objects - Permissions - List, and Users - Trust Relations."""

from collections.abc import Iterable
from itertools import islice
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import IPartitions, Permission
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.rights import RIGHTS, rights_in
from hsmsim.management.session import Session

# A value of AMP ends at 65,535 bytes; a relation takes at most 100.
PAGE = 400

Relation = tuple[str, str, int]


class ListTrust(ManagementCommand):
    """One page of who trusts whom: the relations in which a user is on either side; of all users without a user.

    They are in the order of truster and trustee. `after` is the last relation of the page before as `truster/trustee`,
    empty at first; `more`: there is another page.
    """

    arguments: ClassVar = [(b"user_id", amp.Unicode(optional=True)), (b"after", amp.Unicode(optional=True))]
    response: ClassVar = [
        (b"relations", amp.AmpList([(b"truster", amp.Unicode()), (b"trustee", amp.Unicode()), RIGHTS])),
        (b"more", amp.Boolean()),
    ]


@responder(ListTrust, Right.OWN, "trust list", Permission.CREATE_USERS, changes=False)
async def list_trust(session: Session, user_id: str | None, after: str | None) -> Answer:
    """As they are now."""
    partitions = session.partitions
    found = _all(partitions) if user_id is None else _of(partitions, user_id)
    last = tuple((after or "").split("/"))
    later = (each for each in sorted(found) if each[:2] > last)
    page = [
        {"truster": truster, "trustee": trustee, "rights": rights_in(rights)}
        for truster, trustee, rights in islice(later, PAGE)
    ]
    return {"relations": page, "more": next(later, None) is not None}


def _all(partitions: IPartitions) -> Iterable[Relation]:
    for user in partitions.users():
        yield from ((user.user_id, trustee, rights) for trustee, rights in partitions.trustees(user.user_id))


def _of(partitions: IPartitions, user_id: str) -> Iterable[Relation]:
    yield from ((user_id, trustee, rights) for trustee, rights in partitions.trustees(user_id))
    yield from ((truster, user_id, rights) for truster, rights in partitions.trusters(user_id))
