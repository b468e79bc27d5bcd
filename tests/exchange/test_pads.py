"""hsmsim/exchange/pads.py: one-time pads."""

from twisted.trial.unittest import TestCase

from hsmsim.exchange.pads import LONGEST_PAD
from hsmsim.model.keyblock import make_key_block
from hsmsim.operations import create, decrypt, destroy, encrypt, get, mac, register
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultReason,
    SecretDataType,
)
from hsmsim.spec.structures import (
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingSpecification,
    SecretData,
    SymmetricKey,
    TransparentKey,
)
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import NOW, Hsm, item
from tests.exchange.keys import WRAP, using
from tests.objects import refused, template_attribute
from tests.support import rows

F, R, O = KeyFormatType, ResultReason, Operation  # noqa: E741
PAD = bytes.fromhex("a1b2c3d4e5f6")
GIVEN = {
    "Cryptographic Algorithm": CryptographicAlgorithm.ONE_TIME_PAD,
    "Cryptographic Usage Mask": 0xFFFFF,
    "Activation Date": NOW,
}


def block(material, key_format_type=F.OPAQUE):
    value = None if material is None else KeyValue(key_material=material)
    return KeyBlock(key_format_type=key_format_type, key_value=value)


async def registered(hsm, key_block, object_type=ObjectType.SECRET_DATA):
    """The Unique Identifier of a pad."""
    if object_type is ObjectType.SECRET_DATA:
        value = {"secret_data": SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=key_block)}
    else:
        value = {"symmetric_key": SymmetricKey(key_block=key_block)}
    payload = register.Request(object_type=object_type, template_attribute=template_attribute(GIVEN), **value)
    return (await hsm.ask(O.REGISTER, payload)).unique_identifier


async def encrypted(hsm, uid, data, **fields):
    return await hsm.ask(O.ENCRYPT, encrypt.Request(unique_identifier=uid, data=data, **fields))


async def decrypted(hsm, uid, data, **fields):
    return await hsm.ask(O.DECRYPT, decrypt.Request(unique_identifier=uid, data=data, **fields))


@rows(
    opaque=(block(PAD), ObjectType.SECRET_DATA),
    raw=(block(PAD, F.RAW), ObjectType.SECRET_DATA),
    transparent=(block(TransparentKey(key=PAD), F.TRANSPARENT_SYMMETRIC_KEY), ObjectType.SECRET_DATA),
    symmetric_key=(
        make_key_block(F.RAW, PAD, CryptographicAlgorithm.ONE_TIME_PAD, 48),
        ObjectType.SYMMETRIC_KEY,
    ),
)
class GivenPads(TestCase):
    async def check(self, key_block, object_type):
        hsm = Hsm()
        uid = await registered(hsm, key_block, object_type)
        first, second = (await encrypted(hsm, uid, bytes(3))).data, (await encrypted(hsm, uid, bytes(3))).data
        self.assertEqual(first + second, PAD)
        payload = encrypt.Request(unique_identifier=uid, data=b"x")
        await refused(self, hsm, O.ENCRYPT, payload, R.CRYPTOGRAPHIC_FAILURE)
        self.assertEqual((await decrypted(hsm, uid, first)).data, bytes(3))
        self.assertEqual((await decrypted(hsm, uid, second)).data, bytes(3))
        payload = decrypt.Request(unique_identifier=uid, data=b"x")
        await refused(self, hsm, O.DECRYPT, payload, R.CRYPTOGRAPHIC_FAILURE)


class DrawnPads(TestCase):
    async def test_a_pad_without_key_value_is_drawn_as_it_is_needed(self):
        hsm = Hsm()
        uid = await registered(hsm, block(None))
        messages = [b"first", b"", b"the second message"]
        sealed = [(await encrypted(hsm, uid, each)).data for each in messages]
        self.assertEqual([len(each) for each in sealed], [5, 0, 18])
        self.assertNotIn(sealed[0], messages)
        self.assertEqual([(await decrypted(hsm, uid, each)).data for each in sealed], messages)
        payload = decrypt.Request(unique_identifier=uid, data=b"x")
        await refused(self, hsm, O.DECRYPT, payload, R.CRYPTOGRAPHIC_FAILURE)
        self.assertEqual(len(hsm.load(uid).working.pad), 23)

    async def test_it_ends_somewhere(self):
        hsm = Hsm()
        uid = await registered(hsm, block(None))
        await encrypted(hsm, uid, bytes(LONGEST_PAD))
        payload = encrypt.Request(unique_identifier=uid, data=b"x")
        await refused(self, hsm, O.ENCRYPT, payload, R.CRYPTOGRAPHIC_FAILURE)

    async def test_it_goes_with_the_object(self):
        hsm = Hsm()
        uid = await registered(hsm, block(None))
        await encrypted(hsm, uid, b"data")
        obj = hsm.load(uid)
        obj.set("State", type(obj.state).DEACTIVATED)
        hsm.put(obj)
        await hsm.ask(O.DESTROY, destroy.Request(unique_identifier=uid))
        self.assertIsNone(hsm.load(uid).working)


class Parts(TestCase):
    async def test_each_part_takes_bytes_of_its_own(self):
        hsm = Hsm()
        uid = await registered(hsm, block(PAD))
        one = await encrypted(hsm, uid, bytes(2), init_indicator=True)
        two = await encrypted(hsm, uid, bytes(2), init_indicator=True)
        rest = await encrypted(hsm, None, bytes(2), correlation_value=one.correlation_value, final_indicator=True)
        last = await encrypted(hsm, None, b"", correlation_value=two.correlation_value, final_indicator=True)
        self.assertEqual(one.data + two.data + rest.data, PAD)
        self.assertIsNone(last.data)
        begun = await decrypted(hsm, uid, PAD[:4], init_indicator=True)
        ended = await decrypted(hsm, None, PAD[4:], correlation_value=begun.correlation_value, final_indicator=True)
        self.assertEqual(begun.data + ended.data, bytes(6))

    async def test_what_is_undone_has_used_nothing(self):
        hsm = Hsm()
        uid = await registered(hsm, block(PAD))
        await hsm.batch(
            item(O.ENCRYPT, encrypt.Request(unique_identifier=uid, data=bytes(6)), b"1"),
            item(O.GET, get.Request(unique_identifier="nobody"), b"2"),
            batch_error_continuation_option=3,
        )
        self.assertEqual((await encrypted(hsm, uid, bytes(6))).data, PAD)


MODE = CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC)
PADDING = CryptographicParameters(padding_method=PaddingMethod.PKCS5)
HMAC = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)


@rows(
    mode=({"cryptographic_parameters": MODE},),
    padding=({"cryptographic_parameters": PADDING},),
    iv=({"iv_counter_nonce": b"iv"},),
    additional_data=({"authenticated_encryption_additional_data": b"x"},),
)
class Refused(TestCase):
    async def check(self, fields):
        hsm = Hsm()
        uid = await registered(hsm, block(PAD))
        payload = encrypt.Request(unique_identifier=uid, data=b"x", **fields)
        await refused(self, hsm, O.ENCRYPT, payload, R.CRYPTOGRAPHIC_FAILURE)

    async def test_nothing_else_is_done_with_a_pad(self):
        hsm = Hsm()
        hsm.put(using(WRAP))
        key_block = make_key_block(F.RAW, PAD, GIVEN["Cryptographic Algorithm"], 48)
        uid = await registered(hsm, key_block, ObjectType.SYMMETRIC_KEY)
        payload = mac.Request(unique_identifier=uid, data=b"x", cryptographic_parameters=HMAC)
        await refused(self, hsm, O.MAC, payload, R.CRYPTOGRAPHIC_FAILURE)
        how = KeyWrappingSpecification(
            wrapping_method=1,
            encryption_key_information=EncryptionKeyInformation(
                unique_identifier=uid, cryptographic_parameters=CryptographicParameters()
            ),
        )
        payload = get.Request(unique_identifier="k1", key_wrapping_specification=how)
        await refused(self, hsm, O.GET, payload, R.PERMISSION_DENIED)

    async def test_a_structure_without_key(self):
        hsm = Hsm()
        uid = await registered(hsm, block(TransparentKey(), F.TRANSPARENT_SYMMETRIC_KEY))
        payload = encrypt.Request(unique_identifier=uid, data=b"x")
        await refused(self, hsm, O.ENCRYPT, payload, R.KEY_VALUE_NOT_PRESENT)


class Leaving(TestCase):
    async def test_a_pad_is_given_without_its_value(self):
        for key_block in (block(PAD), block(None)):
            hsm = Hsm()
            uid = await registered(hsm, key_block)
            for fields in ({}, {"key_format_type": F.OPAQUE}):
                answered = await hsm.ask(O.GET, get.Request(unique_identifier=uid, **fields))
                self.assertEqual(answered.secret_data.key_block, block(None))
            payload = get.Request(unique_identifier=uid, key_format_type=F.RAW)
            await refused(self, hsm, O.GET, payload, R.ILLEGAL_OPERATION)

    async def test_the_server_makes_pads(self):
        hsm = Hsm()
        payload = create.Request(
            object_type=ObjectType.SYMMETRIC_KEY,
            template_attribute=template_attribute({**GIVEN, "Cryptographic Length": 64}),
        )
        uid = (await hsm.ask(O.CREATE, payload)).unique_identifier
        sealed = (await encrypted(hsm, uid, b"8 bytes!")).data
        self.assertEqual((await decrypted(hsm, uid, sealed)).data, b"8 bytes!")
