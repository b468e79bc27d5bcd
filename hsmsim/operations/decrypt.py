"""Decrypt: ciphertext becomes data, in one part or in many (KMIP 1.4 4.30, errors 11.31)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.pads import is_pad, take
from hsmsim.exchange.parts import parts_of, take_up
from hsmsim.exchange.uses import USE_ERRORS, key_of, parameters_of
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
    """Decrypt Request Payload (table 231)."""

    unique_identifier: str | None = text(default=None)
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None)
    iv_counter_nonce: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)
    authenticated_encryption_additional_data: bytes | None = octets(default=None, since=V1_4)
    authenticated_encryption_tag: bytes | None = octets(default=None, since=V1_4)


@structure(Tag)
class Response:
    """Decrypt Response Payload (table 232)."""

    unique_identifier: str = text()
    data: bytes | None = octets(default=None, secret=True)
    correlation_value: bytes | None = octets(default=None, since=V1_3)


@operation(Operation.DECRYPT, request=Request, response=Response, errors=USE_ERRORS)
async def decrypt(ctx: Context, ask: Request) -> Response:
    """Decrypt the part; of a one-time pad each part takes bytes of its own."""
    aad, tag = ask.authenticated_encryption_additional_data, ask.authenticated_encryption_tag
    parts = parts_of(ask, ask.data, aad, tag)

    def start(obj: ManagedObject) -> Step | None:
        if is_pad(obj):
            return None
        parameters = parameters_of(obj, ask.cryptographic_parameters)
        step: Step = ctx.crypto.decryptor(key_of(ctx, obj), parameters, ask.iv_counter_nonce, aad or b"", tag)
        return step

    obj, step = await take_up(ctx, Operation.DECRYPT, CryptographicUsageMask.DECRYPT, ask, parts, start)
    if is_pad(obj):
        parameters = parameters_of(obj, ask.cryptographic_parameters)
        pad = await take(ctx, obj, len(parts.data), encrypts=False)
        step = ctx.crypto.decryptor(pad, parameters, ask.iv_counter_nonce, aad or b"", tag)
    output = step.update(parts.data)
    if parts.ends:
        return Response(unique_identifier=obj.uid, data=parts.output(output + step.finish()))
    correlation = ctx.streams.keep(Operation.DECRYPT, obj.uid, step, parts.correlation)
    return Response(unique_identifier=obj.uid, data=parts.output(output), correlation_value=correlation)
