"""What a device does not offer is refused: the models against the exchange."""

from twisted.trial.unittest import TestCase

from hsmsim.devices.device import Device, Limits
from hsmsim.devices.reading import read_model
from hsmsim.operations import create, create_key_pair, query, register, table
from hsmsim.operations import hash as hash_
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    Operation,
    QueryFunction,
    ResultReason,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import KeyBlock, KeyValue, SymmetricKey
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import Hsm, KmipError, item
from tests.objects import everything, refused, some_value, template_attribute
from tests.support import rows

AES_128 = Device(algorithms={CryptographicAlgorithm.AES: frozenset({128})})
QUERY = query.Request(query_function=[QueryFunction.QUERY_OPERATIONS])


def key(length):
    """The request to register a key."""
    block = KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=KeyValue(key_material=bytes(length // 8)),
        cryptographic_algorithm=CryptographicAlgorithm.AES,
        cryptographic_length=length,
    )
    return register.Request(
        object_type=ObjectType.SYMMETRIC_KEY,
        template_attribute=template_attribute({"Cryptographic Usage Mask": CryptographicUsageMask.ENCRYPT}),
        symmetric_key=SymmetricKey(key_block=block),
    )


def new_key(algorithm, length):
    """The request to create a key."""
    return create.Request(
        object_type=ObjectType.SYMMETRIC_KEY,
        template_attribute=template_attribute(
            {
                "Cryptographic Algorithm": algorithm,
                "Cryptographic Length": length,
                "Cryptographic Usage Mask": CryptographicUsageMask.ENCRYPT,
            }
        ),
    )


def new_pair(length):
    """The request to create a key pair."""
    common = {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": length}
    return create_key_pair.Request(
        common_template_attribute=template_attribute(common),
        private_key_template_attribute=template_attribute({"Cryptographic Usage Mask": CryptographicUsageMask.SIGN}),
        public_key_template_attribute=template_attribute({"Cryptographic Usage Mask": CryptographicUsageMask.VERIFY}),
    )


@rows(
    create_length=(Operation.CREATE, new_key(CryptographicAlgorithm.AES, 256), ResultReason.INVALID_FIELD),
    create_algorithm=(Operation.CREATE, new_key(CryptographicAlgorithm.DES3, 168), ResultReason.INVALID_FIELD),
    create_key_pair=(Operation.CREATE_KEY_PAIR, new_pair(1024), ResultReason.INVALID_FIELD),
    register=(Operation.REGISTER, key(256), ResultReason.INVALID_FIELD),
)
class Algorithms(TestCase):
    """Algorithms and lengths: the reason that the operation's table has."""

    async def check(self, operation, payload, reason):
        hsm = Hsm(device=AES_128)
        await refused(self, hsm, operation, payload, reason)
        self.assertEqual(everything(hsm), {})

    async def test_what_is_offered(self):
        hsm = Hsm(device=AES_128)
        await hsm.ask(Operation.CREATE, new_key(CryptographicAlgorithm.AES, 128))
        await hsm.ask(Operation.REGISTER, key(128))
        self.assertEqual(len(everything(hsm)), 2)

    async def test_lengths_of_pairs(self):
        """An algorithm that is there, of another length: Cryptographic Failure, as lengths that no backend has."""
        hsm = Hsm(device=Device(algorithms={CryptographicAlgorithm.RSA: frozenset({1024})}))
        await refused(self, hsm, Operation.CREATE_KEY_PAIR, new_pair(2048), ResultReason.CRYPTOGRAPHIC_FAILURE)
        await hsm.ask(Operation.CREATE_KEY_PAIR, new_pair(1024))


class Objects(TestCase):
    async def test_types(self):
        hsm = Hsm(device=Device(objects=frozenset({ObjectType.SYMMETRIC_KEY})))
        payload = register.Request(
            object_type=ObjectType.OPAQUE_OBJECT,
            template_attribute=template_attribute({}),
            opaque_object=some_value(ObjectType.OPAQUE_OBJECT),
        )
        await refused(self, hsm, Operation.REGISTER, payload, ResultReason.FEATURE_NOT_SUPPORTED)
        self.assertEqual(everything(hsm), {})
        await hsm.ask(Operation.REGISTER, key(128))


class Operations(TestCase):
    async def test_the_appliance(self):
        """What its model does not name is not there, in Query and otherwise."""
        device = read_model("appliance")
        hsm = Hsm(device=device)
        self.assertEqual(set((await hsm.ask(Operation.QUERY, QUERY)).operation), device.operations)
        missing = [code for code in table() if code not in device.operations]
        self.assertIn(Operation.RE_KEY, missing)
        for code in missing:
            with self.assertRaises(KmipError) as caught:
                await hsm.ask(code, QUERY)
            self.assertIs(caught.exception.reason, ResultReason.OPERATION_NOT_SUPPORTED, code)


class Limited(TestCase):
    async def test_items(self):
        hsm = Hsm(device=Device(limits=Limits(batch_items=2)))
        items = [item(Operation.QUERY, QUERY, bytes([number])) for number in range(3)]
        self.assertEqual(len(await hsm.batch(*items[:2])), 2)
        (whole,) = await hsm.batch(*items)
        self.assertIs(whole.result_reason, ResultReason.FEATURE_NOT_SUPPORTED)
        self.assertIsNone(whole.operation)

    async def test_open_streams(self):
        hsm = Hsm(device=Device(limits=Limits(open_streams=1)))
        begin = hash_.Request(
            cryptographic_parameters=CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256),
            data=b"a",
            init_indicator=True,
        )
        await hsm.ask(Operation.HASH, begin)
        await refused(self, hsm, Operation.HASH, begin, ResultReason.FEATURE_NOT_SUPPORTED)
