"""The life of a key, as PyKMIP's client leads it with the three files of the integration page: `life.py PORT`.

It runs in PyKMIP's environment and in the folder with the files, so it imports nothing of ours.
"""

import os
import sys

from kmip.core import enums
from kmip.core.factories.attributes import AttributeFactory
from kmip.pie.client import ProxyKmipClient
from kmip.pie.exceptions import KmipOperationFailure

CBC = {
    "cryptographic_algorithm": enums.CryptographicAlgorithm.AES,
    "block_cipher_mode": enums.BlockCipherMode.CBC,
    "padding_method": enums.PaddingMethod.PKCS5,
}
PLAIN = b"attack at dawn"


def main(port: int) -> None:
    """Create, get, encrypt, decrypt, locate, activate, revoke and destroy."""
    with ProxyKmipClient(
        hostname="127.0.0.1",
        port=port,
        cert="rsa2k_cert.pem",
        key="rsa2k.pem",
        ca="hsm_cert.pem",
        config_file=os.devnull,
        kmip_version=enums.KMIPVersion.KMIP_1_4,
    ) as client:
        live(client)


def live(client: ProxyKmipClient) -> None:
    """One key from its beginning to its end."""
    mask = [enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT]
    uid = client.create(enums.CryptographicAlgorithm.AES, 256, name="walked", cryptographic_usage_mask=mask)
    expect(len(client.get(uid).value) == 32, "the key has 256 bits")
    client.activate(uid)

    iv = bytes(16)
    secret, _ = client.encrypt(PLAIN, uid=uid, cryptographic_parameters=CBC, iv_counter_nonce=iv)
    expect(secret != PLAIN, "what is encrypted differs from what is not")
    plain = client.decrypt(secret, uid=uid, cryptographic_parameters=CBC, iv_counter_nonce=iv)
    expect(plain == PLAIN, "what was encrypted is decrypted")

    by_name = [AttributeFactory().create_attribute(enums.AttributeType.NAME, "walked")]
    expect(client.locate(attributes=by_name) == [uid], "the key is found by its name")
    client.revoke(enums.RevocationReasonCode.KEY_COMPROMISE, uid)
    client.destroy(uid)
    expect(client.locate(attributes=by_name) == [], "a destroyed key is not found")
    try:
        client.get(uid)
    except KmipOperationFailure as refused:
        expect(refused.reason == enums.ResultReason.ITEM_NOT_FOUND, "a destroyed key is gone")
        print("created, used and destroyed", uid)
    else:
        sys.exit("a destroyed key was given")


def expect(so: bool, what: str) -> None:
    """Go on only if it is so."""
    if not so:
        sys.exit(f"it is not so that {what}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
