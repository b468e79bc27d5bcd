"""A Sphinx directive that writes a table of the product: `.. facts:: settings`. Nothing of it is typed by hand."""

from collections.abc import Callable

import capabilities
import clauses
import management
import protocol
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from protocol import DEVICES, TABLE, Rows, listed, plain, yes_or_no
from sphinx.application import Sphinx
from sphinx.util.nodes import nested_parse_with_titles

from hsmsim import operations
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import ENCODINGS
from hsmsim.exchange.access import NEEDS, USES
from hsmsim.exchange.facts import objects_of
from hsmsim.model.access import Rights
from hsmsim.settings import SETTINGS
from hsmsim.spec.profiles import PROFILES


def settings() -> Rows:
    """All settings."""
    yield "Setting", "Value", "Default", "Meaning"
    for row in SETTINGS:
        default = f"``{row.default}``" if row.default is not None else ""
        repeatable = ", repeatable" if row.many else ""
        yield f"``--{row.name}``", f"{row.kind}{repeatable}", default, plain(row.help)


def profiles() -> Rows:
    """The profiles, and which model meets them."""
    yield "Profile", *DEVICES
    for profile in clauses.ordered():
        yield profile.title, *(clauses.verdict(model, profile) for model in DEVICES)


def models() -> Rows:
    """The device models that are part of the product."""
    devices = DEVICES.values()
    yield "What", *DEVICES
    yield "Operations", *(listed(each.title for each in operations.table(device.operations)) for device in devices)
    yield "Objects", *(listed(each.title for each in objects_of(device)) for device in devices)
    keys = sorted({*OpenSSL.symmetric, *OpenSSL.pairs})
    yield "Algorithms", *(listed(each.title for each in keys if device.lengths(each)) for device in devices)
    yield (
        "Profiles",
        *(listed(each.title for each in PROFILES if each.title in device.profiles) for device in devices),
    )
    yield "Encodings", *(listed(each for each in ENCODINGS if each in device.encodings) for device in devices)
    yield "HTTPS", *(yes_or_no(device.https) for device in devices)


def rights() -> Rows:
    """What operations need on another's partition."""
    yield "Right", "Operations"
    for name, right in (("Read", Rights.READ), ("Delete", Rights.DELETE), ("Update", Rights.UPDATE)):
        yield name, listed(each.title for each in TABLE if NEEDS.get(each) == right)


def withheld() -> Rows:
    """What is refused while custodians have not authorized a partition."""
    yield ("Operations",)
    yield (listed(each.title for each in TABLE if each in USES),)


TABLES: dict[str, Callable[[], Rows]] = {
    "settings": settings,
    "rights": rights,
    "withheld": withheld,
    "operations": protocol.kmip_operations,
    "objects": protocol.objects,
    "base-objects": protocol.base_objects,
    "attributes": protocol.attributes,
    "states": protocol.states,
    "profiles": profiles,
    "models": models,
    "symmetric": capabilities.symmetric,
    "pairs": capabilities.pairs,
    "paddings": capabilities.paddings,
    "macs": capabilities.mac_algorithms,
    "hashes": capabilities.hash_algorithms,
    "signatures": capabilities.signature_algorithms,
    "wrapping": capabilities.wrapping,
    "derivation": capabilities.derivation,
    "key-formats": capabilities.key_formats,
    "commands": management.commands,
    "menu": management.menu,
    "refusals": management.refusals,
}


class Facts(Directive):
    """A table by its name, or `clauses`: a section for each profile."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        lines = list(clauses.page() if name == "clauses" else protocol.as_rst(TABLES[name]()))
        parent = nodes.section()
        nested_parse_with_titles(self.state, StringList(lines, source="hsmsim"), parent)
        return parent.children


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("facts", Facts)
    return {"parallel_read_safe": True}
