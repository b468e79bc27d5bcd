"""hsmsim/model/fields.py (2.2.5)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.model import fields
from hsmsim.model.fields import GF_2_8, GF_2_16, Bytes, Prime, is_prime, prime_above, takes_long
from tests.support import rows

P = (1 << 61) - 1
FIPS_197 = Bytes(0x11B, 3)


@rows(
    # FIPS 197 4.2 and 4.2.1.
    fips_197=(FIPS_197, 0x57, 0x83, 0xC1),
    fips_197_xtime=(FIPS_197, 0x57, 0x13, 0xFE),
    # 80 times x is x^8, which each polynomial says in its own way.
    shares=(GF_2_8, 0x80, 2, 0x1D),
    base=(FIPS_197, 0x80, 2, 0x1B),
    zero=(GF_2_8, 0, 7, 0),
    one=(GF_2_16, 0xABCD, 1, 0xABCD),
    # y times y is y + m.
    y_squared=(GF_2_16, 0x100, 0x100, 0x13A),
    pairs_of_bytes=(GF_2_16, 0x57, 0x83, 0xC1),
    prime=(Prime(P), P - 1, P - 1, 1),
)
class Products(SynchronousTestCase):
    def check(self, field, left, right, product):
        self.assertEqual(field.times(left, right), product)
        self.assertEqual(field.times(right, left), product)


@rows(bytes=(GF_2_8, range(1, 256)), pairs=(GF_2_16, range(1, 65536, 83)), prime=(Prime(P), (1, 2, 3, P - 1)))
class Inverses(SynchronousTestCase):
    def check(self, field, elements):
        for element in elements:
            self.assertEqual(field.times(element, field.inverse(element)), 1)


@rows(bytes=(GF_2_8, 1, 7), pairs=(GF_2_16, 2, 0xABCD), prime=(Prime(P), 8, 12345))
class Vectors(SynchronousTestCase):
    def check(self, field, size, element):
        """What is done with vectors is done with each of their elements."""
        for number in (0, 1, 99):
            vector = field.vector(number.to_bytes(size, "big"))
            scaled = int.from_bytes(field.data(field.scale(vector, element)), "big")
            self.assertEqual(scaled, field.times(number, element))
            self.assertEqual(field.data(field.add(vector, field.vector(bytes(size)))), field.data(vector))
        self.assertEqual(field.minus(element, element), 0)
        drawn = field.random(vector, lambda count: b"\x01" * count)
        self.assertNotEqual(field.data(drawn), bytes(size))
        self.assertEqual(len(field.data(drawn)), size)

    def test_an_odd_byte_is_filled_up(self):
        self.assertEqual(GF_2_16.data(GF_2_16.vector(b"abc")), b"abc\0")


class Primes(SynchronousTestCase):
    def test_a_number_that_the_field_lacks(self):
        self.assertRaises(CryptographicFailure, Prime(257).vector, b"\x01\x01")

    def test_a_field_that_is_none(self):
        self.assertRaises(CryptographicFailure, Prime(15).inverse, 5)

    def test_the_next_that_is_known(self):
        for bits in (1, 16, 128, 2048, 9000, 44496):
            prime = prime_above(bits)
            self.assertTrue(is_prime(prime))
            self.assertGreater(prime, 1 << bits)
        self.assertEqual(prime_above(128), (1 << 521) - 1)
        self.assertRaises(CryptographicFailure, prime_above, 44497)

    def test_of_small_numbers(self):
        small = [number for number in range(-5, 100) if is_prime(number)]
        right = [n for n in range(2, 100) if all(n % each for each in range(2, n))]
        self.assertEqual(small, right)

    def test_of_others(self):
        # A Carmichael number; the product of two primes; the group of RFC 3526 and its neighbour; one too long to test.
        for composite in (561, 9746347772161, P * ((1 << 89) - 1), (1 << 2203) - 3, (1 << 4253) + 1, (1 << 4099) - 1):
            self.assertFalse(is_prime(composite), composite.bit_length())
        for prime in (65537, (1 << 255) - 19, P):
            self.assertTrue(is_prime(prime))

    def test_xor(self):
        self.assertEqual(fields.xor(b"\x0f\xf0", b"\xff\xff"), b"\xf0\x0f")

    def test_what_was_found_out_is_remembered(self):
        number, tried, passes = (1 << 1024) - 105, [], fields._passes
        self.patch(fields, "_passes", lambda *how: tried.append(how) or passes(*how))
        is_prime.cache_clear()
        self.assertTrue(is_prime(number))
        self.assertEqual(len(tried), 4)
        self.assertTrue(is_prime(number))
        self.assertEqual(len(tried), 4)


@rows(
    short=((1 << 512) - 569, False),
    long=((1 << 1024) - 105, True),
    longest=((1 << 4096) - 1, True),
    too_long_to_be_tried=((1 << 4096) + 1, False),
    known=((1 << 2203) - 1, False),
    negative=(-(1 << 1024) + 105, False),
    nothing=(0, False),
)
class TakesLong(SynchronousTestCase):
    def check(self, number, long):
        self.assertIs(takes_long(number), long)
