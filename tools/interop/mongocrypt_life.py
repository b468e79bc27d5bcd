"""MongoDB's client-side encryption, as its drivers do it: `mongocrypt_life.py HOST PORT CERT KEY CA`.

libmongocrypt makes every request and reads every answer; here its bytes are carried to the HSM, a new connection for
each, and the key vault is a dict. It runs in pymongocrypt's environment, so it imports nothing of ours.
"""

import socket
import ssl
import sys
from collections.abc import Iterator
from typing import Any

import bson
from bson.binary import Binary
from bson.raw_bson import RawBSONDocument
from pymongocrypt.mongocrypt import MongoCryptOptions
from pymongocrypt.synchronous.explicit_encrypter import ExplicitEncrypter
from pymongocrypt.synchronous.state_machine import MongoCryptCallback

ALGORITHM = "AEAD_AES_256_CBC_HMAC_SHA_512-Random"
PLAIN = {"v": "attack at dawn"}
MINOR, OPERATION = bytes.fromhex("42006b0200000004"), bytes.fromhex("42005c0500000004")
NAMES = {0x01: "Create", 0x03: "Register", 0x0A: "Get", 0x12: "Activate", 0x1F: "Encrypt", 0x20: "Decrypt"}
LOCAL_MAKE = [("Register", 0), ("Activate", 0), ("Get", 0)]
LOCAL_USE = [("Get", 0)]
DELEGATED_MAKE = [("Create", 2), ("Activate", 0), ("Encrypt", 2)]
DELEGATED_USE = [("Decrypt", 2)]


class Driver(MongoCryptCallback):
    """What a driver does for libmongocrypt.

    Args:
        address: of the HSM.
        context: for TLS.
    """

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext) -> None:
        self.address, self.context = address, context
        self.vault: dict[bytes, bytes] = {}
        self.asked: list[tuple[str, int]] = []

    def kms_request(self, kms_context: Any) -> None:
        """Carry one request to the HSM and its answer back."""
        message = kms_context.message
        self.asked.append((NAMES[_number(message, OPERATION)], _number(message, MINOR)))
        with (
            socket.create_connection(self.address, 20) as raw,
            self.context.wrap_socket(raw, server_hostname=self.address[0]) as connection,
        ):
            connection.sendall(message)
            while kms_context.bytes_needed > 0:
                data = connection.recv(kms_context.bytes_needed)
                expect(bool(data), "the HSM answers")
                kms_context.feed(data)

    def fetch_keys(self, filter: bytes) -> Iterator[bytes]:
        """The data keys that are looked for by their identifiers."""
        (wanted,) = (each["_id"]["$in"] for each in bson.decode(filter)["$or"] if "_id" in each)
        yield from (self.vault[bytes(uid)] for uid in wanted)

    def insert_data_key(self, data_key: bytes) -> bytes:
        """Keep a data key."""
        uid = bson.decode(data_key)["_id"]
        self.vault[bytes(uid)] = data_key
        return bytes(uid)

    def bson_encode(self, doc: Any) -> bytes:
        """BSON."""
        return bson.encode(doc)

    def collection_info(self, database: str, filter: bytes) -> bytes:
        """There is no database."""
        raise NotImplementedError

    def mark_command(self, database: str, cmd: bytes) -> bytes:
        """There is no database."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""

    def took(self) -> list[tuple[str, int]]:
        """What was asked since the last time: operations and minor versions."""
        asked, self.asked = self.asked, []
        return asked


def _number(message: bytes, head: bytes) -> int:
    at = message.index(head) + len(head)
    return int.from_bytes(message[at : at + 4], "big")


def live(driver: Driver, master_key: dict[str, Any], make: list, use: list) -> None:
    """Make a data key with a new master key; use it with a library that remembers nothing."""
    uid = encrypter(driver).create_data_key("kmip", master_key)
    expect_requests(driver, make)
    secret = encrypter(driver).encrypt(bson.encode(PLAIN), ALGORITHM, key_id=uid)
    expect_requests(driver, use)
    expect(b"dawn" not in secret, "what is encrypted cannot be read")
    plain = encrypter(driver).decrypt(bson.encode(RawBSONDocument(secret)))
    expect_requests(driver, use)
    expect(bson.decode(plain) == PLAIN, "what was encrypted is decrypted")
    key = bson.decode(driver.vault[uid])
    expect(isinstance(key["keyMaterial"], (bytes, Binary)), "the data key is wrapped")
    expect(bool(key["masterKey"]["keyId"]), "the vault knows the identifier of the master key")


def encrypter(driver: Driver) -> ExplicitEncrypter:
    """A library with no key in its cache."""
    endpoint = ":".join(map(str, driver.address))
    return ExplicitEncrypter(driver, MongoCryptOptions({"kmip": {"endpoint": endpoint}}))


def expect_requests(driver: Driver, wanted: list) -> None:
    """Compare what was asked of the HSM: if libmongocrypt asks otherwise, this page has to be read again."""
    asked = driver.took()
    expect(asked == wanted, f"libmongocrypt asks for {wanted}, not {asked}")


def expect(so: bool, what: str) -> None:
    """Go on only if it is so."""
    if not so:
        sys.exit(f"it is not so that {what}")


def main(host: str, port: str, cert: str, key: str, ca: str) -> None:
    """Both ways."""
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(cert, key)
    driver = Driver((host, int(port)), context)
    live(driver, {}, LOCAL_MAKE, LOCAL_USE)
    print("Register, Activate, Get at 1.0; a data key is wrapped by the library")
    live(driver, {"delegated": True}, DELEGATED_MAKE, DELEGATED_USE)
    print("Create, Activate, Encrypt, Decrypt at 1.2 with Random IV; a data key is wrapped by the HSM")


if __name__ == "__main__":
    main(*sys.argv[1:])
