"""Users: each owns the partition of the same name and proves to be itself with two factors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from zope.interface import Interface


class UserType(Enum):
    """What a user may do at the console: an Operator everything, a User its own things."""

    OPERATOR = "Operator"
    USER = "User"


class SecondFactor(Enum):
    """The second factor of a user."""

    NONE = "no"
    OATH_HOTP = "OATH OTP Event"
    OATH_TOTP = "OATH OTP Time"
    X509 = "X.509"


class Permission(Enum):
    """A system permission of a User, as screens call it; an Operator has all of them."""

    CREATE_USERS = "Create/Remove Users"
    LIST_USERS = "List Users"
    MONITOR_LOG = "Monitor Remote Log"
    BACKUP = "Backup/Restore"
    FIRMWARE = "Firmware Update"


@dataclass(frozen=True, slots=True)
class User:
    """What may be known of a user: no secret is in it.

    Args:
        fingerprint: SHA-256 of the DER certificate that is the second factor; None with another factor.
        certificate: that certificate, PEM.
        permissions: of a User; an Operator needs none.
    """

    user_id: str
    user_type: UserType
    blocked: bool
    second_factor: SecondFactor
    fingerprint: bytes | None = None
    certificate: bytes | None = None
    permissions: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True)
class Credential:
    """Both factors of somebody who wants to log in at the console.

    Args:
        code: of a HOTP or TOTP device.
        fingerprint: SHA-256 of the certificate whose private key the caller has just proven to have.
    """

    user_id: str
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    fingerprint: bytes | None = None


class PartitionsError(Exception):
    """A command on users that is refused; the text is for the operator."""


class Refusal(Exception):
    """Somebody is not let in. The text says why: it is for the log, never for the client."""


class CodeNeeded(Refusal):
    """The user has a HOTP or TOTP device and the credential no code. Nothing was checked."""


class IPartitions(Interface):
    """The users. Changes are written to the store before a method returns."""

    def users() -> list[User]:
        """All users, by User ID."""

    def user(user_id: str) -> User:
        """One user.

        Raises:
            PartitionsError: there is none.
        """

    async def create(user_id: str, password: str, user_type: UserType) -> User:
        """Make a user with an empty partition and no second factor.

        Raises:
            PartitionsError: User ID or password against the rules, or the user exists.
        """

    async def remove(user_id: str) -> None:
        """Remove a user, the partition and every object in it; never `master`."""

    async def set_password(user_id: str, password: str) -> None:
        """Change a password."""

    async def set_type(user_id: str, user_type: UserType) -> None:
        """Change the type; never that of `master`."""

    async def set_blocked(user_id: str, blocked: bool) -> None:
        """Block or unblock; unblocking forgets wrong passwords."""

    async def set_certificate(user_id: str, pem: bytes) -> None:
        """Make an X.509 certificate the second factor.

        Raises:
            PartitionsError: no certificate, or one that another user has.
        """

    async def set_otp(user_id: str, factor: SecondFactor, secret: bytes | None) -> bytes:
        """Make OATH HOTP or TOTP the second factor.

        Args:
            secret: of the device, 16 to 64 bytes; None to have 20 made.

        Returns:
            The secret, for the one time that it is shown.
        """

    async def resynchronise(user_id: str, first: str, second: str) -> None:
        """Find a HOTP or TOTP device again by two codes in a row.

        Raises:
            PartitionsError: the user has no such device, or it shows no such codes.
        """

    async def clear_factor(user_id: str) -> None:
        """Set no second factor."""

    def admit(fingerprint: bytes) -> User:
        """The user whose second factor is this certificate: for every handshake and for every request.

        Raises:
            Refusal: no certificate of ours, outside its validity, or its user is blocked.
        """

    async def confirm(user_id: str, password: str) -> None:
        """Check a password; a wrong one counts towards blocking.

        Raises:
            Refusal: wrong, unknown or blocked.
        """

    async def confirm_code(user_id: str, code: str) -> None:
        """Check a HOTP or TOTP code; a wrong one counts towards blocking.

        Raises:
            Refusal: wrong, used before, or blocked.
        """

    async def login(credential: Credential) -> User:
        """Check both factors at once; only if all is right the count of wrong ones starts anew.

        Raises:
            CodeNeeded: ask for a code and come again.
            Refusal: something is wrong, the user is unknown or blocked.
        """

    def watch(gone: Callable[[str], object]) -> None:
        """Have `gone` called with the User ID whenever a user is blocked or removed."""

    async def ensure(user_id: str, password: str | None, certificate: bytes | None) -> list[str]:
        """See to it that an Operator is there, with this password and this certificate as second factor.

        Args:
            password: None for the documented one, or to leave that of a stored user as it is.
            certificate: PEM; None to leave the second factor as it is.

        Returns:
            What was changed, in words; empty if nothing was.

        Raises:
            PartitionsError: as `create` and `set_certificate`. Nothing was changed.
        """

    async def ensure_master(password: str | None) -> list[str]:
        """See to it that `master` is there.

        Args:
            password: if given, it is set, and `master` is unblocked.

        Returns:
            What was changed, in words.
        """
