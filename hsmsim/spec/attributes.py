"""The attributes of KMIP 1.4 (chapter 3): the second table of each section as one row."""

from dataclasses import dataclass
from functools import cached_property

from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    ObjectType,
    State,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import (
    AlternativeName,
    ApplicationSpecificInformation,
    CertificateIdentifier,
    CertificateIssuer,
    CertificateSubject,
    CryptographicDomainParameters,
    CryptographicParameters,
    Digest,
    KeyValueLocation,
    Link,
    Name,
    RevocationReason,
    RNGParameters,
    UsageLimits,
    X509CertificateIdentifier,
    X509CertificateIssuer,
    X509CertificateSubject,
)
from hsmsim.spec.versions import Version
from hsmsim.ttlv.schema import ItemType, Kind

KEYS = frozenset(
    {ObjectType.SYMMETRIC_KEY, ObjectType.PUBLIC_KEY, ObjectType.PRIVATE_KEY, ObjectType.SPLIT_KEY, ObjectType.PGP_KEY}
)
ASYMMETRIC = frozenset({ObjectType.PUBLIC_KEY, ObjectType.PRIVATE_KEY})
CERTIFICATE = frozenset({ObjectType.CERTIFICATE})
TEMPLATE = frozenset({ObjectType.TEMPLATE})
OPAQUE = frozenset({ObjectType.OPAQUE_OBJECT})
SECRET = frozenset({ObjectType.SECRET_DATA})
CRYPTOGRAPHIC = KEYS | CERTIFICATE | SECRET
ALL = CRYPTOGRAPHIC | OPAQUE | TEMPLATE
WITH_KEY_VALUE = frozenset(
    {ObjectType.SYMMETRIC_KEY, ObjectType.PRIVATE_KEY, ObjectType.SPLIT_KEY, ObjectType.SECRET_DATA}
)


class By:
    """Who sets an attribute for the first time: bits, as plain integers because they are asked for with every object.

    GIVEN: the server sets it, from what the request that makes the object says.
    """

    SERVER = 1
    CLIENT = 2
    GIVEN = 4


_FROM_REQUESTS = By.CLIENT | By.GIVEN


@dataclass(frozen=True)
class Rule:
    """Attribute rules (table 54).

    Args:
        spec: section.
        tag: the attribute's tag; its title is the attribute's name, its version the attribute's version.
        kind: how the value is encoded.
        applies: the object types that may have it.
        set_by: who may set it first.
        always: SHALL always have a value.
        modify: a client may change it.
        delete: a client may delete it.
        multiple: more than one instance is permitted.
        one_on: the object types that may have only one instance even so.
        while_in: a client may change or add it only in these states; None for all.
    """

    spec: str
    tag: Tag
    kind: Kind
    applies: frozenset[ObjectType]
    set_by: int
    always: bool = False
    modify: bool = False
    delete: bool = False
    multiple: bool = False
    one_on: frozenset[ObjectType] = frozenset()
    while_in: frozenset[State] | None = None

    @cached_property
    def name(self) -> str:
        """The attribute's canonical name."""
        return self.tag.title

    @cached_property
    def since(self) -> Version:
        """The first protocol version that has the attribute."""
        return self.tag.since

    @property
    def read_only(self) -> bool:
        """No request of a client ever sets it."""
        return self.set_by == By.SERVER

    @property
    def settable(self) -> bool:
        """A request that makes an object may carry it."""
        return self.set_by & _FROM_REQUESTS != 0

    def multiple_on(self, object_type: ObjectType) -> bool:
        """Whether an object of this type may have more than one instance."""
        return self.multiple and object_type not in self.one_on


_TEXT = Kind(ItemType.TEXT_STRING)
_INTEGER = Kind(ItemType.INTEGER)
_USES = Kind(ItemType.INTEGER, CryptographicUsageMask)
_BOOLEAN = Kind(ItemType.BOOLEAN)
_DATE = Kind(ItemType.DATE_TIME)
_INTERVAL = Kind(ItemType.INTERVAL)


def _one_of(cls: type) -> Kind:
    return Kind(ItemType.ENUMERATION, cls)


def _made_of(cls: type) -> Kind:
    return Kind(ItemType.STRUCTURE, cls)


_S, _C, _G = By.SERVER, By.CLIENT, By.SERVER | By.GIVEN
_SC = By.SERVER | By.CLIENT
_USED = KEYS - {ObjectType.PGP_KEY} | SECRET
_EARLY = frozenset({State.PRE_ACTIVE})
_LIVE = frozenset({State.PRE_ACTIVE, State.ACTIVE})
_T = Tag

# The parts of a distinguished name that have attributes of their own (9.1.3.1: their tags are all that 1.4 says of
# them; published cases serve them as text, from 1.4 on). A name may have a part several times.
NAME_PARTS = ("CN", "O", "OU", "Email", "C", "ST", "L", "UID", "Serial Number", "Title", "DC", "DN Qualifier")
SUBJECT_PARTS = {part: f"Certificate Subject {part}" for part in NAME_PARTS}
ISSUER_PARTS = {part: f"Certificate Issuer {part}" for part in NAME_PARTS}
NAMED_PARTS = frozenset({*SUBJECT_PARTS.values(), *ISSUER_PARTS.values()})


def _tag_of(name: str) -> Tag:
    return Tag[name.upper().replace(" ", "_")]


_ROWS = (
    Rule("3.1", _T.UNIQUE_IDENTIFIER, _TEXT, ALL, _S, always=True),
    Rule("3.2", _T.NAME, _made_of(Name), ALL, _C, modify=True, delete=True, multiple=True),
    Rule("3.3", _T.OBJECT_TYPE, _one_of(ObjectType), ALL, _S, always=True),
    Rule(
        "3.4",
        _T.CRYPTOGRAPHIC_ALGORITHM,
        _one_of(CryptographicAlgorithm),
        KEYS | CERTIFICATE | TEMPLATE | SECRET,  # Create and Derive Key make Secret Data by algorithm and length
        _G,
        always=True,
    ),
    Rule("3.5", _T.CRYPTOGRAPHIC_LENGTH, _INTEGER, KEYS | CERTIFICATE | TEMPLATE | SECRET, _G, always=True),
    Rule(
        "3.6",
        _T.CRYPTOGRAPHIC_PARAMETERS,
        _made_of(CryptographicParameters),
        KEYS | CERTIFICATE | TEMPLATE | SECRET,
        _C,
        modify=True,
        delete=True,
        multiple=True,
    ),
    Rule(
        "3.7",
        _T.CRYPTOGRAPHIC_DOMAIN_PARAMETERS,
        _made_of(CryptographicDomainParameters),
        ASYMMETRIC | TEMPLATE,
        _C,
    ),
    Rule("3.8", _T.CERTIFICATE_TYPE, _one_of(CertificateType), CERTIFICATE, _G, always=True),
    Rule("3.9", _T.CERTIFICATE_LENGTH, _INTEGER, CERTIFICATE, _G, always=True),
    Rule("3.10", _T.X_509_CERTIFICATE_IDENTIFIER, _made_of(X509CertificateIdentifier), CERTIFICATE, _S, always=True),
    Rule("3.11", _T.X_509_CERTIFICATE_SUBJECT, _made_of(X509CertificateSubject), CERTIFICATE, _S, always=True),
    Rule("3.12", _T.X_509_CERTIFICATE_ISSUER, _made_of(X509CertificateIssuer), CERTIFICATE, _S, always=True),
    Rule("3.13", _T.CERTIFICATE_IDENTIFIER, _made_of(CertificateIdentifier), CERTIFICATE, _S, always=True),
    Rule("3.14", _T.CERTIFICATE_SUBJECT, _made_of(CertificateSubject), CERTIFICATE, _S, always=True),
    Rule("3.15", _T.CERTIFICATE_ISSUER, _made_of(CertificateIssuer), CERTIFICATE, _S, always=True),
    Rule(
        "3.16",
        _T.DIGITAL_SIGNATURE_ALGORITHM,
        _one_of(DigitalSignatureAlgorithm),
        CERTIFICATE | {ObjectType.PGP_KEY},
        _G,
        always=True,
        multiple=True,
        one_on=CERTIFICATE,
    ),
    Rule("3.17", _T.DIGEST, _made_of(Digest), CRYPTOGRAPHIC | OPAQUE, _S, always=True, multiple=True),
    Rule("3.18", _T.OPERATION_POLICY_NAME, _TEXT, ALL, _SC),
    Rule(
        "3.19",
        _T.CRYPTOGRAPHIC_USAGE_MASK,
        _USES,
        CRYPTOGRAPHIC | TEMPLATE,
        _SC,
        always=True,
    ),
    Rule("3.20", _T.LEASE_TIME, _INTERVAL, CRYPTOGRAPHIC, _S),
    Rule("3.21", _T.USAGE_LIMITS, _made_of(UsageLimits), KEYS | TEMPLATE, _SC, modify=True, delete=True),
    Rule("3.22", _T.STATE, _one_of(State), CRYPTOGRAPHIC, _S, always=True),
    Rule("3.23", _T.INITIAL_DATE, _DATE, ALL, _S, always=True),
    Rule("3.24", _T.ACTIVATION_DATE, _DATE, CRYPTOGRAPHIC | TEMPLATE, _SC, modify=True, while_in=_EARLY),
    # 3.25 and 3.26 name symmetric keys only; published cases set both dates on key pairs.
    Rule("3.25", _T.PROCESS_START_DATE, _DATE, _USED | TEMPLATE, _SC, modify=True, while_in=_LIVE),
    Rule("3.26", _T.PROTECT_STOP_DATE, _DATE, _USED | TEMPLATE, _SC, modify=True, while_in=_LIVE),
    Rule("3.27", _T.DEACTIVATION_DATE, _DATE, CRYPTOGRAPHIC | TEMPLATE, _SC, modify=True, while_in=_LIVE),
    Rule("3.28", _T.DESTROY_DATE, _DATE, CRYPTOGRAPHIC | OPAQUE, _S),
    Rule("3.29", _T.COMPROMISE_OCCURRENCE_DATE, _DATE, CRYPTOGRAPHIC | OPAQUE, _S),
    Rule("3.30", _T.COMPROMISE_DATE, _DATE, CRYPTOGRAPHIC | OPAQUE, _S),
    Rule("3.31", _T.REVOCATION_REASON, _made_of(RevocationReason), CRYPTOGRAPHIC | OPAQUE, _S),
    Rule("3.32", _T.ARCHIVE_DATE, _DATE, ALL, _S),
    Rule("3.33", _T.OBJECT_GROUP, _TEXT, ALL, _SC, modify=True, delete=True, multiple=True),
    Rule("3.34", _T.FRESH, _BOOLEAN, CRYPTOGRAPHIC, _SC),
    # 3.35 names cryptographic objects only; published cases link opaque objects too.
    Rule("3.35", _T.LINK, _made_of(Link), CRYPTOGRAPHIC | OPAQUE, _SC, modify=True, delete=True, multiple=True),
    Rule(
        "3.36",
        _T.APPLICATION_SPECIFIC_INFORMATION,
        _made_of(ApplicationSpecificInformation),
        ALL,
        _SC,
        modify=True,
        delete=True,
        multiple=True,
    ),
    Rule("3.37", _T.CONTACT_INFORMATION, _TEXT, ALL, _SC, modify=True, delete=True),
    Rule("3.38", _T.LAST_CHANGE_DATE, _DATE, ALL, _S, always=True),
    Rule("3.40", _T.ALTERNATIVE_NAME, _made_of(AlternativeName), ALL, _C, modify=True, delete=True, multiple=True),
    Rule("3.41", _T.KEY_VALUE_PRESENT, _BOOLEAN, WITH_KEY_VALUE, _S),
    Rule(
        "3.42",
        _T.KEY_VALUE_LOCATION,
        _made_of(KeyValueLocation),
        WITH_KEY_VALUE,
        _C,
        modify=True,
        delete=True,
        multiple=True,
    ),
    Rule("3.43", _T.ORIGINAL_CREATION_DATE, _DATE, ALL, _SC),
    Rule("3.44", _T.RANDOM_NUMBER_GENERATOR, _made_of(RNGParameters), CRYPTOGRAPHIC | TEMPLATE, _SC),
    Rule("3.45", _T.PKCS_12_FRIENDLY_NAME, _TEXT, CRYPTOGRAPHIC, _SC, modify=True, delete=True),
    Rule("3.46", _T.DESCRIPTION, _TEXT, ALL, _SC, modify=True, delete=True),
    Rule("3.47", _T.COMMENT, _TEXT, ALL, _SC, modify=True, delete=True),
    Rule("3.48", _T.SENSITIVE, _BOOLEAN, ALL, _SC, always=True, modify=True),
    Rule("3.49", _T.ALWAYS_SENSITIVE, _BOOLEAN, ALL, _S, always=True),
    Rule("3.50", _T.EXTRACTABLE, _BOOLEAN, ALL, _SC, always=True, modify=True),
    Rule("3.51", _T.NEVER_EXTRACTABLE, _BOOLEAN, ALL, _S, always=True),
    *(
        Rule("9.1.3.1", _tag_of(name), _TEXT, CERTIFICATE, _S, multiple=True)
        for name in (*SUBJECT_PARTS.values(), *ISSUER_PARTS.values())
    ),
)

RULES = {row.name: row for row in _ROWS}

# 3.39 Custom Attribute has no name of its own: a client's begin with "x-", a server's with "y-".
CLIENT_PREFIX = "x-"
SERVER_PREFIX = "y-"

# Marks the private key and the certificate of a partition's issuing CA.
ISSUING_CA = SERVER_PREFIX + "Issuing CA"

# Marks of the console: the object is seen and not used; it goes with the session that made it. An object has them for
# itself alone, and what is made from it has not.
BLOCKED = SERVER_PREFIX + "Blocked"
TEMPORARY = SERVER_PREFIX + "Temporary"
MARKS = frozenset({BLOCKED, TEMPORARY})

VALUE_KINDS = {row.name: row.kind for row in _ROWS}
