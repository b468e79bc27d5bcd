"""Who is logged in at the web console: a cookie says who it is, a token in each request that a page of ours asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from twisted.internet.interfaces import IReactorTime

from hsmsim.interfaces.partitions import Lapse
from hsmsim.management.session import Session
from hsmsim.server.idling import Idling

TOKEN_SIZE = 32  # bytes of a cookie and of a CSRF token
MOST_SESSIONS = 64  # of all users
MOST_OF_ONE = 8  # sessions of one user: the oldest goes when there is one more
MOST_LOOKING = 16  # streams of events of one session


class Ending(Protocol):
    """What can be ended."""

    def end(self) -> None: ...


class TooManySessions(Exception):
    """As many people are logged in as may be."""


class TooManyLook(Exception):
    """As many look on in one session as may."""


@dataclass(eq=False, slots=True)
class Visit:
    """One browser that is logged in.

    Args:
        session: what management commands are asked with.
        csrf: what a request that changes something has to say.
        idling: ends it when it is not used.
        open: what it looks on at; that ends with it.
    """

    session: Session
    csrf: str = field(repr=False)
    idling: Idling
    open: set[Ending] = field(default_factory=set)

    def look(self, looking: Ending) -> None:
        """Have something end with it.

        Raises:
            TooManyLook: MOST_LOOKING do.
        """
        if len(self.open) >= MOST_LOOKING:
            raise TooManyLook("as many look on in this session as may")
        self.open.add(looking)

    def end(self, why: str) -> None:
        """Nothing of it goes on."""
        self.idling.stop()
        for each in list(self.open):
            each.end()
        self.session.end()
        self.session.record(f"logout: {why}")


class Visits:
    """Everybody who is logged in. Of a cookie only the hash is kept.

    Args:
        clock: for the time-out.
        random: that many random bytes.
        idle: seconds after which who does nothing is logged out; 0 is never.
    """

    def __init__(self, clock: IReactorTime, random: Callable[[int], bytes], idle: float) -> None:
        self._clock = clock
        self._random = random
        self.idle = idle
        self._open: dict[bytes, Visit] = {}  # oldest first

    def begin(self, session: Session) -> tuple[str, Visit]:
        """Log somebody in.

        Returns:
            The cookie, and what it names.

        Raises:
            TooManySessions: see there.
        """
        mine = [key for key, visit in self._open.items() if visit.session.user_id == session.user_id]
        if len(mine) >= MOST_OF_ONE:
            self._end(mine[0], f"more than {MOST_OF_ONE} sessions of one user")
        if len(self._open) >= MOST_SESSIONS:
            raise TooManySessions("as many people are logged in as may be")
        cookie, key = self._token()
        why = f"nothing was asked for {self.idle:g} seconds"
        idling = Idling(self._clock, self.idle, lambda: self._end(key, why))
        visit = self._open[key] = Visit(session, self._token()[0], idling)
        return cookie, visit

    def _token(self) -> tuple[str, bytes]:
        text = self._random(TOKEN_SIZE).hex()
        return text, _hash(text.encode())

    def find(self, cookie: bytes | None, used: bool = True) -> Visit | None:
        """Whose cookie it is; None if nobody's, any more.

        Args:
            used: a person did something: the time-out starts anew.
        """
        visit = None if cookie is None else self._open.get(_hash(cookie))
        if visit is not None and visit.session.user is None:
            self.end(visit, Lapse.REMOVED.value)
            return None
        if visit is not None and used:
            visit.idling.heard()
        return visit

    def end(self, visit: Visit, why: str) -> None:
        """Log out."""
        for key in [key for key, each in self._open.items() if each is visit]:
            self._end(key, why)

    def end_user(self, user_id: str, why: Lapse, by: object = None) -> None:
        """Log a user out everywhere, but for the session that it was done by."""
        for visit in [each for each in self._open.values() if each.session.user_id == user_id]:
            if visit.session is not by:
                self.end(visit, why.value)

    def close(self) -> None:
        """Log everybody out."""
        for key in list(self._open):
            self._end(key, "the HSM ends all sessions")

    def _end(self, key: bytes, why: str) -> None:
        visit = self._open.pop(key, None)
        if visit is not None:
            visit.end(why)


def _hash(cookie: bytes) -> bytes:
    return sha256(cookie).digest()
