"""What a server has of all that a profile may require."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from hsmsim.devices.device import Device
from hsmsim.exchange import facts
from hsmsim.exchange.reasons import COMMON
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, ResultReason
from hsmsim.spec.profiles import PROFILES, Clause, Feature, Profile, clauses
from hsmsim.spec.structures import MESSAGES
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import fields, reachable


class Payloads(Protocol):
    """The row of an operation, as far as it says what its messages are."""

    @property
    def request(self) -> type:
        """The class of the request payload."""

    @property
    def response(self) -> type:
        """The class of the response payload."""


Offered = Mapping[Operation, Payloads]


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is; each field has what the field of Profile of the same name may require."""

    base_objects: Container[int]
    objects: Container[ObjectType]
    attributes: Container[str]
    operations: Container[Operation]
    in_parts: Container[Operation]
    contents: Container[int]
    keys: Container[tuple[CryptographicAlgorithm, int]]
    formats: Container[KeyFormatType]
    features: Container[Feature]

    def has(self, clause: Clause) -> bool:
        """Whether one thing is there that a profile requires."""
        return clause.what in getattr(self, clause.kind)

    def lacks(self, profile: Profile) -> list[Clause]:
        """What a profile requires and is not there."""
        return [clause for clause in clauses(profile) if not self.has(clause)]


def offer_of(offered: Offered, device: Device, crypto: ICrypto, listening: Iterable[Feature]) -> Offer:
    """What a server has.

    Args:
        offered: the operations that it answers.
        listening: the features of its listeners.
    """
    payloads = [payload for row in offered.values() for payload in (row.request, row.response)]
    contents = tags_of(*MESSAGES)
    return Offer(
        base_objects=contents | tags_of(*payloads),
        objects=facts.objects_of(device),
        attributes=RULES,
        operations=offered,
        in_parts=in_parts(offered),
        contents=contents,
        keys=_Keys(crypto),
        formats={each for written in crypto.formats.values() for each in written},
        features={*listening, *_features(offered, device, contents)},
    )


def profiles_of(offer: Offer, device: Device) -> list[Profile]:
    """Those that the device may name and whose requirements are met."""
    return [profile for profile in PROFILES if profile.title in device.profiles and not offer.lacks(profile)]


@cache
def tags_of(*structures: type) -> frozenset[int]:
    """The tags of all fields of these structures and of what they hold."""
    return frozenset(field.tag for cls in reachable(*structures) for field in fields(cls))


@dataclass(frozen=True, slots=True)
class _Keys:
    """Algorithms and lengths of the keys that a backend makes: thousands, of which few are asked for."""

    crypto: ICrypto

    def __contains__(self, key: Any) -> bool:
        algorithm, length = key
        return any(length in table.get(algorithm, ()) for table in (self.crypto.symmetric, self.crypto.pairs))


_PARTS = {Tag.INIT_INDICATOR, Tag.FINAL_INDICATOR, Tag.CORRELATION_VALUE}


def in_parts(offered: Offered) -> frozenset[Operation]:
    """The operations that can be carried out in parts."""
    return frozenset(code for code, row in offered.items() if {field.tag for field in fields(row.request)} >= _PARTS)


# ------------------------------------------------------------------------------------------------------- features

# Table 327, as far as it is not about attestation and permission, which nothing here asks for.
_GENERAL_ERRORS = {
    ResultReason.INVALID_MESSAGE,
    ResultReason.INVALID_FIELD,
    ResultReason.RESPONSE_TOO_LARGE,
    ResultReason.OPERATION_NOT_SUPPORTED,
    ResultReason.FEATURE_NOT_SUPPORTED,
}
_FRAME = {Tag.REQUEST_HEADER, Tag.RESPONSE_HEADER, Tag.BATCH_ITEM, Tag.REQUEST_PAYLOAD, Tag.RESPONSE_PAYLOAD}
_BROUGHT = {Tag[each.name] for each in ObjectType}


def _features(offered: Offered, device: Device, contents: frozenset[int]) -> Iterator[Feature]:
    """The features that are no matter of the listeners."""
    most = device.limits.batch_items
    there = {
        Feature.ID_PLACEHOLDER: all(_takes_placeholder(row.request) for row in offered.values()),
        Feature.MESSAGE_FORMAT: contents >= _FRAME,
        Feature.AUTHENTICATION: Tag.AUTHENTICATION in contents,
        Feature.ERROR_HANDLING: set(COMMON.values()) >= _GENERAL_ERRORS,
        Feature.SIX_ITEMS: most is None or most >= 6,
    }
    return (feature for feature, is_there in there.items() if is_there)


def _takes_placeholder(request: type) -> bool:
    """Whether a request may leave out which object it is about; one that brings an object is about no other."""
    declared = {field.tag: field for field in fields(request)}
    uid = declared.get(Tag.UNIQUE_IDENTIFIER)
    return uid is None or not uid.required or not _BROUGHT.isdisjoint(declared)
