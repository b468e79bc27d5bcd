"""Platforms and appliances: VMware, NVIDIA, Veeam, FortiGate, OpenStack Barbican, Krill."""

from twisted.trial.unittest import TestCase

from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    PaddingMethod,
    QueryFunction,
    ResultReason,
    State,
)
from hsmsim.spec.structures import KeyBlock, KeyValue, ProtocolVersion, SymmetricKey
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_4
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm
from tests.clients.wire import AES_256, ALICE, Client, Listener, Op, PerCall, aes, found, name, payload_of, values
from tests.objects import attribute, template_attribute
from tests.support import rows

GCM = CryptographicParameters(block_cipher_mode=BlockCipherMode.GCM, tag_length=16)
SIGN, VERIFY = 1, 2
RSA = {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 2048}


def only(uid, *names):
    """The fields of Get Attributes."""
    return {"unique_identifier": uid, "attribute_name": list(names)}


class VCenter(TestCase):
    """VMware vCenter and ESXi."""

    PRODUCT = {"x-Product_Version": "8.0.3", "x-Vendor": "VMware, Inc.", "x-Product": "VMware vSphere"}

    async def test_life(self):
        client = Client(Hsm(), V1_1)
        for _ in range(43):  # its heartbeat
            told = await client.do(Op.DISCOVER_VERSIONS)
        self.assertEqual(told.protocol_version[0].protocol_version_minor, 4)
        await client.do(Op.QUERY, query_function=[QueryFunction.QUERY_OPERATIONS, QueryFunction.QUERY_OBJECTS])
        uid = (await client.do(Op.CREATE, **aes())).unique_identifier
        told = values(await client.do(Op.GET_ATTRIBUTES, unique_identifier=uid))
        self.assertEqual((told["Cryptographic Length"], told["State"]), (256, State.PRE_ACTIVE))
        for each, text in self.PRODUCT.items():
            value = attribute(each, Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, text))
            await client.do(Op.ADD_ATTRIBUTE, unique_identifier=uid, attribute=value)
        told = values(await client.do(Op.GET_ATTRIBUTES, **only(uid, *self.PRODUCT)))
        self.assertEqual({each: value.value for each, value in told.items()}, self.PRODUCT)
        await client.do(Op.GET, unique_identifier=uid)
        await client.do(Op.ACTIVATE, unique_identifier=uid)


class NvidiaInfraController(TestCase):
    """It does not start if one thing is absent."""

    async def test_start(self):
        client = Client(Hsm(), V1_4)
        versions = (await client.do(Op.DISCOVER_VERSIONS)).protocol_version
        self.assertIn(ProtocolVersion(protocol_version_major=1, protocol_version_minor=4), versions)
        offered = await client.do(Op.QUERY, query_function=[QueryFunction.QUERY_OPERATIONS])
        self.assertLessEqual({Op.ENCRYPT, Op.DECRYPT}, set(offered.operation))

    async def test_use(self):
        client = Client(Hsm(), V1_4)
        uid = (await client.do(Op.CREATE, **aes(Activation_Date=NOW))).unique_identifier
        told = values(await client.do(Op.GET_ATTRIBUTES, **only(uid, *AES_256, "State")))
        self.assertEqual(told, {**AES_256, "State": State.ACTIVE})
        how = {
            "unique_identifier": uid,
            "cryptographic_parameters": GCM,
            "iv_counter_nonce": bytes(12),
            "authenticated_encryption_additional_data": b"host",
        }
        secret = await client.do(Op.ENCRYPT, data=b"credentials", **how)
        self.assertEqual((len(secret.data), len(secret.authenticated_encryption_tag)), (11, 16))
        how = {**how, "data": secret.data, "authenticated_encryption_tag": secret.authenticated_encryption_tag}
        self.assertEqual((await client.do(Op.DECRYPT, **how)).data, b"credentials")
        spoiled = {**how, "authenticated_encryption_tag": bytes(16)}
        self.assertEqual(await client.refused(Op.DECRYPT, **spoiled), ResultReason.CRYPTOGRAPHIC_FAILURE)


class Veeam(TestCase):
    """Veeam Backup & Replication 12."""

    async def test_life(self):
        """A pair of keys; TLS sessions are resumed."""
        client = PerCall(Listener(), V1_4, resume=True)
        self.assertEqual(found(await client.do(Op.LOCATE, attribute=[attribute("Name", name("veeam"))])), [])
        pair = await client.do(
            Op.CREATE_KEY_PAIR,
            common_template_attribute=template_attribute(RSA),
            private_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 8, "Name": name("veeam")}),
            public_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 4}),
        )
        private, public = pair.private_key_unique_identifier, pair.public_key_unique_identifier
        for uid in (private, public):
            await client.do(Op.ACTIVATE, unique_identifier=uid)
        blocks = [
            (await client.do(Op.GET, unique_identifier=public)).public_key.key_block,
            (await client.do(Op.GET, unique_identifier=private)).private_key.key_block,
        ]
        self.assertEqual([block.cryptographic_length for block in blocks], [2048, 2048])
        self.assertEqual([block.key_value.attribute for block in blocks], [[], []])
        for uid in (private, public):
            await client.retire(uid)
        self.assertEqual(client.reused, [False] + [True] * (len(client.reused) - 1))


class FortiGate(TestCase):
    """FortiOS 7.4 and later."""

    def setUp(self):
        self.client = Client(Hsm(), V1_0, authentication=ALICE, batch_order_option=True)

    def look_for(self, text):
        """Its filters stand in a Template-Attribute, which Locate does not have."""
        wanted = template_attribute({"Name": name(text), "Object Type": ObjectType.SYMMETRIC_KEY})
        return Op.LOCATE, {"maximum_items": 1, "template_attribute": wanted}

    async def test_life(self):
        names = ["vpn-local-auth", "vpn-local-enc", "vpn-remote-auth", "vpn-remote-enc"]
        made = {each: (await self.client.do(Op.CREATE, **aes(Name=name(each)))).unique_identifier for each in names}
        for uid in made.values():
            await self.client.do(Op.ACTIVATE, unique_identifier=uid)
        located = [payload_of(each) for each in await self.client.batch(*map(self.look_for, names))]
        self.assertEqual([found(each) for each in located], [[uid] for uid in made.values()])
        got = await self.client.batch(*((Op.GET, {"unique_identifier": uid}) for uid in made.values()))
        self.assertEqual([payload_of(each).unique_identifier for each in got], list(made.values()))

    async def test_names_are_exact(self):
        await self.client.do(Op.CREATE, **aes(Name=name("vpn-local")))
        located = await self.client.batch(*map(self.look_for, ("vpn", "vpn-local", "vpn-local-", "VPN-LOCAL")))
        self.assertEqual([len(found(payload_of(each))) for each in located], [0, 1, 0, 0])

    async def test_wrong_password(self):
        """Every request is looked at, and a message with a wrong one is refused whole."""
        self.client.hsm.users.passwords["alice"] = "another password"
        code, fields = self.look_for("vpn")
        self.assertEqual(await self.client.refused(code, **fields), ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)


@rows(certificate_alone=({},), with_password=({"authentication": ALICE},))
class Barbican(TestCase):
    """OpenStack's key manager, with PyKMIP's client."""

    async def check(self, login):
        client = Client(Hsm(), V1_2, **login)
        ordered = (await client.do(Op.CREATE, **aes())).unique_identifier
        block = KeyBlock(
            key_format_type=KeyFormatType.RAW,
            key_value=KeyValue(key_material=bytes(32)),
            cryptographic_algorithm=CryptographicAlgorithm.AES,
            cryptographic_length=256,
        )
        stored = await client.do(
            Op.REGISTER,
            object_type=ObjectType.SYMMETRIC_KEY,
            template_attribute=template_attribute({**AES_256, "Name": name("5b1c")}),
            symmetric_key=SymmetricKey(key_block=block),
        )
        materials = []
        for uid in (ordered, stored.unique_identifier):
            got = await client.do(Op.GET, unique_identifier=uid)
            materials.append(got.symmetric_key.key_block.key_value.key_material)
            await client.do(Op.DESTROY, unique_identifier=uid)
            self.assertEqual(await client.refused(Op.GET, unique_identifier=uid), ResultReason.ITEM_NOT_FOUND)
        self.assertEqual((len(materials[0]), materials[1]), (32, bytes(32)))
        self.assertNotEqual(*materials)


class Krill(TestCase):
    """NLnet Labs' Krill and Cascade, which sign zones and certificates."""

    async def test_life(self):
        client = Client(Hsm(), V1_2)
        offered = await client.do(Op.QUERY, query_function=[QueryFunction.QUERY_OPERATIONS])
        self.assertLessEqual({Op.CREATE_KEY_PAIR, Op.SIGN, Op.MODIFY_ATTRIBUTE}, set(offered.operation))
        pair = await client.do(
            Op.CREATE_KEY_PAIR,
            common_template_attribute=template_attribute({**RSA, "Activation Date": NOW}),
            private_key_template_attribute=template_attribute(
                {"Cryptographic Usage Mask": SIGN, "Name": name("new private")}
            ),
            public_key_template_attribute=template_attribute({"Cryptographic Usage Mask": VERIFY}),
        )
        private = pair.private_key_unique_identifier
        renamed = attribute("Name", name("private"), 0)
        await client.do(Op.MODIFY_ATTRIBUTE, unique_identifier=private, attribute=renamed)
        how = CryptographicParameters(
            padding_method=PaddingMethod.PKCS1_V1_5,
            hashing_algorithm=HashingAlgorithm.SHA_256,
            cryptographic_algorithm=CryptographicAlgorithm.RSA,
        )
        asked = {"data": b"zone", "cryptographic_parameters": how}
        signed = await client.do(Op.SIGN, unique_identifier=private, **asked)
        self.assertEqual(len(signed.signature_data), 256)
        public = pair.public_key_unique_identifier
        verified = await client.do(
            Op.SIGNATURE_VERIFY, unique_identifier=public, signature_data=signed.signature_data, **asked
        )
        self.assertEqual(verified.validity_indicator.name, "VALID")
