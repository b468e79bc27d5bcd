"""Tables of the specification as the HSM has them: operations, objects, attributes, states. It needs no Sphinx."""

import re
from collections.abc import Iterable, Iterator

from hsmsim import operations
from hsmsim.crypto.formats import READ, WRITTEN
from hsmsim.devices.reading import MODELS, read_model
from hsmsim.exchange import containers, notices, registering
from hsmsim.exchange.facts import objects_of
from hsmsim.exchange.making import FORMS
from hsmsim.exchange.offer import tags_of
from hsmsim.model.keyblock import VALUE_CLASSES
from hsmsim.model.lifecycle import TRANSITIONS
from hsmsim.operations.get import OWN_FORMATS
from hsmsim.spec.attributes import ALL, CRYPTOGRAPHIC, RULES, By
from hsmsim.spec.enums import KeyFormatType, ObjectType, Operation
from hsmsim.spec.objects import BASE_OBJECTS
from hsmsim.spec.profiles import SENT_BY_SERVERS
from hsmsim.spec.sections import OPERATION_SECTIONS
from hsmsim.spec.structures import MESSAGES
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import fields

Rows = Iterable[tuple[str, ...]]

TABLE = operations.table()
DEVICES = {name: read_model(name) for name in MODELS}


def yes_or_no(there: bool) -> str:
    return "yes" if there else "no"


def listed(names: Iterable[object], most: int | None = None) -> str:
    """Names with commas, or the first of them and how many more there are."""
    texts = [str(name) for name in names]
    if most is None or len(texts) <= most + 1:
        return ", ".join(texts)
    return f"{', '.join(texts[:most])} and {len(texts) - most} more"


def as_rst(rows: Rows, *options: str) -> Iterator[str]:
    """Rows as a list-table; the first is the head."""
    yield from ("", ".. list-table::", "   :header-rows: 1", *(f"   {each}" for each in options), "")
    for row in rows:
        yield from (f"   {'  -' if number else '* -'} {cell}" for number, cell in enumerate(row))


# ---------------------------------------------------------------------------- what the docstrings of declarations say


def described(cls: type) -> str:
    """The first words of a structure: its name, section and table."""
    return re.match(r"[^)]*\)", cls.__doc__ or "")[0]  # type: ignore[index]


# ------------------------------------------------------------------------------------------------------ operations


def kmip_operations() -> Rows:
    """Every operation of KMIP 1.4, whether it is offered, and how it may fail."""
    yield "Operation", "Section", "Since", "Offered", "Result Reasons of its own"
    for code in Operation:
        reasons = sorted({*TABLE[code].errors.values()}) if code in TABLE else ()
        yield (
            code.title,
            OPERATION_SECTIONS[code],
            str(code.since),
            _offered(code),
            listed(each.title for each in reasons),
        )


def _offered(code: Operation) -> str:
    if code in SENT_BY_SERVERS:
        return "no: it goes from the HSM to the client, with ``--notify``"
    if code not in TABLE:
        return "no: nothing here carries it out"
    without = [name for name, device in DEVICES.items() if code not in device.operations]
    return f"yes; not by the model {listed(without)}" if without else "yes"


# --------------------------------------------------------------------------------------------------------- objects


def objects() -> Rows:
    """The managed objects of chapter 2.2."""
    yield "Object", "Section", "Since", "Offered", "Made or taken in by", "Given by", "Key Format Types"
    for each in ObjectType:
        cls = VALUE_CLASSES[each]
        without = [name for name, device in DEVICES.items() if each not in objects_of(device)]
        yield (
            each.title,
            re.search(r"\(([\d.]+)", described(cls))[1],  # type: ignore[index]
            str(each.since),
            "yes" if not without else f"not by the model {listed(without)}",
            listed(makers(each)),
            listed(givers(each)),
            _key_formats(each),
        )


def makers(object_type: ObjectType) -> list[str]:
    """The operations that make objects of a type, or take them in."""
    return [code.title for code, row in TABLE.items() if object_type in row.makes]


def givers(object_type: ObjectType) -> list[str]:
    """The messages that objects of a type leave in."""
    tag = Tag[object_type.name]
    found = [code.title for code, row in TABLE.items() if tag in {field.tag for field in fields(row.response)}]
    return found + ["Put"] * (tag in {field.tag for field in fields(notices.PutPayload)})


def _key_formats(object_type: ObjectType) -> str:
    if "key_block" not in {field.name for field in fields(VALUE_CLASSES[object_type])}:
        return OWN_FORMATS[object_type].title if object_type in OWN_FORMATS else ""
    if object_type not in registering.READ:
        return "any; it is given as it came"
    held = {KeyFormatType.PKCS_12} if object_type in containers.HELD else set()
    form = FORMS[object_type]
    return listed(each.title for each in sorted({*READ[form], *WRITTEN[form], *held}))


def base_objects() -> Rows:
    """The base objects of chapter 2.1."""
    yield "Object", "Section", "Since", "Offered", "Where"
    for tag, where in BASE_OBJECTS.items():
        found = carriers(tag)
        yield tag.title, where, str(tag.since), yes_or_no(bool(found)), listed(found, 8)


def carriers(tag: Tag) -> list[str]:
    """The parts of messages and the operations that a field of a tag stands in."""
    frame = [described(cls).partition(" (")[0] for cls in MESSAGES if tag in tags_of(cls)]
    return frame + [code.title for code, row in TABLE.items() if tag in tags_of(row.request, row.response)]


# ---------------------------------------------------------------------------------------------- attributes, states


def attributes() -> Rows:
    """The rules of chapter 3."""
    yield (
        "Attribute",
        "Section",
        "Since",
        "First set by",
        "Client may change",
        "Client may delete",
        "Instances",
        "Objects",
    )
    for rule in RULES.values():
        changes = yes_or_no(rule.modify)
        if rule.while_in is not None:
            changes += ", in state " + " or ".join(state.title for state in sorted(rule.while_in))
        yield (
            rule.name,
            rule.spec,
            str(rule.since),
            setters(rule.set_by),
            changes,
            yes_or_no(rule.delete),
            "many" if rule.multiple else "one",
            _objects(rule.applies),
        )


def setters(bits: int) -> str:
    """Who sets an attribute first."""
    named = ((By.SERVER, "server"), (By.CLIENT, "client"), (By.GIVEN, "from the request"))
    return ", ".join(name for bit, name in named if bits & bit)


def _objects(types: frozenset[ObjectType]) -> str:
    if types == ALL:
        return "all"
    if types == CRYPTOGRAPHIC:
        return "all cryptographic"
    return listed(each.title for each in sorted(types))


def states() -> Iterator[tuple[str, ...]]:
    """The transitions of 3.22."""
    yield "From", "Cause", "To"
    for (state, cause), following in TRANSITIONS.items():
        yield state.title, cause.name.lower(), following.title


def plain(text: str) -> str:
    """Text that RST takes as it is."""
    return "".join(f"\\{letter}" if letter in "\\*`|_" else letter for letter in text)
