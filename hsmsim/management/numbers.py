"""The appliance's numbers of what is refused; each goes before its text.

A refusal travels as `5013 user 'bob' exists already`.
"""

from hsmsim.interfaces import backups, ring
from hsmsim.interfaces import user_errors as users
from hsmsim.interfaces.audit import LogUnusable, NoMoreLogSlots
from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError
from hsmsim.management.command import LoginRefused, NotOffered, NotPermitted, NotUnderstood, UserBlocked
from hsmsim.management.wire.copies import NotCopied
from hsmsim.management.wire.recording import BadRecording

ACCESS_DENIED = 5002
NOT_IMPLEMENTED = 5019
INVALID_PAYLOAD = 5021
TOKEN_NEEDED = 5049
PASSWORD_EXPIRED = 5178

# What is not here has the number of what it is a kind of.
NUMBERS: dict[type[Exception], int] = {
    Exception: ACCESS_DENIED,  # for what has no number of its own
    PartitionsError: ACCESS_DENIED,
    NotPermitted: ACCESS_DENIED,
    LoginRefused: ACCESS_DENIED,
    LogUnusable: ACCESS_DENIED,
    users.WrongPassword: 5011,
    users.UserExists: 5013,
    users.BadUserId: 5014,
    NoMoreLogSlots: 5016,
    users.NotRemovable: 5017,
    users.MasterStays: 5018,
    users.NoSuchUser: 5020,
    NotUnderstood: INVALID_PAYLOAD,
    users.BadValue: INVALID_PAYLOAD,
    users.BadCertificate: 5030,
    users.NoDevice: 5048,
    CodeNeeded: TOKEN_NEEDED,
    users.BadSecret: 5109,
    UserBlocked: 5120,
    users.PasswordBlocked: 5177,
    users.PasswordExpired: PASSWORD_EXPIRED,
    NotOffered: NOT_IMPLEMENTED,
    backups.BackupError: ACCESS_DENIED,
    backups.NoBackup: 5025,
    backups.DamagedBackup: 5026,
    backups.NotRestored: 5027,
    backups.BadPin: 5028,
    backups.BackupBusy: 5304,
    ring.RingError: ACCESS_DENIED,
    ring.NoSuchEntry: 5004,
    NotCopied: 5008,
    ring.TooMuch: 5016,
    ring.RingOff: NOT_IMPLEMENTED,
    BadRecording: INVALID_PAYLOAD,
}


def number_of(error: Exception) -> int:
    """The number of what was refused."""
    return next(NUMBERS[kind] for kind in type(error).__mro__ if kind in NUMBERS)


def told(error: Exception) -> str:
    """A refusal as it travels."""
    return f"{number_of(error)} {error}"


def split(told: str) -> tuple[int, str]:
    """Number and text of a refusal that has travelled."""
    number, _, text = told.partition(" ")
    return (int(number), text) if number.isdecimal() and number.isascii() else (ACCESS_DENIED, told)
