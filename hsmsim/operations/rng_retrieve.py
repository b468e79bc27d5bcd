"""RNG Retrieve: random bytes (KMIP 1.4 4.35, errors 11.36)."""

from hsmsim.errors import CryptographicFailure, InvalidField
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import integer, octets, structure

MOST = 1 << 20  # bytes in one answer


@structure(Tag)
class Request:
    """RNG Retrieve Request Payload (table 241)."""

    data_length: int = integer()


@structure(Tag)
class Response:
    """RNG Retrieve Response Payload (table 242)."""

    data: bytes = octets(secret=True)


@operation(
    Operation.RNG_RETRIEVE,
    request=Request,
    response=Response,
    errors={
        CryptographicFailure: ResultReason.CRYPTOGRAPHIC_FAILURE,
        InvalidField: ResultReason.INVALID_FIELD,
    },
)
async def rng_retrieve(ctx: Context, ask: Request) -> Response:
    """Give as many bytes as are asked for."""
    if not 0 <= ask.data_length <= MOST:
        raise InvalidField(f"Data Length is 0 to {MOST}")
    return Response(data=ctx.crypto.random(ask.data_length))
