"""hsmsim.crypto.extensions."""

from cryptography import x509
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import extensions
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from tests.support import rows


def usage_of(value):
    """Bits of Cryptographic Usage Mask of a Key Usage extension that was written."""
    flags = x509.Extension(x509.ExtensionOID.KEY_USAGE, True, value)
    return extensions.read(x509.Extensions([flags])).usage


@rows(
    sign=(Mask.SIGN, "digital_signature", Mask.VERIFY),
    verify=(Mask.VERIFY, "digital_signature", Mask.VERIFY),
    commitment=(Mask.CONTENT_COMMITMENT, "content_commitment", Mask.CONTENT_COMMITMENT),
    wrap=(Mask.WRAP_KEY, "key_encipherment", Mask.WRAP_KEY),
    unwrap=(Mask.UNWRAP_KEY, "key_encipherment", Mask.WRAP_KEY),
    encrypt=(Mask.ENCRYPT, "data_encipherment", Mask.ENCRYPT),
    decrypt=(Mask.DECRYPT, "data_encipherment", Mask.ENCRYPT),
    agreement=(Mask.KEY_AGREEMENT, "key_agreement", Mask.KEY_AGREEMENT),
    certificates=(Mask.CERTIFICATE_SIGN, "key_cert_sign", Mask.CERTIFICATE_SIGN),
    lists=(Mask.CRL_SIGN, "crl_sign", Mask.CRL_SIGN),
)
class Table96(SynchronousTestCase):
    NAMES = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign",
    )  # fmt: skip

    def check(self, bit, flag, back):
        flags = {name: name == flag for name in self.NAMES}
        value = x509.KeyUsage(encipher_only=False, decipher_only=False, **flags)
        self.assertEqual(extensions.key_usage(bit | Mask.EXPORT), value.public_bytes())
        self.assertEqual(usage_of(value), back)

    def test_no_flag(self):
        self.assertIsNone(extensions.key_usage(0))
        self.assertIsNone(extensions.key_usage(Mask.EXPORT | Mask.DERIVE_KEY))


def read(value, critical):
    return extensions.read(x509.Extensions([x509.Extension(value.oid, critical, value)]))


class Reading(SynchronousTestCase):
    def test_nothing(self):
        self.assertEqual(extensions.read(x509.Extensions([])), extensions.Extensions())

    def test_critical_ones_that_say_more_than_is_judged(self):
        policies = x509.PolicyConstraints(None, 0)
        self.assertFalse(read(policies, True).understood)
        self.assertTrue(read(policies, False).understood)
        self.assertTrue(read(x509.BasicConstraints(True, None), True).understood)
