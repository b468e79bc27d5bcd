"""Carrying out a command, wherever it comes from: who may, what it does, and what the audit log says of it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from hsmsim.management.command import Answer, ManagementCommand, Row
from hsmsim.management.numbers import number_of
from hsmsim.management.session import Session

# The arguments that the audit log shows. No other one is ever in it: it may be a password, a code, a key.
SHOWN = frozenset(
    {
        "activate",
        "algorithm",
        "alternative_names",
        "attribute",
        "blocked",
        "change",
        "curve",
        "custodians",
        "digits",
        "exportable",
        "force",
        "form",
        "history",
        "index",
        "kek",
        "length",
        "maximum_age",
        "minimum_length",
        "must_change",
        "name",
        "needed",
        "object",
        "object_type",
        "occurred",
        "number",
        "partition",
        "permissions",
        "reason",
        "rights",
        "second_factor",
        "state",
        "side",
        "step",
        "subject",
        "temporary",
        "trustee",
        "usage",
        "unmask",
        "user_id",
        "user_type",
        "with_certificate",
    }
)
REVEALS = "unmask"  # the argument with which a command shows secrets: that is told of like a change
_MOST_CHARACTERS = 100  # of the value of an argument
_plain = re.compile(r"[A-Za-z0-9_.,:/-]+").fullmatch


async def carry_out(session: Session, row: Row, arguments: Callable[[], Mapping[str, Any]]) -> Answer:
    """Do what a command asks for, if its caller may; it is in the audit log before this returns.

    Args:
        arguments: gives the command's arguments; raises NotUnderstood where there are none.

    Raises:
        One of ManagementCommand.errors: it is refused.
    """
    given: Mapping[str, Any] = {}
    try:
        given = arguments()
        row.check(session, given)
        answer = await row.respond(session, **given)
    except tuple(ManagementCommand.errors) as error:
        why = getattr(error, "why", "") or str(error)
        session.record(f"{_told(row, given)}: refused: {number_of(error)} {why}")
        raise
    except Exception:
        session.record(f"{_told(row, given)}: failed")
        raise
    if row.changes or given.get(REVEALS):
        session.record(f"{_told(row, given)}: done")
    return answer


def _told(row: Row, given: Mapping[str, Any]) -> str:
    """What was asked for: `users create user_id=bob user_type=User`."""
    declared = [(name.decode(), argument) for name, argument in row.command.arguments]
    shown = [
        f" {name}={_shown(argument.toString(given[name]).decode())}"
        for name, argument in declared
        if name in SHOWN and given.get(name) is not None
    ]
    return "".join([row.words or row.command.__name__, *shown])


def _shown(value: str) -> str:
    cut = value if len(value) <= _MOST_CHARACTERS else f"{value[:_MOST_CHARACTERS]}..."
    return cut if _plain(cut) else repr(cut)
