"""Words of commands on objects: what KMIP's numbers are called, as commands carry them."""

from enum import Enum

from twisted.protocols import amp

from hsmsim.management.values import Choices
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, RecommendedCurve, RevocationReasonCode, State
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.names import bits_of
from hsmsim.spec.term import Term


def titled(name: str, titles: dict[str, str]) -> type[Enum]:
    """An enumeration of words.

    Args:
        titles: the words by the names of the members.
    """
    made: type[Enum] = Enum(name, titles)  # type: ignore[misc]  # members that the specification names
    return made


def _terms(terms: type[Term]) -> type[Enum]:
    return titled(terms.__name__, {each.name: each.title for each in terms})


_CALLED = bits_of(CryptographicUsageMask)
_BITS = {name: bit for name, bit in vars(CryptographicUsageMask).items() if name.isupper()}

KeyAlgorithm = _terms(CryptographicAlgorithm)
Curve = _terms(RecommendedCurve)
Kind = _terms(ObjectType)
LifeState = _terms(State)
Reason = _terms(RevocationReasonCode)
Usage = titled("Usage", {name: _CALLED[bit] for name, bit in _BITS.items()})

OBJECT = (b"object", amp.Unicode())
UID = (b"uid", amp.Unicode())
USAGE = (b"usage", Choices(Usage))


def mask_of(usage: frozenset[Enum]) -> int:
    """The Cryptographic Usage Mask that words stand for."""
    return sum(_BITS[each.name] for each in usage)


def usage_in(mask: int) -> frozenset[Enum]:
    """The words of a Cryptographic Usage Mask; bits that have none are left out."""
    return frozenset(each for each in Usage if mask & _BITS[each.name])
