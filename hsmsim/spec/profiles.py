"""The server profiles and what each requires (KMIP Profiles 1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, ProfileName
from hsmsim.spec.objects import BASE_OBJECTS
from hsmsim.spec.tags import Tag

_A = CryptographicAlgorithm
_F = KeyFormatType
_O = Operation
_T = ObjectType


class Feature(StrEnum):
    """What a profile may require that has no name of its own in the specification."""

    ID_PLACEHOLDER = "the ID Placeholder (4)"
    MESSAGE_FORMAT = "the message format (7)"
    AUTHENTICATION = "authentication of clients (8)"
    TTLV = "TTLV (9.1)"
    TLS = "TLS with client certificates (10)"
    ERROR_HANDLING = "error handling (11)"
    SIX_ITEMS = "messages of six items"
    HTTPS = "a listener for HTTPS"
    XML = "XML over HTTPS"
    JSON = "JSON over HTTPS"
    TLS_1_2 = "the suites of the TLS 1.2 authentication suite"
    SUITE_B_128 = "suites and certificate of Suite B with 128 bits of security"
    SUITE_B_192 = "suites and certificate of Suite B with 192 bits of security"
    SERVER_TO_CLIENT = "Put and Notify, sent to clients"


class Clause(NamedTuple):
    """One thing that a profile requires.

    Args:
        kind: the field of Profile that it is a member of.
    """

    kind: str
    what: Any


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile.

    Args:
        names: its Profile Name in each version that has one; a client is told those that its version knows.
        base_objects: must be understood (2.1).
        objects: must be offered.
        attributes: must be known.
        operations: must be offered.
        in_parts: the operations that can be carried out in parts (Init Indicator, Final Indicator, Correlation Value).
        contents: must be understood in messages (6).
        keys: algorithms and lengths in bits of keys that must be served.
        formats: Key Format Types that must be served.
        features: must be there.
    """

    title: str
    names: tuple[ProfileName, ...]
    base_objects: frozenset[Tag] = frozenset()
    objects: frozenset[ObjectType] = frozenset()
    attributes: frozenset[str] = frozenset()
    operations: frozenset[Operation] = frozenset()
    in_parts: frozenset[Operation] = frozenset()
    contents: frozenset[Tag] = frozenset()
    keys: frozenset[tuple[CryptographicAlgorithm, int]] = frozenset()
    formats: frozenset[KeyFormatType] = frozenset()
    features: frozenset[Feature] = frozenset()


_KINDS = tuple(field.name for field in fields(Profile))[2:]  # all but title and names


@cache
def clauses(profile: Profile) -> tuple[Clause, ...]:
    """All that a profile requires, kind by kind."""
    return tuple(Clause(kind, what) for kind in _KINDS for what in sorted(getattr(profile, kind)))


def _named(prefix: str) -> tuple[ProfileName, ...]:
    """The Profile Names of one profile, which differ in the version alone."""
    return tuple(name for name in ProfileName if name.name.startswith(f"{prefix}_KMIP_V1_"))


_BASELINE_OBJECTS = frozenset(
    {
        Tag.ATTRIBUTE,
        Tag.CREDENTIAL,
        Tag.KEY_BLOCK,
        Tag.KEY_VALUE,
        Tag.TEMPLATE_ATTRIBUTE,
        Tag.EXTENSION_INFORMATION,
        Tag.PROFILE_INFORMATION,
        Tag.VALIDATION_INFORMATION,
        Tag.CAPABILITY_INFORMATION,
    }
)

_BASELINE_OPERATIONS = frozenset(
    {
        _O.LOCATE,
        _O.CHECK,
        _O.GET,
        _O.GET_ATTRIBUTES,
        _O.GET_ATTRIBUTE_LIST,
        _O.ADD_ATTRIBUTE,
        _O.MODIFY_ATTRIBUTE,
        _O.DELETE_ATTRIBUTE,
        _O.ACTIVATE,
        _O.REVOKE,
        _O.DESTROY,
        _O.QUERY,
        _O.DISCOVER_VERSIONS,
    }
)

_BASELINE_ATTRIBUTES = frozenset(
    {
        "Unique Identifier",
        "Name",
        "Object Type",
        "Cryptographic Algorithm",
        "Cryptographic Length",
        "Cryptographic Parameters",
        "Digest",
        "Cryptographic Usage Mask",
        "State",
        "Initial Date",
        "Process Start Date",
        "Protect Stop Date",
        "Activation Date",
        "Deactivation Date",
        "Compromise Occurrence Date",
        "Compromise Date",
        "Revocation Reason",
        "Object Group",
        "Fresh",
        "Link",
        "Last Change Date",
        "Alternative Name",
        "Key Value Present",
        "Key Value Location",
        "Original Creation Date",
        "Random Number Generator",
        "Description",
        "Comment",
        "Sensitive",
        "Always Sensitive",
        "Extractable",
        "Never Extractable",
    }
)

_BASELINE_CONTENTS = frozenset(
    {
        Tag.PROTOCOL_VERSION,
        Tag.OPERATION,
        Tag.MAXIMUM_RESPONSE_SIZE,
        Tag.UNIQUE_BATCH_ITEM_ID,
        Tag.TIME_STAMP,
        Tag.ASYNCHRONOUS_INDICATOR,
        Tag.RESULT_STATUS,
        Tag.RESULT_REASON,
        Tag.BATCH_ORDER_OPTION,
        Tag.BATCH_ERROR_CONTINUATION_OPTION,
        Tag.BATCH_COUNT,
        Tag.BATCH_ITEM,
        Tag.ATTESTATION_CAPABLE_INDICATOR,
        Tag.CLIENT_CORRELATION_VALUE,
        Tag.SERVER_CORRELATION_VALUE,
        Tag.MESSAGE_EXTENSION,
    }
)

_BASELINE_FEATURES = frozenset(
    {
        Feature.ID_PLACEHOLDER,
        Feature.MESSAGE_FORMAT,
        Feature.AUTHENTICATION,
        Feature.TTLV,
        Feature.TLS,
        Feature.ERROR_HANDLING,
    }
)

# What keys do and Hash: all that can be carried out in parts.
_IN_PARTS = frozenset({_O.ENCRYPT, _O.DECRYPT, _O.SIGN, _O.SIGNATURE_VERIFY, _O.MAC, _O.MAC_VERIFY, _O.HASH})

SENT_BY_SERVERS = frozenset({_O.NOTIFY, _O.PUT})  # chapter 5; the others are for clients to ask for


def _beyond_baseline(
    title: str,
    name: str,
    operations: set[Operation] | frozenset[Operation] = frozenset(),
    objects: set[ObjectType] | frozenset[ObjectType] = frozenset(),
    attributes: set[str] | frozenset[str] = frozenset(),
    algorithms: Mapping[CryptographicAlgorithm, set[int]] | None = None,
    formats: set[KeyFormatType] | frozenset[KeyFormatType] = frozenset(),
    features: set[Feature] | frozenset[Feature] = frozenset(),
    in_parts: set[Operation] | frozenset[Operation] = frozenset(),
) -> Profile:
    """A profile that requires the Baseline Server and this."""
    return Profile(
        title,
        _named(name),
        _BASELINE_OBJECTS,
        frozenset(objects),
        _BASELINE_ATTRIBUTES | attributes,
        _BASELINE_OPERATIONS | operations,
        frozenset(in_parts),
        _BASELINE_CONTENTS,
        frozenset((algorithm, length) for algorithm, lengths in (algorithms or {}).items() for length in lengths),
        frozenset(formats),
        _BASELINE_FEATURES | features,
    )


def _complete(title: str, name: str, features: set[Feature]) -> Profile:
    """A profile that requires everything."""
    return Profile(
        title,
        _named(name),
        base_objects=frozenset(BASE_OBJECTS),
        objects=frozenset(_T),
        attributes=frozenset(RULES),
        operations=frozenset(_O) - SENT_BY_SERVERS,
        in_parts=_IN_PARTS,
        contents=_BASELINE_CONTENTS | {Tag.AUTHENTICATION, Tag.ASYNCHRONOUS_CORRELATION_VALUE, Tag.RESULT_MESSAGE},
        features=_BASELINE_FEATURES | {Feature.SIX_ITEMS, Feature.SERVER_TO_CLIENT, *features},
    )


PROFILES = (
    _beyond_baseline("Baseline Server", "BASELINE_SERVER_BASIC"),
    _beyond_baseline("Baseline Server TLS v1.2", "BASELINE_SERVER_TLS_V1_2", features={Feature.TLS_1_2}),
    _beyond_baseline(
        "Symmetric Key Lifecycle Server",
        "SYMMETRIC_KEY_LIFECYCLE_SERVER",
        {_O.CREATE},
        {_T.SYMMETRIC_KEY},
        algorithms={_A.AES: {128, 192, 256}, _A.DES3: {168}},
        formats={_F.RAW, _F.TRANSPARENT_SYMMETRIC_KEY},
    ),
    _beyond_baseline(
        "Symmetric Key Foundry Server",
        "SYMMETRIC_KEY_FOUNDRY_SERVER",
        {_O.CREATE},
        {_T.SYMMETRIC_KEY},
        algorithms={_A.AES: {128, 192, 256}, _A.DES3: {112, 168}},
        formats={_F.RAW},
        features={Feature.SIX_ITEMS},  # Create, Get Attributes, Activate, Get, Revoke and Destroy of one key
    ),
    _beyond_baseline(
        "Asymmetric Key Lifecycle Server",
        "ASYMMETRIC_KEY_LIFECYCLE_SERVER",
        {_O.CREATE_KEY_PAIR},
        {_T.PUBLIC_KEY, _T.PRIVATE_KEY},
        algorithms={_A.RSA: {1024, 2048, 3072, 4096}},
        formats={_F.PKCS_1, _F.PKCS_8, _F.TRANSPARENT_RSA_PUBLIC_KEY, _F.TRANSPARENT_RSA_PRIVATE_KEY},
    ),
    _beyond_baseline("Basic Cryptographic Server", "BASIC_CRYPTOGRAPHIC_SERVER", {_O.ENCRYPT, _O.DECRYPT}),
    _beyond_baseline(
        "Advanced Cryptographic Server",
        "ADVANCED_CRYPTOGRAPHIC_SERVER",
        {*_IN_PARTS, _O.RNG_RETRIEVE, _O.RNG_SEED},
        in_parts=_IN_PARTS,
    ),
    _beyond_baseline("RNG Cryptographic Server", "RNG_CRYPTOGRAPHIC_SERVER", {_O.RNG_RETRIEVE, _O.RNG_SEED}),
    _beyond_baseline(
        "Opaque Managed Object Store Server",
        "OPAQUE_MANAGED_OBJECT_STORE_SERVER",
        {_O.REGISTER},
        {_T.OPAQUE_OBJECT},
    ),
    _beyond_baseline(
        "Storage Array with Self Encrypting Drive Server",
        "STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_SERVER",
        {_O.REGISTER},
        {_T.SECRET_DATA, _T.TEMPLATE},
        formats={_F.RAW},
    ),
    _beyond_baseline(
        "Tape Library Server",
        "TAPE_LIBRARY_SERVER",
        {_O.CREATE, _O.REGISTER},
        {_T.SYMMETRIC_KEY, _T.TEMPLATE},
        {"Application Specific Information"},
        {_A.AES: {256}},
        {_F.RAW},
    ),
    # It has no Profile Name, so Query never tells of it.
    _beyond_baseline(
        "AES XTS Server",
        "AES_XTS_SERVER",
        {_O.CREATE},
        {_T.SYMMETRIC_KEY},
        algorithms={_A.AES: {128, 256}},
        formats={_F.RAW},
    ),
    _beyond_baseline(
        "Suite B minLOS_128 Server",
        "SUITE_B_MINLOS_128_SERVER",
        algorithms={_A.AES: {128, 256}, _A.ECDSA: {256, 384}},
        features={Feature.SUITE_B_128},
    ),
    _beyond_baseline(
        "Suite B minLOS_192 Server",
        "SUITE_B_MINLOS_192_SERVER",
        algorithms={_A.AES: {256}, _A.ECDSA: {384}},
        features={Feature.SUITE_B_192},
    ),
    _beyond_baseline("HTTPS Server", "HTTPS_SERVER", features={Feature.HTTPS}),
    _beyond_baseline("JSON Server", "JSON_SERVER", features={Feature.JSON}),
    _beyond_baseline("XML Server", "XML_SERVER", features={Feature.XML}),
    _complete("Complete Server", "COMPLETE_SERVER_BASIC", set()),
    _complete("Complete Server TLS v1.2", "COMPLETE_SERVER_TLS_V1_2", {Feature.TLS_1_2}),
)
