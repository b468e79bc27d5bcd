"""The fields that secrets are shared in (KMIP 1.4 section 2.2.5): GF(2^8), GF(2^16) and the field of a prime.

What is shared is a vector of elements: all pieces of a secret at once. A vector of a binary field is a string of bytes,
which is multiplied by translating it; one of a prime field is a single number.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Protocol

from hsmsim.errors import CryptographicFailure

Random = Callable[[int], bytes]


class Field(Protocol):
    """Numbers that stand for elements, and vectors of elements."""

    order: int

    def minus(self, left: int, right: int) -> int: ...

    def times(self, left: int, right: int) -> int: ...

    def inverse(self, element: int) -> int: ...

    def vector(self, data: bytes) -> Any: ...

    def data(self, vector: Any) -> bytes: ...

    def random(self, like: Any, random: Random) -> Any: ...

    def add(self, left: Any, right: Any) -> Any: ...

    def scale(self, vector: Any, element: int) -> Any: ...


def xor(left: bytes, right: bytes) -> bytes:
    """The exclusive or of two strings of one length."""
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(left), "big")


class Bytes:
    """GF(2^8) modulo a polynomial; each byte is an element.

    Args:
        polynomial: its bits.
        generator: an element whose powers are all elements but 0.
    """

    order = 0x100

    def __init__(self, polynomial: int, generator: int) -> None:
        self._powers = [1]
        while len(self._powers) < 255:
            self._powers.append(_multiplied(self._powers[-1], generator, polynomial))
        self._logarithms = {element: power for power, element in enumerate(self._powers)}
        self._tables: dict[int, bytes] = {}

    def minus(self, left: int, right: int) -> int:
        return left ^ right

    def times(self, left: int, right: int) -> int:
        if not left or not right:
            return 0
        return self._powers[(self._logarithms[left] + self._logarithms[right]) % 255]

    def inverse(self, element: int) -> int:
        return self._powers[-self._logarithms[element] % 255]

    def vector(self, data: bytes) -> bytes:
        return data

    def data(self, vector: bytes) -> bytes:
        return vector

    def random(self, like: bytes, random: Random) -> bytes:
        return random(len(like))

    def add(self, left: bytes, right: bytes) -> bytes:
        return xor(left, right)

    def scale(self, vector: bytes, element: int) -> bytes:
        if element not in self._tables:
            self._tables[element] = bytes(self.times(element, each) for each in range(256))
        return vector.translate(self._tables[element])


def _multiplied(left: int, right: int, polynomial: int) -> int:
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left <<= 1
        left ^= polynomial if left & 0x100 else 0
        right >>= 1
    return product


# Published shares of the method Polynomial Sharing GF(2^8) are made modulo x^8+x^4+x^3+x^2+1; 2.2.5 has the polynomial
# of FIPS 197 for the field below GF(2^16).
GF_2_8 = Bytes(0x11D, 2)
_FIPS_197 = Bytes(0x11B, 3)
_M = 0x3A


class Pairs:
    """GF(2^16) as GF(2^8)[y]/(y^2+y+m); two bytes (u, v) are the element uy + v.

    2.2.5 prints a product whose second part is ru + svm; only sv + rum is one of this field, and goes with the inverse
    that is printed below it.
    """

    order = 0x10000

    def minus(self, left: int, right: int) -> int:
        return left ^ right

    def times(self, left: int, right: int) -> int:
        multiply = _FIPS_197.times
        (r, s), (u, v) = divmod(left, 256), divmod(right, 256)
        low = multiply(s, v)
        return (multiply(r ^ s, u ^ v) ^ low) << 8 | low ^ multiply(multiply(r, u), _M)

    def inverse(self, element: int) -> int:
        multiply = _FIPS_197.times
        u, v = divmod(element, 256)
        inverse = _FIPS_197.inverse(multiply(u ^ v, v) ^ multiply(_M, multiply(u, u)))
        return multiply(u, inverse) << 8 | multiply(u ^ v, inverse)

    def vector(self, data: bytes) -> tuple[bytes, bytes]:
        """The first bytes of all elements, and the second ones; an odd byte at the end is filled up with a zero."""
        filled = data + bytes(len(data) % 2)
        return filled[::2], filled[1::2]

    def data(self, vector: tuple[bytes, bytes]) -> bytes:
        joined = bytearray(2 * len(vector[0]))
        joined[::2], joined[1::2] = vector
        return bytes(joined)

    def random(self, like: tuple[bytes, bytes], random: Random) -> tuple[bytes, bytes]:
        return self.vector(random(2 * len(like[0])))

    def add(self, left: tuple[bytes, bytes], right: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
        return xor(left[0], right[0]), xor(left[1], right[1])

    def scale(self, vector: tuple[bytes, bytes], element: int) -> tuple[bytes, bytes]:
        scale = _FIPS_197.scale
        (r, s), (first, second) = divmod(element, 256), vector
        low = scale(second, s)
        return (
            xor(scale(xor(first, second), r ^ s), low),
            xor(low, scale(scale(first, r), _M)),
        )


GF_2_16 = Pairs()


class Prime:
    """The field of a prime; the whole secret is one element, a share has as many bytes as the prime."""

    def __init__(self, order: int) -> None:
        self.order = order
        self._width = (order.bit_length() + 7) // 8

    def minus(self, left: int, right: int) -> int:
        return left - right  # may be negative, as products may: small numbers stay small as long as they can

    def times(self, left: int, right: int) -> int:
        product = left * right
        return product if abs(product) < self.order else product % self.order

    def inverse(self, element: int) -> int:
        try:
            return pow(element, -1, self.order)
        except ValueError:
            raise CryptographicFailure("the Prime Field Size is no prime") from None

    def vector(self, data: bytes) -> int:
        number = int.from_bytes(data, "big")
        if number >= self.order:
            raise CryptographicFailure("a number that is not below the Prime Field Size")
        return number

    def data(self, vector: int) -> bytes:
        return vector.to_bytes(self._width, "big")

    def random(self, like: int, random: Random) -> int:
        # 64 bits more than needed leave no bias worth the name.
        return int.from_bytes(random(self._width + 8), "big") % self.order

    def add(self, left: int, right: int) -> int:
        return (left + right) % self.order

    def scale(self, vector: int, element: int) -> int:
        return vector * element % self.order


# -------------------------------------------------------------------------------------------------------- primes

# Exponents of Mersenne primes: 2^n - 1 is prime.
_MERSENNE = (
    *(17, 19, 31, 61, 89, 107, 127, 521, 607, 1279, 2203, 2281, 3217, 4253, 4423, 9689, 9941, 11213),
    *(19937, 21701, 23209, 44497),
)
_LONGEST = 4096  # bits of any other prime; to make sure of a longer one takes too long
_LONG = 512  # bits; to make sure of a prime of this length takes two milliseconds, of the longest half a second
_REMEMBERED = 256  # numbers of which it is known whether they are primes
_BASES = (2, 3, 5, 7)


def prime_above(bits: int) -> int:
    """A prime bigger than 2^bits.

    Raises:
        CryptographicFailure: none is known that is so large.
    """
    for exponent in _MERSENNE:
        if exponent > bits:
            return int((1 << exponent) - 1)
    raise CryptographicFailure(f"a secret of {bits} bits is too long for the fields that the server knows")


@cache
def _mersenne() -> frozenset[int]:
    return frozenset((1 << exponent) - 1 for exponent in _MERSENNE)


def takes_long(number: int) -> bool:
    """Whether it takes long to find out if this is a prime, the first time."""
    return number > 0 and _LONG < number.bit_length() <= _LONGEST and number not in _mersenne()


@lru_cache(_REMEMBERED)
def is_prime(number: int) -> bool:
    """Whether a number is a prime, as far as the test of Miller and Rabin tells; long ones only of the known kind."""
    if number in _mersenne():
        return True
    if number < 11 or number % 2 == 0 or number.bit_length() > _LONGEST:
        return number in (2, 3, 5, 7)
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    return all(_passes(number, base, twos) for base in _BASES)


def _power(base: int, exponent: int, number: int) -> int:
    """What `pow` gives, in steps: `pow` itself would let no other thread run for a tenth of a second."""
    power = 1
    for bit in f"{exponent:b}":
        power = power * power * (base if bit == "1" else 1) % number
    return power


def _passes(number: int, base: int, twos: int) -> bool:
    power = _power(base, (number - 1) >> twos, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
