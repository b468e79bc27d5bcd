"""Create Key Pair: a new private key and its public key, linked to each other (KMIP 1.4 4.2, errors 11.3)."""

from hsmsim.errors import InvalidAttribute, InvalidMessage
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import MAKING_ERRORS, one
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.pairs import ALGORITHM, add_pair, generate_pair, given_to_pair
from hsmsim.spec.enums import ObjectType, Operation
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.ttlv.schema import nested, structure, text


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


@operation(
    Operation.CREATE_KEY_PAIR,
    request=Request,
    response=Response,
    errors=MAKING_ERRORS,
    slow=True,
    makes={ObjectType.PRIVATE_KEY, ObjectType.PUBLIC_KEY},
)
async def create_key_pair(ctx: Context, ask: Request) -> Response:
    """Make the pair in a thread, then both objects at once."""
    private_given, public_given = await given_to_pair(ctx, ask)
    algorithm = one(private_given, ALGORITHM)
    if algorithm is None:
        raise InvalidMessage("Cryptographic Algorithm is required")
    if algorithm not in ctx.crypto.pairs:
        raise InvalidAttribute(f"{title(algorithm)} has no key pairs that the server could make")
    pair = await generate_pair(ctx, private_given)
    private, public = await add_pair(ctx, pair, private_given, public_given)
    ctx.placeholder = private.uid
    common = ask.common_template_attribute
    return Response(
        private_key_unique_identifier=private.uid,
        public_key_unique_identifier=public.uid,
        private_key_template_attribute=generated(private, common, ask.private_key_template_attribute),
        public_key_template_attribute=generated(public, common, ask.public_key_template_attribute),
    )
