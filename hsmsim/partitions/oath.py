"""One-time codes of OATH: HOTP (RFC 4226) and TOTP (RFC 6238), HMAC-SHA-1."""

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from urllib.parse import quote, urlencode

DIGITS = 6  # of a code, unless said otherwise
DIGITS_OF_DEVICES = range(6, 8 + 1)
STEP = 30  # seconds, unless said otherwise
STEPS_OF_DEVICES = range(15, 300 + 1)
SECRET_SIZE = 20
# RFC 4226 4, R6: at least 128 bits; longer than SHA-1's block of 64 bytes adds nothing.
SECRET_SIZES = range(16, 64 + 1)

ISSUER = "hsmsim"


def hotp(secret: bytes, counter: int, digits: int = DIGITS) -> str:
    """The code of one counter value.

    Spec: RFC 4226 5.3.
    """
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(now: float, step: int = STEP) -> int:
    """The counter value of a moment.

    Spec: RFC 6238 4.2.
    """
    return int(now) // step


def is_code(text: str, digits: int = DIGITS) -> bool:
    """Whether this could be a code at all."""
    return len(text) == digits and text.isascii() and text.isdecimal()


def find(secret: bytes, codes: Sequence[str], counters: range, digits: int = DIGITS) -> int | None:
    """The first of the counter values from which on these codes follow each other; None if there is none.

    Spec: RFC 4226 7.4.
    """
    for counter in counters:
        if all(_same(code, hotp(secret, counter + ahead, digits)) for ahead, code in enumerate(codes)):
            return counter
    return None


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def encode_secret(secret: bytes) -> str:
    """A secret as people type it into a device: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def from_base32(text: str) -> bytes:
    """What base32 stands for; blanks, hyphens, padding and small letters do not matter.

    Raises:
        ValueError: it is no base32. The text does not repeat it.
    """
    plain = re.sub(r"[\s-]", "", text).rstrip("=").upper()
    try:
        return base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        raise ValueError("a secret is written in base32 (A-Z, 2-7)") from None


def decode_secret(text: str) -> bytes:
    """A secret from base32.

    Raises:
        ValueError: it is no base32, or the secret is too short or too long. The text does not repeat it.
    """
    secret = from_base32(text)
    if len(secret) not in SECRET_SIZES:
        raise ValueError(f"a secret has {SECRET_SIZES[0]} to {SECRET_SIZES[-1]} bytes")
    return secret


def address(user_id: str, secret: bytes, *, timed: bool, digits: int, step: int) -> str:
    """What a device reads, mostly as a QR code, to be set up: a Key URI, `otpauth://totp/hsmsim:alice?secret=...`.

    Args:
        timed: TOTP; otherwise HOTP, from counter 0 on.
        step: seconds; of TOTP alone.
    """
    moving = {"period": step} if timed else {"counter": 0}
    fields = {"secret": encode_secret(secret), "issuer": ISSUER, "algorithm": "SHA1", "digits": digits, **moving}
    return f"otpauth://{'totp' if timed else 'hotp'}/{ISSUER}:{quote(user_id)}?{urlencode(fields)}"
