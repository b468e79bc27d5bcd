"""Signature Verify: is a signature that of the data, in one part or in many (KMIP 1.4 4.32, errors 11.33)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.parts import signed_parts_of
from hsmsim.exchange.uses import USE_ERRORS
from hsmsim.exchange.verifying import verify
from hsmsim.interfaces.crypto import Key, VerifyingStep
from hsmsim.spec.enums import Operation, ValidityIndicator
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_3, V1_4
from hsmsim.ttlv.schema import boolean, enumeration, nested, octets, structure, text


@structure(Tag)
class Request:
    """Signature Verify Request Payload (table 235)."""

    unique_identifier: str | None = text(default=None)
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None)
    digested_data: bytes | None = octets(default=None, since=V1_4)
    signature_data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)


@structure(Tag)
class Response:
    """Signature Verify Response Payload (table 236). No algorithm here recovers data from a signature."""

    unique_identifier: str = text()
    validity_indicator: ValidityIndicator | None = enumeration(ValidityIndicator, default=None)
    data: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)


@operation(Operation.SIGNATURE_VERIFY, request=Request, response=Response, errors=USE_ERRORS)
async def signature_verify(ctx: Context, ask: Request) -> Response:
    """Verify the part; whether the signature is valid comes with the last one."""
    parts, digested = signed_parts_of(ask)

    def start(key: Key, parameters: CryptographicParameters) -> VerifyingStep:
        step: VerifyingStep = ctx.crypto.verifier(key, parameters, digested)
        return step

    verdict = await verify(
        ctx, Operation.SIGNATURE_VERIFY, CryptographicUsageMask.VERIFY, start, ask, parts, ask.signature_data
    )
    return Response(
        unique_identifier=verdict.uid, validity_indicator=verdict.valid, correlation_value=verdict.correlation
    )
