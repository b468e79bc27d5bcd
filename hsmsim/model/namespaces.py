"""Application namespaces: Application Data that the server makes (KMIP 1.4 section 3.36)."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

RANDOMNESS = 16  # bytes that a maker of Application Data is given

Maker = Callable[[bytes, int], str]


def _uuid(randomness: bytes, now: int) -> str:
    """A random UUID."""
    return str(UUID(bytes=randomness, version=4))


def _serial(randomness: bytes, now: int) -> str:
    """Year to second, and six more digits: what comes later sorts later, and no two are the same."""
    made = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d%H%M%S")
    return f"{made}-{int.from_bytes(randomness, 'big') % 10**6:06}"


# By Application Namespace: what makes data of it, from random bytes and seconds since 1970.
MAKERS: dict[str, Maker] = {"hsmsim-uuid": _uuid, "hsmsim-serial": _serial}
