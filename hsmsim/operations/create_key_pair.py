"""Create Key Pair: a new private key and its public key, linked to each other (KMIP 1.4 4.2, errors 11.3)."""

from hsmsim.errors import InvalidAttribute, InvalidMessage
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import MAKING_ERRORS, add_object, one, value_of_key
from hsmsim.exchange.operation import operation
from hsmsim.exchange.templates import given_by
from hsmsim.interfaces.crypto import Key
from hsmsim.model.attributes import Given, overlay
from hsmsim.model.creation import Origin
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, LinkType, ObjectType, Operation
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicDomainParameters, Link
from hsmsim.ttlv.schema import nested, structure, text

# Attributes that both keys must have alike (table 168).
_SAME = (
    "Cryptographic Algorithm",
    "Cryptographic Length",
    "Cryptographic Domain Parameters",
    "Cryptographic Parameters",
)

# The Key Format Types that new keys are kept in.
_FORMATS = {
    CryptographicAlgorithm.RSA: (KeyFormatType.PKCS_1, KeyFormatType.PKCS_1),
}
_OTHER_FORMATS = KeyFormatType.PKCS_8, KeyFormatType.X_509


@structure(Tag)
class Request:
    """Create Key Pair Request Payload (table 166)."""

    common_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    private_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    public_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@structure(Tag)
class Response:
    """Create Key Pair Response Payload (table 167)."""

    private_key_unique_identifier: str = text()
    public_key_unique_identifier: str = text()
    private_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    public_key_template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(Operation.CREATE_KEY_PAIR, request=Request, response=Response, errors=MAKING_ERRORS, slow=True)
async def create_key_pair(ctx: Context, ask: Request) -> Response:
    """Make the pair in a thread, then both objects at once."""
    private_given, public_given = await _given(ctx, ask)
    private, public = await _generate(ctx, private_given)
    formats = _FORMATS.get(private.algorithm, _OTHER_FORMATS)
    origin = Origin(ctx.crypto.rng)
    private_obj = await _add(ctx, ObjectType.PRIVATE_KEY, private, formats[0], private_given, origin)
    public_obj = await _add(ctx, ObjectType.PUBLIC_KEY, public, formats[1], public_given, origin)
    private_obj.add("Link", Link(link_type=LinkType.PUBLIC_KEY_LINK, linked_object_identifier=public_obj.uid))
    public_obj.add("Link", Link(link_type=LinkType.PRIVATE_KEY_LINK, linked_object_identifier=private_obj.uid))
    ctx.placeholder = private_obj.uid
    return Response(private_key_unique_identifier=private_obj.uid, public_key_unique_identifier=public_obj.uid)


async def _given(ctx: Context, ask: Request) -> tuple[Given, Given]:
    """The attributes of both keys; what is said of one key wins over what is said of both.

    Raises:
        InvalidAttribute: the keys differ where they must be alike.
    """
    common = await given_by(ctx, ask.common_template_attribute)
    private = overlay(common, await given_by(ctx, ask.private_key_template_attribute))
    public = overlay(common, await given_by(ctx, ask.public_key_template_attribute))
    for name in _SAME:
        if name in private and name in public and private[name] != public[name]:
            raise InvalidAttribute(f"{name} differs between the two keys")
        for one_key, other in ((private, public), (public, private)):
            if name in one_key:
                other.setdefault(name, one_key[name])
    return private, public


async def _generate(ctx: Context, given: Given) -> tuple[Key, Key]:
    algorithm = one(given, "Cryptographic Algorithm")
    if algorithm is None:
        raise InvalidMessage("Cryptographic Algorithm is required")
    if algorithm not in ctx.crypto.pairs:
        raise InvalidAttribute(f"{title(algorithm)} has no key pairs that the server could make")
    domain = one(given, "Cryptographic Domain Parameters") or CryptographicDomainParameters()
    length = one(given, "Cryptographic Length")
    if length is None and domain.recommended_curve is None:
        raise InvalidMessage("Cryptographic Length or a Recommended Curve is required")
    pair: tuple[Key, Key] = await ctx.offload(
        ctx.crypto.generate_pair, algorithm, length, domain.recommended_curve, domain.qlength
    )
    return pair


async def _add(
    ctx: Context, object_type: ObjectType, key: Key, form: KeyFormatType, given: Given, origin: Origin
) -> ManagedObject:
    given["Cryptographic Algorithm"] = [key.algorithm]
    given["Cryptographic Length"] = [key.length]
    return await add_object(ctx, object_type, value_of_key(ctx, object_type, key, form), given, origin)
