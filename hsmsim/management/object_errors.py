"""What can be wrong with a command on objects, besides what KMIP refuses."""

from hsmsim.errors import Refused


class CannotCreate(Refused):
    """The HSM makes no such keys."""


class CannotRemove(Refused):
    """An object is not removed as things are."""


class BadObjectName(Refused):
    """No name that the console gives."""


class NotAWrappingKey(Refused):
    """A key of a kind that the console does not wrap with."""


class WeakKey(Refused):
    """A key would be wrapped with one that is weaker than it is."""


class TooLarge(Refused):
    """What does not go through a connection of the console in one piece."""
