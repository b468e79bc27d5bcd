"""hsmsim/server/features.py: which features the listeners add."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.devices.device import EVERYTHING
from hsmsim.server.features import features
from hsmsim.server.tls import Identity, read_identity
from hsmsim.spec.profiles import Feature
from tests.server.wires import server_pair
from tests.support import rows

F = Feature


@cache
def identity(kind):
    """What a server with a key of this kind proves to be; of its certificate nothing is read."""
    if kind == "rsa":
        return read_identity(server_pair("rsa"))
    return Identity(ec.generate_private_key(kind()), None, [])


@rows(
    p256=(False, EVERYTHING, "modern", ec.SECP256R1, {F.SUITE_B_128}),
    p384=(False, EVERYTHING, "modern", ec.SECP384R1, {F.SUITE_B_128, F.SUITE_B_192}),
    p521=(False, EVERYTHING, "modern", ec.SECP521R1, set()),
    rsa=(False, EVERYTHING, "modern", "rsa", set()),
    kmip=(False, EVERYTHING, "kmip", "rsa", {F.TLS_1_2}),
    https=(True, EVERYTHING, "modern", "rsa", {F.HTTPS, F.XML, F.JSON}),
    https_in_json=(True, {"TTLV", "JSON"}, "modern", "rsa", {F.HTTPS, F.JSON}),
    no_https=(False, {"XML"}, "modern", "rsa", set()),
)
class Features(SynchronousTestCase):
    def check(self, https, encodings, suites, kind, expected):
        found = features(kmip=True, https=https, encodings=encodings, suites=suites, identity=identity(kind))
        self.assertEqual(found, expected | {F.TTLV, F.TLS, F.SERVER_TO_CLIENT})

    def test_ttlv(self):
        """On a port of its own, or over HTTPS."""
        for kmip, https, encodings, there in (
            (False, True, EVERYTHING, True),
            (True, True, {"XML"}, True),
            (False, True, {"XML"}, False),
            (False, False, EVERYTHING, False),
        ):
            found = features(kmip=kmip, https=https, encodings=encodings, suites="modern", identity=identity("rsa"))
            self.assertEqual(F.TTLV in found, there)
