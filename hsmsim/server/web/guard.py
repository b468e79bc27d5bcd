"""What every answer says to the browser, and which requests are none of a page of ours."""

import ipaddress
from collections.abc import Iterable
from hmac import compare_digest

from twisted.web.iweb import IRequest

COOKIE = "__Host-hsmsim"
CSRF_HEADER = "x-csrf-token"
HTTPS = "443"

# No script, style, image or connection but our own; nobody may frame us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Hosts:
    """The names under which the console may be asked for.

    A page elsewhere can give a name of its own our address and then ask us in that name (DNS rebinding): such a request
    names a host that is not ours.

    Args:
        names: of the TLS certificate; `*.example` stands for all names that have one label more than `example`.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name.lower() for name in names} | {"localhost"}

    def known(self, header: str | None) -> bool:
        """Whether a Host header names us: one of the names, or any address."""
        host = _host_and_port(header or "")[0].lower().removeprefix("[").removesuffix("]")
        label, _, domain = host.partition(".")
        if host in self._names or (label and f"*.{domain}" in self._names):
            return True
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True


def _host_and_port(header: str) -> tuple[str, str]:
    """What a Host header names; the port of HTTPS where it says none."""
    host, _, port = header.rpartition(":")
    if not port.isdecimal() or (host.count(":") and not host.startswith("[")):
        return header, HTTPS
    return host, port


def set_headers(request: IRequest) -> None:
    """Write what every answer says."""
    for name, value in HEADERS.items():
        request.setHeader(name, value)


def from_our_page(request: IRequest) -> bool:
    """Whether a request is from a page of this very origin, as the browser says."""
    site = request.getHeader("sec-fetch-site")
    if site is not None:
        return bool(site == "same-origin")
    origin, host = request.getHeader("origin"), request.getHeader("host")
    return origin is None or origin == f"https://{host}"


def has_token(request: IRequest, csrf: str) -> bool:
    """Whether a request says the token of its session."""
    return compare_digest((request.getHeader(CSRF_HEADER) or "").encode(), csrf.encode())


def cookie_name(request: IRequest) -> str:
    """What our cookie is called: browsers have one jar for all ports of a host, on which there may be several HSMs."""
    return f"{COOKIE}-{_host_and_port(request.getHeader('host') or '')[1]}"


def cookie_of(request: IRequest) -> bytes | None:
    """Our cookie; None without one."""
    found: bytes | None = request.getCookie(cookie_name(request).encode())
    return found


def set_cookie(request: IRequest, value: str) -> None:
    """Have the browser keep a cookie as long as it runs; an empty one goes at once."""
    age = "" if value else "; Max-Age=0"
    text = f"{cookie_name(request)}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}"
    request.responseHeaders.addRawHeader("Set-Cookie", text)
