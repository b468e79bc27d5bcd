"""Rights on another user's partition, as commands carry them."""

from enum import Enum

from hsmsim.management.values import Choices
from hsmsim.model.access import Rights


class TrustRight(Enum):
    """One of them, in the order in which screens show them."""

    CREATE = "Create"
    DELETE = "Delete"
    READ = "Read"
    UPDATE = "Update"

    @property
    def bit(self) -> int:
        """Its bit."""
        return _BITS[self]


_BITS = {
    TrustRight.CREATE: Rights.CREATE,
    TrustRight.DELETE: Rights.DELETE,
    TrustRight.READ: Rights.READ,
    TrustRight.UPDATE: Rights.UPDATE,
}
RIGHTS = (b"rights", Choices(TrustRight))


def bits(rights: frozenset[TrustRight]) -> int:
    """Rights as the partitions take them."""
    return sum(each.bit for each in rights)


def rights_in(found: int) -> frozenset[TrustRight]:
    """Rights as commands carry them."""
    return frozenset(each for each in TrustRight if found & each.bit)
