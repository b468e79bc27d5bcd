"""Encrypt: data becomes ciphertext, in one part or in many (KMIP 1.4 4.29, errors 11.30)."""

from hsmsim.errors import MissingIV
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.exchange.pads import is_pad, take
from hsmsim.exchange.parts import parts_of, take_up
from hsmsim.exchange.uses import USE_ERRORS, allocate, key_of, parameters_of
from hsmsim.interfaces.crypto import Key, SealingStep
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_3, V1_4
from hsmsim.ttlv.schema import boolean, nested, octets, structure, text


@structure(Tag)
class Request:
    """Encrypt Request Payload (table 229)."""

    unique_identifier: str | None = text(default=None)
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    data: bytes | None = octets(default=None, secret=True)
    iv_counter_nonce: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    init_indicator: bool | None = boolean(default=None, since=V1_3)
    final_indicator: bool | None = boolean(default=None, since=V1_3)
    authenticated_encryption_additional_data: bytes | None = octets(default=None, since=V1_4)


@structure(Tag)
class Response:
    """Encrypt Response Payload (table 230)."""

    unique_identifier: str = text()
    data: bytes | None = octets(default=None)
    iv_counter_nonce: bytes | None = octets(default=None)
    correlation_value: bytes | None = octets(default=None, since=V1_3)
    authenticated_encryption_tag: bytes | None = octets(default=None, since=V1_4)


@operation(Operation.ENCRYPT, request=Request, response=Response, errors=USE_ERRORS)
async def encrypt(ctx: Context, ask: Request) -> Response:
    """Encrypt the part; an IV that the server chose goes back with the first one, a tag with the last.

    A one-time pad has no step that goes on: each part takes bytes of its own.
    """
    aad = ask.authenticated_encryption_additional_data
    parts = parts_of(ask, ask.data, aad)
    chosen: bytes | None = None

    def start(obj: ManagedObject) -> SealingStep | None:
        nonlocal chosen
        if is_pad(obj):
            return None
        key, parameters = key_of(ctx, obj), parameters_of(obj, ask.cryptographic_parameters)
        chosen = _choose_iv(ctx, key, parameters, ask.iv_counter_nonce)
        iv = ask.iv_counter_nonce if chosen is None else chosen
        step: SealingStep = ctx.crypto.encryptor(key, parameters, iv, aad or b"")
        return step

    obj, step = await take_up(ctx, Operation.ENCRYPT, CryptographicUsageMask.ENCRYPT, ask, parts, start)
    allocate(ctx, obj, parts.data, parts.begins)
    if is_pad(obj):
        parameters = parameters_of(obj, ask.cryptographic_parameters)
        pad = await take(ctx, obj, len(parts.data), encrypts=True)
        step = ctx.crypto.encryptor(pad, parameters, ask.iv_counter_nonce, aad or b"")
    response = Response(unique_identifier=obj.uid, iv_counter_nonce=chosen)
    output = step.update(parts.data)
    if parts.ends:
        output += step.finish()
        response.authenticated_encryption_tag = step.tag
    else:
        response.correlation_value = ctx.streams.keep(Operation.ENCRYPT, obj.uid, step, parts.correlation)
    response.data = parts.output(output)
    return response


def _choose_iv(ctx: Context, key: Key, parameters: CryptographicParameters, given: bytes | None) -> bytes | None:
    """A random IV, where Random IV asks for one and the client sent none (3.6).

    Raises:
        MissingIV: there is none and none was asked for; the cipher needs one.
    """
    size: int = ctx.crypto.iv_size(key, parameters)
    if given is not None or size == 0:
        return None
    if not parameters.random_iv:
        raise MissingIV("IV/Counter/Nonce is missing and Random IV was not asked for")
    return bytes(ctx.crypto.random(size))
