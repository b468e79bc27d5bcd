"""Elliptic curves: those that both KMIP names (9.1.3.2.5) and `cryptography` has."""

from cryptography.hazmat.primitives.asymmetric import ec

from hsmsim.errors import CryptographicFailure
from hsmsim.spec.enums import CryptographicAlgorithm, RecommendedCurve
from hsmsim.spec.term import title

CURVES: dict[RecommendedCurve, ec.EllipticCurve] = {
    RecommendedCurve.P_192: ec.SECP192R1(),
    RecommendedCurve.P_224: ec.SECP224R1(),
    RecommendedCurve.P_256: ec.SECP256R1(),
    RecommendedCurve.P_384: ec.SECP384R1(),
    RecommendedCurve.P_521: ec.SECP521R1(),
    RecommendedCurve.SECP256K1: ec.SECP256K1(),
    RecommendedCurve.BRAINPOOLP256R1: ec.BrainpoolP256R1(),
    RecommendedCurve.BRAINPOOLP384R1: ec.BrainpoolP384R1(),
    RecommendedCurve.BRAINPOOLP512R1: ec.BrainpoolP512R1(),
}
NAMES: dict[str, RecommendedCurve] = {curve.name: name for name, curve in CURVES.items()}

LENGTHS: tuple[int, ...] = tuple(sorted({curve.key_size for curve in CURVES.values()}))

# The curve of a Cryptographic Length where no curve is named: NIST's of that size.
BY_LENGTH: dict[int, RecommendedCurve] = {
    192: RecommendedCurve.P_192,
    224: RecommendedCurve.P_224,
    256: RecommendedCurve.P_256,
    384: RecommendedCurve.P_384,
    521: RecommendedCurve.P_521,
}
FAMILY: frozenset[CryptographicAlgorithm] = frozenset(
    {
        CryptographicAlgorithm.EC,
        CryptographicAlgorithm.ECDSA,
        CryptographicAlgorithm.ECDH,
        CryptographicAlgorithm.ECMQV,
    }
)


def choose(length: int | None, curve: RecommendedCurve | None) -> RecommendedCurve:
    """The curve that length and Recommended Curve agree on.

    Raises:
        CryptographicFailure: they contradict each other, say nothing, or name a curve that we do not have.
    """
    if curve is None:
        if length is None:
            raise CryptographicFailure("a Recommended Curve or a Cryptographic Length is required")
        if length not in BY_LENGTH:
            raise CryptographicFailure(f"no Recommended Curve is named, and none has {length} bits by default")
        return BY_LENGTH[length]
    if curve not in CURVES:
        raise CryptographicFailure(f"Recommended Curve {title(curve)} is not available")
    if length is not None and length != CURVES[curve].key_size:
        raise CryptographicFailure(f"Recommended Curve {title(curve)} has {CURVES[curve].key_size} bits, not {length}")
    return curve
