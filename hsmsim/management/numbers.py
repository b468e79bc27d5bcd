"""The appliance's numbers of what is refused; each goes before its text.

A refusal travels as `5013 user 'bob' exists already`.
"""

from hsmsim import errors as kmip
from hsmsim.interfaces import backups, ring
from hsmsim.interfaces import user_errors as users
from hsmsim.interfaces.audit import LogUnusable, NoMoreLogSlots
from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError
from hsmsim.management import object_errors as objects
from hsmsim.management.command import LoginRefused, NotOffered, NotPermitted, NotUnderstood, UserBlocked
from hsmsim.management.wire.copies import NotCopied
from hsmsim.management.wire.recording import BadRecording

ACCESS_DENIED = 5002
CANNOT_CREATE_OBJECT = 5003
CANNOT_OPEN_OBJECT = 5004
INVALID_OPERATION = 5008
INVALID_KEY = 5009
NOT_EXPORTABLE = 5012
NOT_IMPLEMENTED = 5019
INVALID_PAYLOAD = 5021
TOKEN_NEEDED = 5049
CANNOT_UPDATE_OBJECT = 5175
PASSWORD_BLOCKED = 5177
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
    users.PasswordBlocked: PASSWORD_BLOCKED,
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
} | {
    # Of objects. A row for each kind of refusal that a person can do something about.
    kmip.Refused: ACCESS_DENIED,
    objects.CannotCreate: CANNOT_CREATE_OBJECT,
    kmip.NoSuchObject: CANNOT_OPEN_OBJECT,
    kmip.AmbiguousName: CANNOT_OPEN_OBJECT,
    kmip.NoSuchWrappingKey: CANNOT_OPEN_OBJECT,
    kmip.Archived: CANNOT_OPEN_OBJECT,
    objects.CannotRemove: 5005,
    kmip.WrongObjectType: INVALID_OPERATION,
    kmip.IllegalTransition: INVALID_OPERATION,
    kmip.NotUsable: INVALID_OPERATION,
    kmip.UsageExhausted: INVALID_OPERATION,
    kmip.WrappingKeyNotUsable: INVALID_OPERATION,
    kmip.BadKeyMaterial: INVALID_KEY,
    kmip.EncryptedKey: INVALID_KEY,
    kmip.CryptographicFailure: INVALID_KEY,
    kmip.FormatNotSupported: INVALID_KEY,
    kmip.NoKeyValue: INVALID_KEY,
    kmip.NoMatchingParameters: INVALID_KEY,
    kmip.WrappingKeyNotAKey: INVALID_KEY,
    objects.NotAWrappingKey: INVALID_KEY,
    objects.WeakKey: INVALID_KEY,
    kmip.ObjectSensitive: NOT_EXPORTABLE,
    kmip.ObjectNotExtractable: NOT_EXPORTABLE,
    kmip.OperationNotSupported: NOT_IMPLEMENTED,
    kmip.FeatureNotSupported: NOT_IMPLEMENTED,
    kmip.InvalidMessage: INVALID_PAYLOAD,
    kmip.InvalidField: INVALID_PAYLOAD,
    kmip.InvalidAttribute: INVALID_PAYLOAD,
    kmip.IndexGiven: INVALID_PAYLOAD,
    kmip.UnknownAttribute: INVALID_PAYLOAD,
    kmip.AttributeNotApplicable: INVALID_PAYLOAD,
    kmip.NamespaceNotSupported: INVALID_PAYLOAD,
    objects.TooLarge: INVALID_PAYLOAD,
    kmip.NameTaken: 5022,
    objects.BadObjectName: 5023,
    kmip.Conflict: 5024,
    kmip.ObjectBlocked: 5124,
    kmip.NoSuchAttribute: CANNOT_UPDATE_OBJECT,
    kmip.NoSuchInstance: CANNOT_UPDATE_OBJECT,
    kmip.AttributeReadOnly: CANNOT_UPDATE_OBJECT,
    kmip.AttributeExists: CANNOT_UPDATE_OBJECT,
    kmip.TooManyInstances: CANNOT_UPDATE_OBJECT,
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
