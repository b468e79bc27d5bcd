"""Users: each owns the partition of the same name and proves to be itself with two factors."""

from collections.abc import Callable, Sequence
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


class Authorization(Enum):
    """M of N: how far a partition's custodians have come.

    Keys can always be made; those of ASSOCIATED and UNAUTHORIZED partitions cannot be used.
    """

    NONE = "no"  # there are no custodians
    ASSOCIATED = "associated"  # there are, and too few have approved so far
    AUTHORIZED = "authorized"
    UNAUTHORIZED = "unauthorized"  # somebody has ended the authorization


@dataclass(frozen=True, slots=True)
class User:
    """What may be known of a user: no secret is in it.

    Args:
        fingerprint: SHA-256 of the DER certificate that is the second factor; None with another factor.
        certificate: that certificate, PEM.
        permissions: those of a User; all of them for an Operator.
        failures: wrong logins since the last good one.
        authorization: of the partition.
        must_change: the next login at the console has to bring a new password.
    """

    user_id: str
    user_type: UserType
    blocked: bool
    second_factor: SecondFactor
    fingerprint: bytes | None = None
    certificate: bytes | None = None
    permissions: frozenset[Permission] = frozenset()
    failures: int = 0
    authorization: Authorization = Authorization.NONE
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Credential:
    """Both factors of somebody who wants to log in at the console.

    Args:
        code: of a HOTP or TOTP device.
        fingerprint: SHA-256 of the certificate whose private key the caller has just proven to have.
        new_password: takes the place of the password, once everything else was right.
    """

    user_id: str
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    fingerprint: bytes | None = None
    new_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What is asked of the passwords of all users.

    Args:
        minimum_length: in characters, 8 to 64.
        maximum_age: in days, 0 to 3650; after that a login at the console has to bring a new one. 0: they never expire.
        history: how many passwords, the current one among them, may not be chosen again; 0 to 24.
        must_change: whether a password that somebody else has given has to be changed at the next login.
    """

    minimum_length: int = 8
    maximum_age: int = 0
    history: int = 0
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Custody:
    """M of N: the custodians of a partition.

    Args:
        needed: how many of them have to approve, M.
        custodians: their User IDs, N of them.
        approvals: who has approved; kept in memory, so that a start of the HSM ends every authorization.
        ended: whether somebody has ended the authorization since the start.
    """

    needed: int
    custodians: tuple[str, ...]
    approvals: frozenset[str] = frozenset()
    ended: bool = False

    @property
    def authorization(self) -> Authorization:
        """How far they have come."""
        if len(self.approvals) >= self.needed:
            return Authorization.AUTHORIZED
        return Authorization.UNAUTHORIZED if self.ended else Authorization.ASSOCIATED


class Lapse(Enum):
    """Why the sessions of a user end, in words for the logs."""

    BLOCKED = "the user was blocked"
    REMOVED = "the user was removed"
    RENEWED = "the user has another password or second factor"


class PartitionsError(Exception):
    """A command on users that is refused; the text is for the operator. `user_errors` tells the kinds apart."""


class Refusal(Exception):
    """Somebody is not let in. The text says why: it is for the log, never for the client."""


class CodeNeeded(Refusal):
    """The user has a HOTP or TOTP device and the credential no code. Nothing was checked."""


class IPartitions(Interface):
    """The users. Changes are written to the store before a method returns.

    `by` of some methods: whose change it is; nothing but that those who watch sessions are told, since it goes on.
    """

    def users() -> list[User]:
        """All users, by User ID."""

    def user(user_id: str) -> User:
        """One user.

        Raises:
            NoSuchUser: there is none.
        """

    async def create(
        user_id: str,
        password: str,
        user_type: UserType,
        permissions: frozenset[Permission] = frozenset(),
        custody: Custody | None = None,
    ) -> User:
        """Make a user with an empty partition and no second factor.

        Args:
            permissions: of a User; an Operator is given none, because it has all.
            custody: the partition's custodians, who are users already; nobody has approved.

        Raises:
            BadUserId, UserExists: the User ID cannot be taken.
            PasswordBlocked: the password is against the policy.
            BadValue: permissions for an Operator, or as `set_custodians`.
            NoSuchUser: a custodian.
        """

    async def remove(user_id: str) -> None:
        """Remove a user, the partition and every object in it, and all trust in and of the user.

        Raises:
            MasterStays: it is `master`.
            NotRemovable: the partition has custodians, or the user is one.
        """

    async def set_password(user_id: str, password: str, reset: bool = False, by: object = None) -> None:
        """Change a password.

        Args:
            reset: it is somebody else who changes it; the policy says what follows.

        Raises:
            PasswordBlocked: it is against the policy.
        """

    async def set_must_change(user_id: str, must_change: bool) -> None:
        """Have the password changed at the next login, or not."""

    async def set_type(user_id: str, user_type: UserType) -> None:
        """Change the type; never that of `master`. A User that was an Operator begins without permissions."""

    async def set_permissions(user_id: str, permissions: frozenset[Permission]) -> None:
        """Change the permissions of a User.

        Raises:
            BadValue: it is an Operator, who has all.
        """

    async def set_blocked(user_id: str, blocked: bool) -> None:
        """Block or unblock; either forgets wrong logins."""

    async def set_certificate(user_id: str, pem: bytes, by: object = None) -> None:
        """Make an X.509 certificate the second factor.

        Raises:
            BadCertificate: no certificate, or one that another user has.
        """

    async def set_otp(
        user_id: str, factor: SecondFactor, secret: bytes | None, digits: int = 6, step: int = 30, by: object = None
    ) -> bytes:
        """Make OATH HOTP or TOTP the second factor.

        Args:
            secret: of the device, 16 to 64 bytes; None to have 20 made.
            digits: of a code, 6 to 8.
            step: for how many seconds a TOTP device shows a code, 15 to 300.

        Returns:
            The secret, for the one time that it is shown.

        Raises:
            BadSecret: it is too short or too long.
            BadValue: a factor without codes, or digits or step that devices do not have.
        """

    async def resynchronise(user_id: str, first: str, second: str) -> None:
        """Find a HOTP or TOTP device again by two codes in a row.

        Raises:
            NoDevice: the user has no such device.
            BadValue: it shows no such codes.
        """

    async def clear_factor(user_id: str, by: object = None) -> None:
        """Set no second factor."""

    def policy() -> PasswordPolicy:
        """What is asked of passwords."""

    async def set_policy(policy: PasswordPolicy) -> None:
        """Ask this of passwords from now on; those that are there stay, whatever their length.

        Raises:
            BadValue: a number out of its range.
        """

    async def grant(owner: str, trustee: str, rights: int) -> int:
        """Let another user do this in one's partition, and nothing else: what was granted before is replaced.

        Args:
            rights: bits of `hsmsim.model.access.Rights`.

        Returns:
            The rights with what they imply.

        Raises:
            NoSuchUser: one of the two.
            BadValue: no rights, or the owner itself.
        """

    async def revoke(owner: str, trustee: str) -> None:
        """Take all rights on one's partition from another user.

        Raises:
            PartitionsError: it has none.
        """

    def trusters(user_id: str) -> Sequence[tuple[str, int]]:
        """The partitions on which a user has been granted rights, and which; by User ID.

        It is fast: every KMIP message asks. Trust goes when either of the two users is removed.
        """

    def trustees(user_id: str) -> Sequence[tuple[str, int]]:
        """Who has been granted rights on a user's partition, and which; by User ID."""

    def custody(user_id: str) -> Custody | None:
        """The custodians of a user's partition; None without M of N."""

    async def set_custodians(user_id: str, custody: Custody) -> None:
        """Put a partition under custodians, or under others: it has to be authorized anew.

        Raises:
            BadValue: not 2 to 64 of them, one twice, or `needed` is not 1 to all.
            NoSuchUser: one of them.
            PartitionsError: there are custodians, and they have not authorized the partition.
        """

    async def approve(user_id: str, custodian: str) -> Custody:
        """One custodian approves.

        Raises:
            PartitionsError: who approves is none of the partition's, or has approved already.
        """

    async def close(user_id: str) -> None:
        """End the authorization of a partition: all approvals are forgotten.

        Raises:
            PartitionsError: it has no custodians.
        """

    async def dissolve(user_id: str) -> None:
        """Have no custodians any more.

        Raises:
            PartitionsError: there are none, or they have not authorized the partition.
        """

    def admit(fingerprint: bytes) -> User:
        """The user whose second factor is this certificate: for every handshake and for every request.

        Raises:
            Refusal: no certificate of ours, outside its validity, or its user is blocked.
        """

    async def confirm(user_id: str, password: str) -> None:
        """Check a password, however old it is; a wrong one counts towards blocking.

        Raises:
            Refusal: wrong, unknown or blocked.
        """

    async def confirm_code(user_id: str, code: str) -> None:
        """Check a HOTP or TOTP code; a wrong one counts towards blocking.

        Raises:
            Refusal: wrong, used before, or blocked.
        """

    async def login(credential: Credential) -> User:
        """Check both factors at once; only if all is right the count of wrong logins starts anew.

        Returns:
            The user; `failures` is what was counted before this login. A session has to begin before anything else is
            waited for: what happens to the user from now on ends it.

        Raises:
            CodeNeeded: ask for a code and come again.
            Refusal: something is wrong, the user is unknown or blocked.
            PasswordExpired: all is right, but the password has to be changed: come again with a new one. A code is used
                up by it.
            PasswordBlocked: all is right, but the new password is against the policy; likewise.
        """

    def watch(gone: Callable[[str], object]) -> None:
        """Have `gone` called with the User ID whenever a user is blocked or removed."""

    def watch_sessions(lapsed: Callable[[str, Lapse, object], object]) -> None:
        """Have `lapsed` called with the User ID, why, and `by`, whenever the sessions of a user end.

        Those that began with another password or second factor than the user has now are none that anybody could begin.
        """

    async def ensure(user_id: str, password: str | None, certificate: bytes | None) -> list[str]:
        """See to it that an Operator is there, with this password and this certificate as second factor.

        Args:
            password: None for the documented one, or to leave that of a stored user as it is. The policy does not
                concern it: who starts the HSM decides.
            certificate: PEM; None to leave the second factor as it is.

        Returns:
            What was changed, in words; empty if nothing was.

        Raises:
            PartitionsError: as `create` and `set_certificate`. Nothing was changed.
        """

    async def ensure_master(password: str | None) -> list[str]:
        """See to it that `master` is there.

        Args:
            password: if given, it is set, whatever the policy, and `master` is unblocked.

        Returns:
            What was changed, in words.
        """
