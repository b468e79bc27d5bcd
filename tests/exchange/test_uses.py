"""Which key, may it be used so, how much of it is left (KMIP 1.4 3.6, 3.21, 3.22, 4.29)."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import BadKeyMaterial, FormatNotSupported, NotUsable, UsageExhausted, WrongObjectType
from hsmsim.exchange.context import Context
from hsmsim.exchange.objects import Objects
from hsmsim.exchange.streams import AllStreams
from hsmsim.exchange.uses import allocate, check_use, key_of, parameters_of
from hsmsim.interfaces.partitions import SecondFactor, User, UserType
from hsmsim.model.keyblock import make_key_block
from hsmsim.operations import table
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, State, UsageLimitsUnit
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_4
from hsmsim.store.memory import Memory
from tests.appliance import NOW, at_once
from tests.exchange.keys import CBC, ECB, RSA_PRIVATE, RSA_PUBLIC, asymmetric, limits, using, with_block
from tests.objects import KEY, made
from tests.support import rows

MASK = CryptographicUsageMask
PROTECTING = (MASK.ENCRYPT, MASK.SIGN, MASK.MAC_GENERATE, MASK.WRAP_KEY, MASK.DERIVE_KEY)
PROCESSING = (MASK.DECRYPT, MASK.VERIFY, MASK.MAC_VERIFY, MASK.UNWRAP_KEY)


def context():
    """What an operation of alice sees."""
    crypto = OpenSSL(bytes)
    alice = User("alice", UserType.OPERATOR, False, SecondFactor.X509)
    streams = AllStreams(crypto.random).of("alice", NOW)
    return Context(Objects(Memory(), "alice", NOW), crypto, alice, NOW, V1_4, streams, at_once, table())


@rows(
    protecting_active=(State.ACTIVE, PROTECTING, True),
    protecting_deactivated=(State.DEACTIVATED, PROTECTING, False),
    protecting_compromised=(State.COMPROMISED, PROTECTING, False),
    processing_active=(State.ACTIVE, PROCESSING, True),
    processing_deactivated=(State.DEACTIVATED, PROCESSING, True),
    processing_compromised=(State.COMPROMISED, PROCESSING, True),
    protecting_pre_active=(State.PRE_ACTIVE, PROTECTING, False),
    processing_pre_active=(State.PRE_ACTIVE, PROCESSING, False),
    protecting_destroyed=(State.DESTROYED, PROTECTING, False),
    processing_destroyed=(State.DESTROYED, PROCESSING, False),
)
class States(SynchronousTestCase):
    """3.22: what a key in a state is good for."""

    def check(self, state, bits, usable):
        for bit in bits:
            if usable:
                check_use(using(state=state), bit, NOW)
            else:
                self.assertRaises(NotUsable, check_use, using(state=state), bit, NOW)
            self.assertRaises(NotUsable, check_use, using(state=state, mask=~bit & 0xFFFFF), bit, NOW)

    def test_no_key(self):
        """A certificate is none."""
        certificate = made("k1", ObjectType.CERTIFICATE, state=State.ACTIVE)
        self.assertRaises(WrongObjectType, check_use, certificate, MASK.VERIFY, NOW)


class Keys(SynchronousTestCase):
    """The key of an object, as the backend takes it."""

    def test_formats(self):
        """Whatever its format, it is the same key."""
        ctx = context()
        self.assertEqual(key_of(ctx, using()).material, KEY)
        for key_format_type in (KeyFormatType.PKCS_1, KeyFormatType.PKCS_8, KeyFormatType.TRANSPARENT_RSA_PRIVATE_KEY):
            self.assertEqual(key_of(ctx, asymmetric(RSA_PRIVATE, key_format_type)), RSA_PRIVATE)
        self.assertEqual(key_of(ctx, asymmetric(RSA_PUBLIC, KeyFormatType.X_509)), RSA_PUBLIC)

    def test_algorithm_from_the_attribute(self):
        """Where the key block has none."""
        obj = with_block(using(), make_key_block(KeyFormatType.RAW, KEY, None, None))
        obj.set("Cryptographic Algorithm", CryptographicAlgorithm.AES)
        self.assertEqual(key_of(context(), obj).algorithm, CryptographicAlgorithm.AES)

    def test_refused(self):
        """Formats that nobody knows, and bytes that are no key."""
        block = make_key_block(KeyFormatType.OPAQUE, KEY, CryptographicAlgorithm.AES, 128)
        self.assertRaises(FormatNotSupported, key_of, context(), with_block(using(), block))
        block = make_key_block(KeyFormatType.PKCS_8, KEY, CryptographicAlgorithm.RSA, 1024)
        obj = with_block(made("k1", ObjectType.PRIVATE_KEY), block)
        self.assertRaises(BadKeyMaterial, key_of, context(), obj)


class Parameters(SynchronousTestCase):
    """4.29: those of the request, or those of the key with the lowest index, or none."""

    def test_whose(self):
        """In this order; they are not mixed."""
        self.assertIs(parameters_of(using(CBC), ECB), ECB)
        self.assertIs(parameters_of(using([CBC, ECB]), None), CBC)
        self.assertEqual(parameters_of(using(), None), CryptographicParameters())


@rows(
    bytes=(UsageLimitsUnit.BYTE, 16, 16, True, 0),
    bytes_of_a_later_part=(UsageLimitsUnit.BYTE, 17, 16, False, 1),
    too_many_bytes=(UsageLimitsUnit.BYTE, 15, 16, True, None),
    nothing=(UsageLimitsUnit.BYTE, 0, 0, True, 0),
    objects=(UsageLimitsUnit.OBJECT, 1, 1000, True, 0),
    objects_of_a_later_part=(UsageLimitsUnit.OBJECT, 0, 1000, False, 0),
    too_many_objects=(UsageLimitsUnit.OBJECT, 0, 1, True, None),
)
class Allocate(SynchronousTestCase):
    """3.21: what a use takes."""

    def check(self, unit, count, size, first, left):
        ctx = context()
        obj = using(Usage_Limits=limits(count, unit))
        if left is None:
            self.assertRaises(UsageExhausted, allocate, ctx, obj, bytes(size), first)
            return
        allocate(ctx, obj, bytes(size), first)
        ctx.keep_item()
        kept = self.successResultOf(_loaded(ctx)).get("Usage Limits")
        self.assertEqual((kept.usage_limits_count, kept.usage_limits_total), (left, count))

    def test_unlimited(self):
        """A key without limits is not written."""
        ctx = context()
        allocate(ctx, using(), bytes(16))
        self.assertNotIn("k1", ctx.objects._item.saved)


def _loaded(ctx):
    return Deferred.fromCoroutine(ctx.objects.load("k1"))
