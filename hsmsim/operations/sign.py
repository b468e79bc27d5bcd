"""Sign: a signature over data or its digest, in one part or in many (KMIP 1.4 4.31, errors 11.32)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.parts import signed_parts_of, take_up
from hsmsim.exchange.uses import USE_ERRORS, allocate, key_of, parameters_of
from hsmsim.interfaces.crypto import Step
from hsmsim.model.managed import ManagedObject
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
    parts, digested = signed_parts_of(ask)

    def start(obj: ManagedObject) -> Step:
        parameters = parameters_of(obj, ask.cryptographic_parameters)
        step: Step = ctx.crypto.signer(key_of(ctx, obj), parameters, digested)
        return step

    obj, step = await take_up(ctx, Operation.SIGN, CryptographicUsageMask.SIGN, ask, parts, start)
    allocate(ctx, obj, parts.data, parts.begins)
    step.update(parts.data)
    if parts.ends:
        return Response(unique_identifier=obj.uid, signature_data=step.finish())
    correlation = ctx.streams.keep(Operation.SIGN, obj.uid, step, parts.correlation)
    return Response(unique_identifier=obj.uid, correlation_value=correlation)
