"""What a management command is: an AMP command, who may run it, what it is called in scripts, and what answers it."""

from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.errors import Refused
from hsmsim.interfaces.audit import LogUnusable, NoMoreLogSlots
from hsmsim.interfaces.backups import BackupError
from hsmsim.interfaces.partitions import Authorization, CodeNeeded, PartitionsError, Permission, SecondFactor, UserType
from hsmsim.interfaces.ring import RingError
from hsmsim.management.session import Session
from hsmsim.management.values import Choice, Choices

Answer = Mapping[str, object]
Responder = Callable[..., Awaitable[Answer]]


class NotPermitted(Exception):
    """The caller may not run this command, or not for this user."""


class UserBlocked(NotPermitted):
    """Who is logged in has been blocked since."""


class LoginRefused(Exception):
    """The login is refused. Which factor was wrong is in the logs of the HSM, never in the text.

    Args:
        why: that, for the audit log.
    """

    def __init__(self, text: str, why: str = "") -> None:
        super().__init__(text)
        self.why = why


class NotUnderstood(Exception):
    """The command's arguments are missing or malformed."""


class NotOffered(Exception):
    """There is nothing of the kind here; the text says why."""


class Right(Enum):
    """Who may run a command, where no system permission says it."""

    ANYONE = auto()  # also before login
    OWN = auto()  # every user for itself (argument `user_id`, if the command has one), an Operator for all
    OPERATOR = auto()


Needs = Right | Permission


def allowed(needs: Needs, user_type: UserType, permissions: Container[Permission]) -> bool:
    """Whether a user who is logged in may run commands that need this at all; menus show what it allows."""
    if user_type is UserType.OPERATOR:
        return True
    return needs in permissions if isinstance(needs, Permission) else needs is not Right.OPERATOR


class ManagementCommand(amp.Command):
    """A command of the management protocol; its exceptions travel."""

    errors: ClassVar[dict[type[Exception], bytes]] = {
        PartitionsError: b"REFUSED",
        NotPermitted: b"NOT_PERMITTED",
        LoginRefused: b"LOGIN_REFUSED",
        CodeNeeded: b"CODE_NEEDED",
        NotUnderstood: b"NOT_UNDERSTOOD",
        NoMoreLogSlots: b"NO_MORE_LOG_SLOTS",
        LogUnusable: b"LOG_UNUSABLE",
        Refused: b"OBJECTS_REFUSED",
        RingError: b"WIRE",
        BackupError: b"BACKUP",
        NotOffered: b"NOT_OFFERED",
    }


USER_ID = (b"user_id", amp.Unicode())
USER_TYPE = (b"user_type", Choice(UserType))
SECOND_FACTOR = (b"second_factor", Choice(SecondFactor))
PERMISSIONS = (b"permissions", Choices(Permission))
AUTHORIZATION = (b"authorization", Choice(Authorization))


@dataclass(frozen=True, slots=True)
class Row:
    """One command of the table.

    Args:
        words: what it is called in scripts and by the web console: `users create`; empty for what is no action of its
            own, such as a login.
        others: of commands for oneself: the permission with which a User may run them for another user too.
        changes: whether it changes anything: then the audit log has it when it is done, not only when it is refused.
    """

    command: type[ManagementCommand]
    needs: Needs
    respond: Responder
    words: str = ""
    others: Permission | None = None
    changes: bool = True

    def check(self, session: Session, arguments: Mapping[str, Any]) -> None:
        """Raises NotPermitted unless the session's user may run this. It does not look at what type another user is."""
        if self.needs is Right.ANYONE:
            return
        user = session.user
        if user is None:
            raise NotPermitted("log in first")
        if user.blocked:
            raise UserBlocked(f"user '{user.user_id}' is blocked")
        if not allowed(self.needs, user.user_type, user.permissions):
            raise NotPermitted(f"this needs {_title(self.needs)}")
        foreign = arguments.get("user_id", user.user_id) != user.user_id
        if self.needs is Right.OWN and foreign and not allowed(self._foreign, user.user_type, user.permissions):
            raise NotPermitted(f"for another user this needs {_title(self._foreign)}")

    @property
    def _foreign(self) -> Needs:
        return Right.OPERATOR if self.others is None else self.others


def _title(needs: Needs) -> str:
    return f"the permission '{needs.value}'" if isinstance(needs, Permission) else "an Operator"


def responder(
    command: type[ManagementCommand],
    needs: Needs,
    words: str = "",
    others: Permission | None = None,
    changes: bool = True,
) -> Callable[[Responder], Row]:
    """Make a function the row of its command."""

    def row(function: Responder) -> Row:
        return Row(command, needs, function, words, others, changes)

    return row
