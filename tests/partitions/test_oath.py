"""Tests of hsmsim/partitions/oath.py; the vectors are those of RFC 4226 appendix D and RFC 6238 appendix B."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.partitions import oath
from tests.support import rows

SECRET = b"12345678901234567890"
CODES = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


class Hotp(SynchronousTestCase):
    """RFC 4226, appendix D."""

    def test_vectors(self) -> None:
        self.assertEqual([oath.hotp(SECRET, counter) for counter in range(10)], CODES)


@rows(
    t59=(59, "94287082"),
    t1111111109=(1111111109, "07081804"),
    t1111111111=(1111111111, "14050471"),
    t1234567890=(1234567890, "89005924"),
    t2000000000=(2000000000, "69279037"),
    t20000000000=(20000000000, "65353130"),
)
class Totp(SynchronousTestCase):
    """RFC 6238, appendix B: eight digits, and the last six and seven of them."""

    def check(self, now: int, code: str) -> None:
        for digits in oath.DIGITS_OF_DEVICES:
            self.assertEqual(oath.hotp(SECRET, oath.step_at(now), digits), code[-digits:])
        self.assertEqual(oath.hotp(SECRET, oath.step_at(now)), code[-6:])

    def test_steps(self) -> None:
        self.assertEqual([oath.step_at(1000.9), oath.step_at(1000, 15), oath.step_at(1000, 300)], [33, 66, 3])


@rows(
    time=(
        {"timed": True, "digits": 8, "step": 60},
        "otpauth://totp/hsmsim:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=hsmsim&algorithm=SHA1&digits=8"
        "&period=60",
    ),
    event=(
        {"timed": False, "digits": 6, "step": 30},
        "otpauth://hotp/hsmsim:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=hsmsim&algorithm=SHA1&digits=6"
        "&counter=0",
    ),
)
class Address(SynchronousTestCase):
    """What a device is set up with."""

    def check(self, device: dict[str, Any], address: str) -> None:
        self.assertEqual(oath.address("alice", SECRET, **device), address)


class Find(SynchronousTestCase):
    """Codes are looked for."""

    def test_one(self) -> None:
        self.assertEqual(oath.find(SECRET, [CODES[4]], range(2, 6)), 4)
        self.assertIsNone(oath.find(SECRET, [CODES[4]], range(5, 9)))

    def test_two_in_a_row(self) -> None:
        self.assertEqual(oath.find(SECRET, CODES[4:6], range(9)), 4)
        self.assertIsNone(oath.find(SECRET, [CODES[4], CODES[6]], range(9)))

    def test_of_so_many_digits(self) -> None:
        self.assertEqual(oath.find(SECRET, [oath.hotp(SECRET, 4, 8)], range(9), 8), 4)
        self.assertIsNone(oath.find(SECRET, [oath.hotp(SECRET, 4, 8)], range(9), 7))


@rows(
    right=("012345", True),
    short=("12345", False),
    long=("1234567", False),
    letters=("12345a", False),
    other_digits=("12345٦", False),
    other_numbers=("12345²", False),
    line_end=("123456\n", False),
)
class IsCode(SynchronousTestCase):
    """Six ASCII digits, or as many as there should be."""

    def check(self, text: str, right: bool) -> None:
        self.assertEqual(oath.is_code(text), right)
        self.assertEqual(oath.is_code("12" + text, 8), right)


@rows(
    plain=("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", SECRET),
    as_people_type=("gezd gnbv-gy3t qojq gezd gnbv gy3t qojq", SECRET),
    padded=("GEZDGNBVGY3TQOJQGEZDGNBVGY======", b"1234567890123456"),
    without_padding=("GEZDGNBVGY3TQOJQGEZDGNBVGY", b"1234567890123456"),
)
class Secret(SynchronousTestCase):
    """Base32 as devices show it."""

    def check(self, text: str, secret: bytes) -> None:
        self.assertEqual(oath.decode_secret(text), secret)
        self.assertEqual(oath.decode_secret(oath.encode_secret(secret)), secret)


@rows(
    digits=("GEZDGNBVGY3TQOJ1GEZDGNBVGY3TQOJ1", "base32"),
    not_ascii=("ГEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "base32"),
    length=("GEZDGNBVG", "base32"),
    short=("GEZDGNBVGY3TQOJQ", "16 to 64"),
    empty=("", "16 to 64"),
    long=("G" * 8 * 13, "16 to 64"),
)
class NoSecret(SynchronousTestCase):
    """What is refused is not repeated."""

    def check(self, text: str, why: str) -> None:
        with self.assertRaisesRegex(ValueError, why) as caught:
            oath.decode_secret(text)
        self.assertTrue(not text or text not in str(caught.exception))
