"""MAC: a message authentication code over data, in one part or in many (KMIP 1.4 4.33, errors 11.34)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.parts import parts_of, take_up
from hsmsim.exchange.uses import USE_ERRORS, allocate, key_of, parameters_of
from hsmsim.interfaces.crypto import Step
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_3
from hsmsim.ttlv.schema import boolean, nested, octets, structure, text


@structure(Tag)
class Request:
    """MAC Request Payload (table 237)."""

    unique_identifier: str | None = text(default=None)
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)


@structure(Tag)
class Response:
    """MAC Response Payload (table 238)."""

    unique_identifier: str = text()
    mac_data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)


@operation(Operation.MAC, request=Request, response=Response, errors=USE_ERRORS)
async def mac(ctx: Context, ask: Request) -> Response:
    """MAC the part; the code comes with the last one."""
    parts = parts_of(ask, ask.data)

    def start(obj: ManagedObject) -> Step:
        step: Step = ctx.crypto.mac(key_of(ctx, obj), parameters_of(obj, ask.cryptographic_parameters))
        return step

    obj, step = await take_up(ctx, Operation.MAC, CryptographicUsageMask.MAC_GENERATE, ask, parts, start)
    allocate(ctx, obj, parts.data, parts.begins)
    step.update(parts.data)
    if parts.ends:
        return Response(unique_identifier=obj.uid, mac_data=step.finish())
    correlation = ctx.streams.keep(Operation.MAC, obj.uid, step, parts.correlation)
    return Response(unique_identifier=obj.uid, correlation_value=correlation)
