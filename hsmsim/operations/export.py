"""Export: an object with all its attributes, to be imported elsewhere (KMIP 1.4 4.40, errors 11.41)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.attributes import wire
from hsmsim.model.keyblock import FIELDS, as_seen
from hsmsim.model.lifecycle import GONE
from hsmsim.operations.get import ERRORS, check_leaving, served
from hsmsim.spec.enums import KeyCompressionType, KeyFormatType, KeyWrapType, ObjectType, Operation
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
    KeyWrappingSpecification,
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
from hsmsim.ttlv.schema import enumeration, nested, structure, text


@structure(Tag)
class Request:
    """Export Request Payload (table 251)."""

    unique_identifier: str | None = text(default=None)
    key_format_type: KeyFormatType | None = enumeration(KeyFormatType, default=None)
    key_wrap_type: KeyWrapType | None = enumeration(KeyWrapType, default=None)
    key_compression_type: KeyCompressionType | None = enumeration(KeyCompressionType, default=None)
    key_wrapping_specification: KeyWrappingSpecification | None = nested(KeyWrappingSpecification, default=None)


@structure(Tag)
class Response:
    """Export Response Payload (table 252)."""

    object_type: ObjectType = enumeration(ObjectType)
    unique_identifier: str = text()
    attribute: list[Attribute] = nested(Attribute, factory=list)
    certificate: Certificate | None = nested(Certificate, default=None)
    symmetric_key: SymmetricKey | None = nested(SymmetricKey, default=None)
    private_key: PrivateKey | None = nested(PrivateKey, default=None)
    public_key: PublicKey | None = nested(PublicKey, default=None)
    split_key: SplitKey | None = nested(SplitKey, default=None)
    template: Template | None = nested(Template, default=None)
    secret_data: SecretData | None = nested(SecretData, default=None)
    opaque_object: OpaqueObject | None = nested(OpaqueObject, default=None)
    pgp_key: PGPKey | None = nested(PGPKey, default=None)


@operation(Operation.EXPORT, request=Request, response=Response, errors=ERRORS)
async def export(ctx: Context, ask: Request) -> Response:
    """Give the object and its attributes; of one that was destroyed only these are left."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    response = Response(object_type=obj.object_type, unique_identifier=obj.uid)
    if obj.state not in GONE:
        check_leaving(ctx, obj, ask)
        value = await served(ctx, obj, ask)
        setattr(response, FIELDS[obj.object_type], as_seen(value, ctx.version))
    response.attribute = [each for name in obj.attributes for each in wire(obj, name, ctx.version)]
    ctx.placeholder = obj.uid
    return response
