"""The server profiles and what each requires (KMIP Profiles 1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, ProfileName

_A = CryptographicAlgorithm
_F = KeyFormatType
_O = Operation
_T = ObjectType


class Feature(Enum):
    """What a profile may require that is no operation, object, attribute or algorithm."""

    HTTPS = "a listener for HTTPS"
    XML = "XML over HTTPS"
    JSON = "JSON over HTTPS"
    TLS_1_2 = "the suites of the TLS 1.2 authentication suite"
    SUITE_B_128 = "suites and certificate of Suite B with 128 bits of security"
    SUITE_B_192 = "suites and certificate of Suite B with 192 bits of security"
    SERVER_TO_CLIENT = "Put and Notify, sent to clients"


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile.

    Args:
        names: its Profile Name in each version that has one; a client is told those that its version knows.
        operations: must be offered.
        objects: must be offered.
        attributes: must be known.
        algorithms: must be served, with keys of these lengths.
        formats: Key Format Types that must be served.
        features: must be there.
    """

    title: str
    names: tuple[ProfileName, ...]
    operations: frozenset[Operation]
    objects: frozenset[ObjectType] = frozenset()
    attributes: frozenset[str] = frozenset()
    algorithms: Mapping[CryptographicAlgorithm, frozenset[int]] = field(default_factory=dict)
    formats: frozenset[KeyFormatType] = frozenset()
    features: frozenset[Feature] = frozenset()


def _named(prefix: str) -> tuple[ProfileName, ...]:
    """The Profile Names of one profile, which differ in the version alone."""
    return tuple(name for name in ProfileName if name.name.startswith(f"{prefix}_KMIP_V1_"))


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
) -> Profile:
    """A profile that requires the Baseline Server and this."""
    return Profile(
        title,
        _named(name),
        _BASELINE_OPERATIONS | operations,
        frozenset(objects),
        _BASELINE_ATTRIBUTES | attributes,
        {algorithm: frozenset(lengths) for algorithm, lengths in (algorithms or {}).items()},
        frozenset(formats),
        frozenset(features),
    )


def _complete(title: str, name: str, features: set[Feature]) -> Profile:
    """A profile that requires everything."""
    return _beyond_baseline(
        title,
        name,
        frozenset(_O) - SENT_BY_SERVERS,
        frozenset(_T),
        frozenset(RULES),
        features={Feature.SERVER_TO_CLIENT, *features},
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
        {
            _O.ENCRYPT,
            _O.DECRYPT,
            _O.SIGN,
            _O.SIGNATURE_VERIFY,
            _O.MAC,
            _O.MAC_VERIFY,
            _O.RNG_RETRIEVE,
            _O.RNG_SEED,
            _O.HASH,
        },
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
