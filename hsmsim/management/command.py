"""What a management command is: an AMP command, who may run it, and the function that answers it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar, TypeVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError, SecondFactor, UserType
from hsmsim.management.session import Session

E = TypeVar("E", bound=Enum)

Answer = Mapping[str, object]
Responder = Callable[..., Awaitable[Answer]]


class NotPermitted(Exception):
    """The caller may not run this command, or not for this user."""


class LoginRefused(Exception):
    """The login is refused. Which factor was wrong is in the log of the HSM, never in the text."""


class NotUnderstood(Exception):
    """The command's arguments are missing or malformed."""


class Right(Enum):
    """Who may run a command."""

    ANYONE = auto()  # also before login
    OWN = auto()  # every user for itself (argument `user_id`, if the command has one), an Operator for all
    OPERATOR = auto()


class ManagementCommand(amp.Command):
    """A command of the management protocol; its exceptions travel."""

    errors: ClassVar[dict[type[Exception], bytes]] = {
        PartitionsError: b"REFUSED",
        NotPermitted: b"NOT_PERMITTED",
        LoginRefused: b"LOGIN_REFUSED",
        CodeNeeded: b"CODE_NEEDED",
        NotUnderstood: b"NOT_UNDERSTOOD",
    }


class Choice(amp.Argument):
    """A member of an enumeration, as its value."""

    def __init__(self, choices: type[Enum], optional: bool = False) -> None:
        super().__init__(optional)
        self._choices = choices

    def toString(self, inObject: Enum) -> bytes:
        """The value on the wire."""
        return str(inObject.value).encode()

    def fromString(self, inString: bytes) -> Enum:
        """The member."""
        return self._choices(inString.decode())


USER_ID = (b"user_id", amp.Unicode())
USER_TYPE = (b"user_type", Choice(UserType))
SECOND_FACTOR = (b"second_factor", Choice(SecondFactor))


@dataclass(frozen=True, slots=True)
class Row:
    """One command of the table."""

    command: type[ManagementCommand]
    right: Right
    respond: Responder

    def check(self, session: Session, arguments: Mapping[str, Any]) -> None:
        """Raises NotPermitted unless the session's user may run this."""
        if self.right is Right.ANYONE:
            return
        user = session.user
        if user is None or user.blocked:
            raise NotPermitted("log in first")
        if user.user_type is UserType.OPERATOR:
            return
        if self.right is Right.OPERATOR or arguments.get("user_id", user.user_id) != user.user_id:
            raise NotPermitted("only an Operator may do this")


def responder(command: type[ManagementCommand], right: Right) -> Callable[[Responder], Row]:
    """Make a function the row of its command."""

    def row(function: Responder) -> Row:
        return Row(command, right, function)

    return row
