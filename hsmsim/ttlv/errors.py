"""What can be wrong with bytes that should be TTLV."""


class Malformed(Exception):
    """The bytes cannot be read as what they should be."""


class UnknownField(Malformed):
    """A structure holds a field that its declaration does not have."""


class UnknownValue(Malformed):
    """An enumeration holds a number that its table does not have."""
