"""What the listeners add to what is offered: the features that profiles require."""

from collections.abc import Container

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from hsmsim.server.tls import Identity
from hsmsim.spec.profiles import Feature

# Bits of the curve that the server's key is on, and the levels of Suite B that it is enough for (RFC 6460 section 4).
_SUITE_B = {256: {Feature.SUITE_B_128}, 384: {Feature.SUITE_B_128, Feature.SUITE_B_192}}
_OVER_HTTPS = {"XML": Feature.XML, "JSON": Feature.JSON}


def features(
    *, kmip: bool, https: bool, encodings: Container[str], suites: str, identity: Identity
) -> frozenset[Feature]:
    """The features of a server.

    Args:
        kmip: whether there is a listener for TTLV alone.
        https: whether there is a listener for HTTPS.
        encodings: names of the encodings that HTTPS takes.
        suites: a name of `tls.SUITES`.
        identity: what the server proves to be; the suites of Suite B are among all of `tls.SUITES`.
    """
    found = {Feature.TLS, Feature.SERVER_TO_CLIENT}  # all listeners speak TLS; a setting says what is sent to whom
    if kmip or (https and "TTLV" in encodings):
        found.add(Feature.TTLV)
    if https:
        found |= {Feature.HTTPS, *(feature for name, feature in _OVER_HTTPS.items() if name in encodings)}
    if suites == "kmip":
        found.add(Feature.TLS_1_2)
    if isinstance(identity.key, EllipticCurvePrivateKey):
        found |= _SUITE_B.get(identity.key.curve.key_size, set())
    return frozenset(found)
