"""Import: an object with all its attributes, as another server had it (KMIP 1.4 4.41, errors 11.42)."""

from hsmsim.errors import (
    AttributeNotApplicable,
    AttributeReadOnly,
    BadKeyMaterial,
    FormatNotSupported,
    InvalidAttribute,
    InvalidField,
    InvalidMessage,
    NamespaceNotSupported,
    NameTaken,
    NoKeyValue,
    NoSuchObject,
    ObjectExists,
    TooManyInstances,
    UnknownAttribute,
    WrapTypeNotSupported,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.facts import OFFERED_OBJECTS
from hsmsim.exchange.making import carried, object_field
from hsmsim.exchange.namespaces import completed
from hsmsim.exchange.operation import operation
from hsmsim.exchange.registering import facts_of
from hsmsim.exchange.splitting import know_prime
from hsmsim.exchange.unwrapping import unwrapped
from hsmsim.exchange.wrapping_keys import WRAPPING_ERRORS
from hsmsim.model.attributes import Given, gather
from hsmsim.model.importing import complete, imported
from hsmsim.model.keyblock import key_block_of, with_key_block
from hsmsim.model.lifecycle import GONE
from hsmsim.model.managed import OBJECT_TYPE, ManagedObject
from hsmsim.spec.enums import KeyWrapType, ObjectType, Operation, ResultReason
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
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
from hsmsim.spec.term import title
from hsmsim.ttlv.schema import boolean, enumeration, nested, structure, text


@structure(Tag)
class Request:
    """Import Request Payload (table 253). Table 365 speaks of an Object Type, which may stand before the rest."""

    unique_identifier: str = text()
    object_type: ObjectType | None = enumeration(ObjectType, default=None)
    replace_existing: bool | None = boolean(default=None)
    key_wrap_type: KeyWrapType | None = enumeration(KeyWrapType, default=None)
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


@structure(Tag)
class Response:
    """Import Response Payload (table 254)."""

    unique_identifier: str = text()


@operation(
    Operation.IMPORT,
    request=Request,
    response=Response,
    errors={
        **WRAPPING_ERRORS,
        ObjectExists: ResultReason.OBJECT_ALREADY_EXISTS,
        WrongObjectType: ResultReason.INVALID_FIELD,
        InvalidAttribute: ResultReason.INVALID_FIELD,
        UnknownAttribute: ResultReason.INVALID_FIELD,
        AttributeNotApplicable: ResultReason.INVALID_FIELD,
        AttributeReadOnly: ResultReason.INVALID_FIELD,
        BadKeyMaterial: ResultReason.INVALID_FIELD,
        FormatNotSupported: ResultReason.INVALID_FIELD,
        NameTaken: ResultReason.INVALID_FIELD,
        TooManyInstances: ResultReason.INDEX_OUT_OF_BOUNDS,
        NamespaceNotSupported: ResultReason.APPLICATION_NAMESPACE_NOT_SUPPORTED,
        # Not in the table: the object is to be unwrapped and has no Key Value.
        NoKeyValue: ResultReason.INVALID_FIELD,
        # Not in the table; the one that table 338 has for it.
        WrapTypeNotSupported: ResultReason.FEATURE_NOT_SUPPORTED,
    },
    slow=True,
    makes=OFFERED_OBJECTS,
)
async def import_(ctx: Context, ask: Request) -> Response:
    """Keep the object as it comes: with its identifier, its dates, its state and its history."""
    if not ask.unique_identifier:
        raise InvalidField("Unique Identifier is empty")
    if ask.split_key is not None:
        await know_prime(ctx, ask.split_key.prime_field_size)
    revision = await _revision(ctx, ask)
    object_type = _object_type(ask)
    value = await _stored(ctx, object_field(ask, object_type), ask.key_wrap_type)
    obj = imported(ask.unique_identifier, value, object_type, completed(ctx, ask.attribute), ctx.version)
    complete(obj, _facts(ctx, obj), ctx.now)
    await _check_names(ctx, obj)
    obj.revision = revision
    ctx.objects.put_quietly(obj)  # Last Change Date, too, is the one that was given
    ctx.placeholder = obj.uid
    return Response(unique_identifier=obj.uid)


async def _revision(ctx: Context, ask: Request) -> int:
    """The revision that the object takes the place of; 0 of none.

    Raises:
        ObjectExists: there is one that is not to be replaced.
    """
    try:
        there = await ctx.objects.standing(ask.unique_identifier)
    except NoSuchObject:
        return 0
    if not ask.replace_existing:
        raise ObjectExists(f"there is an object {ask.unique_identifier!r}")
    return there.revision


def _object_type(ask: Request) -> ObjectType:
    """The type that the request and its object agree on.

    Raises:
        InvalidMessage: nothing says what it is.
        InvalidField: they do not agree; a destroyed object is one without an object.
        WrongObjectType: there are no such objects here.
    """
    said: list[ObjectType] = carried(ask)
    if ask.object_type is not None:
        said.append(ask.object_type)
    given = [each.attribute_value for each in ask.attribute if each.attribute_name == OBJECT_TYPE]
    said += [each for each in given if isinstance(each, int)]  # type: ignore[misc]
    if not said:
        raise InvalidMessage("the object to import is missing")
    if len(carried(ask)) > 1 or set(said) != {said[0]}:
        raise InvalidField("Object Type is not that of the object")
    if said[0] not in import_.makes:
        raise WrongObjectType(f"objects of type {title(said[0])} are not imported here")
    return said[0]


async def _stored(ctx: Context, value: ObjectValue | None, wrap_type: KeyWrapType | None) -> ObjectValue | None:
    """What is kept of the object that came: itself or, where that is asked for, what it is unwrapped.

    Raises:
        WrapTypeNotSupported: the Key Wrap Type is not known.
        The errors of `unwrapped`.
    """
    if wrap_type not in (None, KeyWrapType.NOT_WRAPPED, KeyWrapType.AS_REGISTERED):
        raise WrapTypeNotSupported("there is no such Key Wrap Type")
    block = key_block_of(value)
    if value is None or block is None or wrap_type is not KeyWrapType.NOT_WRAPPED:
        return value
    return with_key_block(value, await unwrapped(ctx, block))


def _facts(ctx: Context, obj: ManagedObject) -> Given:
    """What the object itself says; the attributes given must not contradict it."""
    if obj.value is None:
        return {}
    if isinstance(obj.value, Template):
        return gather(obj.value.attribute, ctx.version)
    given = {name: [each.value for each in instances] for name, instances in obj.attributes.items()}
    return facts_of(ctx, obj.object_type, obj.value, given)


async def _check_names(ctx: Context, obj: ManagedObject) -> None:
    """Refuse a name that another object has; one that was destroyed holds none."""
    if obj.state in GONE:
        return
    for instance in obj.all("Name"):
        await ctx.objects.check_name(obj.uid, instance.value.name_value)
