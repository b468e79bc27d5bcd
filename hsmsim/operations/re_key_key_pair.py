"""Re-key Key Pair: a new key pair in the place of an existing one (KMIP 1.4 4.5, errors 11.6)."""

from hsmsim.errors import (
    BadKeyMaterial,
    CryptographicFailure,
    FormatNotSupported,
    NoKeyValue,
    NoSuchObject,
    NotUsable,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import one
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.pairs import LENGTH, add_pair, generate_pair, given_to_pair
from hsmsim.exchange.unwrapping import opened
from hsmsim.exchange.uses import key_of
from hsmsim.model.attributes import Given
from hsmsim.model.links import linked
from hsmsim.model.managed import ManagedObject
from hsmsim.model.rekeying import check_replaceable, hand_over, replacement
from hsmsim.operations.re_key import REKEYING_ERRORS
from hsmsim.spec.enums import LinkType, ObjectType, Operation, RecommendedCurve
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import interval, nested, structure, text


@structure(Tag)
class Request:
    """Re-key Key Pair Request Payload (table 178)."""

    private_key_unique_identifier: str | None = text(default=None)
    offset: int | None = interval(default=None)
    common_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    private_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    public_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@structure(Tag)
class Response:
    """Re-key Key Pair Response Payload (table 179)."""

    private_key_unique_identifier: str = text()
    public_key_unique_identifier: str = text()
    private_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    public_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(
    Operation.RE_KEY_KEY_PAIR,
    request=Request,
    response=Response,
    errors=REKEYING_ERRORS,
    slow=True,
    makes={ObjectType.PRIVATE_KEY, ObjectType.PUBLIC_KEY},
)
async def re_key_key_pair(ctx: Context, ask: Request) -> Response:
    """Make the replacements; they take over the names, and the existing keys keep their states."""
    asked = await given_to_pair(ctx, ask)
    existing = await _existing(ctx, ask)
    ctx.objects.make_beside(existing[0])
    given = _replacements(ctx, ask, existing, asked)
    pair = await generate_pair(ctx, given[0], await _curve(ctx, existing[0], given[0]))
    # The existing keys may have changed while the new ones were made.
    existing = await _existing(ctx, ask)
    private, public = await add_pair(ctx, pair, *_replacements(ctx, ask, existing, asked))
    for old, new in zip(existing, (private, public), strict=True):
        hand_over(old, new)
        ctx.objects.put(old)
    ctx.placeholder = private.uid
    common = ask.common_template_attribute
    return Response(
        private_key_unique_identifier=private.uid,
        public_key_unique_identifier=public.uid,
        private_key_template_attribute=generated(private, common, ask.private_key_template_attribute),
        public_key_template_attribute=generated(public, common, ask.public_key_template_attribute),
    )


async def _existing(ctx: Context, ask: Request) -> tuple[ManagedObject, ManagedObject]:
    """The private key, and the public key that it links to.

    Raises:
        NoSuchObject, Archived: see `Objects.online`.
        WrongObjectType: it is no private key.
        NotUsable, NoKeyValue: it has no public key here, or one of the two is no more, or never was here.
    """
    private = await ctx.objects.online(ctx.pick(ask.private_key_unique_identifier))
    if private.object_type is not ObjectType.PRIVATE_KEY:
        raise WrongObjectType(f"an object of type {private.object_type.title} is not for Re-key Key Pair")
    check_replaceable(private)
    public = await _public(ctx, private)
    check_replaceable(public)
    return private, public


async def _public(ctx: Context, private: ManagedObject) -> ManagedObject:
    uid = linked(private, LinkType.PUBLIC_KEY_LINK)
    if uid is None:
        raise NotUsable("the private key has no link to its public key")
    try:
        public = await ctx.objects.online(uid)
    except NoSuchObject:
        raise NotUsable("the private key's link leads to no public key") from None
    if public.object_type is not ObjectType.PUBLIC_KEY:
        raise NotUsable("the private key's link leads to no public key")
    return public


def _replacements(
    ctx: Context, ask: Request, existing: tuple[ManagedObject, ManagedObject], asked: tuple[Given, Given]
) -> tuple[Given, Given]:
    """The attributes of both new keys; see `replacement`."""
    private, public = (replacement(old, given, ask.offset, ctx.now) for old, given in zip(existing, asked, strict=True))
    return private, public


async def _curve(ctx: Context, private: ManagedObject, given: Given) -> RecommendedCurve | None:
    """The curve of the existing key, where no attribute tells it: the length alone does not."""
    try:
        key = key_of(ctx, await opened(ctx, private))
    except (NoKeyValue, BadKeyMaterial, FormatNotSupported, CryptographicFailure):
        return None
    return key.curve if key.length == one(given, LENGTH) else None
