"""The server profiles that are offered and what each requires (KMIP Profiles 1.4)."""

from dataclasses import dataclass

from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, ProfileName

_O = Operation
_T = ObjectType


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile.

    Args:
        names: its Profile Name in each version that has one; a client is told those that its version knows.
        operations: must be offered.
        objects: must be offered.
        attributes: must be known.
        algorithms: must be served.
        formats: Key Format Types that must be served.
    """

    title: str
    names: tuple[ProfileName, ...]
    operations: frozenset[Operation]
    objects: frozenset[ObjectType] = frozenset()
    attributes: frozenset[str] = frozenset()
    algorithms: frozenset[CryptographicAlgorithm] = frozenset()
    formats: frozenset[KeyFormatType] = frozenset()


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

_SYMMETRIC_ALGORITHMS = frozenset({CryptographicAlgorithm.AES, CryptographicAlgorithm.DES3})

PROFILES = (
    Profile(
        "Baseline Server",
        (
            ProfileName.BASELINE_SERVER_BASIC_KMIP_V1_2,
            ProfileName.BASELINE_SERVER_BASIC_KMIP_V1_3,
            ProfileName.BASELINE_SERVER_BASIC_KMIP_V1_4,
        ),
        _BASELINE_OPERATIONS,
        attributes=_BASELINE_ATTRIBUTES,
    ),
    Profile(
        "Symmetric Key Lifecycle Server",
        (
            ProfileName.SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_0,
            ProfileName.SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_1,
            ProfileName.SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_2,
            ProfileName.SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_3,
            ProfileName.SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_4,
        ),
        _BASELINE_OPERATIONS | {_O.CREATE},
        frozenset({_T.SYMMETRIC_KEY}),
        _BASELINE_ATTRIBUTES,
        _SYMMETRIC_ALGORITHMS,
        frozenset({KeyFormatType.RAW, KeyFormatType.TRANSPARENT_SYMMETRIC_KEY}),
    ),
    Profile(
        "Symmetric Key Foundry Server",
        (
            ProfileName.SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_0,
            ProfileName.SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_1,
            ProfileName.SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_2,
            ProfileName.SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_3,
            ProfileName.SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_4,
        ),
        _BASELINE_OPERATIONS | {_O.CREATE},
        frozenset({_T.SYMMETRIC_KEY}),
        _BASELINE_ATTRIBUTES,
        _SYMMETRIC_ALGORITHMS,
        frozenset({KeyFormatType.RAW}),
    ),
    Profile(
        "Asymmetric Key Lifecycle Server",
        (
            ProfileName.ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_0,
            ProfileName.ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_1,
            ProfileName.ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_2,
            ProfileName.ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_3,
            ProfileName.ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_4,
        ),
        _BASELINE_OPERATIONS | {_O.CREATE_KEY_PAIR},
        frozenset({_T.PUBLIC_KEY, _T.PRIVATE_KEY}),
        _BASELINE_ATTRIBUTES,
        frozenset({CryptographicAlgorithm.RSA}),
        frozenset(
            {
                KeyFormatType.PKCS_1,
                KeyFormatType.PKCS_8,
                KeyFormatType.TRANSPARENT_RSA_PUBLIC_KEY,
                KeyFormatType.TRANSPARENT_RSA_PRIVATE_KEY,
            }
        ),
    ),
    Profile(
        "Basic Cryptographic Server",
        (
            ProfileName.BASIC_CRYPTOGRAPHIC_SERVER_KMIP_V1_2,
            ProfileName.BASIC_CRYPTOGRAPHIC_SERVER_KMIP_V1_3,
            ProfileName.BASIC_CRYPTOGRAPHIC_SERVER_KMIP_V1_4,
        ),
        _BASELINE_OPERATIONS | {_O.ENCRYPT, _O.DECRYPT},
        attributes=_BASELINE_ATTRIBUTES,
    ),
    Profile(
        "Advanced Cryptographic Server",
        (
            ProfileName.ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_2,
            ProfileName.ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_3,
            ProfileName.ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_4,
        ),
        _BASELINE_OPERATIONS
        | {
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
        attributes=_BASELINE_ATTRIBUTES,
    ),
)
