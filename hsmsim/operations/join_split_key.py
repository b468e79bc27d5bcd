"""Join Split Key: enough parts of a split key become a key again (KMIP 1.4 4.39, errors 11.40)."""

from hsmsim.errors import (
    BadKeyMaterial,
    CryptographicFailure,
    InvalidAttribute,
    InvalidField,
    NoKeyValue,
    NoSuchObject,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import FORMS, MAKING_ERRORS, add_object, one, value_of_key
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.registering import facts_of, scheme_of
from hsmsim.exchange.splitting import follow_secrecy, joined_of, know_prime, whole
from hsmsim.exchange.templates import given_by
from hsmsim.exchange.unwrapping import opened
from hsmsim.interfaces.crypto import Key
from hsmsim.model import sharing
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.keyblock import make_key_block, plain_key_value
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, ResultReason, SecretDataType
from hsmsim.spec.structures import ObjectValue, SecretData, SplitKey, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.ttlv.schema import enumeration, nested, structure, text


@structure(Tag)
class Request:
    """Join Split Key Request Payload (table 249)."""

    object_type: ObjectType = enumeration(ObjectType)
    unique_identifier: list[str] = text(factory=list)
    secret_data_type: SecretDataType | None = enumeration(SecretDataType, default=None)
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@structure(Tag)
class Response:
    """Join Split Key Response Payload (table 250)."""

    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(
    Operation.JOIN_SPLIT_KEY,
    request=Request,
    response=Response,
    errors={
        **MAKING_ERRORS,
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        # What comes of parts that do not belong together is no key.
        BadKeyMaterial: ResultReason.CRYPTOGRAPHIC_FAILURE,
        NoKeyValue: ResultReason.CRYPTOGRAPHIC_FAILURE,
    },
    slow=True,
    makes=FORMS,
)
async def join_split_key(ctx: Context, ask: Request) -> Response:
    """Join the parts; they stay as they are."""
    _check(ask)
    scheme, shares = _shares([await opened(ctx, each) for each in await _parts(ctx, ask)])
    await know_prime(ctx, scheme.prime)
    sharing.check(scheme)
    joined = await joined_of(ctx, scheme, shares)
    parts = await _parts(ctx, ask)  # they may have changed in the meantime
    given = await given_by(ctx, ask.template_attribute)
    _take_over(given, parts)
    secret = whole(joined, scheme, ask.object_type, _length(given, parts))
    value = _joined(ctx, ask, secret, one(given, _ALGORITHM))
    given = facts_of(ctx, ask.object_type, value, given)
    obj = await add_object(ctx, ask.object_type, value, given, Origin(None))
    ctx.placeholder = obj.uid
    return Response(unique_identifier=obj.uid, template_attribute=generated(obj, ask.template_attribute))


def _check(ask: Request) -> None:
    if ask.object_type not in join_split_key.makes:
        raise WrongObjectType(f"split keys are not joined to an object of type {title(ask.object_type)}")
    if ask.secret_data_type is not None and ask.object_type is not ObjectType.SECRET_DATA:
        raise InvalidField("a Secret Data Type is for Secret Data only")
    if len(ask.unique_identifier) > sharing.MOST_PARTS:
        raise CryptographicFailure(f"{sharing.MOST_PARTS} split keys are joined at once, not more")


async def _parts(ctx: Context, ask: Request) -> list[ManagedObject]:
    return [await ctx.objects.online(uid) for uid in ask.unique_identifier]


def _shares(parts: list[ManagedObject]) -> tuple[sharing.Scheme, dict[int, bytes]]:
    """How all of them were split, and their shares by Key Part Identifier.

    Raises:
        CryptographicFailure: they are not parts of one key, or there are none.
    """
    schemes: set[sharing.Scheme] = set()
    shares: dict[int, bytes] = {}
    for part in parts:
        if part.object_type is not ObjectType.SPLIT_KEY:
            raise WrongObjectType(f"an object of type {part.object_type.title} is no part of a split key")
        material = plain_key_value(part)[1].key_material
        assert isinstance(part.value, SplitKey)
        number = part.value.key_part_identifier
        if not isinstance(material, bytes) or shares.setdefault(number, material) != material:
            raise CryptographicFailure("the split keys are not parts of one key")
        schemes.add(scheme_of(part.value))
    if len(schemes) != 1:
        raise CryptographicFailure("the split keys are not parts of one key")
    (scheme,) = schemes
    return scheme, shares


_ALGORITHM = "Cryptographic Algorithm"
_LENGTH = "Cryptographic Length"

# What the key has of its parts, where the request does not say otherwise.
_OF_THE_PARTS = (_ALGORITHM, "Cryptographic Usage Mask", "Cryptographic Parameters")


def _take_over(given: Given, parts: list[ManagedObject]) -> None:
    for name in _OF_THE_PARTS:
        values = [instance.value for instance in parts[0].all(name)]
        if values:
            given.setdefault(name, values)
    follow_secrecy(given, parts)


def _length(given: Given, parts: list[ManagedObject]) -> int | None:
    said: int | None = parts[0].get(_LENGTH)
    return one(given, _LENGTH) if said is None else said


_FORMATS = {
    ObjectType.SYMMETRIC_KEY: KeyFormatType.RAW,
    ObjectType.PRIVATE_KEY: KeyFormatType.PKCS_8,
    ObjectType.PUBLIC_KEY: KeyFormatType.X_509,
}


def _joined(ctx: Context, ask: Request, secret: bytes, algorithm: CryptographicAlgorithm | None) -> ObjectValue:
    if ask.object_type is ObjectType.SECRET_DATA:
        block = make_key_block(KeyFormatType.RAW, secret, None, None)
        return SecretData(secret_data_type=ask.secret_data_type or SecretDataType.PASSWORD, key_block=block)
    if ask.object_type is ObjectType.SYMMETRIC_KEY and algorithm is None:
        raise InvalidAttribute(f"{_ALGORITHM} is required: the split keys do not say it")
    key: Key = ctx.crypto.read_key(FORMS[ask.object_type], KeyFormatType.RAW, secret, algorithm, True)
    return value_of_key(ctx, ask.object_type, key, _FORMATS[ask.object_type])
