"""What a replacement takes over from the key that it replaces (KMIP 1.4 4.4 and 4.5, tables 172, 173, 176, 177)."""

from hsmsim.errors import InvalidAttribute, InvalidMessage, NoActivationDate, NoKeyValue, NotUsable
from hsmsim.model.attributes import Given, overlay
from hsmsim.model.keyblock import key_block_of
from hsmsim.model.lifecycle import (
    ACTIVATION_DATE,
    COMPROMISE_DATE,
    COMPROMISE_OCCURRENCE_DATE,
    DEACTIVATION_DATE,
    DESTROY_DATE,
    INITIAL_DATE,
    LAST_CHANGE_DATE,
    PROCESS_START_DATE,
    PROTECT_STOP_DATE,
)
from hsmsim.model.links import LINK, link
from hsmsim.model.managed import OBJECT_TYPE, STATE, UNIQUE_IDENTIFIER, ManagedObject
from hsmsim.spec.attributes import MARKS
from hsmsim.spec.enums import LinkType

NAME = "Name"
_ALGORITHM, _LENGTH, _DOMAIN = "Cryptographic Algorithm", "Cryptographic Length", "Cryptographic Domain Parameters"
_LATEST = 2**63 - 1  # a Date-Time has 64 bits

# What a replacement does not get from the existing key. The first group is that of tables 173 and 177, but for Name
# and Usage Limits, which are taken over in a way of their own; the second tells of one object what is not true of
# another: when it was made, whether it was seen, where its value is, what has always been so.
OWN = frozenset(
    {
        *(UNIQUE_IDENTIFIER, STATE, INITIAL_DATE, LAST_CHANGE_DATE, DESTROY_DATE, COMPROMISE_DATE),
        *(COMPROMISE_OCCURRENCE_DATE, "Revocation Reason", "Digest", LINK, "Random Number Generator"),
    }
) | frozenset(
    {
        *(OBJECT_TYPE, "Original Creation Date", "Fresh", "Key Value Present", "Key Value Location"),
        *("Always Sensitive", "Never Extractable"),
    }
)

# The dates that keep their distance from the Activation Date.
_MOVING = (PROCESS_START_DATE, PROTECT_STOP_DATE, DEACTIVATION_DATE)


def check_replaceable(obj: ManagedObject) -> None:
    """Refuse to replace what is no more, or what was never here.

    Raises:
        NotUsable: the object has been destroyed.
        NoKeyValue: the server has only its attributes.
    """
    if obj.value is None:
        raise NotUsable("the object has been destroyed")
    block = key_block_of(obj.value)
    if block is not None and block.key_value is None:
        raise NoKeyValue("the server has no key value for this object")


def replacement(existing: ManagedObject, asked: Given, offset: int | None, now: int) -> Given:
    """The attributes that the replacement of a key is made with.

    Names, and all else that may have several instances, are those of the existing key and those asked for.

    Args:
        asked: what the request gives; it wins over what is taken over.
        offset: seconds from the replacement's Initial Date, which is `now`, to its Activation Date.

    Raises:
        InvalidMessage: there are an Offset and one of the dates that it sets.
        NoActivationDate: there are dates to move, and nothing tells by how much.
        InvalidAttribute: a date would be moved too far.
    """
    taken = {
        name: [each.value for each in instances]
        for name, instances in existing.attributes.items()
        if name not in OWN and name not in MARKS
    }
    for name in _contradicted(asked):
        taken.pop(name, None)
    if offset is not None:
        _check_offset(asked)
        taken |= _moved(taken, now + offset)
    return overlay(taken, asked)


def _contradicted(asked: Given) -> tuple[str, ...]:
    """What is said anew by what is asked for: a curve has its length, and another length is on another curve."""
    if any(domain.recommended_curve is not None for domain in asked.get(_DOMAIN, ())):
        return (_LENGTH,)
    return (_DOMAIN,) if _LENGTH in asked or _ALGORITHM in asked else ()


def _check_offset(asked: Given) -> None:
    dates = [name for name in (ACTIVATION_DATE, *_MOVING) if name in asked]
    if dates:
        raise InvalidMessage(f"Offset and {dates[0]} exclude each other")


def _moved(taken: Given, activation: int) -> Given:
    """The dates of tables 172 and 176, for this Activation Date."""
    dates = {name: taken[name][0] for name in _MOVING if name in taken}
    if dates and ACTIVATION_DATE not in taken:
        raise NoActivationDate(f"the key has a {next(iter(dates))} and no {ACTIVATION_DATE} to reckon from")
    distance = activation - taken[ACTIVATION_DATE][0] if dates else 0
    moved = {name: date + distance for name, date in dates.items()}
    if any(abs(date) > _LATEST for date in moved.values()):
        raise InvalidAttribute("a date would lie beyond what can be told")
    return {ACTIVATION_DATE: [activation], **{name: [date] for name, date in moved.items()}}


def hand_over(existing: ManagedObject, new: ManagedObject) -> None:
    """Let two objects know of each other as existing key and replacement; the existing one loses its names.

    It keeps its state and everything else. There is one replacement of an object (3.35): the last one.
    """
    existing.clear(NAME)
    for each in existing.all(LINK):
        if each.value.link_type is LinkType.REPLACEMENT_OBJECT_LINK:
            existing.remove(LINK, each.index)
    link(existing, LinkType.REPLACEMENT_OBJECT_LINK, new.uid)
    link(new, LinkType.REPLACED_OBJECT_LINK, existing.uid)
