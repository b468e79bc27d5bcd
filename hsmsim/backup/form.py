"""The form of a backup: what stands before the chunks, and the keys that a PIN opens it with.

A backup is: `MAGIC`; the size of the header in two bytes; the header, JSON in UTF-8; HMAC-SHA256 of all this; chunks.
A chunk is `CHUNK` bytes, the last one perhaps fewer, encrypted with AES-256-GCM and so `TAG` bytes longer. Its nonce is
its number in eleven bytes, counted from 0, and in a twelfth 1 for the last chunk, 0 for the others: no chunk opens at
the place of another, and none but the last as the last. Both keys are of scrypt: 32 bytes to encrypt, 32 for the HMAC.
Numbers are big-endian.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hsmsim.interfaces.backups import BadPin, NoBackup

MAGIC = b"hsmsim backup\n"
FORMAT = 1
CHUNK = 64 * 1024
TAG = 16
MAC_SIZE = 32
SALT_SIZE = 16
MOST_HEADER = 1024

PIN_LENGTHS = range(16, 32 + 1)

WORK = 2**16  # scrypt's N; a fifth of a second
# A header that nobody has vouched for yet must not take all the memory: 128 * 8 * N bytes.
MOST_WORK = 2**18
_BLOCK = 8
_LANES = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a backup before its PIN.

    Args:
        product: the version that has made it.
        created: when, in seconds since 1970.
        work: scrypt's N.
        salt: of scrypt; new for each backup, and so are the keys.
    """

    product: str
    created: int
    work: int
    salt: bytes

    def to_bytes(self) -> bytes:
        """All that stands before the HMAC."""
        fields = {
            "format": FORMAT,
            "product": self.product,
            "created": self.created,
            "scrypt": {"n": self.work, "r": _BLOCK, "p": _LANES, "salt": self.salt.hex()},
            "cipher": "AES-256-GCM",
            "chunk": CHUNK,
        }
        text = json.dumps(fields).encode()
        return MAGIC + len(text).to_bytes(2, "big") + text


def read_header(read: Callable[[int], bytes]) -> tuple[Header, bytes, bytes]:
    """The header, all the bytes that it was read from, and the HMAC behind them.

    Args:
        read: so many bytes of the file, fewer only at its end.

    Raises:
        NoBackup: it is none, or of another version.
    """
    magic = read(len(MAGIC))
    if magic != MAGIC:
        raise NoBackup("this file is no backup")
    size = read(2)
    text = read(min(int.from_bytes(size, "big"), MOST_HEADER))
    mac = read(MAC_SIZE)
    try:
        header = _header(json.loads(text))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise NoBackup("the file begins like a backup, but its header cannot be read") from None
    return header, magic + size + text, mac


def _header(fields: Any) -> Header:
    version, scrypt = fields["format"], fields["scrypt"]
    if type(version) is int and version != FORMAT:
        raise NoBackup(f"the backup is of format {version}; format {FORMAT} is read")
    product, created, work, salt = fields["product"], fields["created"], scrypt["n"], bytes.fromhex(scrypt["salt"])
    header = Header(product, created, work, salt)
    if not (isinstance(product, str) and type(created) is int and type(work) is int and len(salt) == SALT_SIZE):
        raise ValueError("types")
    # It has to be the very text that is written; whatever else there may be is of another format.
    if work not in range(2, MOST_WORK + 1) or work & (work - 1) or json.loads(header.to_bytes()[16:]) != fields:
        raise ValueError("values")
    return header


def check_pin(pin: str) -> None:
    """Raises BadPin unless this may be the PIN of a backup."""
    if len(pin) not in PIN_LENGTHS or not pin.isprintable():
        raise BadPin(f"the PIN of a backup has {PIN_LENGTHS[0]} to {PIN_LENGTHS[-1]} characters that can be seen")


class Keys:
    """What a PIN makes of a header. Slow on purpose.

    Raises:
        BadPin: no PIN.
    """

    def __init__(self, pin: str, header: Header) -> None:
        check_pin(pin)
        memory = 128 * _BLOCK * header.work * 2 + (1 << 20)
        made = hashlib.scrypt(
            pin.encode(), salt=header.salt, n=header.work, r=_BLOCK, p=_LANES, maxmem=memory, dklen=64
        )
        self._cipher = AESGCM(made[:32])
        self._mac_key = made[32:]

    def mac(self, written: bytes) -> bytes:
        """The HMAC of what stands before it."""
        return hmac.digest(self._mac_key, written, "sha256")

    def check(self, written: bytes, mac: bytes) -> None:
        """Raises BadPin unless this is the HMAC: where the header is right, it says that the PIN is."""
        if not hmac.compare_digest(self.mac(written), mac):
            raise BadPin("the PIN is wrong, or the header of the backup was changed")

    def close(self, number: int, last: bool, plain: bytes) -> bytes:
        """A chunk as it is written."""
        return self._cipher.encrypt(_nonce(number, last), plain, None)

    def open(self, number: int, last: bool, chunk: bytes) -> bytes:
        """What was written as this chunk; raises InvalidTag, or ValueError where it is too short."""
        return self._cipher.decrypt(_nonce(number, last), chunk, None)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
