"""Sign: a signature over data or its digest, in one part or in many (KMIP 1.4 4.31, errors 11.32)."""

from hsmsim.errors import InvalidMessage
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.uses import USE_ERRORS, allocate, key_of, parameters_of, parts_of, usable
from hsmsim.spec.enums import Operation
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_3, V1_4
from hsmsim.ttlv.schema import boolean, nested, octets, structure, text


@structure(Tag)
class Request:
    """Sign Request Payload (table 233)."""

    unique_identifier: str | None = text(default=None)
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None)
    digested_data: bytes | None = octets(default=None, since=V1_4)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)


@structure(Tag)
class Response:
    """Sign Response Payload (table 234)."""

    unique_identifier: str = text()
    signature_data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)


@operation(Operation.SIGN, request=Request, response=Response, errors=USE_ERRORS)
async def sign(ctx: Context, ask: Request) -> Response:
    """Sign the part; the signature comes with the last one."""
    if ask.data is not None and ask.digested_data is not None:
        raise InvalidMessage("Data and Digested Data exclude each other")
    digested = ask.digested_data is not None
    parts = parts_of(ask, ask.digested_data if digested else ask.data)
    if parts.correlation is None:
        obj = await usable(ctx, ask.unique_identifier, CryptographicUsageMask.SIGN)
        step = ctx.crypto.signer(key_of(ctx, obj), parameters_of(obj, ask.cryptographic_parameters), digested)
    else:
        stream = ctx.streams.find(Operation.SIGN, parts.correlation)
        ctx.streams.end(parts.correlation)  # kept anew below, unless this part fails or is the last
        obj = await usable(ctx, stream.uid, CryptographicUsageMask.SIGN)
        step = stream.step
    allocate(ctx, obj, parts.data, parts.begins)
    step.update(parts.data)
    if parts.ends:
        return Response(unique_identifier=obj.uid, signature_data=step.finish())
    correlation = ctx.streams.keep(Operation.SIGN, obj.uid, step, parts.correlation)
    return Response(unique_identifier=obj.uid, correlation_value=correlation)
