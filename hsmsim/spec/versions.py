"""Protocol versions (KMIP 1.4 section 6.1), newest first in SERVED."""

from typing import NamedTuple


class Version(NamedTuple):
    """A protocol version; compares as versions do."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


V1_0 = Version(1, 0)
V1_1 = Version(1, 1)
V1_2 = Version(1, 2)
V1_3 = Version(1, 3)
V1_4 = Version(1, 4)

SERVED = (V1_4, V1_3, V1_2, V1_1, V1_0)
