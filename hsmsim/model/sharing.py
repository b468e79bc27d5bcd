"""Sharing a secret: shares are made of it, and enough of them give it back (KMIP 1.4 section 2.2.5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from hsmsim.errors import CryptographicFailure, InvalidField
from hsmsim.model.fields import GF_2_8, GF_2_16, Field, Prime, Random, is_prime, xor
from hsmsim.spec.enums import SplitKeyMethod

_BINARY: dict[SplitKeyMethod, Field] = {
    SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8: GF_2_8,
    SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_16: GF_2_16,
}


MOST_PARTS = 100  # that the server makes, or joins: the work grows with their square
MOST_WORK = 1 << 28  # as `work` has it: about two seconds
LARGE_WORK = 1 << 16  # what goes to a thread


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a secret is shared: the fields that all its Split Key objects have alike (table 49).

    Args:
        parts: how many shares there are, known by the numbers from 1 on.
        threshold: how many of them give the secret back.
        prime: Prime Field Size; for the method that has one.
    """

    method: SplitKeyMethod
    parts: int
    threshold: int
    prime: int | None = None

    @property
    def needed(self) -> int:
        """How many shares are joined; with XOR all of them, whatever was said of a threshold."""
        return self.parts if self.method is SplitKeyMethod.XOR else self.threshold

    @property
    def field(self) -> Field | None:
        """The field of a polynomial method; None for XOR."""
        if self.method is SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD:
            assert self.prime is not None
            return Prime(self.prime)
        return _BINARY.get(self.method)


def check(scheme: Scheme) -> None:
    """Refuse a scheme that is none.

    Raises:
        InvalidField: the method is not known, or the numbers do not go with it.
    """
    if not isinstance(scheme.method, SplitKeyMethod):
        raise InvalidField("there is no such Split Key Method")
    if not 1 <= scheme.threshold <= scheme.parts:
        raise InvalidField("the Split Key Threshold is not between 1 and the Split Key Parts")
    if scheme.method is SplitKeyMethod.XOR:
        return
    if scheme.method is SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD:
        if scheme.prime is None:
            raise InvalidField("the Split Key Method needs a Prime Field Size")
        if not is_prime(scheme.prime):
            raise InvalidField("the Prime Field Size is no prime that the server knows for one")
    field = scheme.field
    assert field is not None
    if scheme.parts >= field.order:
        raise InvalidField("there are more Split Key Parts than the field has room for")


def work(scheme: Scheme, size: int, count: int) -> int:
    """How many bytes are multiplied to make or to join shares.

    Args:
        size: bytes of the secret or of a share.
        count: of shares.
    """
    if scheme.method is SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD and scheme.prime is not None:
        size = max(size, scheme.prime.bit_length() // 8)
    return size * count * scheme.needed


def check_work(scheme: Scheme, size: int, count: int) -> None:
    """Refuse what takes too long.

    Raises:
        CryptographicFailure: see above.
    """
    if work(scheme, size, count) > MOST_WORK:
        raise CryptographicFailure(
            f"{size} bytes are too many for {count} split keys of which {scheme.needed} are needed:"
            f" the product of the three is {MOST_WORK} at most"
        )


# ---------------------------------------------------------------------------------------------------- splitting


def split(scheme: Scheme, secret: bytes, random: Random) -> list[bytes]:
    """The shares, in the order of their Key Part Identifier; `random` gives random bytes.

    Raises:
        CryptographicFailure: the secret is too long for the field, or too long to be shared among so many.
    """
    check_work(scheme, len(secret), scheme.parts)
    field = scheme.field
    if field is None:
        shares = [random(len(secret)) for _ in range(scheme.parts - 1)]
        return [*shares, reduce(xor, shares, secret)]
    if scheme.prime is not None and scheme.prime.bit_length() <= len(secret) * 8:
        raise CryptographicFailure(f"the Prime Field Size has to be bigger than 2 to the {len(secret) * 8}")
    constant = field.vector(secret)
    coefficients = [constant, *(field.random(constant, random) for _ in range(scheme.threshold - 1))]
    return [field.data(_value(field, coefficients, number)) for number in range(1, scheme.parts + 1)]


def _value(field: Field, coefficients: list[Any], at: int) -> Any:
    """The value of a polynomial, by Horner's rule."""
    return reduce(lambda sum_, each: field.add(field.scale(sum_, at), each), reversed(coefficients))


# ------------------------------------------------------------------------------------------------------ joining


def join(scheme: Scheme, shares: Mapping[int, bytes]) -> bytes:
    """The secret; of a prime field with zeros before it, of GF(2^16) perhaps with one after it.

    Args:
        shares: by Key Part Identifier.

    Raises:
        CryptographicFailure: there are too few of them, too many or too long ones, or they do not belong together.
    """
    if len(shares) < scheme.needed:
        raise CryptographicFailure(f"{scheme.needed} split keys are needed, {len(shares)} are given")
    if len(shares) > MOST_PARTS:
        raise CryptographicFailure(f"{MOST_PARTS} split keys are joined at once, not more")
    if len({len(share) for share in shares.values()}) != 1:
        raise CryptographicFailure("the split keys are not of one length")
    check_work(scheme, len(next(iter(shares.values()))), len(shares))
    field = scheme.field
    if field is None:
        return reduce(xor, shares.values())
    points = {number: field.vector(share) for number, share in shares.items()}
    polynomial = _through(field, dict(list(points.items())[: scheme.threshold]))
    for number, share in list(points.items())[scheme.threshold :]:
        if polynomial(number) != share:
            raise CryptographicFailure("the split keys are not of one secret")
    return field.data(polynomial(0))


def _through(field: Field, points: Mapping[int, Any]) -> Callable[[int], Any]:
    """The polynomial through the points, by Lagrange's formula."""

    def differences(of: int, without: int) -> list[int]:
        return [field.minus(of, other) for other in points if other != without]

    below = _inverses(field, [_product(field, differences(number, number)) for number in points])

    def polynomial(at: int) -> Any:
        above = [_product(field, differences(at, number)) for number in points]
        return reduce(field.add, map(field.scale, points.values(), map(field.times, above, below)))

    return polynomial


def _product(field: Field, factors: list[int]) -> int:
    return reduce(field.times, factors, 1)


def _inverses(field: Field, elements: list[int]) -> list[int]:
    """The inverses of all elements for the price of one: inversion is what takes long in the field of a large prime."""
    products = [1]
    for element in elements:
        products.append(field.times(products[-1], element))
    inverse, found = field.inverse(products[-1]), []
    for element, before in zip(reversed(elements), reversed(products[:-1]), strict=True):
        found.append(field.times(inverse, before))
        inverse = field.times(inverse, element)
    return found[::-1]
