"""The profiles clause by clause: what the HSM has of each, with which settings, and where. It needs no Sphinx.

Yes and no are what Query goes by (exchange/offer.py), for each model and for each setting that adds something.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from protocol import (
    DEVICES,
    TABLE,
    Rows,
    as_rst,
    carriers,
    described,
    givers,
    listed,
    makers,
    setters,
    yes_or_no,
)

from hsmsim import operations
from hsmsim.crypto.formats import WRITTEN
from hsmsim.crypto.narrowed import Narrowed
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import Device
from hsmsim.exchange.offer import Offer, offer_of
from hsmsim.server.features import features
from hsmsim.server.keys import make_private_key
from hsmsim.server.tls import Identity
from hsmsim.settings import Settings, load
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation
from hsmsim.spec.objects import BASE_OBJECTS
from hsmsim.spec.profiles import PROFILES, Clause, Feature, Profile, clauses
from hsmsim.spec.sections import OPERATION_SECTIONS
from hsmsim.spec.structures import MESSAGES
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import fields

BASELINE = PROFILES[0]
ALL_OF_IT = Clause("profiles", BASELINE.title)  # stands for all that the Baseline Server requires

# Settings that add to what the listeners have, as `load` takes them; by what they are for people.
SETUPS: dict[str, dict[str, str]] = {
    "": {},
    "``--https``": {"https": "0"},
    "``--tls kmip``": {"tls": "kmip"},
    "``--tls-key`` and ``--tls-cert`` of a key on P-384": {"tls-key": "key.pem", "tls-cert": "cert.pem"},
}


class Line(NamedTuple):
    """A clause as it stands on the page; `there` has an answer for each model."""

    clause: Clause
    kind: str
    what: str
    there: tuple[bool, ...]
    why: str


# ------------------------------------------------------------------------------------------------- what there is


@cache
def _key(kind: str) -> Any:
    return generate_private_key(SECP384R1()) if kind == "own" else make_private_key(kind)


def _listening(device: Device, settings: Settings) -> frozenset[Feature]:
    """The features that the listeners have, of whose certificate nothing is asked."""
    return features(
        kmip=settings.kmip is not None,
        https=settings.https is not None and device.https,
        encodings=device.encodings,
        suites=settings.tls,
        identity=Identity(_key("own" if settings.tls_key else settings.key_type), None, []),  # type: ignore[arg-type]
    )


@cache
def offers(model: str) -> dict[str, Offer]:
    """What a model has with each of the settings."""
    device = DEVICES[model]
    crypto: Any = Narrowed(os.urandom, device)
    return {
        words: offer_of(operations.table(device.operations), device, crypto, _listening(device, load(given)))
        for words, given in SETUPS.items()
    }


def _has(offer: Offer, clause: Clause) -> bool:
    return not offer.lacks(BASELINE) if clause == ALL_OF_IT else offer.has(clause)


def with_settings(model: str, clause: Clause) -> str | None:
    """The first settings with which a model has it; None where none help."""
    return next((words for words, offer in offers(model).items() if _has(offer, clause)), None)


def verdict(model: str, profile: Profile) -> str:
    """Whether a model meets a profile, with which settings, or what it lacks."""
    lacking = {words: offer.lacks(profile) for words, offer in offers(model).items()}
    words = min(lacking, key=lambda each: len(lacking[each]))
    if lacking[words]:
        return f"no: it lacks {listed((_called(clause) for clause in lacking[words]), 3)}"
    met = f"yes, with {words}" if words else "yes"
    return met if profile.title in DEVICES[model].profiles else f"{met}, but Query does not say so"


# ------------------------------------------------------------------------------------------------------ one by one


def lines(profile: Profile) -> Iterator[Line]:
    """The clauses of a profile; those of the Baseline Server are one line in the others."""
    own = clauses(profile)
    if profile is not BASELINE:
        own = (ALL_OF_IT, *(clause for clause in own if clause not in clauses(BASELINE)))
    for clause in own:
        there = tuple(with_settings(model, clause) is not None for model in DEVICES)
        yield Line(clause, _KINDS[clause.kind].title, _called(clause), there, _why(clause, there))


def _called(clause: Clause) -> str:
    return _KINDS[clause.kind].called(clause.what)


def _why(clause: Clause, there: tuple[bool, ...]) -> str:
    """Where it is, and why it is not where it is not."""
    where = [_KINDS[clause.kind].where(clause.what)] if any(there) else []
    lacking = [model for model, has in zip(DEVICES, there, strict=True) if not has]
    return "; ".join([*where, *(f"{model}: {_KINDS[clause.kind].lacking}" for model in lacking)])


def _title(what: Any) -> str:
    return str(what.title)


def _base_object(tag: Tag) -> str:
    return f"{BASE_OBJECTS[tag]}; in {listed(carriers(tag), 4)}"


def _object(object_type: ObjectType) -> str:
    return f"made or taken in by {listed(makers(object_type), 4)}; given by {listed(givers(object_type))}"


def _attribute(name: str) -> str:
    return f"{RULES[name].spec}; first set by {setters(RULES[name].set_by)}"


def _operation(code: Operation) -> str:
    return f"{OPERATION_SECTIONS[code]}; ``operations/{TABLE[code].run.__module__.rpartition('.')[2]}.py``"


def _in_parts(code: Operation) -> str:
    return f"{OPERATION_SECTIONS[code]}; Init Indicator, Final Indicator and Correlation Value"


def _content(tag: Tag) -> str:
    return f"in {listed(described(cls) for cls in MESSAGES if tag in {field.tag for field in fields(cls)})}"


def _keys(key: tuple[CryptographicAlgorithm, int]) -> str:
    code = Operation.CREATE if key[1] in OpenSSL.symmetric.get(key[0], ()) else Operation.CREATE_KEY_PAIR
    return f"{code.title} makes them"


def _format(key_format_type: KeyFormatType) -> str:
    forms = [form.name.lower() for form, written in WRITTEN.items() if key_format_type in written]
    return f"for {' and '.join(forms)} keys"


_WITHOUT_IDENTIFIER = [
    code.title
    for code, row in TABLE.items()
    for field in fields(row.request)
    if field.tag == Tag.UNIQUE_IDENTIFIER and not field.required and not field.many
]
# Where the features are that no setting turns on or off.
_PLACES = {
    Feature.ID_PLACEHOLDER: f"Unique Identifier may be left out in {listed(_WITHOUT_IDENTIFIER, 4)}",
    Feature.MESSAGE_FORMAT: listed(described(cls) for cls in MESSAGES),
    Feature.AUTHENTICATION: "certificate of a user, and Username and Password; both with ``--require-credential``",
    Feature.TTLV: "``--kmip``; over HTTPS too, with ``--https``",
    Feature.TLS: "all listeners; a client's certificate is the one of a user",
    Feature.ERROR_HANDLING: "table 327, and a table of its own for each of the :doc:`operations`",
    Feature.SIX_ITEMS: "as many items as ``--max-message`` has room for",
    Feature.SERVER_TO_CLIENT: "``--notify``",
}


def _feature(feature: Feature) -> str:
    if feature in _PLACES:
        return _PLACES[feature]
    found = [with_settings(model, Clause("features", feature)) for model in DEVICES]
    return next(each for each in found if each is not None) or "without any setting"


class _Kind(NamedTuple):
    """What is said of the clauses of a kind.

    Args:
        called: what such a clause is called.
        where: what satisfies it.
        lacking: why a model does not have it.
    """

    title: str
    called: Callable[[Any], str]
    where: Callable[[Any], str]
    lacking: str


_KINDS = {
    "profiles": _Kind("Profile", str, lambda title: f"`{title}`_", "it is not met"),
    "base_objects": _Kind("Base object", _title, _base_object, "no operation of the model has it"),
    "objects": _Kind("Object", _title, _object, "the model does not name it"),
    "attributes": _Kind("Attribute", str, _attribute, "it has no rule"),
    "operations": _Kind("Operation", _title, _operation, "the model does not name it"),
    "in_parts": _Kind("In parts", _title, _in_parts, "the model does not name the operation"),
    "contents": _Kind("Message contents", _title, _content, "no message has it"),
    "keys": _Kind("Keys", lambda key: f"{key[0].title}, {key[1]} bits", _keys, "the model does not name such keys"),
    "formats": _Kind("Key Format Type", _title, _format, "no key is written in it"),
    "features": _Kind("Besides", str, _feature, "no setting adds it"),
}


def page() -> Iterator[str]:
    """The sections of the page, in RST: the profiles of the appliance, then the others."""
    for profile in ordered():
        yield from ("", profile.title, "-" * len(profile.title), "")
        for model in DEVICES:
            yield f"- {model}: {verdict(model, profile)}"
        yield from as_rst(_table(profile), ":widths: 13 23 9 10 45")


def _table(profile: Profile) -> Rows:
    yield "Clause", "What", *DEVICES, "Where, or why not"
    for line in lines(profile):
        yield line.kind, line.what, *map(yes_or_no, line.there), line.why


def ordered() -> list[Profile]:
    """The profiles that the appliance names, then the others."""
    return sorted(PROFILES, key=lambda profile: profile.title not in DEVICES["appliance"].profiles)
