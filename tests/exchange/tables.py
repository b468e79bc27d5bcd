"""Tables 353 to 358 as rows: what forbids the use of a key, for each operation that uses one."""

from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    EncodingOption,
    KeyFormatType,
    ObjectType,
    ResultReason,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import EncryptionKeyInformation, KeyBlock, KeyValue, KeyWrappingData
from tests.appliance import NOW, Hsm, KmipError
from tests.exchange.keys import EVERYTHING, using, with_block
from tests.objects import made

DENIED = ResultReason.PERMISSION_DENIED
NOT_FOUND = ResultReason.ITEM_NOT_FOUND
FAILURE = ResultReason.CRYPTOGRAPHIC_FAILURE
OK = None

WRAPPING = KeyWrappingData(
    wrapping_method=WrappingMethod.ENCRYPT,
    encryption_key_information=EncryptionKeyInformation(unique_identifier="other"),
    encoding_option=EncodingOption.NO_ENCODING,
)


def block(key_value, key_format_type=KeyFormatType.RAW, wrapping=None):
    """A key block of an AES key."""
    return KeyBlock(
        key_format_type=key_format_type,
        key_value=key_value,
        cryptographic_algorithm=CryptographicAlgorithm.AES,
        cryptographic_length=128,
        key_wrapping_data=wrapping,
    )


def without_value(parameters):
    """A key of which the server has the attributes only."""
    return with_block(using(parameters), block(None))


def wrapped(parameters):
    """A key that was registered wrapped, its Key Value a byte string."""
    return with_block(using(parameters), block(bytes(24), wrapping=WRAPPING))


def wrapped_inside(parameters):
    """A key that was registered wrapped, its Key Value a structure."""
    return with_block(using(parameters), block(KeyValue(key_material=bytes(24)), wrapping=WRAPPING))


def opaque(parameters):
    """A key in a format that nobody knows."""
    return with_block(using(parameters), block(KeyValue(key_material=bytes(16)), KeyFormatType.OPAQUE))


def of_type(object_type):
    """An object that is no key."""
    having = (
        {}
        if object_type in (ObjectType.OPAQUE_OBJECT, ObjectType.TEMPLATE)
        else {"Cryptographic Usage Mask": EVERYTHING}
    )
    return lambda parameters: made("k1", object_type, having, state=State.ACTIVE)


def use_rows(bit, protects):
    """Rows for `TableTest`: the object, and the reason it is refused with; None where it can be used.

    Args:
        bit: of Cryptographic Usage Mask, that the operation needs.
        protects: whether the operation applies protection, so that only an Active key serves.
    """
    processed = DENIED if protects else OK

    def key(**having):
        return lambda parameters: using(parameters, **having)

    return {
        "usable": (key(), OK),
        "mask_is_enough": (key(mask=bit), OK),
        "no_object": (lambda parameters: using(parameters, uid="other"), NOT_FOUND),
        "archived": (key(archived=True), ResultReason.OBJECT_ARCHIVED),
        "archived_and_pre_active": (key(archived=True, state=State.PRE_ACTIVE), ResultReason.OBJECT_ARCHIVED),
        "mask_of_others": (key(mask=EVERYTHING & ~bit), DENIED),
        "mask_empty": (key(mask=0), DENIED),
        "pre_active": (key(state=State.PRE_ACTIVE), DENIED),
        "deactivated": (key(state=State.DEACTIVATED), processed),
        "compromised": (key(state=State.COMPROMISED), processed),
        "destroyed": (key(state=State.DESTROYED), DENIED),
        "destroyed_compromised": (key(state=State.DESTROYED_COMPROMISED), DENIED),
        "activated_by_date": (key(state=State.PRE_ACTIVE, Activation_Date=NOW), OK),
        "deactivated_by_date": (key(Deactivation_Date=NOW), processed),
        "before_process_start": (key(Process_Start_Date=NOW + 1), OK if protects else DENIED),
        "at_process_start": (key(Process_Start_Date=NOW), OK),
        "after_protect_stop": (key(Protect_Stop_Date=NOW - 1), processed),
        "at_protect_stop": (key(Protect_Stop_Date=NOW), OK),
        "certificate": (of_type(ObjectType.CERTIFICATE), DENIED),
        "opaque_object": (of_type(ObjectType.OPAQUE_OBJECT), DENIED),
        "template": (of_type(ObjectType.TEMPLATE), DENIED),
        "no_value": (without_value, ResultReason.KEY_VALUE_NOT_PRESENT),
        "wrapped": (wrapped, ResultReason.KEY_VALUE_NOT_PRESENT),
        "wrapped_inside": (wrapped_inside, ResultReason.KEY_VALUE_NOT_PRESENT),
        "opaque_format": (opaque, FAILURE),
    }


class TableTest:
    """The checks of a row; a class that has this and TestCase says `operation`, `parameters` and `ask`."""

    operation = None
    parameters = None

    def ask(self, **fields):
        """The request that a key which may be used answers with Success."""
        raise NotImplementedError

    async def check(self, make, reason):
        """The request is answered, or refused and nothing has changed."""
        hsm = Hsm()
        obj = make(self.parameters)
        hsm.put(obj)
        before = hsm.load(obj.uid)
        if reason is None:
            answered = await hsm.ask(self.operation, self.ask(unique_identifier="k1"))
            self.assertEqual(answered.unique_identifier, "k1")
            return
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(self.operation, self.ask(unique_identifier="k1"))
        self.assertEqual(caught.exception.reason, reason)
        self.assertEqual(hsm.load(obj.uid), before)

    async def test_nothing_named(self):
        """No Unique Identifier and an empty ID Placeholder."""
        with self.assertRaises(KmipError) as caught:
            await Hsm().ask(self.operation, self.ask())
        self.assertEqual(caught.exception.reason, NOT_FOUND)

    async def test_other_partition(self):
        """Another user's key is not there."""
        hsm = Hsm()
        hsm.put(using(self.parameters), user="bob")
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(self.operation, self.ask(unique_identifier="k1"))
        self.assertEqual(caught.exception.reason, NOT_FOUND)

    async def test_no_such_stream(self):
        """No outstanding operation has the Correlation Value."""
        hsm = Hsm()
        hsm.put(using(self.parameters))
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(self.operation, self.ask(unique_identifier="k1", correlation_value=bytes(16)))
        self.assertEqual(caught.exception.reason, NOT_FOUND)

    async def test_key_is_revoked_between_parts(self):
        """Each part asks anew; a part that fails ends the stream."""
        hsm = Hsm()
        hsm.put(using(self.parameters))
        begun = await hsm.ask(self.operation, self.ask(unique_identifier="k1", init_indicator=True))
        part = self.ask(correlation_value=begun.correlation_value)
        usable = hsm.load("k1")
        broken = usable.copy()
        broken.set("State", State.DESTROYED)
        hsm.put(broken)
        for reason in (DENIED, NOT_FOUND):
            with self.assertRaises(KmipError) as caught:
                await hsm.ask(self.operation, part)
            self.assertEqual(caught.exception.reason, reason)


def limited(parameters, usage_limits):
    """A key with Usage Limits."""
    return using(parameters, Usage_Limits=usage_limits)
