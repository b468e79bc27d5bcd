"""One box that asks becomes one box that answers."""

from collections.abc import Mapping
from typing import Any, cast

from twisted.protocols import amp

from hsmsim.management.carrying import carry_out
from hsmsim.management.command import ManagementCommand, NotUnderstood, Row
from hsmsim.management.numbers import ACCESS_DENIED, NOT_IMPLEMENTED, told
from hsmsim.management.session import Session
from hsmsim.management.table import table


async def answer(session: Session, ask: amp.AmpBox) -> amp.AmpBox:
    """The answer to a command. Whatever happens, there is one."""
    row = table().get(ask[amp.COMMAND])
    if row is None:
        session.record("refused: there is no such command")
        return _error(ask, amp.UNHANDLED_ERROR_CODE, f"{NOT_IMPLEMENTED} there is no such command")
    try:
        response = await carry_out(session, row, lambda: _arguments(row, ask))
        box = cast(amp.AmpBox, row.command.makeResponse(dict(response), None))
    except tuple(ManagementCommand.errors) as error:
        return _error(ask, _code(error), told(error))
    except Exception:
        # A fault of ours: the trace is for the log only, and the session goes on.
        session.appliance.log.failure("the management command {command} failed", command=row.command.__name__)
        return _error(ask, amp.UNKNOWN_ERROR_CODE, f"{ACCESS_DENIED} the HSM failed; its log says more")
    box[amp.ANSWER] = ask[amp.ASK]
    return box


def _arguments(row: Row, ask: amp.AmpBox) -> Mapping[str, Any]:
    try:
        return cast(Mapping[str, Any], row.command.parseArguments(ask, None))
    except (KeyError, TypeError, ValueError):
        raise NotUnderstood(f"the arguments of {row.command.__name__} were not understood") from None


def _code(error: Exception) -> bytes:
    return next(code for kind, code in ManagementCommand.errors.items() if isinstance(error, kind))


def _error(ask: amp.AmpBox, code: bytes, text: str) -> amp.AmpBox:
    box = amp.AmpBox()
    box[amp.ERROR] = ask[amp.ASK]
    box[amp.ERROR_CODE] = code
    box[amp.ERROR_DESCRIPTION] = text.encode()
    return box
