"""Session: what the commands of one connection know of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from twisted.logger import Logger

from hsmsim.interfaces.partitions import IPartitions, PartitionsError, User
from hsmsim.interfaces.ring import IRing
from hsmsim.interfaces.statistics import IStatistics
from hsmsim.ttlv.spelling import Spelling
from hsmsim.ttlv.tree import Names

NONCE_SIZE = 32


def _nothing_spelled() -> Spelling:
    return Spelling(Names())


@dataclass(frozen=True, slots=True)
class Identity:
    """What the appliance says of itself at the top of every screen.

    Args:
        engine: version of the software.
        model: the kind of appliance.
        serial: serial number.
    """

    engine: str
    model: str
    serial: str


@dataclass(slots=True, kw_only=True)
class Appliance:
    """What the sessions of one appliance share.

    Args:
        certificate: the TLS certificate that KMIP and the console show, PEM.
        random: that many random bytes.
        names: what numbers are called in messages; it takes a while when it is first called.
        spelling: what they are called in XML and JSON; so does it.
        ring: what went over the wire; None where nothing of it is kept.
        statistics: what was counted.
    """

    partitions: IPartitions
    certificate: bytes
    identity: Identity
    log: Logger
    random: Callable[[int], bytes]
    names: Callable[[], Names] = Names
    spelling: Callable[[], Spelling] = _nothing_spelled
    ring: IRing | None = None
    statistics: IStatistics | None = None

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate."""
        return x509.load_pem_x509_certificate(self.certificate).fingerprint(SHA256())


@dataclass(slots=True)
class Session:
    """One connection.

    Args:
        peer: where it comes from, for the log.
        user_id: who is logged in; empty before the login.
        nonce: what the next login has to sign; good for one.
        kept: what a command keeps for its next call: something long goes and comes piece by piece.
    """

    appliance: Appliance
    peer: str
    user_id: str = ""
    nonce: bytes | None = field(default=None, repr=False)
    kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def partitions(self) -> IPartitions:
        """The users."""
        return self.appliance.partitions

    @property
    def user(self) -> User | None:
        """Who is logged in, as that user is now; None before the login and after the user was removed."""
        try:
            return self.partitions.user(self.user_id) if self.user_id else None
        except PartitionsError:
            return None

    def challenge(self) -> bytes:
        """A nonce for the next login of this connection."""
        self.nonce = self.appliance.random(NONCE_SIZE)
        return self.nonce

    def take_nonce(self) -> bytes | None:
        """The nonce; there is none afterwards."""
        nonce, self.nonce = self.nonce, None
        return nonce
