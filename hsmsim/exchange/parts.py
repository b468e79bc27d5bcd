"""Cryptographic operations in one part or in many (KMIP 1.4 chapter 4, sections 2.1.15 to 2.1.17)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hsmsim.errors import InvalidMessage
from hsmsim.exchange.context import Context
from hsmsim.exchange.unwrapping import opened
from hsmsim.exchange.uses import usable
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation


@dataclass(slots=True)
class Parts:
    """The place of one request in an operation of one or many parts.

    Args:
        data: the part; empty where the request has none.
        begins: whether this is the first part, or the only one.
        ends: whether this is the last part, or the only one.
        correlation: of the operation that the request goes on with.
    """

    data: bytes
    begins: bool
    ends: bool
    correlation: bytes | None

    def output(self, data: bytes) -> bytes | None:
        """What of the output is sent: one part has some, be it empty; of many not each has (table 230)."""
        return data if data or (self.begins and self.ends) else None


def parts_of(ask: Any, data: bytes | None, *only_first: bytes | None) -> Parts:
    """What a request says of parts.

    Args:
        data: what is worked on; required but in a first and in a last part.
        only_first: fields that have to come with the first part.

    Raises:
        InvalidMessage: it contradicts itself, or there is no data where there must be.
    """
    init, final, correlation = bool(ask.init_indicator), bool(ask.final_indicator), ask.correlation_value
    if data is None and not (init or final):
        raise InvalidMessage("Data is missing")
    if correlation is None:
        if final and not init:
            raise InvalidMessage("Final Indicator needs a Correlation Value")
        return Parts(data or b"", True, init is final, None)
    if init:
        raise InvalidMessage("Init Indicator and Correlation Value exclude each other")
    if any(field is not None for field in only_first):
        raise InvalidMessage("what authenticates the data has to come with its first part")
    return Parts(data or b"", False, final, correlation)


def signed_parts_of(ask: Any) -> tuple[Parts, bool]:
    """What a request to sign or verify says of parts, and whether its data is the digest already.

    Raises:
        InvalidMessage: as `parts_of`; Data and Digested Data; a digest in parts.
    """
    if ask.digested_data is None:
        return parts_of(ask, ask.data), False
    if ask.data is not None:
        raise InvalidMessage("Data and Digested Data exclude each other")
    parts = parts_of(ask, ask.digested_data)
    if not (parts.begins and parts.ends):
        raise InvalidMessage("Digested Data is whole: it does not come in parts")
    return parts, True


async def take_up(
    ctx: Context, operation: Operation, bit: int, ask: Any, parts: Parts, start: Callable[[ManagedObject], Any]
) -> tuple[ManagedObject, Any]:
    """The key and the step for a part: begun here, or as the part before left it.

    The stream is taken out: who goes on with it keeps it again, so a part that fails ends it.

    Args:
        bit: of Cryptographic Usage Mask, that the key needs; it is asked for at every part.
        start: begins the step with a key; it sees the key unwrapped, and saves nothing.

    Raises:
        NoSuchStream: there is none to go on with.
        The errors of `usable` and of `start`.
    """
    if parts.correlation is None:
        obj = await usable(ctx, ask.unique_identifier, bit)
        return obj, start(await opened(ctx, obj))
    stream = ctx.streams.take(operation, parts.correlation, ask.unique_identifier)
    return await usable(ctx, stream.uid, bit), stream.step
