"""Databases that encrypt what they keep: MongoDB, Percona, MySQL, PostgreSQL, IRIS."""

from pathlib import Path

from OpenSSL import SSL, crypto
from twisted.trial.unittest import TestCase

from hsmsim.operations import create
from hsmsim.server import keys
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyFormatType,
    ObjectType,
    ResultReason,
    SecretDataType,
    State,
)
from hsmsim.spec.structures import KeyBlock, KeyValue, SecretData, SymmetricKey
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_4, Version
from hsmsim.ttlv import binary
from tests.appliance import NOW, Hsm, item, message
from tests.clients.wire import (
    AES_256,
    CBC,
    CBC_ANY_IV,
    STOPPED,
    Client,
    Listener,
    Op,
    PerCall,
    aes,
    found,
    name,
    values,
)
from tests.exchange.wire import read
from tests.objects import attribute, attributes, template_attribute
from tests.server.wires import client_pair
from tests.support import rows

MASTER = bytes(range(96))
KEY = bytes(range(32))


def secret(material, kind):
    block = KeyBlock(key_format_type=KeyFormatType.RAW, key_value=KeyValue(key_material=material))
    return {
        "object_type": ObjectType.SECRET_DATA,
        "secret_data": SecretData(secret_data_type=kind, key_block=block),
    }


def raw_aes(**facts):
    block = KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=KeyValue(key_material=KEY),
        cryptographic_algorithm=CryptographicAlgorithm.AES,
        cryptographic_length=256,
    )
    given = {each.replace("_", " "): value for each, value in facts.items()}
    return {
        "object_type": ObjectType.SYMMETRIC_KEY,
        "template_attribute": template_attribute({**AES_256, **given}),
        "symmetric_key": SymmetricKey(key_block=block),
    }


def material(got):
    return (got.symmetric_key or got.secret_data).key_block.key_value.key_material


class MongoDbDrivers(TestCase):
    """libmongocrypt."""

    async def test_master_key_of_its_own(self):
        """A seed with no uses at all is registered, activated and fetched without a format."""
        client = Client(Hsm(), V1_0)
        none = template_attribute({"Cryptographic Usage Mask": 0})
        made = await client.do(Op.REGISTER, template_attribute=none, **secret(MASTER, SecretDataType.SEED))
        await client.do(Op.ACTIVATE, unique_identifier=made.unique_identifier)
        got = await client.do(Op.GET, unique_identifier=made.unique_identifier)
        self.assertEqual(got.object_type, ObjectType.SECRET_DATA)
        self.assertEqual(got.secret_data.secret_data_type, SecretDataType.SEED)
        self.assertEqual(got.secret_data.key_block.key_format_type, KeyFormatType.RAW)
        self.assertEqual(material(got), MASTER)

    async def test_delegated(self):
        """The HSM wraps the data key and chooses the IV: two times the same are two ciphertexts."""
        hsm = Hsm()
        old, client = Client(hsm, V1_0), Client(hsm, V1_2)
        made = await client.do(Op.CREATE, **aes())
        await old.do(Op.ACTIVATE, unique_identifier=made.unique_identifier)
        asked = {"unique_identifier": made.unique_identifier, "cryptographic_parameters": CBC_ANY_IV, "data": MASTER}
        wrapped, again = [await client.do(Op.ENCRYPT, **asked) for _ in range(2)]
        self.assertEqual((len(wrapped.iv_counter_nonce), len(wrapped.data)), (16, 112))
        self.assertNotEqual(wrapped.iv_counter_nonce, again.iv_counter_nonce)
        self.assertNotEqual(wrapped.data, again.data)
        asked = {**asked, "cryptographic_parameters": CBC, "iv_counter_nonce": wrapped.iv_counter_nonce}
        unwrapped = await client.do(Op.DECRYPT, **{**asked, "data": wrapped.data})
        self.assertEqual(unwrapped.data, MASTER)


@rows(now=(V1_2,), legacy_1_0=(V1_0,), legacy_1_1=(V1_1,))
class Mongod(TestCase):
    """mongod Enterprise."""

    async def check(self, version):
        client = Client(Hsm(), version)
        made = await client.do(Op.CREATE, **aes(Activation_Date=NOW))
        for _ in range(3):  # it polls the state
            told = await client.do(Op.GET_ATTRIBUTES, **one(made.unique_identifier, "State"))
            self.assertEqual(values(told), {"State": State.ACTIVE})
        got = await client.do(Op.GET, unique_identifier=made.unique_identifier)
        self.assertEqual(len(material(got)), 32)


def one(uid, *names):
    """The fields of Get Attributes."""
    return {"unique_identifier": uid, "attribute_name": list(names)}


class MongodFiles(TestCase):
    def test_certificate_and_key_in_one_file(self):
        """Its only setting for a client certificate is a file with both."""
        folder = Path(self.mktemp())
        folder.mkdir()
        files = keys.client_files(folder, "mongod")
        keys.write_forms(files, "mongod", keys.kept_pair(files, lambda: client_pair("mongod")), "secret")
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.use_certificate_chain_file(str(files.combined))
        context.use_privatekey_file(str(files.combined))
        context.check_privatekey()  # raises if they do not belong together
        loaded = crypto.load_certificate(crypto.FILETYPE_PEM, files.combined.read_bytes())
        self.assertEqual(loaded.get_subject().CN, "mongod")


class PerconaServerForMongoDb(TestCase):
    async def test_life(self):
        """Register, Activate, Get; then it looks every 900 seconds if the key is Active, and stops if it is not."""
        hsm = Hsm()
        client = Client(hsm, V1_0)
        uid = (await client.do(Op.REGISTER, **raw_aes())).unique_identifier
        await client.do(Op.ACTIVATE, unique_identifier=uid)
        self.assertEqual(material(await client.do(Op.GET, unique_identifier=uid)), KEY)
        for _ in range(3):
            hsm.now += 900
            told = await client.do(Op.GET_ATTRIBUTES, **one(uid, "State"))
            self.assertEqual(values(told), {"State": State.ACTIVE})
        await client.do(Op.REVOKE, unique_identifier=uid, revocation_reason=STOPPED)
        self.assertEqual(values(await client.do(Op.GET_ATTRIBUTES, **one(uid, "State"))), {"State": State.DEACTIVATED})

    async def test_all_attributes(self):
        """`Fresh` came with 1.1 and `Sensitive` with 1.4: it knows neither."""
        client = Client(Hsm(), V1_0)
        uid = (await client.do(Op.CREATE, **aes())).unique_identifier
        told = values(await client.do(Op.GET_ATTRIBUTES, unique_identifier=uid))
        self.assertEqual({"Fresh", "Sensitive"} & set(told), set())
        self.assertLessEqual({"State", "Cryptographic Algorithm", "Digest", "Initial Date"}, set(told))

    async def test_order(self):
        """It reads by position."""
        client = Client(Hsm(), V1_0)
        data = await client.send(message([item(Op.CREATE, create.Request(**aes()))], V1_0))
        whole, _ = binary.read_node(data, 0, len(data))
        header, answered = whole.value
        self.assertEqual(tags(header), [Tag.PROTOCOL_VERSION, Tag.TIME_STAMP, Tag.BATCH_COUNT])
        self.assertEqual(tags(answered), [Tag.OPERATION, Tag.RESULT_STATUS, Tag.RESPONSE_PAYLOAD])
        self.assertEqual(tags(answered.value[-1])[:2], [Tag.OBJECT_TYPE, Tag.UNIQUE_IDENTIFIER])


def tags(node):
    return [child.tag for child in node.value]


class PerconaTde(TestCase):
    """pg_tde: a connection for each call."""

    def setUp(self):
        self.listener = Listener()
        self.old, self.new = PerCall(self.listener, V1_0), PerCall(self.listener, V1_4)

    async def locate(self, text):
        wanted = attributes({"Object Type": ObjectType.SYMMETRIC_KEY, "Name": name(text)})
        return found(await self.old.do(Op.LOCATE, maximum_items=16, attribute=wanted))

    async def test_life(self):
        """Locate and Get at 1.0, Register at 1.4."""
        self.assertEqual(await self.locate("key-1"), [])
        made = await self.new.do(Op.REGISTER, **raw_aes(Name=name("key-1")))
        await self.new.do(Op.REGISTER, **raw_aes(Name=name("key-11")))
        self.assertEqual(await self.locate("key-1"), [made.unique_identifier])
        self.assertEqual(material(await self.old.do(Op.GET, unique_identifier=made.unique_identifier)), KEY)
        self.assertEqual(len(self.listener.told()), 5)
        self.assertEqual(self.listener.factory.connections, set())

    async def test_two_of_a_name(self):
        """It takes two for an error: both are told."""
        for _ in range(2):
            await self.new.do(Op.REGISTER, **raw_aes(Name=name("twice")))
        self.assertEqual(len(await self.locate("twice")), 2)


class MySqlComponentKeyring(TestCase):
    """Percona Server for MySQL, component_keyring_kmip."""

    async def test_life(self):
        """It keeps its keys in an Object Group."""
        listener = Listener()
        line = listener.connect()  # at the start it looks whether there is a server
        line.hang_up()
        client = Client(listener.hsm, V1_2)
        made = [
            (await client.do(Op.REGISTER, **raw_aes(Object_Group=group, Name=name(str(number))))).unique_identifier
            for number, group in enumerate(("mysql", "mysql", "other"))
        ]
        for uid in made:
            await client.do(Op.ACTIVATE, unique_identifier=uid)
        group = [attribute("Object Group", "mysql")]
        self.assertEqual(set(found(await client.do(Op.LOCATE, attribute=group))), set(made[:2]))
        self.assertEqual(material(await client.do(Op.GET, unique_identifier=made[0])), KEY)
        await client.retire(made[0])
        self.assertEqual(found(await client.do(Op.LOCATE, attribute=group)), [made[1]])


class MySqlKeyringOkv(TestCase):
    """MySQL Enterprise, keyring_okv."""

    async def test_life(self):
        client = Client(Hsm(), V1_1)
        uid = (await client.do(Op.CREATE, **aes(Name=name("mysql-1")))).unique_identifier
        await client.do(Op.ACTIVATE, unique_identifier=uid)
        self.assertEqual(len(material(await client.do(Op.GET, unique_identifier=uid))), 32)
        await client.retire(uid)
        self.assertEqual(await client.refused(Op.GET, unique_identifier=uid), ResultReason.ITEM_NOT_FOUND)


class EdbTde(TestCase):
    """EDB Postgres, which wraps its key with Encrypt and Decrypt."""

    async def test_pykmip_variant(self):
        client = Client(Hsm(), V1_2)
        uid = (await client.do(Op.CREATE, **aes(Activation_Date=NOW))).unique_identifier
        iv = {"unique_identifier": uid, "cryptographic_parameters": CBC, "iv_counter_nonce": bytes(16)}
        wrapped = await client.do(Op.ENCRYPT, data=KEY, **iv)
        self.assertEqual((await client.do(Op.DECRYPT, data=wrapped.data, **iv)).data, KEY)

    async def test_thales_variant(self):
        """It sends the IV before the data and in no field of its own; here the field is needed, and that is said."""
        client = Client(Hsm(), V1_2)
        uid = (await client.do(Op.CREATE, **aes(Activation_Date=NOW))).unique_identifier
        asked = {"unique_identifier": uid, "cryptographic_parameters": CBC, "data": bytes(16) + KEY}
        self.assertEqual(await client.refused(Op.DECRYPT, **asked), ResultReason.INVALID_MESSAGE)


class Iris(TestCase):
    """InterSystems IRIS speaks 2.0."""

    async def test_a_version_that_is_not_served(self):
        """It is told so in a version that is, and nothing is done."""
        hsm = Hsm()
        answer = await hsm.send(message([item(Op.CREATE, create.Request(**aes()))], Version(2, 0)))
        header, (refused,) = read(answer.data)
        self.assertEqual(header.protocol_version.protocol_version_major, 1)
        self.assertEqual(refused.result_reason, ResultReason.INVALID_MESSAGE)
        self.assertEqual(found(await Client(hsm, V1_4).do(Op.LOCATE)), [])
