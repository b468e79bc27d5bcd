"""What a User ID and a password may be, and the names and passwords that are there from the start."""

import re

from hsmsim.interfaces.user_errors import BadUserId, PasswordBlocked

MASTER = "master"
# These would give their names to files that are the appliance's own.
RESERVED = frozenset({MASTER, "hsm", "rsa2k"})

MASTER_PASSWORD = "master12345"
USER_PASSWORD = "user12345"

PASSWORD_LENGTHS = range(8, 64 + 1)
WRONG_IN_A_ROW = 7

_USER_ID = re.compile(r"[a-zA-Z0-9]{3,16}", re.ASCII)


def check_user_id(user_id: str) -> None:
    """Raises BadUserId unless this may be a User ID."""
    if not _USER_ID.fullmatch(user_id):
        raise BadUserId("a User ID has 3 to 16 letters and digits (a-z, A-Z, 0-9)")


def check_password(password: str) -> None:
    """Raises PasswordBlocked unless this may be a password at all."""
    if len(password) not in PASSWORD_LENGTHS:
        raise PasswordBlocked("a password has 8 to 64 characters")
    if not password.isprintable():
        raise PasswordBlocked("a password has no control characters")


def shown(user_id: str) -> str:
    """A User ID that somebody claims, safe to print: short, in quotes, nothing but ASCII."""
    return ascii(user_id[:16]) + ("..." if user_id[16:] else "")
