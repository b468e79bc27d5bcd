"""hsmsim.crypto.dh."""

import os

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import der, dh, keys
from hsmsim.errors import BadKeyMaterial, CryptographicFailure
from tests.support import rows

P, G = dh.group(1024)
Q = (P - 1) // 2
OTHER = P - 2  # odd, and no number that the group was made for


@rows(
    rfc_2409_group_2=(1024, "49286651ece65381ffffffffffffffff"),
    rfc_3526_group_14=(2048, "15728e5a8aacaa68ffffffffffffffff"),
    rfc_3526_group_16=(4096, "4df435c934063199ffffffffffffffff"),
)
class Groups(SynchronousTestCase):
    def check(self, length, end):
        p, g = dh.group(length)
        self.assertEqual((p.bit_length(), g), (length, 2))
        self.assertTrue(f"{p:x}".startswith("ffffffffffffffffc90fdaa22168c234"))
        self.assertTrue(f"{p:x}".endswith(end))
        self.assertEqual(pow(g, (p - 1) // 2, p), 1)


@rows(
    short=(dh.Numbers(23, 5, 8),),
    even=(dh.Numbers(P - 1, G, 4),),
    generator_1=(dh.Numbers(P, 1, 4),),
    public_1=(dh.Numbers(P, G, 1),),
    public_order_2=(dh.Numbers(P, G, P - 1),),
    no_subgroup=(dh.Numbers(P, G, 4, q=Q - 1),),
    tiny_subgroup=(dh.Numbers(P, G, 4, q=2),),
    generator_of_another=(dh.Numbers(P, P - 2, 4, q=Q),),
    public_of_another=(dh.Numbers(P, G, P - 2, q=Q),),
)
class NoKey(SynchronousTestCase):
    def check(self, numbers):
        self.assertRaises(BadKeyMaterial, dh.check, numbers)


class DiffieHellman(SynchronousTestCase):
    def test_two_parties_agree(self):
        one, two = dh.generate(1024, os.urandom), dh.generate(1024, os.urandom)
        self.assertEqual(pow(two.y, one.x, P), pow(one.y, two.x, P))
        dh.check(one)
        self.assertNotIn(str(one.x), repr(one))

    def test_there_are_groups_of_some_lengths(self):
        self.assertRaises(CryptographicFailure, dh.group, 1025)

    def test_der_keeps_what_is_known(self):
        for q, j in ((None, None), (Q, None), (Q, 2)):
            private = dh.private(P, G, q, j, 12345)
            self.assertEqual(keys.load_private(dh.write_private(private), True), private)
            self.assertEqual(keys.load_public(dh.write_public(private)), dh.public(private))

    def test_a_public_key_has_no_private_form(self):
        self.assertRaises(BadKeyMaterial, dh.write_private, dh.public(dh.private(P, G, None, None, 5)))

    def test_numbers_that_are_no_key(self):
        for p, g, x in ((P, G, 0), (P, G, P), (P - 1, G, 5), (2, 1, 1), (P, 1, 5), (1 << 8193 | 1, 2, 5)):
            self.assertRaises(BadKeyMaterial, dh.private, p, g, None, None, x)

    def test_der_that_is_no_key(self):
        good = dh.private(P, G, None, None, 5)
        _, algorithm, secret = (part.raw for part in der.children(der.read(dh.write_private(good))))
        oid = der.children(der.read(algorithm))[0].raw
        x9_42 = der.children(der.children(der.read(dh.write_private(dh.private(P, G, Q, None, 5))))[1])[0].raw
        numbers = der.sequence(der.integer(P), der.integer(G))
        for wrong in (
            der.sequence(der.integer(1), algorithm, secret),
            der.sequence(der.integer(0), algorithm, der.integer(5)),
            der.sequence(der.integer(0), der.sequence(oid), secret),
            der.sequence(der.integer(0), der.sequence(oid, der.integer(P)), secret),
            der.sequence(der.integer(0), der.sequence(oid, der.sequence(der.integer(P))), secret),
            der.sequence(der.integer(0), der.sequence(x9_42, numbers), secret),
        ):
            self.assertRaises(BadKeyMaterial, keys.load_private, wrong, True)


class Agreeing(SynchronousTestCase):
    def test_a_short_secret_is_as_long_as_the_modulus(self):
        own = dh.private(P, G, None, None, 3)
        other = dh.Numbers(P, G, 2)
        self.assertEqual(dh.agree(own, other), bytes(127) + b"\x08")

    def test_nothing_secret(self):
        own = dh.private(P, G, None, None, 4)
        for y in (1, P - 1, P, 0):
            self.assertRaises(CryptographicFailure, dh.agree, own, dh.Numbers(P, G, y))

    def test_it_takes_a_private_key(self):
        self.assertRaises(CryptographicFailure, dh.agree, dh.Numbers(P, G, 4), dh.Numbers(P, G, 4))
