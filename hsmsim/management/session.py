"""Session: what the commands of one connection know of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from twisted.logger import Logger

from hsmsim.exchange.within import Within
from hsmsim.interfaces.audit import IAudit, IFollower
from hsmsim.interfaces.backups import IBackups
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.key_files import IKeyFiles
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What an appliance says of itself as it runs.

    Args:
        product: the version of the software.
        stored: where users and objects are: `memory` or `database`.
        listeners: where it listens, by name; empty where it does not.
        operations, profiles: titles of what clients are offered.
        settings: those that are not what they are by default, without secrets.
    """

    product: str
    stored: str
    listeners: Mapping[str, str]
    operations: Sequence[str]
    profiles: Sequence[str]
    settings: Sequence[str]


@dataclass(slots=True, kw_only=True)
class Appliance:
    """What the sessions of one appliance share.

    Args:
        within: the objects, by the rules of KMIP.
        certificate: the TLS certificate that KMIP and the console show, PEM.
        random: that many random bytes.
        audit: the audit log.
        names: what numbers are called in messages; it takes a while when it is first called.
        spelling: what they are called in XML and JSON; so does it.
        ring: what went over the wire; None where nothing of it is kept.
        statistics: what was counted.
        backups: makes and restores them.
        facts: what else there is to say.
    """

    partitions: IPartitions
    within: Within
    crypto: ICrypto
    key_files: IKeyFiles
    certificate: bytes
    identity: Identity
    log: Logger
    random: Callable[[int], bytes]
    audit: IAudit
    names: Callable[[], Names] = Names
    spelling: Callable[[], Spelling] = _nothing_spelled
    ring: IRing | None = None
    statistics: IStatistics | None = None
    backups: IBackups | None = None
    facts: Callable[[], Facts] | None = None

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate."""
        return x509.load_pem_x509_certificate(self.certificate).fingerprint(SHA256())


@dataclass(slots=True)
class Session:
    """One connection.

    Args:
        peer: where it comes from, for the log.
        number: of the connection.
        kind: what it is, for the log: `console` or `web`.
        user_id: who is logged in; empty before the login.
        nonce: what the next login has to sign; good for one.
        follower: its slot among those who follow the audit log.
        ended: called once when it ends, to give back what was taken for it; see `at_end`.
        over: whether it has ended.
        kept: what a command keeps for its next call: something long goes and comes piece by piece.
    """

    appliance: Appliance
    peer: str
    number: int = 0
    kind: str = "console"
    user_id: str = ""
    nonce: bytes | None = field(default=None, repr=False)
    follower: IFollower | None = field(default=None, repr=False)
    ended: list[Callable[[], object]] = field(default_factory=list, repr=False)
    over: bool = False
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

    def record(self, text: str) -> None:
        """Have the audit log say what has happened in this session, and whose it is."""
        who = f"'{self.user_id}'" if self.user_id else "nobody"
        self.appliance.audit.record(self.number, f"{self.kind} {who}: {text}")

    def at_end(self, call: Callable[[], object]) -> None:
        """Have something done when the session ends, or now if it has ended while its last command was at work."""
        if self.over:
            call()
        else:
            self.ended.append(call)

    def end(self) -> None:
        """The session is over. Again is no error."""
        self.over = True
        ended, self.ended = self.ended, []
        for each in ended:
            each()
