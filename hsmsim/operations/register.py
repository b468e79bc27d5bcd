"""Register: an object that the client brings (KMIP 1.4 4.3, errors 11.4)."""

from hsmsim.errors import EncodingOptionNotPermitted, InvalidAttribute, InvalidField, InvalidMessage, WrongObjectType
from hsmsim.exchange.containers import is_container, take_in
from hsmsim.exchange.context import Context
from hsmsim.exchange.facts import OFFERED_OBJECTS
from hsmsim.exchange.making import MAKING_ERRORS, add_object, carried, object_field
from hsmsim.exchange.namespaces import completed, generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.registering import facts_of
from hsmsim.exchange.splitting import know_prime
from hsmsim.exchange.templates import given_by
from hsmsim.model.attributes import Given, gather, overlay
from hsmsim.model.creation import Origin
from hsmsim.spec.enums import ObjectType, Operation, ResultReason
from hsmsim.spec.structures import (
    Certificate,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TemplateAttribute,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.spec.versions import V1_2
from hsmsim.ttlv.schema import enumeration, nested, structure, text


@structure(Tag)
class Request:
    """Register Request Payload (table 169)."""

    object_type: ObjectType = enumeration(ObjectType)
    template_attribute: TemplateAttribute = nested(TemplateAttribute)
    certificate: Certificate | None = nested(Certificate, default=None)
    symmetric_key: SymmetricKey | None = nested(SymmetricKey, default=None)
    private_key: PrivateKey | None = nested(PrivateKey, default=None)
    public_key: PublicKey | None = nested(PublicKey, default=None)
    split_key: SplitKey | None = nested(SplitKey, default=None)
    template: Template | None = nested(Template, default=None)
    secret_data: SecretData | None = nested(SecretData, default=None)
    opaque_object: OpaqueObject | None = nested(OpaqueObject, default=None)
    pgp_key: PGPKey | None = nested(PGPKey, default=None, since=V1_2)


@structure(Tag)
class Response:
    """Register Response Payload (table 170)."""

    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


_ERRORS = {**MAKING_ERRORS, EncodingOptionNotPermitted: ResultReason.ENCODING_OPTION_ERROR}


@operation(Operation.REGISTER, request=Request, response=Response, errors=_ERRORS, makes=OFFERED_OBJECTS, slow=True)
async def register(ctx: Context, ask: Request) -> Response:
    """Keep the object as it came, with the attributes given and those that can be read from it."""
    if ask.object_type not in register.makes:
        raise WrongObjectType(f"objects of type {title(ask.object_type)} are not registered here")
    value = object_field(ask, ask.object_type)
    if value is None or len(carried(ask)) != 1:
        if not carried(ask):
            raise InvalidMessage("the object to register is missing")
        raise InvalidField(f"the object is not of type {ask.object_type.title}")
    if isinstance(value, SplitKey):
        await know_prime(ctx, value.prime_field_size)
    given = await given_by(ctx, ask.template_attribute)
    if isinstance(value, Template):
        given = overlay(given, _template_attributes(ctx, value))
    if isinstance(value, PrivateKey) and is_container(value):
        obj = await take_in(ctx, value, given)
    else:
        given = facts_of(ctx, ask.object_type, value, given)
        obj = await add_object(ctx, ask.object_type, value, given, Origin(None))
    ctx.placeholder = obj.uid
    return Response(unique_identifier=obj.uid, template_attribute=generated(obj, ask.template_attribute))


def _template_attributes(ctx: Context, template: Template) -> Given:
    """What a template gives to the objects made from it; its own Name stands in the Template-Attribute (2.2.6)."""
    given = gather(completed(ctx, template.attribute), ctx.version)
    if "Name" in given:
        raise InvalidAttribute("the Name of a template does not stand in the Template structure")
    return given
