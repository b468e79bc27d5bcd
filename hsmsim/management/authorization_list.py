"""The partitions that have custodians."""

from collections.abc import Iterable
from itertools import islice
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Custody, Permission
from hsmsim.management.command import AUTHORIZATION, Answer, ManagementCommand, Right, allowed, responder
from hsmsim.management.session import Session
from hsmsim.management.values import Names

# A value of AMP ends at 65,535 bytes; a partition with 64 custodians takes at most 2,300.
PAGE = 25


class ListAuthorizations(ManagementCommand):
    """One page of the partitions that have custodians, by User ID: who they are, who of them has approved.

    Users see their own partition and those whose custodians they are. `after` is the last partition of the page before,
    empty at first; `more`: there is another page.
    """

    arguments: ClassVar = [(b"after", amp.Unicode(optional=True))]
    response: ClassVar = [
        (
            b"partitions",
            amp.AmpList(
                [
                    (b"partition", amp.Unicode()),
                    AUTHORIZATION,
                    (b"needed", amp.Integer()),
                    (b"custodians", Names()),
                    (b"approvals", Names()),
                ]
            ),
        ),
        (b"more", amp.Boolean()),
    ]


@responder(ListAuthorizations, Right.OWN, "partition list", changes=False)
async def list_authorizations(session: Session, after: str | None) -> Answer:
    """As they are now."""
    later = (each for each in _visible(session) if each[0] > (after or ""))
    page = [
        {
            "partition": partition,
            "authorization": custody.authorization,
            "needed": custody.needed,
            "custodians": custody.custodians,
            "approvals": tuple(sorted(custody.approvals)),
        }
        for partition, custody in islice(later, PAGE)
    ]
    return {"partitions": page, "more": next(later, None) is not None}


def _visible(session: Session) -> Iterable[tuple[str, Custody]]:
    caller = session.partitions.user(session.user_id)
    every = allowed(Permission.CREATE_USERS, caller.user_type, caller.permissions)
    for user in session.partitions.users():
        custody = session.partitions.custody(user.user_id)
        if custody is not None and (every or caller.user_id in (user.user_id, *custody.custodians)):
            yield user.user_id, custody
