"""A device model: which operations, objects, algorithms, encodings and limits it offers, and what it calls itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation
from hsmsim.spec.structures import ValidationInformation

ENCODINGS = ("TTLV", "XML", "JSON")


class _Everything(frozenset[Any]):
    """A set that has every member."""

    def __contains__(self, member: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "EVERYTHING"


EVERYTHING: frozenset[Any] = _Everything({"*"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a device takes; None where nothing but the settings limits it.

    Args:
        message: bytes of a message.
        batch_items: items of a message.
        open_streams: multi-part operations of a user that are open at one time.
    """

    message: int | None = None
    batch_items: int | None = None
    open_streams: int | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """What a device calls itself.

    Args:
        identification: Vendor Identification of Query (4.25).
        product: name of the product, in Server Information.
        serial_number: there too, and on the screens of the console.
        engine: version of the software, on the screens of the console.
        model: kind of device, on the screens of the console.
    """

    identification: str = "hsmsim"
    product: str = "hsmsim"
    serial_number: str = "TCA0000000"
    engine: str = "5.0.28.0"
    model: str = "DCD"


@dataclass(frozen=True, slots=True)
class Device:
    """One model. What it names and the server does not have is not offered all the same.

    Args:
        operations: the operations.
        objects: types of Managed Objects that can be made or brought.
        algorithms: Cryptographic Algorithms and the Cryptographic Lengths of their keys; None is all of them.
        profiles: titles of the profiles that may be named; those are, whose requirements are met.
        encodings: names out of ENCODINGS that messages over HTTPS may have.
        https: whether there can be a listener for HTTPS.
        validations: formal validations that Query asserts; a simulator has none of its own.
    """

    operations: frozenset[Operation] = EVERYTHING
    objects: frozenset[ObjectType] = EVERYTHING
    algorithms: Mapping[CryptographicAlgorithm, frozenset[int]] | None = None
    profiles: frozenset[str] = EVERYTHING
    encodings: frozenset[str] = EVERYTHING
    https: bool = True
    limits: Limits = Limits()
    vendor: Vendor = Vendor()
    validations: tuple[ValidationInformation, ...] = field(default=(), hash=False)

    def lengths(self, algorithm: CryptographicAlgorithm) -> frozenset[int]:
        """The lengths in bits of the keys that are offered; empty where the algorithm is not."""
        if self.algorithms is None:
            return EVERYTHING
        return self.algorithms.get(algorithm, frozenset())


UNRESTRICTED = Device()  # offers everything and asserts nothing
