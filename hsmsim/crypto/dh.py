"""Diffie-Hellman keys: numbers, groups and DER.

`cryptography` has begun to take Diffie-Hellman over finite fields away, and all that is done with these keys here is
to make them and to hand them over: arithmetic, and DER by PKCS#3 (p and g) and X9.42 (with q).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hsmsim.crypto import der
from hsmsim.errors import BadKeyMaterial, CryptographicFailure

_PKCS_3 = bytes.fromhex("06092a864886f70d010301")  # 1.2.840.113549.1.3.1 dhKeyAgreement
_X9_42 = bytes.fromhex("06072a8648ce3e0201")  # 1.2.840.10046.2.1 dhpublicnumber
LONGEST = 8192  # bits; more takes seconds to calculate with
_OIDS = frozenset({_PKCS_3, _X9_42})

# Modulus length to the number that makes it prime: p = 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) pi) + number),
# generator 2 (RFC 2409 6.2, RFC 3526).
GROUPS: dict[int, int] = {1024: 129093, 1536: 741804, 2048: 124476, 3072: 1690314, 4096: 240904}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A key: `x` is there in a private one; `q` and `j` where the domain parameters tell them."""

    p: int
    g: int
    y: int
    q: int | None = None
    j: int | None = None
    x: int | None = field(default=None, repr=False)

    @property
    def key_size(self) -> int:
        return self.p.bit_length()


def private(p: int, g: int, q: int | None, j: int | None, x: int) -> Numbers:
    """The key of a private number.

    Raises:
        BadKeyMaterial: these are no such numbers.
    """
    if p < 3 or not p & 1 or p.bit_length() > LONGEST or not 0 < x < p or not 1 < g < p:
        raise BadKeyMaterial("no Diffie-Hellman key")
    return Numbers(p, g, pow(g, x, p), q, j, x)


def check(numbers: Numbers) -> None:
    """Whether the numbers can be a key.

    Raises:
        BadKeyMaterial: they cannot.
    """
    p, g, y, q = numbers.p, numbers.g, numbers.y, numbers.q
    if not 512 <= p.bit_length() <= LONGEST or not p & 1 or not 1 < g < p - 1 or not 1 < y < p - 1:
        raise BadKeyMaterial("no Diffie-Hellman key")
    if q is not None and (not 2 < q < p or (p - 1) % q or pow(g, q, p) != 1 or pow(y, q, p) != 1):
        raise BadKeyMaterial("no Diffie-Hellman key of the subgroup that Q says")


# ---------------------------------------------------------------------------------------------------- generation


def _pi(bits: int) -> int:
    """floor(2^bits * pi), by Machin's formula."""
    guard = 64
    one = 1 << bits + guard

    def arctan(inverse: int) -> int:
        power = total = one // inverse
        divisor, sign = 3, -1
        while power:
            power //= inverse * inverse
            total += sign * (power // divisor)
            divisor, sign = divisor + 2, -sign
        return total

    return 4 * (4 * arctan(5) - arctan(239)) >> guard


def group(length: int) -> tuple[int, int]:
    """The published group of a modulus length: p and g.

    Raises:
        CryptographicFailure: there is none of this length.
    """
    if length not in GROUPS:
        known = ", ".join(map(str, GROUPS))
        raise CryptographicFailure(f"DH keys have {known} bits, not {length}")
    return (1 << length) - (1 << length - 64) - 1 + (_pi(length - 130) + GROUPS[length] << 64), 2


def generate(length: int, random: Callable[[int], bytes]) -> Numbers:
    """A new key of a published group."""
    p, g = group(length)
    # The subgroup has the order (p - 1) / 2; taking the remainder of 64 bits more leaves no bias worth the name.
    x = 2 + int.from_bytes(random(length // 8 + 8), "big") % ((p - 1) // 2 - 3)
    return private(p, g, None, None, x)


# ----------------------------------------------------------------------------------------------------- agreement


def agree(own: Numbers, other: Numbers) -> bytes:
    """The shared secret of a private and another's public key, as long as the modulus (SP 800-56A 5.7.1.1).

    Raises:
        CryptographicFailure: the keys are of different groups, or the secret would be none.
    """
    if own.x is None or (own.p, own.g) != (other.p, other.g):
        raise CryptographicFailure("the keys are of different Diffie-Hellman groups")
    secret = pow(other.y, own.x, own.p)
    if not 1 < secret < own.p - 1:
        raise CryptographicFailure("the keys agree on nothing secret")
    return secret.to_bytes(-(-own.key_size // 8), "big")


# ----------------------------------------------------------------------------------------------------------- DER


def public(numbers: Numbers) -> Numbers:
    """The same key without its private number."""
    return Numbers(numbers.p, numbers.g, numbers.y, numbers.q, numbers.j)


def write_private(numbers: Numbers) -> bytes:
    """PKCS#8 PrivateKeyInfo of a private key."""
    if numbers.x is None:
        raise BadKeyMaterial("a private Diffie-Hellman key has a private number")
    return der.sequence(der.integer(0), _algorithm(numbers), der.octet_string(der.integer(numbers.x)))


def write_public(numbers: Numbers) -> bytes:
    """SubjectPublicKeyInfo of a key."""
    return der.sequence(_algorithm(numbers), der.bit_string(der.integer(numbers.y)))


def _algorithm(numbers: Numbers) -> bytes:
    if numbers.q is None:
        return der.sequence(_PKCS_3, der.sequence(der.integer(numbers.p), der.integer(numbers.g)))
    parts = [numbers.p, numbers.g, numbers.q] + ([] if numbers.j is None else [numbers.j])
    return der.sequence(_X9_42, der.sequence(*map(der.integer, parts)))


def named_by(algorithm: der.Element) -> bool:
    """Whether an AlgorithmIdentifier names Diffie-Hellman."""
    kids = der.children(algorithm) if algorithm.tag == der.SEQUENCE else []
    return bool(kids) and kids[0].raw in _OIDS


def read_private(version: der.Element, algorithm: der.Element, content: der.Element) -> Numbers:
    """The key of the first three elements of a PrivateKeyInfo."""
    if der.number(version) or content.tag != der.OCTET_STRING:
        raise BadKeyMaterial("no PKCS#8 of a Diffie-Hellman key")
    p, g, q, j = _domain(algorithm)
    return private(p, g, q, j, der.number(der.read(content.content, der.INTEGER)))


def read_public(algorithm: der.Element, content: der.Element) -> Numbers:
    """The key of the elements of a SubjectPublicKeyInfo."""
    p, g, q, j = _domain(algorithm)
    return Numbers(p, g, der.number(der.read(der.bits(content), der.INTEGER)), q, j)


def _domain(algorithm: der.Element) -> tuple[int, int, int | None, int | None]:
    kids = der.children(algorithm)
    if len(kids) != 2 or kids[1].tag != der.SEQUENCE:
        raise BadKeyMaterial("no Diffie-Hellman domain parameters")
    # After the numbers X9.42 may have a SEQUENCE of validation parameters; after two of PKCS#3 comes the length of x.
    numbers = [der.number(kid) for kid in der.children(kids[1]) if kid.tag == der.INTEGER]
    if len(numbers) < (2 if kids[0].raw == _PKCS_3 else 3):
        raise BadKeyMaterial("no Diffie-Hellman domain parameters")
    if kids[0].raw == _PKCS_3:
        return numbers[0], numbers[1], None, None
    return numbers[0], numbers[1], numbers[2], numbers[3] if len(numbers) > 3 else None
