"""hsmsim/exchange/offer.py: what a profile requires, and what is there of it."""

import os
from types import SimpleNamespace

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.narrowed import Narrowed
from hsmsim.devices.device import UNRESTRICTED, Device, Limits
from hsmsim.exchange.offer import in_parts, offer_of
from hsmsim.operations import discover_versions, sign, table
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import KeyFormatType, ObjectType, Operation
from hsmsim.spec.profiles import PROFILES, Clause, Feature
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import structure, text
from tests.support import rows

# What there is without any listener, and what listeners add.
OWN = {
    Feature.ID_PLACEHOLDER,
    Feature.MESSAGE_FORMAT,
    Feature.AUTHENTICATION,
    Feature.ERROR_HANDLING,
    Feature.SIX_ITEMS,
}
LISTENING = set(Feature) - OWN


def offer(rows=None, device=UNRESTRICTED, features=LISTENING):
    """What a server has of these operations; all of them where none are named."""
    return offer_of(table() if rows is None else rows, device, Narrowed(os.urandom, device), features)


@rows(**{profile.title.translate(str.maketrans(" .", "__")): (profile,) for profile in PROFILES})
class Profiles(SynchronousTestCase):
    """Whatever a profile requires, the product has."""

    def check(self, profile):
        self.assertEqual(offer().lacks(profile), [])


@structure(Tag)
class Insisting:
    """A request that has to say which object it is about."""

    unique_identifier: str = text()


ONLY_QUERY = {Operation.QUERY: table()[Operation.QUERY]}
INSISTING = {Operation.GET: SimpleNamespace(request=Insisting, response=Insisting)}


# What is there in one server and not in another.
@rows(
    base_object=("base_objects", Tag.CAPABILITY_INFORMATION, {"rows": {}}),
    base_object_of_a_header=("base_objects", Tag.KEY_VALUE, {"rows": ONLY_QUERY}),
    object=("objects", ObjectType.TEMPLATE, {"device": Device(objects=frozenset({ObjectType.SECRET_DATA}))}),
    operation=("operations", Operation.GET, {"rows": ONLY_QUERY}),
    in_parts=("in_parts", Operation.SIGN, {"rows": ONLY_QUERY}),
    key=("keys", (Algorithm.AES, 192), {"device": Device(algorithms={Algorithm.AES: {128}})}),
    pair=("keys", (Algorithm.RSA, 3072), {"device": Device(algorithms={Algorithm.RSA: {2048}})}),
    placeholder=("features", Feature.ID_PLACEHOLDER, {"rows": INSISTING}),
    items=("features", Feature.SIX_ITEMS, {"device": Device(limits=Limits(batch_items=5))}),
    listener=("features", Feature.HTTPS, {"features": {Feature.TLS}}),
)  # fmt: skip
class Lacking(SynchronousTestCase):
    def check(self, kind, what, lack):
        self.assertTrue(offer().has(Clause(kind, what)))
        self.assertFalse(offer(**lack).has(Clause(kind, what)))


class There(SynchronousTestCase):
    def test_what_the_exchange_does_by_itself(self):
        self.assertEqual(offer({}, features=()).features, OWN)

    def test_what_nobody_has(self):
        for clause in (
            Clause("keys", (Algorithm.AES, 129)),
            Clause("keys", (Algorithm.TWOFISH, 128)),
            Clause("keys", (Algorithm.RSA, 1025)),
            Clause("formats", KeyFormatType.OPAQUE),
            Clause("contents", Tag.ASYNCHRONOUS_CORRELATION_VALUE + 0x1000),
            Clause("attributes", "Colour"),
        ):
            self.assertFalse(offer().has(clause), clause)

    def test_operations_in_parts(self):
        rows = {Operation.SIGN: sign.sign, Operation.DISCOVER_VERSIONS: discover_versions.discover_versions}
        self.assertEqual(in_parts(rows), {Operation.SIGN})
