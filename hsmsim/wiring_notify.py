"""The clients that the settings want told of changes, and who brings them the news."""

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

from twisted.logger import Logger

from hsmsim.interfaces.taps import ITap
from hsmsim.server import keys, tls
from hsmsim.server.keys import BadFile
from hsmsim.server.tls import BadPair
from hsmsim.server.tls_listener import Address
from hsmsim.settings import Settings

if TYPE_CHECKING:
    from hsmsim.server.notify import Couriers


def couriers(
    settings: Settings,
    reactor: Any,
    random: Callable[[int], bytes],
    identity: tls.Identity,
    served: Callable[[str, str], Awaitable[None]],
    tap: ITap | None,
    numbers: Iterator[int],
) -> "Couriers | None":
    """One courier for each client; None where there is none.

    Args:
        random: that many random bytes.
        identity: what the HSM proves to be.
        served: called with User ID and Unique Identifier when a client has taken an object.
        tap: looks on at every message.
        numbers: one for each connection.

    Raises:
        BadFile: a client's certificate cannot be read.
    """
    if not settings.notify:
        return None
    from hsmsim.server import notify  # only here: it costs start-up time

    log, limit = Logger(namespace="hsmsim.notify"), settings.max_message
    made = {}
    for name, host_name, port, file in settings.notify:
        try:
            pinned = tls.fingerprints(keys.read(file))
        except BadPair as error:
            raise BadFile(f"--notify: {file}: {error}") from None
        endpoint = notify.endpoint(reactor, host_name, port, identity, pinned)
        where = str(Address(host_name, port))
        made[name] = notify.Courier(name, where, endpoint, reactor, random, limit, served, log, tap, numbers)
    return notify.Couriers(made)
