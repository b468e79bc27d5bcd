"""hsmsim/model/sharing.py (2.2.5)."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import CryptographicFailure, InvalidField
from hsmsim.model.fields import GF_2_16, prime_above
from hsmsim.model.sharing import MOST_PARTS, MOST_WORK, Scheme, check, join, split, work
from hsmsim.spec.enums import SplitKeyMethod
from tests.support import rows

XOR = SplitKeyMethod.XOR
GF_8 = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8
GF_16 = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_16
PRIME = SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD
P = (1 << 127) - 1


def counted(*parts):
    """A source of random bytes that gives these."""
    left = list(parts)

    def random(size):
        part = left.pop(0)
        assert len(part) == size, (part, size)
        return part

    return random


@rows(
    xor=(Scheme(XOR, 3, 3), b"\x0f", [b"\xf0", b"\x01"], [b"\xf0", b"\x01", b"\xfe"]),
    # Each share is secret + 80 x: x^8 = 1D.
    gf_8=(Scheme(GF_8, 3, 2), b"\x01\x00", [b"\x80\x80"], [b"\x81\x80", b"\x1c\x1d", b"\x9c\x9d"]),
    # secret + y x, and at x = 2: below y stands the polynomial of FIPS 197.
    gf_16=(Scheme(GF_16, 2, 2), b"\0\x05", [b"\x80\0"], [b"\x80\x05", b"\x1b\x05"]),
    gf_16_odd=(Scheme(GF_16, 2, 2), b"\x05", [b"\0\0"], [b"\x05\0", b"\x05\0"]),
    # 5 + 3x + 2x^2 modulo 131071.
    prime=(
        Scheme(PRIME, 4, 3, 131071),
        b"\x05",
        [bytes(10) + b"\x03", bytes(10) + b"\x02"],
        [(value).to_bytes(3, "big") for value in (10, 19, 32, 49)],
    ),
    one_is_enough=(Scheme(GF_8, 2, 1), b"secret", [], [b"secret", b"secret"]),
)
class KnownAnswers(SynchronousTestCase):
    def check(self, scheme, secret, drawn, shares):
        check(scheme)
        self.assertEqual(split(scheme, secret, counted(*drawn)), shares)
        numbered = dict(enumerate(shares, 1))
        for chosen in combinations(numbered.items(), scheme.threshold):
            self.assertEqual(join(scheme, dict(chosen)).strip(b"\0"), secret.strip(b"\0"))

    def test_a_share_whose_number_needs_both_bytes(self):
        """At x = y the share of 0 + y x is y^2 = y + m."""
        shares = split(Scheme(GF_16, 256, 2), b"\0\0", counted(b"\x01\x00"))
        self.assertEqual(shares[255], b"\x01\x3a")


SCHEMES = {
    "xor": Scheme(XOR, 4, 4),
    "gf_8": Scheme(GF_8, 6, 3),
    "gf_16": Scheme(GF_16, 6, 3),
    "prime": Scheme(PRIME, 6, 3, prime_above(40 * 8)),
}


@rows(**{name: (scheme,) for name, scheme in SCHEMES.items()})
class ThereAndBack(SynchronousTestCase):
    def check(self, scheme):
        @settings(max_examples=30, deadline=None, derandomize=True)
        @given(st.binary(min_size=1, max_size=40), st.randoms(use_true_random=False), st.data())
        def round_trip(secret, random, data):
            shares = split(scheme, secret, random.randbytes)
            numbers = data.draw(
                st.lists(st.integers(1, scheme.parts), min_size=scheme.threshold, max_size=scheme.parts, unique=True)
            )
            joined = join(scheme, {number: shares[number - 1] for number in numbers})
            if scheme.prime is not None:
                joined = joined[-len(secret) :]
            self.assertEqual(joined[: len(secret)], secret)
            self.assertEqual(joined[len(secret) :].strip(b"\0"), b"")

        round_trip()


@rows(
    method=(Scheme(0x80000001, 2, 2),),
    no_threshold=(Scheme(GF_8, 2, 0),),
    threshold_above_parts=(Scheme(GF_8, 2, 3),),
    too_many_bytes=(Scheme(GF_8, 256, 2),),
    too_many_pairs=(Scheme(GF_16, 65536, 2),),
    no_prime=(Scheme(PRIME, 2, 2),),
    composite=(Scheme(PRIME, 2, 2, P * 3),),
    negative=(Scheme(PRIME, 2, 2, -P),),
    small_prime=(Scheme(PRIME, 7, 2, 7),),
)
class Refused(SynchronousTestCase):
    def check(self, scheme):
        self.assertRaises(InvalidField, check, scheme)

    def test_the_most_parts_of_a_field(self):
        check(Scheme(GF_8, 255, 255))
        check(Scheme(GF_16, 65535, 2))
        check(Scheme(PRIME, 6, 2, 7))

    def test_a_secret_that_the_prime_field_lacks(self):
        scheme = Scheme(PRIME, 2, 2, P)
        self.assertRaises(CryptographicFailure, split, scheme, bytes(16), bytes)
        self.assertEqual(join(scheme, dict(enumerate(split(scheme, bytes(15), bytes), 1))), bytes(16))


@rows(
    too_few=(SCHEMES["gf_8"], {1: b"a", 2: b"b"}),
    none=(SCHEMES["gf_8"], {}),
    xor_needs_all=(Scheme(XOR, 3, 2), {1: b"a", 2: b"b"}),
    too_few_for_xor=(SCHEMES["xor"], {1: b"a", 2: b"b", 3: b"c"}),
    too_many=(Scheme(GF_8, 255, 2), dict.fromkeys(range(1, MOST_PARTS + 2), b"a")),
    other_length=(SCHEMES["gf_8"], {1: b"a", 2: b"b", 3: b"cc"}),
    not_of_one_secret=(SCHEMES["gf_8"], {1: b"a", 2: b"a", 3: b"a", 4: b"b"}),
    share_above_the_prime=(Scheme(PRIME, 3, 2, 131071), {1: b"\xff" * 3, 2: b"\0\0\1"}),
)
class NotJoined(SynchronousTestCase):
    def check(self, scheme, shares):
        self.assertRaises(CryptographicFailure, join, scheme, shares)


@rows(
    xor=(Scheme(XOR, 4, 4), 16, 4, 256),
    xor_needs_all=(Scheme(XOR, 4, 2), 16, 4, 256),
    gf_8=(Scheme(GF_8, 5, 3), 100, 5, 1500),
    gf_16_of_more_shares_than_are_needed=(Scheme(GF_16, 9, 3), 100, 4, 1200),
    a_prime_is_longer_than_the_secret=(Scheme(PRIME, 5, 2, prime_above(1000)), 16, 5, 1279 // 8 * 5 * 2),
)
class Work(SynchronousTestCase):
    def check(self, scheme, size, count, expected):
        self.assertEqual(work(scheme, size, count), expected)


class TooMuchWork(SynchronousTestCase):
    """128 KiB in 100 parts that are all needed: eight seconds."""

    scheme, size = Scheme(GF_16, MOST_PARTS, MOST_PARTS), 1 << 17

    def drawn(self, size):
        raise AssertionError("it has begun")

    def test_to_split(self):
        self.assertGreater(work(self.scheme, self.size, MOST_PARTS), MOST_WORK)
        self.assertRaises(CryptographicFailure, split, self.scheme, bytes(self.size), self.drawn)

    def test_to_join(self):
        shares = dict.fromkeys(range(1, MOST_PARTS + 1), bytes(self.size))
        self.patch(GF_2_16, "vector", self.drawn)
        self.assertRaises(CryptographicFailure, join, self.scheme, shares)
