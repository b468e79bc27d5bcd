"""A browser of a few lines: bytes of HTTP to the web console and back, in memory."""

import json
from itertools import count
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.testing import StringTransport

from hsmsim.server.web.site import WebFactory
from tests.management.bench import PASSWORD
from tests.management.wire.bench import WireTest

IDLE = 300.0


class Answer:
    """A response, as far as it has come.

    Args:
        data: what came over the connection.
    """

    def __init__(self, data: bytes) -> None:
        head, _, self.rest = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(first.split()[1])
        self.headers = [(name.lower(), value) for name, value in (line.split(": ", 1) for line in lines)]

    def header(self, name: str) -> str | None:
        """The value of a header that is there once."""
        found = [value for each, value in self.headers if each == name]
        assert len(found) < 2, found
        return found[0] if found else None

    @property
    def body(self) -> bytes:
        """The content; of one in chunks what has come."""
        if self.header("transfer-encoding") != "chunked":
            return self.rest
        body, rest = b"", self.rest
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        return body

    @property
    def json(self) -> Any:
        """The content."""
        return json.loads(self.body)

    @property
    def events(self) -> list[dict[str, str]]:
        """The events of a stream, without comments."""
        blocks = [block for block in self.body.decode().split("\n\n") if block and not block.startswith(":")]
        return [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]

    @property
    def refused(self) -> tuple[int, int]:
        """Status, and the appliance's number of why."""
        return self.status, self.json["error"]["number"]


class Connection:
    """One connection to the console."""

    def __init__(self, factory: WebFactory) -> None:
        self.transport = StringTransport(peerAddress=IPv4Address("TCP", "192.0.2.9", 50_000))
        self.protocol = factory.buildProtocol(None)
        self.protocol.makeConnection(self.transport)

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str | None]) -> Answer:
        """Ask once."""
        wanted = {"Host": "localhost:8443", "Content-Length": None if body is None else str(len(body)), **headers}
        lines = [f"{name}: {value}" for name, value in wanted.items() if value is not None]
        self.transport.clear()
        self.protocol.dataReceived("\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + (body or b""))
        return self.answer()

    def answer(self) -> Answer:
        """What has come so far."""
        return Answer(self.transport.value())


class Browser:
    """Keeps the cookie and the token of a session."""

    def __init__(self, factory: WebFactory) -> None:
        self._factory = factory
        self.cookie: str | None = None
        self.csrf: str | None = None

    def ask(self, method: str, path: str, body: Any = None, /, **headers: str | None) -> Answer:
        """Ask over a new connection; `None` leaves a header out, `body` may be bytes or anything that JSON can."""
        return self.open(method, path, body, **headers).answer()

    def open(self, method: str, path: str, body: Any = None, /, **headers: str | None) -> Connection:
        """The same; the result is the connection, on which more may come."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        ours = {
            "Content-Type": None if data is None else "application/json",
            "Cookie": self.cookie,
            "X-CSRF-Token": self.csrf,
        }
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = Connection(self._factory)
        connection.send(method, path, data, {**ours, **given})
        return connection

    def log_in(self, user_id: str = "master", password: str = PASSWORD, **more: str) -> Answer:
        """Log in, and remember what is needed from then on."""
        answer = self.ask("POST", "/login", {"user_id": user_id, "password": password, **more})
        cookie = answer.header("set-cookie")
        if cookie is not None:
            self.cookie, self.csrf = cookie.partition(";")[0], answer.json["csrf"]
        return answer


class BrowserTest(WireTest):
    """The console of an HSM that has `master`, the User `alice`, and some messages."""

    async def setUp(self) -> None:
        await super().setUp()
        self.factory = WebFactory(self.appliance, self.clock, IDLE, count(20))
        self.addCleanup(self.factory.close)
        self.browser = Browser(self.factory)

    def another(self, user_id: str = "master") -> Browser:
        """Another browser, in which somebody is logged in."""
        browser = Browser(self.factory)
        browser.log_in(user_id)
        return browser
