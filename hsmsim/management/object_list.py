"""Keys/Objects - List."""

from enum import Enum
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.exchange.pages import Fits, Look, Page
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.object_naming import first_name
from hsmsim.management.object_pages import Room, cut
from hsmsim.management.object_words import KeyAlgorithm, Kind, LifeState
from hsmsim.management.rights import RIGHTS, rights_in
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.model.lifecycle import GONE, INITIAL_DATE
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import BLOCKED, TEMPORARY
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, State
from hsmsim.spec.term import title

PAGE = 50  # objects, where nobody says how many
MOST_ON_A_PAGE = 200
LOOKED_AT = 10_000  # objects, until there is an answer, full or not; some tenths of a second

FACTS = [
    (b"uid", amp.Unicode()),
    (b"name", amp.Unicode()),
    (b"object_type", amp.Unicode()),
    (b"algorithm", amp.Unicode()),
    (b"length", amp.Integer(optional=True)),
    (b"state", amp.Unicode()),
    (b"created", amp.Integer(optional=True)),
    (b"exportable", amp.Boolean()),
    (b"temporary", amp.Boolean()),
    (b"blocked", amp.Boolean()),
    (b"archived", amp.Boolean()),
]


class ListObjects(ManagementCommand):
    """One page of the objects of a partition, newest first; those that are destroyed only where `state` asks for them.

    `text` is what a name contains or a Unique Identifier begins with. `after` is `next` of the page before, and `more`
    says that there may be another. A page is not full, or empty, where few of many objects are of the type, state or
    algorithm that is asked for: the next one goes on. `total` counts all objects of the partition that the text fits.
    `created` is in seconds since 1970.
    """

    arguments: ClassVar = [
        (b"partition", amp.Unicode(optional=True)),
        (b"text", amp.Unicode(optional=True)),
        (b"object_type", Choice(Kind, optional=True)),
        (b"state", Choice(LifeState, optional=True)),
        (b"algorithm", Choice(KeyAlgorithm, optional=True)),
        (b"after", amp.Integer(optional=True)),
        (b"most", amp.Integer(optional=True)),
    ]
    response: ClassVar = [
        (b"partition", amp.Unicode()),
        RIGHTS,
        (b"objects", amp.AmpList(FACTS)),
        (b"more", amp.Boolean()),
        (b"next", amp.Integer(optional=True)),
        (b"total", amp.Integer()),
    ]


@responder(ListObjects, Right.OWN, "objects list", changes=False)
async def list_objects(
    session: Session,
    partition: str | None,
    text: str | None,
    after: int | None,
    most: int | None,
    **filters: Enum | None,
) -> Answer:
    """Of the own partition, or of one whose owner lets the user read it."""
    if after is not None and not 0 < after <= _NEWEST:
        raise NotUnderstood("after is not what an answer had as next")
    owner = session.user_id if partition is None else partition
    rights = session.appliance.within.rights(session.user_id, owner)
    look = Look(text or "", after, min(max(most or PAGE, 1), MOST_ON_A_PAGE), _filter(**filters), LOOKED_AT)
    page = await session.appliance.within.page(session.user_id, look, partition=owner)
    found, following = _that_go_in(page)
    return {
        "partition": owner,
        "rights": rights_in(rights),
        "objects": found,
        "more": following is not None,
        "next": following,
        "total": page.total,
    }


_NEWEST = 2**63 - 1


def _filter(object_type: Enum | None, state: Enum | None, algorithm: Enum | None) -> Fits:
    wanted_type = None if object_type is None else ObjectType[object_type.name]
    wanted_state = None if state is None else State[state.name]
    wanted_algorithm = None if algorithm is None else CryptographicAlgorithm[algorithm.name]

    def fits(obj: ManagedObject) -> bool:
        if wanted_state is None and obj.state in GONE:
            return False
        return (
            wanted_type in (None, obj.object_type)
            and wanted_state in (None, obj.state)
            and wanted_algorithm in (None, obj.get("Cryptographic Algorithm"))
        )

    return fits


def _that_go_in(page: Page) -> tuple[list[dict[str, Any]], int | None]:
    """The objects of a page that an answer holds, and where the next one begins."""
    found: list[dict[str, Any]] = []
    room = Room(FACTS)
    for box in map(facts, page.objects):
        if not room.takes(box):
            return found, page.numbers[len(found) - 1]
        found.append(box)
    return found, page.next


def facts(obj: ManagedObject) -> dict[str, Any]:
    """What a list says of an object; empty texts where it has nothing of the kind."""
    algorithm, state = obj.get("Cryptographic Algorithm"), obj.state
    return {
        "uid": cut(obj.uid),
        "name": cut(first_name(obj)),
        "object_type": obj.object_type.title,
        "algorithm": "" if algorithm is None else title(algorithm),
        "length": obj.get("Cryptographic Length"),
        "state": "" if state is None else state.title,
        "created": obj.get(INITIAL_DATE),
        "exportable": obj.get("Extractable") is not False,
        "temporary": TEMPORARY in obj.attributes,
        "blocked": BLOCKED in obj.attributes,
        "archived": obj.archived,
    }
