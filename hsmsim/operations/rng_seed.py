"""RNG Seed: the client's randomness goes into the generator (KMIP 1.4 4.36, errors 11.37)."""

from hsmsim.errors import CryptographicFailure
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import integer, octets, structure


@structure(Tag)
class Request:
    """RNG Seed Request Payload (table 243)."""

    data: bytes = octets(secret=True)


@structure(Tag)
class Response:
    """RNG Seed Response Payload (table 244)."""

    data_length: int = integer()


@operation(
    Operation.RNG_SEED,
    request=Request,
    response=Response,
    errors={CryptographicFailure: ResultReason.CRYPTOGRAPHIC_FAILURE},
)
async def rng_seed(ctx: Context, ask: Request) -> Response:
    """Mix the data in and tell how much of it was used."""
    return Response(data_length=ctx.crypto.seed(ask.data))
