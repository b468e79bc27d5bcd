"""Create: a new symmetric key, or new secret data, with the attributes asked for (KMIP 1.4 4.1, errors 11.2)."""

from hsmsim.errors import InvalidAttribute, WrongObjectType
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import MAKING_ERRORS, add_object, need, new_symmetric_key, one, value_of_key
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.templates import given_by
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.keyblock import make_key_block
from hsmsim.spec.enums import KeyFormatType, ObjectType, Operation, SecretDataType
from hsmsim.spec.structures import ObjectValue, SecretData, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.ttlv.schema import enumeration, nested, structure, text


@structure(Tag)
class Request:
    """Create Request Payload (table 163)."""

    object_type: ObjectType = enumeration(ObjectType)
    template_attribute: TemplateAttribute = nested(TemplateAttribute)


@structure(Tag)
class Response:
    """Create Response Payload (table 164)."""

    object_type: ObjectType = enumeration(ObjectType)
    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(
    Operation.CREATE,
    request=Request,
    response=Response,
    errors=MAKING_ERRORS,
    makes={ObjectType.SYMMETRIC_KEY, ObjectType.SECRET_DATA},
)
async def create(ctx: Context, ask: Request) -> Response:
    """Make the object."""
    if ask.object_type not in create.makes:
        raise WrongObjectType(f"Create makes no object of type {title(ask.object_type)}")
    given = await given_by(ctx, ask.template_attribute)
    value = _MAKERS[ask.object_type](ctx, given)
    obj = await add_object(ctx, ask.object_type, value, given, Origin(ctx.crypto.rng))
    ctx.placeholder = obj.uid
    told = generated(obj, ask.template_attribute)
    return Response(object_type=ask.object_type, unique_identifier=obj.uid, template_attribute=told)


def _symmetric_key(ctx: Context, given: Given) -> ObjectValue:
    return value_of_key(ctx, ObjectType.SYMMETRIC_KEY, new_symmetric_key(ctx, given), KeyFormatType.RAW)


_LONGEST_SECRET = 65536  # bits of new secret data


def _secret_data(ctx: Context, given: Given) -> ObjectValue:
    """Random bytes as a Password, as published cases have it; 4.1 itself speaks of symmetric keys alone."""
    length = need(given, "Cryptographic Length")
    if length % 8 or length > _LONGEST_SECRET:
        raise InvalidAttribute(
            f"the Cryptographic Length of secret data is whole bytes, {_LONGEST_SECRET} bits at most"
        )
    algorithm = one(given, "Cryptographic Algorithm")
    block = make_key_block(
        KeyFormatType.RAW,
        ctx.crypto.random(length // 8),
        algorithm,
        length if algorithm is not None else None,
    )
    return SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=block)


_MAKERS = {ObjectType.SYMMETRIC_KEY: _symmetric_key, ObjectType.SECRET_DATA: _secret_data}
