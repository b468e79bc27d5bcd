"""The routes of the web console: one page, its files, the management commands, and what happens as it happens."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from klein import Klein
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from twisted.web import http
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException

from hsmsim.management.command import Row, allowed
from hsmsim.management.info import Info
from hsmsim.management.login import Login
from hsmsim.management.numbers import INVALID_PAYLOAD
from hsmsim.management.session import Appliance, Session
from hsmsim.management.table import table
from hsmsim.server.web.answers import Refused, ask, body_of, refuse, write
from hsmsim.server.web.feeds import FEEDS, Asked
from hsmsim.server.web.guard import cookie_of, from_our_page, has_token, set_cookie
from hsmsim.server.web.pages import FIRST, find
from hsmsim.server.web.qr import MOST_BYTES, image
from hsmsim.server.web.sessions import TooManyLook, TooManySessions, Visit, Visits
from hsmsim.server.web.streams import Stream

NOT_LOGGED_IN = "log in first"


class Console:
    """What browsers are answered by.

    Args:
        visits: who is logged in.
        clock: for heartbeats.
        numbers: one for each login, as for every connection.
    """

    app = Klein()

    def __init__(self, appliance: Appliance, visits: Visits, clock: IReactorTime, numbers: Iterator[int]) -> None:
        self._appliance = appliance
        self._visits = visits
        self._clock = clock
        self._numbers = numbers
        self._rows = {row.words.replace(" ", "."): row for row in table().values() if row.words}

    # ------------------------------------------------------------------------------------------------------ pages

    @app.route("/", methods=["GET"])
    def first(self, request: IRequest) -> bytes:
        """The page; who is not logged in is asked to by its scripts."""
        return self.file(request, FIRST)

    @app.route("/static/<name>", methods=["GET"])
    def file(self, request: IRequest, name: str) -> bytes:
        """A file of the page. Browsers ask each time whether it has changed: a new version is seen at once."""
        page = find(name)
        if page is None:
            raise Refused(http.NOT_FOUND, f"there is no file {name[:40]!r}")
        request.setHeader("Content-Type", page.media)
        request.setHeader("Cache-Control", "no-cache")
        fresh = cast(Any, request).setETag(page.tag.encode()) is http.CACHED
        return b"" if fresh else page.data

    # --------------------------------------------------------------------------------------------------- sessions

    @app.route("/login", methods=["POST"])
    async def login(self, request: IRequest) -> bytes:
        """Log in; the cookie comes with the answer."""
        if not from_our_page(request):
            raise Refused(http.FORBIDDEN, "the request is from another page")
        session = Session(self._appliance, _peer(request), next(self._numbers), "web")
        told = await _log_in(session, body_of(request))
        try:
            cookie, visit = self._visits.begin(session)
        except TooManySessions as error:
            raise Refused(http.SERVICE_UNAVAILABLE, str(error)) from None
        set_cookie(request, cookie)
        return write(request, {**told, **await self._described(visit)})

    @app.route("/logout", methods=["POST"])
    def logout(self, request: IRequest) -> bytes:
        """Log out."""
        self._visits.end(self._changing(request), "asked for")
        set_cookie(request, "")
        request.setResponseCode(http.NO_CONTENT)
        return b""

    @app.route("/session", methods=["GET"])
    async def session(self, request: IRequest) -> bytes:
        """Who is logged in, and what they may do; nothing where nobody is. A page asks before it knows that."""
        visit = self._visits.find(cookie_of(request))
        return write(request, {} if visit is None else await self._described(visit))

    # --------------------------------------------------------------------------------------------------- commands

    @app.route("/api/<words>", methods=["POST"])
    async def command(self, request: IRequest, words: str) -> bytes:
        """Carry out a management command."""
        visit = self._changing(request)
        row = self._rows.get(words)
        if row is None:
            raise Refused(http.NOT_FOUND, f"there is no command {words[:40]!r}")
        return write(request, await ask(visit.session, row, body_of(request)))

    @app.route("/qr", methods=["POST"])
    def code(self, request: IRequest) -> bytes:
        """Draw the QR code of a text, as that of an OATH device. Nothing of it is kept."""
        self._changing(request)
        text = body_of(request).get("text")
        if not isinstance(text, str) or not 0 < len(text.encode("utf-8", "replace")) <= MOST_BYTES:
            raise Refused(http.BAD_REQUEST, f"text is no text of 1 to {MOST_BYTES} bytes", INVALID_PAYLOAD)
        return write(request, {"image": image(text)})

    @app.route("/events/<name>", methods=["GET"])
    def events(self, request: IRequest, name: str) -> Deferred[None]:
        """What happens from now on, as it happens. That is nothing that a person does: the session may time out."""
        visit = self._visit(request, used=False)
        feed = FEEDS.get(name)
        if feed is None:
            raise Refused(http.NOT_FOUND, f"there are no events {name[:40]!r}")
        stream = Stream(request, self._clock)
        looking = feed(visit.session, stream, self._clock, _asked(request))
        try:
            visit.look(stream)
        except TooManyLook as error:
            raise Refused(http.SERVICE_UNAVAILABLE, str(error)) from None
        stream.on_end.append(lambda: visit.open.discard(stream))
        over = stream.begin()
        looking.begin()
        return over

    # ----------------------------------------------------------------------------------------------------- refusals

    @app.handle_errors(Refused)
    def refused(self, request: IRequest, failure: Failure) -> bytes:
        """Say why not."""
        return refuse(request, cast(Refused, failure.value))

    @app.handle_errors(HTTPException)
    def no_such_place(self, request: IRequest, failure: Failure) -> bytes:
        """Say that there is no such place, or not for this method."""
        error = cast(HTTPException, failure.value)
        return refuse(request, Refused(error.code or http.NOT_FOUND, error.name))

    def _visit(self, request: IRequest, used: bool = True) -> Visit:
        """Who asks; `used` is whether a person does.

        Raises:
            Refused: nobody who is logged in.
        """
        visit = self._visits.find(cookie_of(request), used)
        if visit is None:
            raise Refused(http.UNAUTHORIZED, NOT_LOGGED_IN)
        return visit

    async def _described(self, visit: Visit) -> Mapping[str, Any]:
        """What a page has to know of who is logged in."""
        words = sorted(row.words for row in table().values() if row.words and _may(row, visit))
        told = await ask(visit.session, table()[Info.commandName], {})
        return {**told, "csrf": visit.csrf, "commands": words, "idle": self._visits.idle}

    def _changing(self, request: IRequest) -> Visit:
        """Who asks for a change; raises as `_visit`, and where no page of ours asks."""
        visit = self._visit(request)
        if not from_our_page(request) or not has_token(request, visit.csrf):
            raise Refused(http.FORBIDDEN, "the request does not say the token of its session")
        return visit


async def _log_in(session: Session, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the HSM says of a good login; raises Refused."""
    try:
        return await ask(session, table()[Login.commandName], found)
    except Refused as refused:
        if refused.status == http.CONFLICT:
            refused.status = http.UNAUTHORIZED
        raise


def _may(row: Row, visit: Visit) -> bool:
    user = visit.session.user
    return user is not None and allowed(row.needs, user.user_type, user.permissions)


def _asked(request: IRequest) -> Asked:
    found = {name.decode("latin-1"): values[-1].decode("utf-8", "replace") for name, values in request.args.items()}
    return Asked(request.getHeader("last-event-id"), found)


def _peer(request: IRequest) -> str:
    address = request.getClientAddress()
    return f"{getattr(address, 'host', 'a local socket')}:{getattr(address, 'port', '')}".rstrip(":")
