"""What a management command is asked with and answered by, as JSON over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

from twisted.web import http
from twisted.web.iweb import IRequest

from hsmsim.management.carrying import carry_out
from hsmsim.management.command import ManagementCommand, NotPermitted, NotUnderstood, Row
from hsmsim.management.numbers import ACCESS_DENIED, number_of
from hsmsim.management.session import Session
from hsmsim.management.values import NotSo, from_json, to_json


class Refused(Exception):
    """A request that is not answered with what it asks for.

    Args:
        status: of HTTP.
        number: the device's, for what went wrong.
    """

    def __init__(self, status: int, text: str, number: int = ACCESS_DENIED) -> None:
        super().__init__(text)
        self.status = status
        self.number = number


def body_of(request: IRequest) -> Mapping[str, Any]:
    """The JSON object that a request brings; an empty body is an empty one.

    Raises:
        Refused: it is none.
    """
    if (request.getHeader("content-type") or "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(http.UNSUPPORTED_MEDIA_TYPE, "the request has to be application/json")
    data = request.content.read()
    try:
        found = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        raise Refused(http.BAD_REQUEST, "the request is no JSON") from None
    if not isinstance(found, dict):
        raise Refused(http.BAD_REQUEST, "the request is no JSON object")
    return found


async def ask(session: Session, row: Row, found: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a command, as JSON has it.

    Raises:
        Refused: it is not carried out.
    """
    try:
        return to_json(row.command.response, await carry_out(session, row, lambda: _arguments(row, found)))
    except tuple(ManagementCommand.errors) as error:
        status = next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), http.CONFLICT)
        raise Refused(status, str(error), number_of(error)) from None
    except Exception:
        # A fault of ours: the trace is for the log only.
        session.appliance.log.failure("the management command {command} failed", command=row.command.__name__)
        raise Refused(http.INTERNAL_SERVER_ERROR, "the HSM failed; its log says more") from None


_STATUSES: dict[type, int] = {NotUnderstood: http.BAD_REQUEST, NotPermitted: http.FORBIDDEN}


def _arguments(row: Row, found: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return from_json(row.command.arguments, found)
    except NotSo as error:
        raise NotUnderstood(str(error)) from None


def write(request: IRequest, found: Mapping[str, Any], status: int = http.OK) -> bytes:
    """The body of an answer."""
    request.setResponseCode(status)
    request.setHeader("Content-Type", "application/json")
    request.setHeader("Cache-Control", "no-store")
    return json.dumps(found, separators=(",", ":")).encode()


def refuse(request: IRequest, refused: Refused) -> bytes:
    """The body of an answer that says why not."""
    return write(request, {"error": {"number": refused.number, "text": str(refused)}}, refused.status)
