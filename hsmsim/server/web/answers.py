"""What a management command is asked with and answered by, as JSON over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

from twisted.web import http
from twisted.web.iweb import IRequest

from hsmsim.management.answer import REFUSALS, Failed, carry_out
from hsmsim.management.command import NotPermitted, Row
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
        arguments = from_json(row.command.arguments, found)
    except NotSo as error:
        raise Refused(http.BAD_REQUEST, str(error)) from None
    try:
        return to_json(row.command.response, await carry_out(session, row, arguments))
    except NotPermitted as error:
        raise Refused(http.FORBIDDEN, str(error), number_of(error)) from None
    except REFUSALS as error:
        raise Refused(http.CONFLICT, str(error), number_of(error)) from None
    except Failed as error:
        raise Refused(http.INTERNAL_SERVER_ERROR, str(error)) from None


def write(request: IRequest, found: Mapping[str, Any], status: int = http.OK) -> bytes:
    """The body of an answer."""
    request.setResponseCode(status)
    request.setHeader("Content-Type", "application/json")
    request.setHeader("Cache-Control", "no-store")
    return json.dumps(found, separators=(",", ":")).encode()


def refuse(request: IRequest, refused: Refused) -> bytes:
    """The body of an answer that says why not."""
    return write(request, {"error": {"number": refused.number, "text": str(refused)}}, refused.status)
