"""hsmsim.store.seal."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.errors import Damaged
from hsmsim.store.seal import Seal, object_place, user_place
from tests.support import rows

KEY = bytes(32)
NONCE = bytes(range(12))


def seal(key=KEY):
    return Seal(key, lambda size: NONCE[:size])


class SealTests(SynchronousTestCase):
    def test_opens_in_its_place(self):
        self.assertEqual(seal().open("here", seal().close("here", b"plain")), b"plain")

    def test_nonce_comes_from_the_source(self):
        sealed = seal().close("here", b"plain")
        self.assertEqual(sealed[:12], NONCE)
        self.assertEqual(len(sealed), 12 + 5 + 16)

    def test_places_differ(self):
        places = {user_place("anna"), object_place("anna", "k"), object_place("ann", "ak"), object_place("anna", "/k")}
        self.assertEqual(len(places), 4)


SEALED = seal().close("here", b"plain")


@rows(
    other_place=(seal(), "there", SEALED),
    other_key=(seal(b"k" * 32), "here", SEALED),
    changed=(seal(), "here", SEALED[:-1] + bytes([SEALED[-1] ^ 1])),
    cut=(seal(), "here", SEALED[:20]),
    empty=(seal(), "here", b""),
)
class Refused(SynchronousTestCase):
    def check(self, with_seal, place, sealed):
        with self.assertRaises(Damaged) as caught:
            with_seal.open(place, sealed)
        self.assertEqual(
            str(caught.exception),
            f"{place} was changed outside hsmsim: restore the state folder from a backup",
        )
