"""The layers of wrapping and their keys (KMIP 1.4 sections 2.1.5, 2.1.6)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import FeatureNotSupported, InvalidField, NoMatchingParameters
from hsmsim.exchange.wrapping_keys import Layer, WrappingKey, layers_of
from hsmsim.spec.enums import WrappingMethod
from hsmsim.spec.structures import EncryptionKeyInformation, KeyWrappingData, MacSignatureKeyInformation
from tests.exchange.keys import CBC, GCM, RSA_PRIVATE, RSA_PUBLIC, WRAP, linked, using
from tests.support import rows

M = WrappingMethod
CIPHER = EncryptionKeyInformation(unique_identifier="k1")
MAC = MacSignatureKeyInformation(unique_identifier="k2")
ENCRYPTED, SEALED = Layer.ENCRYPTION, Layer.SEAL


@rows(
    encrypt=(M.ENCRYPT, CIPHER, None, (ENCRYPTED,)),
    mac=(M.MAC_SIGN, None, MAC, (SEALED,)),
    encrypt_then_mac=(M.ENCRYPT_THEN_MAC_SIGN, CIPHER, MAC, (ENCRYPTED, SEALED)),
    mac_then_encrypt=(M.MAC_SIGN_THEN_ENCRYPT, CIPHER, MAC, (SEALED, ENCRYPTED)),
    encrypt_with_nothing=(M.ENCRYPT, None, None, InvalidField),
    encrypt_with_both=(M.ENCRYPT, CIPHER, MAC, InvalidField),
    mac_with_nothing=(M.MAC_SIGN, None, None, InvalidField),
    mac_with_both=(M.MAC_SIGN, CIPHER, MAC, InvalidField),
    encrypt_then_nothing=(M.ENCRYPT_THEN_MAC_SIGN, CIPHER, None, InvalidField),
    mac_then_nothing=(M.MAC_SIGN_THEN_ENCRYPT, None, MAC, InvalidField),
    tr_31=(M.TR_31, CIPHER, None, FeatureNotSupported),
    vendor=(0x80000001, CIPHER, None, FeatureNotSupported),
)
class Layers(SynchronousTestCase):
    """What a method does, in which order, and what it has to be told for it."""

    def check(self, method, cipher, mac, expected):
        data = KeyWrappingData(
            wrapping_method=method, encryption_key_information=cipher, mac_signature_key_information=mac
        )
        if isinstance(expected, tuple):
            self.assertEqual(layers_of(data), expected)
        else:
            self.assertRaises(expected, layers_of, data)


class Parameters(SynchronousTestCase):
    """Which Cryptographic Parameters a key wraps and unwraps with."""

    def key(self, parameters):
        obj = using(parameters)
        return WrappingKey(obj, obj)

    def test_matching(self):
        """One that matches what is asked for, or the first; of a key without any, what is asked for."""
        key = self.key([CBC, WRAP])
        self.assertEqual(key.matching(None), CBC)
        self.assertEqual(key.matching(WRAP), WRAP)
        self.assertRaises(NoMatchingParameters, key.matching, GCM)
        self.assertEqual(self.key(None).matching(GCM), GCM)
        self.assertRaises(NoMatchingParameters, self.key(None).matching, None)

    def test_told(self):
        """What Key Wrapping Data says needs no match; without it, the first."""
        key = self.key([CBC, WRAP])
        self.assertEqual(key.told(GCM), GCM)
        self.assertEqual(key.told(None), CBC)
        self.assertRaises(NoMatchingParameters, self.key(None).told, None)

    def test_of_a_pair(self):
        """Those of the key that is named come first."""
        private, public = linked(RSA_PRIVATE, RSA_PUBLIC, None, "private", "public")
        private.set("Cryptographic Parameters", CBC)
        self.assertEqual(WrappingKey(public, private).own(), [CBC])
        public.set("Cryptographic Parameters", WRAP)
        self.assertEqual(WrappingKey(public, private).own(), [WRAP])
