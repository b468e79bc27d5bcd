"""How strong a key is, so that it is not wrapped with a weaker one (NIST SP 800-57 part 1, 5.6.1, tables 2 and 3)."""

from bisect import bisect_right

from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm

STRONGEST = 256

# The least length in bits, of modulus or P, and the bits of security from there on.
_FACTORING = ((1024, 80), (2048, 112), (3072, 128), (7680, 192), (15360, STRONGEST))
# The same for the field of a curve.
_CURVES = ((160, 80), (224, 112), (256, 128), (384, 192), (512, STRONGEST))

_TABLES = {
    **dict.fromkeys((Algorithm.RSA, Algorithm.DSA, Algorithm.DH), _FACTORING),
    **dict.fromkeys((Algorithm.EC, Algorithm.ECDSA, Algorithm.ECDH, Algorithm.ECMQV), _CURVES),
    # With two keys, and with three; KMIP counts them with parity and without.
    Algorithm.DES3: ((112, 80), (168, 112)),
    Algorithm.DES: ((56, 56),),
}


def strength(algorithm: Algorithm, length: int) -> int:
    """Bits of security; 0 of what is weaker than all that the tables have.

    Args:
        length: Cryptographic Length. Where no table is, a key is as strong as it is long, up to the most that one has.
    """
    table = _TABLES.get(algorithm)
    if table is None:
        return min(length, STRONGEST)
    place = bisect_right(table, length, key=lambda row: row[0])
    return table[place - 1][1] if place else 0
