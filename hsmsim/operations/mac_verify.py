"""MAC Verify: is a message authentication code that of the data (KMIP 1.4 4.34, errors 11.35)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.parts import parts_of
from hsmsim.exchange.uses import USE_ERRORS
from hsmsim.exchange.verifying import verify
from hsmsim.spec.enums import Operation, ValidityIndicator
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_3
from hsmsim.ttlv.schema import boolean, enumeration, nested, octets, structure, text


@structure(Tag)
class Request:
    """MAC Verify Request Payload (table 239)."""

    unique_identifier: str | None = text(default=None)
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None)
    mac_data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)


@structure(Tag)
class Response:
    """MAC Verify Response Payload (table 240)."""

    unique_identifier: str = text()
    validity_indicator: ValidityIndicator | None = enumeration(ValidityIndicator, default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)


@operation(Operation.MAC_VERIFY, request=Request, response=Response, errors=USE_ERRORS)
async def mac_verify(ctx: Context, ask: Request) -> Response:
    """Verify the part; whether the code is valid comes with the last one."""
    parts = parts_of(ask, ask.data)
    verdict = await verify(
        ctx,
        Operation.MAC_VERIFY,
        CryptographicUsageMask.MAC_VERIFY,
        ctx.crypto.mac_verifier,
        ask,
        parts,
        ask.mac_data,
    )
    return Response(
        unique_identifier=verdict.uid, validity_indicator=verdict.valid, correlation_value=verdict.correlation
    )
