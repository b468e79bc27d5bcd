"""Create Split Key: a key, new or already here, as parts of which some give it back (KMIP 1.4 4.38, errors 11.39)."""

from hsmsim.errors import InvalidField, NoKeyValue, NoSuchObject, WrongObjectType
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import MAKING_ERRORS, add_object, new_symmetric_key, one
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.splitting import follow_secrecy, know_prime, secret_of, shares_of
from hsmsim.exchange.templates import given_by
from hsmsim.exchange.unwrapping import opened
from hsmsim.model import sharing
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.fields import prime_above
from hsmsim.model.keyblock import make_key_block
from hsmsim.model.managed import ManagedObject
from hsmsim.model.sharing import MOST_PARTS, Scheme
from hsmsim.spec.enums import KeyFormatType, ObjectType, Operation, ResultReason, SplitKeyMethod
from hsmsim.spec.structures import SplitKey, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.ttlv.schema import big_integer, enumeration, integer, nested, structure, text


@structure(Tag)
class Request:
    """Create Split Key Request Payload (table 247)."""

    object_type: ObjectType = enumeration(ObjectType)
    unique_identifier: str | None = text(default=None)
    split_key_parts: int = integer()
    split_key_threshold: int = integer()
    split_key_method: SplitKeyMethod = enumeration(SplitKeyMethod)
    prime_field_size: int | None = big_integer(default=None)
    template_attribute: TemplateAttribute = nested(TemplateAttribute)


@structure(Tag)
class Response:
    """Create Split Key Response Payload (table 248)."""

    unique_identifier: list[str] = text(factory=list)
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(
    Operation.CREATE_SPLIT_KEY,
    request=Request,
    response=Response,
    errors={
        **MAKING_ERRORS,
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        NoKeyValue: ResultReason.CRYPTOGRAPHIC_FAILURE,
    },
    slow=True,
    makes={ObjectType.SPLIT_KEY},
)
async def create_split_key(ctx: Context, ask: Request) -> Response:
    """Split the key and keep its parts, each as an object of its own; the key that is split stays as it is."""
    if ask.object_type not in create_split_key.makes:
        raise WrongObjectType(f"Create Split Key makes no object of type {title(ask.object_type)}")
    await know_prime(ctx, ask.prime_field_size)
    given = await given_by(ctx, ask.template_attribute)
    secret, length = await _secret(ctx, ask, given)
    scheme = _scheme(ask, len(secret) * 8)
    shares = await shares_of(ctx, scheme, secret)
    if ask.unique_identifier is not None:  # it may have changed in the meantime
        _take_over(given, await ctx.objects.online(ask.unique_identifier))
    given[_LENGTH] = [length]
    parts = [await _add(ctx, scheme, number, share, given) for number, share in enumerate(shares, 1)]
    ctx.placeholder = parts[0].uid
    told = generated(parts[0], ask.template_attribute)  # all parts have the same attributes
    return Response(unique_identifier=[part.uid for part in parts], template_attribute=told)


async def _secret(ctx: Context, ask: Request, given: Given) -> tuple[bytes, int]:
    """What is split: the secret of the key that is named, or of a new one; and how many bits it has."""
    if ask.unique_identifier is not None:
        return secret_of(ctx, await opened(ctx, await ctx.objects.online(ask.unique_identifier)))
    key = new_symmetric_key(ctx, given)
    return key.material, len(key.material) * 8


_ALGORITHM = "Cryptographic Algorithm"
_LENGTH = "Cryptographic Length"

# What the parts have of the key, whatever the request says.
_OF_THE_KEY = (_ALGORITHM, "Cryptographic Usage Mask", "Cryptographic Parameters")


def _take_over(given: Given, obj: ManagedObject) -> None:
    for name in _OF_THE_KEY:
        values = [instance.value for instance in obj.all(name)]
        if values:
            given[name] = values
    follow_secrecy(given, [obj])


def _scheme(ask: Request, bits: int) -> Scheme:
    """How the key is split; a prime is chosen where the request has none.

    Raises:
        InvalidField: it cannot be split so.
    """
    prime = None
    if ask.split_key_method is SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD:
        prime = prime_above(bits) if ask.prime_field_size is None else ask.prime_field_size
    scheme = Scheme(ask.split_key_method, ask.split_key_parts, ask.split_key_threshold, prime)
    if scheme.parts > MOST_PARTS:
        raise InvalidField(f"a key is split into {MOST_PARTS} parts, not more")
    sharing.check(scheme)
    if scheme.threshold != scheme.needed:
        raise InvalidField("with XOR all Split Key Parts are needed: the Split Key Threshold is their number")
    return scheme


async def _add(ctx: Context, scheme: Scheme, number: int, share: bytes, given: Given) -> ManagedObject:
    algorithm = one(given, _ALGORITHM)
    length = one(given, _LENGTH) if algorithm is not None else None
    value = SplitKey(
        split_key_parts=scheme.parts,
        key_part_identifier=number,
        split_key_threshold=scheme.threshold,
        split_key_method=scheme.method,
        prime_field_size=scheme.prime,
        key_block=make_key_block(KeyFormatType.RAW, share, algorithm, length),
    )
    return await add_object(ctx, ObjectType.SPLIT_KEY, value, given, Origin(ctx.crypto.rng))
