"""What a server reads from an object that a client brings (KMIP 1.4 section 4.3, table 171; 3.4 to 3.16, 3.41)."""

from dataclasses import fields

from hsmsim.errors import EncryptedKey, InvalidAttribute, InvalidField
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import FORMS, one
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model import sharing
from hsmsim.model.attributes import Given
from hsmsim.model.keyblock import check_block, key_block_of
from hsmsim.spec.attributes import ISSUER_PARTS, KEYS, RULES, SUBJECT_PARTS
from hsmsim.spec.enums import CertificateType, CryptographicAlgorithm, KeyFormatType, ObjectType
from hsmsim.spec.structures import Certificate, KeyBlock, KeyValue, ObjectValue, PGPKey, SplitKey
from hsmsim.spec.tags import Tag

_ALGORITHM = "Cryptographic Algorithm"
_LENGTH = "Cryptographic Length"

# Their keys have a parity bit in each byte, which some count and some do not (2.1.3).
_WITH_PARITY = frozenset({CryptographicAlgorithm.DES, CryptographicAlgorithm.DES3})


def facts_of(ctx: Context, object_type: ObjectType, value: ObjectValue, given: Given) -> Given:
    """The attributes given and those that the object itself says.

    Raises:
        InvalidAttribute: the two contradict each other, or nothing says what algorithm or length a key has.
        InvalidField: the object contradicts itself.
        BadKeyMaterial, FormatNotSupported: it is not what it says.
    """
    if isinstance(value, Certificate):
        return _merged(given, _certificate_facts(ctx, value, given))
    block = key_block_of(value)
    if block is None:
        return given
    check_block(block)
    _check_fields(value)
    facts = _block_facts(given, block)
    if isinstance(block.key_value, KeyValue) and block.key_wrapping_data is None:
        _check_attributes_inside(block.key_value)
        if object_type in READ and block.key_format_type is not KeyFormatType.OPAQUE:
            facts |= _key_facts(ctx, object_type, block, given)
    elif block.key_value is None:
        # 3.41: the value is elsewhere, where Key Value Location says.
        facts["Key Value Present"] = [False]
    merged = _merged(given, facts)
    if object_type in _DESCRIBED and not {_ALGORITHM, _LENGTH} <= merged.keys():
        raise InvalidAttribute(f"nothing says what {_ALGORITHM} and {_LENGTH} the key has")
    return merged


# The keys that are read when they come; a share of a key and the text of a PGP key are not.
READ = frozenset({ObjectType.SYMMETRIC_KEY, ObjectType.PUBLIC_KEY, ObjectType.PRIVATE_KEY})
# Clients bring shares, and PGP keys, and say nothing of the key that is inside.
_DESCRIBED = KEYS - {ObjectType.SPLIT_KEY, ObjectType.PGP_KEY}
_PGP_VERSIONS = (3, 4)


def scheme_of(value: SplitKey) -> sharing.Scheme:
    """How the key was split that the object is a part of."""
    return sharing.Scheme(
        value.split_key_method, value.split_key_parts, value.split_key_threshold, value.prime_field_size
    )


def _check_fields(value: ObjectValue) -> None:
    """Refuse an object whose fields beside the Key Block are not possible (2.2.5, 2.2.9).

    Raises:
        InvalidField: see above.
    """
    if isinstance(value, SplitKey):
        sharing.check(scheme_of(value))
        if not 1 <= value.key_part_identifier <= value.split_key_parts:
            raise InvalidField("the Key Part Identifier is not between 1 and the Split Key Parts")
    elif isinstance(value, PGPKey) and value.pgp_key_version not in _PGP_VERSIONS:
        raise InvalidField("a PGP Key is of version 3 or 4")


# What a client may give although the object says it too; the length of keys is compared by `_key_facts`.
_COMPARED = frozenset({_ALGORITHM, "Certificate Type", "Certificate Length", "Digital Signature Algorithm"})


def _merged(given: Given, facts: Given) -> Given:
    for name in _COMPARED & given.keys() & facts.keys():
        if given[name] != facts[name]:
            raise InvalidAttribute(f"{name} is not what the object says")
    return given | facts


def _check_attributes_inside(key_value: KeyValue) -> None:
    """Attributes in the Key Value are kept with it and are not the object's (2.1.4); each needs a value."""
    for attribute in key_value.attribute:
        if attribute.attribute_value is None:
            raise InvalidField(f"{attribute.attribute_name} inside the Key Value has no value")


def _block_facts(given: Given, block: KeyBlock) -> Given:
    facts: Given = {}
    if block.cryptographic_algorithm is not None:
        facts[_ALGORITHM] = [block.cryptographic_algorithm]
    if block.cryptographic_length is not None and one(given, _LENGTH) is None:
        facts[_LENGTH] = [block.cryptographic_length]
    return facts


def _key_facts(ctx: Context, object_type: ObjectType, block: KeyBlock, given: Given) -> Given:
    """Algorithm and length as the key itself has them; the key is checked here, once."""
    assert isinstance(block.key_value, KeyValue)
    said_algorithm = block.cryptographic_algorithm or one(given, _ALGORITHM)
    material = block.key_value.key_material
    try:
        key: Key = ctx.crypto.read_key(FORMS[object_type], block.key_format_type, material, said_algorithm, True)
    except EncryptedKey:
        return {}  # it is kept as it came, and what it is only the client can say
    said = [length for length in (block.cryptographic_length, one(given, _LENGTH)) if length is not None]
    for length in said:
        # Clients of the first versions, and a published example, say another length of RSA keys: it is kept as said.
        if key.form is Form.SYMMETRIC and length not in _lengths(key):
            raise InvalidAttribute(f"{_LENGTH} is said to be {length}, the key has {key.length} bits")
    return {_ALGORITHM: [key.algorithm], _LENGTH: [*said, key.length][:1]}


def _lengths(key: Key) -> set[int]:
    """What may be said of the length of a symmetric key."""
    size = len(key.material)
    return {key.length, size * 8, size * 7} if key.algorithm in _WITH_PARITY else {key.length, size * 8}


def _certificate_facts(ctx: Context, value: Certificate, given: Given) -> Given:
    facts: Given = {"Certificate Type": [value.certificate_type], "Certificate Length": [len(value.certificate_value)]}
    if value.certificate_type is not CertificateType.X_509:
        return facts
    read = ctx.crypto.certificate(value.certificate_value)
    for field in fields(read):
        name = Tag[field.name.upper()].title if field.name.upper() in Tag.__members__ else ""
        content = getattr(read, field.name)
        if name in RULES and content is not None:
            facts[name] = [content]
    facts |= {SUBJECT_PARTS[part]: texts for part, texts in read.subject_parts.items()}
    facts |= {ISSUER_PARTS[part]: texts for part, texts in read.issuer_parts.items()}
    # The client may call the key by the more special of the names that keys on curves have.
    said = one(given, _ALGORITHM)
    key = ctx.crypto.read_key(Form.PUBLIC, KeyFormatType.X_509, read.public_key.material, said, False)
    return facts | {_ALGORITHM: [key.algorithm]}
