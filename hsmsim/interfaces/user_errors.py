"""What can be wrong with a command on users, where it matters what it is."""

from hsmsim.interfaces.partitions import PartitionsError


class UserExists(PartitionsError):
    """There is a user with this User ID already."""


class BadUserId(PartitionsError):
    """No User ID, or one that is reserved."""


class NoSuchUser(PartitionsError):
    """There is no such user."""


class MasterStays(PartitionsError):
    """`master` cannot be removed."""


class NotRemovable(PartitionsError):
    """A user cannot be removed as things are."""


class BadCertificate(PartitionsError):
    """No X.509 certificate, or one that another user has."""


class BadSecret(PartitionsError):
    """No secret of an OATH device."""


class NoDevice(PartitionsError):
    """The user has no OATH device."""


class BadValue(PartitionsError):
    """A number or a combination that cannot be."""


class WrongPassword(PartitionsError):
    """A password is not changed because the current one was wrong."""


class PasswordBlocked(PartitionsError):
    """A new password that the rules do not allow."""


class PasswordExpired(PartitionsError):
    """Everything about a login was right, but it has to bring a new password."""
