"""hsmsim.crypto.openssl."""

import os

from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import CryptographicFailure
from hsmsim.spec.enums import CryptographicAlgorithm, PaddingMethod
from hsmsim.spec.values import CryptographicParameters
from tests.suites.crypto import pair, suite


class OpenSSLSuite(suite(lambda test: OpenSSL(os.urandom))):
    """OpenSSL is a crypto backend."""

    def test_rsa_takes_no_iv_no_additional_data_and_no_tag(self):
        private, public = pair(self.crypto, CryptographicAlgorithm.RSA, 1024)
        parameters = CryptographicParameters(padding_method=PaddingMethod.PKCS1_V1_5)
        self.assertEqual(self.crypto.iv_size(public, parameters), 0)
        self.assertEqual(self.crypto.tag_length(public, parameters), 0)
        self.assertRaises(CryptographicFailure, self.crypto.encryptor, public, parameters, None, b"data")
        self.assertRaises(CryptographicFailure, self.crypto.decryptor, private, parameters, None, b"data", None)
        self.assertRaises(CryptographicFailure, self.crypto.decryptor, private, parameters, None, b"", b"tag")
