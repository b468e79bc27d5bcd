"""Access: what one user may do with the objects of another, whose owner trusts them."""


class Rights:
    """Rights on another user's partition: plain integers, because every message asks for them.

    Those on the own partition are no such rights: they are always there and nobody takes them away.
    """

    NONE = 0x0
    DELETE = 0x1
    READ = 0x2  # find and get objects, and use them
    CREATE = 0x4
    UPDATE = 0x8  # change attributes and state
    ALL = DELETE | READ | CREATE | UPDATE


def complete(rights: int) -> int:
    """Rights with what they imply: Create and Delete imply Read."""
    return rights | Rights.READ if rights & (Rights.CREATE | Rights.DELETE) else rights
