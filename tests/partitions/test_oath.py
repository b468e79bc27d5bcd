"""Tests of hsmsim/partitions/oath.py; the vectors are those of RFC 4226 appendix D and RFC 6238 appendix B."""

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
    t59=(59, "287082"),
    t1111111109=(1111111109, "081804"),
    t1111111111=(1111111111, "050471"),
    t1234567890=(1234567890, "005924"),
    t2000000000=(2000000000, "279037"),
    t20000000000=(20000000000, "353130"),
)
class Totp(SynchronousTestCase):
    """RFC 6238, appendix B: the last six of its eight digits."""

    def check(self, now: int, code: str) -> None:
        self.assertEqual(oath.hotp(SECRET, oath.step_at(now)), code)


class Find(SynchronousTestCase):
    """Codes are looked for."""

    def test_one(self) -> None:
        self.assertEqual(oath.find(SECRET, [CODES[4]], range(2, 6)), 4)
        self.assertIsNone(oath.find(SECRET, [CODES[4]], range(5, 9)))

    def test_two_in_a_row(self) -> None:
        self.assertEqual(oath.find(SECRET, CODES[4:6], range(9)), 4)
        self.assertIsNone(oath.find(SECRET, [CODES[4], CODES[6]], range(9)))


@rows(
    right=("012345", True),
    short=("12345", False),
    long=("1234567", False),
    letters=("12345a", False),
    other_digits=("12345٦", False),
    line_end=("123456\n", False),
)
class IsCode(SynchronousTestCase):
    """Six ASCII digits."""

    def check(self, text: str, right: bool) -> None:
        self.assertEqual(oath.is_code(text), right)


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
