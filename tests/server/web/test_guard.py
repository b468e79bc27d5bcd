"""Tests of hsmsim/server/web/guard.py."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.test.requesthelper import DummyRequest

from hsmsim.server.web.guard import HEADERS, Hosts, cookie_name, from_our_page, has_token, set_cookie, set_headers
from tests.support import rows


def request(**headers: str) -> Any:
    """A request with these headers."""
    made: Any = DummyRequest([b""])
    for name, value in headers.items():
        made.requestHeaders.addRawHeader(name.replace("_", "-"), value)
    made.getHeader = lambda name: made.requestHeaders.getRawHeaders(name, [None])[0]
    return made


@rows(
    name=("hsm.example", True),
    capitals=("HSM.Example", True),
    with_port=("hsm.example:8443", True),
    localhost=("localhost:1", True),
    address=("10.1.2.3", True),
    address_and_port=("127.0.0.1:8443", True),
    address_6=("[::1]:8443", True),
    address_6_without_port=("[::1]", True),
    another=("evil.example", False),
    another_and_port=("evil.example:8443", False),
    longer=("hsm.example.evil", False),
    nothing=(None, False),
    empty=("", False),
    port_alone=(":8443", False),
)
class Names(SynchronousTestCase):
    """Under which names the console answers."""

    def check(self, header: str | None, known: bool) -> None:
        self.assertEqual(Hosts(["hsm.example"]).known(header), known)


@rows(
    one_label=("HSM.example:8443", True),
    another=("other.example", True),
    two_labels=("a.hsm.example", False),
    no_label=(".example", False),
    none_at_all=("example", False),
    longer=("hsm.example.evil", False),
)
class Wildcards(SynchronousTestCase):
    """A certificate for all names of a domain (RFC 6125 6.4.3)."""

    def check(self, header: str, known: bool) -> None:
        self.assertEqual(Hosts(["*.Example"]).known(header), known)


@rows(
    said_by_the_browser=({"sec_fetch_site": "same-origin"}, True),
    another_site=({"sec_fetch_site": "cross-site"}, False),
    another_port=({"sec_fetch_site": "same-site"}, False),
    typed_in=({"sec_fetch_site": "none"}, False),
    origin=({"host": "hsm:8443", "origin": "https://hsm:8443"}, True),
    another_origin=({"host": "hsm:8443", "origin": "https://evil"}, False),
    hidden_origin=({"host": "hsm:8443", "origin": "null"}, False),
    no_browser=({}, True),
)
class Pages(SynchronousTestCase):
    """Which requests come from a page of ours."""

    def check(self, headers: dict[str, str], ours: bool) -> None:
        self.assertEqual(from_our_page(request(**headers)), ours)


@rows(right=("token", True), wrong=("tokem", False), empty=("", False), strange=("tökén", False))
class Tokens(SynchronousTestCase):
    def check(self, given: str, right: bool) -> None:
        self.assertEqual(has_token(request(x_csrf_token=given), "token"), right)

    def test_none(self) -> None:
        self.assertFalse(has_token(request(), "token"))


class Written(SynchronousTestCase):
    def test_headers(self) -> None:
        made = request()
        set_headers(made)
        for name, value in HEADERS.items():
            self.assertEqual(made.responseHeaders.getRawHeaders(name), [value])
        self.assertNotIn("unsafe", HEADERS["Content-Security-Policy"])

    def test_cookie(self) -> None:
        made = request(host="hsm:8443")
        set_cookie(made, "abc")
        set_cookie(made, "")
        first, second = made.responseHeaders.getRawHeaders("set-cookie")
        self.assertEqual(first, "__Host-hsmsim-8443=abc; Path=/; Secure; HttpOnly; SameSite=Strict")
        self.assertEqual(second, "__Host-hsmsim-8443=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")


@rows(
    port=("hsm:8443", "__Host-hsmsim-8443"),
    another_port=("hsm:9443", "__Host-hsmsim-9443"),
    no_port=("hsm", "__Host-hsmsim-443"),
    address_6=("[::1]:8443", "__Host-hsmsim-8443"),
    address_6_without_port=("[::1]", "__Host-hsmsim-443"),
    no_number=("hsm:8443;x", "__Host-hsmsim-443"),
)
class CookieNames(SynchronousTestCase):
    """Browsers have one jar for all ports of a host."""

    def check(self, host: str, name: str) -> None:
        self.assertEqual(cookie_name(request(host=host)), name)
