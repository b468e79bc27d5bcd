"""A Sphinx directive that writes a table of the product: `.. facts:: settings`. Nothing of it is typed by hand."""

from collections.abc import Callable, Iterable

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from hsmsim import operations
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import ENCODINGS
from hsmsim.devices.reading import MODELS, read_model
from hsmsim.exchange.facts import OFFERED_OBJECTS
from hsmsim.model.lifecycle import TRANSITIONS
from hsmsim.settings import SETTINGS
from hsmsim.spec.attributes import ALL, CRYPTOGRAPHIC, RULES, By
from hsmsim.spec.enums import ObjectType, Operation
from hsmsim.spec.profiles import PROFILES

Rows = Iterable[tuple[str, ...]]


def settings() -> Rows:
    """All settings."""
    yield "Setting", "Value", "Default", "Meaning"
    for row in SETTINGS:
        default = f"``{row.default}``" if row.default is not None else ""
        repeatable = ", repeatable" if row.many else ""
        yield f"``--{row.name}``", f"{row.kind}{repeatable}", default, _plain(row.help)


def kmip_operations() -> Rows:
    """Every operation of KMIP 1.4, and whether it is offered."""
    offered = operations.table()
    yield "Operation", "Since", "Offered"
    for code in Operation:
        yield code.title, str(code.since), "yes" if code in offered else "no"


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
        changes = "yes" if rule.modify else "no"
        if rule.while_in is not None:
            changes += ", in state " + " or ".join(state.title for state in sorted(rule.while_in))
        yield (
            rule.name,
            rule.spec,
            str(rule.since),
            _setters(rule.set_by),
            changes,
            "yes" if rule.delete else "no",
            "many" if rule.multiple else "one",
            _objects(rule.applies),
        )


def _setters(bits: int) -> str:
    named = ((By.SERVER, "server"), (By.CLIENT, "client"), (By.GIVEN, "from the request"))
    return ", ".join(name for bit, name in named if bits & bit)


def _objects(types: frozenset[ObjectType]) -> str:
    if types == ALL:
        return "all"
    if types == CRYPTOGRAPHIC:
        return "all cryptographic"
    return ", ".join(each.title for each in sorted(types))


def states() -> Rows:
    """The transitions of 3.22."""
    yield "From", "Cause", "To"
    for (state, cause), following in TRANSITIONS.items():
        yield state.title, cause.name.lower(), following.title


def profiles() -> Rows:
    """The profiles, and what they require."""
    yield "Profile", "Operations", "Objects", "Attributes", "Algorithms", "Besides"
    for profile in PROFILES:
        yield (
            profile.title,
            ", ".join(each.title for each in sorted(profile.operations)),
            ", ".join(each.title for each in sorted(profile.objects)),
            ", ".join(sorted(profile.attributes)),
            "; ".join(f"{each.title} {_lengths(sorted(bits))}" for each, bits in sorted(profile.algorithms.items())),
            ", ".join(sorted(each.value for each in profile.features)),
        )


def models() -> Rows:
    """The device models that are part of the product."""
    devices = [read_model(name) for name in MODELS]
    yield "What", *MODELS
    yield "Operations", *(", ".join(each.title for each in operations.table(device.operations)) for device in devices)
    yield (
        "Objects",
        *(", ".join(each.title for each in OFFERED_OBJECTS if each in device.objects) for device in devices),
    )
    keys = sorted({*OpenSSL.symmetric, *OpenSSL.pairs})
    yield "Algorithms", *(", ".join(each.title for each in keys if device.lengths(each)) for device in devices)
    yield (
        "Profiles",
        *(", ".join(each.title for each in PROFILES if each.title in device.profiles) for device in devices),
    )
    yield "Encodings", *(", ".join(each for each in ENCODINGS if each in device.encodings) for device in devices)
    yield "HTTPS", *("yes" if device.https else "no" for device in devices)


def algorithms() -> Rows:
    """What keys are made for."""
    yield "Algorithm", "Keys", "Lengths in bits"
    for algorithm, lengths in OpenSSL.symmetric.items():
        yield algorithm.title, "symmetric", _lengths(lengths)
    for algorithm in sorted(OpenSSL.pairs):
        yield algorithm.title, "pair", ""


def _lengths(lengths: Iterable[int]) -> str:
    found = list(lengths)
    return ", ".join(map(str, found)) if len(found) < 9 else f"{found[0]} to {found[-1]}"


TABLES: dict[str, Callable[[], Rows]] = {
    "settings": settings,
    "operations": kmip_operations,
    "attributes": attributes,
    "states": states,
    "profiles": profiles,
    "models": models,
    "algorithms": algorithms,
}


def _plain(text: str) -> str:
    """Text that RST takes as it is."""
    return "".join(f"\\{letter}" if letter in "\\*`|_" else letter for letter in text)


def as_rst(rows: Rows) -> list[str]:
    """Rows as a list-table; the first is the head."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in rows:
        for number, cell in enumerate(row):
            lines.append(f"   {'* -' if number == 0 else '  -'} {cell}")
    return lines


class Facts(Directive):
    """The directive."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        parent = nodes.container()
        lines = as_rst(TABLES[self.arguments[0]]())
        self.state.nested_parse(StringList(lines, source="hsmsim"), self.content_offset, parent)
        return parent.children


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("facts", Facts)
    return {"parallel_read_safe": True}
