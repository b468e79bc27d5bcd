"""Verifying in one part or in many: what Signature Verify and MAC Verify have in common (KMIP 1.4 4.32, 4.34)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hsmsim.errors import InvalidMessage, SignatureInvalid
from hsmsim.exchange.context import Context
from hsmsim.exchange.parts import Parts, take_up
from hsmsim.exchange.uses import key_of, parameters_of
from hsmsim.interfaces.crypto import Key, VerifyingStep
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation, ValidityIndicator
from hsmsim.spec.values import CryptographicParameters


@dataclass(slots=True)
class Verification:
    """A verification that goes on: the signature or MAC may come with any part."""

    step: VerifyingStep
    proof: bytes | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one part.

    Args:
        valid: None until the last part: tables 236 and 240 require a Validity Indicator, published cases have none.
        correlation: None after the last part.
    """

    uid: str
    valid: ValidityIndicator | None
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

    def begin(obj: ManagedObject) -> Verification:
        return Verification(start(key_of(ctx, obj), parameters_of(obj, ask.cryptographic_parameters)))

    obj, going_on = await take_up(ctx, operation, bit, ask, parts, begin)
    if proof is not None:
        going_on.proof = proof
    going_on.step.update(parts.data)
    if not parts.ends:
        return Verdict(obj.uid, None, ctx.streams.keep(operation, obj.uid, going_on, parts.correlation))
    if going_on.proof is None:
        raise InvalidMessage("there is nothing to verify the data with")
    try:
        going_on.step.verify(going_on.proof)
    except SignatureInvalid:
        return Verdict(obj.uid, ValidityIndicator.INVALID, None)
    return Verdict(obj.uid, ValidityIndicator.VALID, None)
