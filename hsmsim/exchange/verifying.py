"""Verifying in one part or in many: what Signature Verify and MAC Verify have in common (KMIP 1.4 4.32, 4.34)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hsmsim.errors import InvalidMessage, SignatureInvalid
from hsmsim.exchange.context import Context
from hsmsim.exchange.uses import Parts, key_of, parameters_of, usable
from hsmsim.interfaces.crypto import Key, VerifyingStep
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation, ValidityIndicator
from hsmsim.spec.values import CryptographicParameters


@dataclass(slots=True)
class Verification:
    """A verification that goes on: the signature or MAC may come with any part."""

    step: VerifyingStep
    proof: bytes | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one part.

    Args:
        valid: Unknown until the last part.
        correlation: None after the last part.
    """

    uid: str
    valid: ValidityIndicator
    correlation: bytes | None


async def verify(
    ctx: Context,
    operation: Operation,
    bit: int,
    start: Callable[[Key, CryptographicParameters], VerifyingStep],
    ask: Any,
    parts: Parts,
    proof: bytes | None,
) -> Verdict:
    """Take one part of a verification.

    Args:
        bit: of Cryptographic Usage Mask, that the key needs.
        start: begins the verification with a key.
        ask: the request payload.
        proof: signature or MAC, if this part has it.

    Raises:
        InvalidMessage: the last part is here and signature or MAC never came.
        The errors of table 356.
    """
    obj, going_on = await _resume(ctx, operation, bit, start, ask, parts)
    going_on.proof = going_on.proof if proof is None else proof
    going_on.step.update(parts.data)
    if not parts.ends:
        correlation = ctx.streams.keep(operation, obj.uid, going_on, parts.correlation)
        return Verdict(obj.uid, ValidityIndicator.UNKNOWN, correlation)
    if going_on.proof is None:
        raise InvalidMessage("there is nothing to verify the data with")
    try:
        going_on.step.verify(going_on.proof)
    except SignatureInvalid:
        return Verdict(obj.uid, ValidityIndicator.INVALID, None)
    return Verdict(obj.uid, ValidityIndicator.VALID, None)


async def _resume(
    ctx: Context,
    operation: Operation,
    bit: int,
    start: Callable[[Key, CryptographicParameters], VerifyingStep],
    ask: Any,
    parts: Parts,
) -> tuple[ManagedObject, Verification]:
    if parts.correlation is None:
        obj = await usable(ctx, ask.unique_identifier, bit)
        step = start(key_of(ctx, obj), parameters_of(obj, ask.cryptographic_parameters))
        return obj, Verification(step, None)
    stream = ctx.streams.find(operation, parts.correlation)
    ctx.streams.end(parts.correlation)  # kept anew by the caller, unless this part fails or is the last
    return await usable(ctx, stream.uid, bit), stream.step
