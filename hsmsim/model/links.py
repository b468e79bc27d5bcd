"""Links that the server makes between objects (KMIP 1.4 section 3.35)."""

from hsmsim.errors import TooManyInstances
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import LinkType
from hsmsim.spec.values import Link

LINK = "Link"
MOST_OFFSPRING = 900  # links of an object; beyond that there is room only for such as there is one of


def link(obj: ManagedObject, link_type: LinkType, uid: str) -> None:
    """Link an object to another.

    Raises:
        TooManyInstances: it has as many links as an object may have.
    """
    if len(obj.all(LINK)) >= MAX_INSTANCES:
        raise TooManyInstances(f"the object has {MAX_INSTANCES} links, which is the limit")
    obj.add(LINK, Link(link_type=link_type, linked_object_identifier=uid))


def link_offspring(obj: ManagedObject, link_type: LinkType, uid: str) -> None:
    """Link an object to one of the many that may come of it, as long as there is room.

    An object is written as a whole: every use of one that is linked to all that ever came of it would take longer with
    each. The offspring is linked to the object in any case.
    """
    if len(obj.all(LINK)) < MOST_OFFSPRING:
        link(obj, link_type, uid)


def linked(obj: ManagedObject, link_type: LinkType) -> str | None:
    """The Unique Identifier of the first object that a link of this type leads to; None without one."""
    for each in obj.all(LINK):
        if each.value.link_type is link_type:
            return each.value.linked_object_identifier  # type: ignore[no-any-return]
    return None
