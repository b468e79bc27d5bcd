"""Keys/Objects - Attributes."""

from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.errors import AmbiguousName, NoSuchObject
from hsmsim.management.attribute_values import AttributeValues
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_actions import actions
from hsmsim.management.object_list import FACTS, facts
from hsmsim.management.object_naming import find, first_name
from hsmsim.management.object_pages import Room, cut
from hsmsim.management.object_words import OBJECT, USAGE, usage_in
from hsmsim.management.rights import RIGHTS, rights_in
from hsmsim.management.session import Session
from hsmsim.model.history import history
from hsmsim.model.lifecycle import GONE
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.term import title
from hsmsim.spec.values import Link

MOST_LINKS = 50

_ATTRIBUTE = [
    (b"name", amp.Unicode()),
    (b"index", amp.Integer()),
    (b"value", amp.Unicode()),
    (b"json", amp.Unicode()),
]
_DATE = [(b"name", amp.Unicode()), (b"date", amp.Integer())]
_PASSAGE = [(b"state", amp.Unicode()), (b"cause", amp.Unicode()), (b"date", amp.Integer(optional=True))]
_ACTION = [(b"words", amp.Unicode()), (b"cause", amp.Unicode()), (b"state", amp.Unicode())]
_LINK = [(b"link_type", amp.Unicode()), (b"uid", amp.Unicode()), (b"name", amp.Unicode()), (b"found", amp.Boolean())]
_LIMITS = [
    (b"limit_total", amp.Integer(optional=True)),
    (b"limit_left", amp.Integer(optional=True)),
    (b"limit_unit", amp.Unicode(optional=True)),
]


class ObjectAttributes(ManagementCommand):
    """What an object is like, and the attributes that KMIP has of it: a page of them.

    `encrypted`: it is written, and its value is written encrypted. `usage` is what the usage mask permits. `dates` are
    all that there are, those to come too. `history` tells by them which states the object has been in, the present one
    last. `actions` are the commands that the user may give now; those that change the state say to which, and have the
    cause that `history` tells then. Of `links`, `found` are those to an object that the user can read. Usage Limits
    have `limit_total`, `limit_left` and `limit_unit`. `attributes` begin after so many as `after` says; `more`: there
    is another page. A `value` that is long is cut, and has no `json` then. Dates are in seconds since 1970.
    """

    arguments: ClassVar = [OBJECT, (b"after", amp.Integer(optional=True))]
    response: ClassVar = [
        (b"partition", amp.Unicode()),
        (b"own", amp.Boolean()),
        RIGHTS,
        *FACTS,
        (b"encrypted", amp.Boolean()),
        USAGE,
        (b"dates", amp.AmpList(_DATE)),
        (b"history", amp.AmpList(_PASSAGE)),
        (b"actions", amp.AmpList(_ACTION)),
        (b"links", amp.AmpList(_LINK)),
        *_LIMITS,
        (b"attributes", amp.AmpList(_ATTRIBUTE)),
        (b"more", amp.Boolean()),
    ]


@responder(ObjectAttributes, Right.OWN, "objects attributes", changes=False)
async def object_attributes(session: Session, object: str, after: int | None) -> Answer:
    """Of one that is archived too; of one that was destroyed by its Unique Identifier."""
    seen = await find(session, object)
    obj, within = seen.obj, session.appliance.within
    values = AttributeValues(session.appliance.spelling())
    attributes, more = _attributes(values, obj, max(after or 0, 0))
    return {
        "partition": seen.partition,
        "own": seen.partition == session.user_id,
        "rights": rights_in(seen.rights),
        **facts(obj),
        "encrypted": within.keeps and obj.state not in GONE,
        "usage": usage_in(obj.get("Cryptographic Usage Mask") or 0),
        "dates": _dates(obj),
        "history": _history(obj, within.now()),
        "actions": [each._asdict() for each in actions(seen, within.allows)],
        "links": await _links(session, obj),
        **_limits(obj),
        "attributes": attributes,
        "more": more,
    }


def _attributes(values: AttributeValues, obj: ManagedObject, after: int) -> tuple[list[dict[str, Any]], bool]:
    room = Room(_ATTRIBUTE)
    found: list[dict[str, Any]] = []
    instances = [(name, each) for name, several in obj.attributes.items() for each in several]
    for name, each in instances[after:]:
        text, json = values.shown(name, each.value)
        box = {"name": cut(name), "index": each.index, "value": cut(text), "json": json if cut(json) == json else ""}
        if not room.takes(box):
            return found, True
        found.append(box)
    return found, False


def _dates(obj: ManagedObject) -> list[dict[str, Any]]:
    dates = [(obj.get(name), name) for name in obj.attributes if name.endswith(" Date")]
    return [{"name": name, "date": date} for date, name in sorted(each for each in dates if isinstance(each[0], int))]


def _history(obj: ManagedObject, now: int) -> list[dict[str, Any]]:
    return [
        {"state": each.state.title, "cause": "" if each.cause is None else each.cause.name.lower(), "date": each.date}
        for each in history(obj, now)
    ]


async def _links(session: Session, obj: ManagedObject) -> list[dict[str, Any]]:
    """As many as an answer holds."""
    room = Room(_LINK)
    boxes = [await _link(session, each.value) for each in obj.all("Link")[:MOST_LINKS]]
    return [each for each in boxes if room.takes(each)]


async def _link(session: Session, link: Link) -> dict[str, Any]:
    uid = link.linked_object_identifier or ""
    try:
        obj = (await find(session, uid)).obj
    except (NoSuchObject, AmbiguousName):
        obj = None
    return {
        "link_type": title(link.link_type),
        "uid": cut(uid),
        "name": "" if obj is None else cut(first_name(obj)),
        "found": obj is not None,
    }


def _limits(obj: ManagedObject) -> dict[str, Any]:
    limits = obj.get("Usage Limits")
    if limits is None:
        return {}
    return {
        "limit_total": limits.usage_limits_total,
        "limit_left": limits.usage_limits_count,
        "limit_unit": title(limits.usage_limits_unit),
    }
