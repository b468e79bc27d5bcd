"""Hash: the digest of data, in one part or in many (KMIP 1.4 4.37, errors 11.38)."""

from hsmsim.errors import CryptographicFailure, InvalidField, NoSuchStream
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.parts import parts_of
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_3
from hsmsim.ttlv.schema import boolean, nested, octets, structure


@structure(Tag)
class Request:
    """Hash Request Payload (table 245)."""

    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)


@structure(Tag)
class Response:
    """Hash Response Payload (table 246)."""

    data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)


@operation(
    Operation.HASH,
    request=Request,
    response=Response,
    errors={
        CryptographicFailure: ResultReason.CRYPTOGRAPHIC_FAILURE,
        NoSuchStream: ResultReason.ITEM_NOT_FOUND,
        InvalidField: ResultReason.INVALID_FIELD,
    },
)
async def hash_data(ctx: Context, ask: Request) -> Response:
    """Hash the part; the digest comes with the last one."""
    parts = parts_of(ask, ask.data)
    if parts.correlation is None:
        parameters = ask.cryptographic_parameters or CryptographicParameters()
        algorithm = parameters.hashing_algorithm
        if algorithm is None:
            raise InvalidField("Cryptographic Parameters with a Hashing Algorithm are required")
        step = ctx.crypto.hasher(algorithm)
    else:
        step = ctx.streams.take(Operation.HASH, parts.correlation).step
    step.update(parts.data)
    if parts.ends:
        return Response(data=step.finish())
    return Response(correlation_value=ctx.streams.keep(Operation.HASH, "", step, parts.correlation))
