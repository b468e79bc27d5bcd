"""Get: an object itself, in the format asked for, wrapped if asked for (KMIP 1.4 4.11, errors 11.12)."""

import dataclasses
from typing import Protocol

from hsmsim.errors import (
    Archived,
    BadKeyMaterial,
    CompressionNotSupported,
    FormatNotSupported,
    NoKeyValue,
    NoSuchObject,
    ObjectNotExtractable,
    ObjectSensitive,
    Refused,
    WrapTypeNotSupported,
    WrongObjectType,
)
from hsmsim.exchange.containers import packed
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import FORMS
from hsmsim.exchange.operation import operation
from hsmsim.exchange.pads import is_pad
from hsmsim.exchange.unwrapping import holding, unwrapped
from hsmsim.exchange.uses import key_of
from hsmsim.exchange.wrapping import wrap
from hsmsim.exchange.wrapping_keys import WRAPPING_ERRORS
from hsmsim.model.keyblock import FIELDS, as_seen, hides, key_block_of, make_key_block, with_key_block
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import (
    KeyCompressionType,
    KeyFormatType,
    KeyWrapType,
    ObjectType,
    Operation,
    ResultReason,
)
from hsmsim.spec.structures import (
    Certificate,
    KeyBlock,
    KeyWrappingData,
    KeyWrappingSpecification,
    ObjectValue,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_2, V1_4
from hsmsim.ttlv.schema import enumeration, nested, structure, text


@structure(Tag)
class Request:
    """Get Request Payload (table 194)."""

    unique_identifier: str | None = text(default=None)
    key_format_type: KeyFormatType | None = enumeration(KeyFormatType, default=None)
    key_wrap_type: KeyWrapType | None = enumeration(KeyWrapType, default=None, since=V1_4)
    key_compression_type: KeyCompressionType | None = enumeration(KeyCompressionType, default=None)
    key_wrapping_specification: KeyWrappingSpecification | None = nested(KeyWrappingSpecification, default=None)


@structure(Tag)
class Response:
    """Get Response Payload (table 195)."""

    object_type: ObjectType = enumeration(ObjectType)
    unique_identifier: str = text()
    certificate: Certificate | None = nested(Certificate, default=None)
    symmetric_key: SymmetricKey | None = nested(SymmetricKey, default=None)
    private_key: PrivateKey | None = nested(PrivateKey, default=None)
    public_key: PublicKey | None = nested(PublicKey, default=None)
    split_key: SplitKey | None = nested(SplitKey, default=None)
    template: Template | None = nested(Template, default=None)
    secret_data: SecretData | None = nested(SecretData, default=None)
    opaque_object: OpaqueObject | None = nested(OpaqueObject, default=None)
    pgp_key: PGPKey | None = nested(PGPKey, default=None, since=V1_2)


class Asked(Protocol):
    """What requests for an object itself have in common: Get's and Export's."""

    key_format_type: KeyFormatType | None
    key_wrap_type: KeyWrapType | None
    key_compression_type: KeyCompressionType | None
    key_wrapping_specification: KeyWrappingSpecification | None


ERRORS: dict[type[Refused], ResultReason] = {
    **WRAPPING_ERRORS,
    NoSuchObject: ResultReason.ITEM_NOT_FOUND,
    FormatNotSupported: ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED,
    CompressionNotSupported: ResultReason.KEY_COMPRESSION_TYPE_NOT_SUPPORTED,
    NoKeyValue: ResultReason.ILLEGAL_OPERATION,
    WrongObjectType: ResultReason.ILLEGAL_OPERATION,
    Archived: ResultReason.OBJECT_ARCHIVED,
    # Table 338 says "Not Supported", which no Result Reason is called.
    WrapTypeNotSupported: ResultReason.FEATURE_NOT_SUPPORTED,
    ObjectSensitive: ResultReason.SENSITIVE,
    ObjectNotExtractable: ResultReason.NOT_EXTRACTABLE,
    # Not in the table: the key to convert is not what it says.
    BadKeyMaterial: ResultReason.CRYPTOGRAPHIC_FAILURE,
}


@operation(Operation.GET, request=Request, response=Response, errors=ERRORS)
async def get(ctx: Context, ask: Request) -> Response:
    """Give the object; from then on it is no longer Fresh (3.34)."""
    obj = await ctx.objects.load(ctx.pick(ask.unique_identifier))
    check_leaving(ctx, obj, ask)
    value = await served(ctx, obj, ask)
    response = Response(object_type=obj.object_type, unique_identifier=obj.uid)
    setattr(response, FIELDS[obj.object_type], as_seen(value, ctx.version))
    return response


def check_leaving(ctx: Context, obj: ManagedObject, ask: Asked) -> None:
    """Refuse to give an object that must not leave; one that leaves is no longer Fresh (3.34).

    Raises:
        Archived, NoSuchObject, ObjectNotExtractable, ObjectSensitive: see there.
    """
    if obj.archived:
        raise Archived("the object is archived")
    if obj.value is None:
        # Table 338 has Illegal Operation for it; clients take nothing but Item Not Found for the end of a key.
        raise NoSuchObject(obj.uid)
    if obj.get("Extractable") is False:
        raise ObjectNotExtractable("the object is not Extractable")
    if obj.get("Sensitive") and not _leaves_encrypted(obj, ask):
        raise ObjectSensitive("the object is Sensitive: ask for it wrapped")
    if obj.get("Fresh"):
        obj.set("Fresh", False)
        ctx.objects.put_quietly(obj)  # now, so that a key that wraps itself keeps both this and its Usage Limits


def _without_key_value(value: ObjectValue, block: KeyBlock, ask: Asked) -> ObjectValue:
    """An object whose Key Value is elsewhere: as it was registered, as published cases have it, and in no other way.

    A one-time pad is given so too: what encrypts once is not for reading.
    """
    if ask.key_wrapping_specification is not None or ask.key_format_type not in (None, block.key_format_type):
        raise NoKeyValue("the server has only the attributes of this object")
    return with_key_block(value, dataclasses.replace(block, key_value=None, key_wrapping_data=None))


def _as_registered(ask: Asked) -> bool:
    """Whether a key that was registered wrapped is given as it came: also where nothing is said of wrapping."""
    return ask.key_wrapping_specification is None and ask.key_wrap_type is not KeyWrapType.NOT_WRAPPED


def _leaves_encrypted(obj: ManagedObject, ask: Asked) -> bool:
    """Whether nobody reads the object on its way."""
    block = key_block_of(obj.value)
    how: KeyWrappingSpecification | KeyWrappingData | None = ask.key_wrapping_specification
    if block is not None and _as_registered(ask):
        how = block.key_wrapping_data
    return hides(how)


async def served(ctx: Context, obj: ManagedObject, ask: Asked) -> ObjectValue:
    """The object's value in the format asked for, wrapped if asked for.

    Raises:
        The errors of table 338.
    """
    _check_wrap_type(ask)
    assert obj.value is not None
    _check_version(ctx, obj)
    value, block = obj.value, key_block_of(obj.value)
    if block is None:
        _check_plain(obj, ask)
        return value
    if block.key_value is None or is_pad(obj):
        return _without_key_value(value, block, ask)
    if block.key_wrapping_data is not None and not _as_registered(ask):
        block = await unwrapped(ctx, block)
        obj = holding(obj, block)
    if ask.key_format_type is KeyFormatType.PKCS_12:
        return with_key_block(value, await _contained(ctx, obj, ask))
    return with_key_block(value, await _bare(ctx, obj, block, ask))


def _check_version(ctx: Context, obj: ManagedObject) -> None:
    """Refuse what the client's version has no words for."""
    newest = obj.object_type.since
    if isinstance(obj.value, SplitKey):
        newest = max(newest, obj.value.split_key_method.since)
    if newest > ctx.version:
        raise WrongObjectType(f"objects such as this came with KMIP {newest}")


async def _bare(ctx: Context, obj: ManagedObject, block: KeyBlock, ask: Asked) -> KeyBlock:
    """The key in the format asked for, wrapped if asked for."""
    if ask.key_wrapping_specification is None:
        return _converted(ctx, obj, block, ask)
    if obj.working is not None and obj.working.key_block is not None:
        block = obj.working.key_block  # a container is not wrapped again, the key in it is
    return await wrap(ctx, obj, _converted(ctx, obj, block, ask), ask.key_wrapping_specification)


async def _contained(ctx: Context, obj: ManagedObject, ask: Asked) -> KeyBlock:
    """The key in a PKCS#12 container."""
    if KeyFormatType.PKCS_12.since > ctx.version:
        raise FormatNotSupported(f"PKCS#12 came with KMIP {KeyFormatType.PKCS_12.since}")
    if ask.key_wrapping_specification is not None:
        raise FormatNotSupported("a PKCS#12 container is protected with its password, and not wrapped")
    if ask.key_compression_type is not None:
        raise CompressionNotSupported("a PKCS#12 container has no Key Compression Type")
    return await packed(ctx, obj)


def _check_wrap_type(ask: Asked) -> None:
    if ask.key_wrap_type not in (None, KeyWrapType.NOT_WRAPPED, KeyWrapType.AS_REGISTERED):
        raise WrapTypeNotSupported("there is no such Key Wrap Type")
    if ask.key_wrap_type is not None and ask.key_wrapping_specification is not None:
        raise WrapTypeNotSupported("Key Wrap Type and Key Wrapping Specification exclude each other")


# The format of what has no key block.
OWN_FORMATS = {ObjectType.CERTIFICATE: KeyFormatType.X_509}


def _check_plain(obj: ManagedObject, ask: Asked) -> None:
    """Refuse a format or wrapping for an object without a key block."""
    if ask.key_wrapping_specification is not None:
        raise WrongObjectType(f"an object of type {obj.object_type.title} cannot be wrapped")
    if ask.key_format_type not in (None, OWN_FORMATS.get(obj.object_type)):
        raise FormatNotSupported(f"an object of type {obj.object_type.title} has no such Key Format Type")


def _converted(ctx: Context, obj: ManagedObject, block: KeyBlock, ask: Asked) -> KeyBlock:
    """The key block in the format and compression asked for."""
    wanted = ask.key_format_type or block.key_format_type
    if isinstance(wanted, KeyFormatType) and wanted.since > ctx.version:
        raise FormatNotSupported(f"Key Format Type {wanted.title} came with KMIP {wanted.since}: ask for another")
    if wanted is block.key_format_type and ask.key_compression_type in (None, block.key_compression_type):
        return block
    if obj.object_type not in FORMS or obj.object_type is ObjectType.SECRET_DATA or block.key_wrapping_data is not None:
        raise FormatNotSupported("the object can be given only as it was registered")
    material = ctx.crypto.write_key(key_of(ctx, obj), wanted, ask.key_compression_type)
    return make_key_block(
        wanted, material, block.cryptographic_algorithm, block.cryptographic_length, ask.key_compression_type
    )
