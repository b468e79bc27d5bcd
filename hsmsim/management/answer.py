"""One command becomes its answer; a box that asks becomes a box that answers."""

from collections.abc import Mapping
from typing import Any, cast

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Row
from hsmsim.management.numbers import ACCESS_DENIED, NOT_IMPLEMENTED, told
from hsmsim.management.session import Session
from hsmsim.management.table import table

REFUSALS = tuple(ManagementCommand.errors)


class Failed(Exception):
    """The HSM failed to carry a command out; its log says more."""


async def carry_out(session: Session, row: Row, arguments: Mapping[str, Any]) -> Answer:
    """The answer of a command: every command of the console and of the web console comes this way.

    Raises:
        Failed: a fault of ours; the trace is for the log only, and the session goes on.
        One of REFUSALS: the command is not carried out.
    """
    try:
        row.check(session, arguments)
        return await row.respond(session, **arguments)
    except REFUSALS:
        raise
    except Exception:
        session.appliance.log.failure("the management command {command} failed", command=row.command.__name__)
        raise Failed("the HSM failed; its log says more") from None


async def answer(session: Session, ask: amp.AmpBox) -> amp.AmpBox:
    """The answer to a box. Whatever happens, there is one."""
    row = table().get(ask[amp.COMMAND])
    if row is None:
        return _error(ask, amp.UNHANDLED_ERROR_CODE, f"{NOT_IMPLEMENTED} there is no such command")
    try:
        found = await carry_out(session, row, _arguments(row, ask))
    except REFUSALS as error:
        return _error(ask, _code(error), told(error))
    except Failed as error:
        return _error(ask, amp.UNKNOWN_ERROR_CODE, f"{ACCESS_DENIED} {error}")
    box = cast(amp.AmpBox, row.command.makeResponse(dict(found), None))
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
