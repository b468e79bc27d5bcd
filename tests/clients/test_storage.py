"""Storage that encrypts disks, buckets and volumes: Ceph, Scality, Synology, VAST, TrueNAS, Ezmeral, Seagate."""

import hashlib

from OpenSSL import SSL
from twisted.trial.unittest import TestCase

from hsmsim.operations import table
from hsmsim.server.https import HttpsFactory
from hsmsim.spec.enums import (
    KeyFormatType,
    ObjectType,
    QueryFunction,
    ResultReason,
    ResultStatus,
    SecretDataType,
    State,
)
from hsmsim.spec.structures import KeyBlock, KeyValue, ProtocolVersion, SecretData
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import SERVED, V1_0, V1_2, V1_4
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item, message
from tests.clients.wire import (
    AES_256,
    ALICE,
    CBC,
    CBC_ANY_IV,
    Client,
    Listener,
    Op,
    PerCall,
    aes,
    found,
    name,
    payload_of,
    values,
)
from tests.exchange.wire import read
from tests.objects import attribute, attributes, template_attribute
from tests.server.wires import Client as TlsClient
from tests.server.wires import client_pair
from tests.support import rows

VERIFY = 2
HOUR = 3600


def password(text, **facts):
    block = KeyBlock(key_format_type=KeyFormatType.RAW, key_value=KeyValue(key_material=text))
    given = {each.replace("_", " "): value for each, value in facts.items()}
    return {
        "object_type": ObjectType.SECRET_DATA,
        "template_attribute": template_attribute({"Cryptographic Usage Mask": VERIFY, **given}),
        "secret_data": SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=block),
    }


def by_name(text):
    return {"attribute": [attribute("Name", name(text))]}


@rows(certificate_alone=({},), with_password=({"authentication": ALICE},))
class CephRgw(TestCase):
    """Ceph's object gateway."""

    async def check(self, login):
        hsm = Hsm()
        client = Client(hsm, V1_0, maximum_response_size=65536, time_stamp=NOW, **login)
        self.assertEqual(found(await client.do(Op.LOCATE, **by_name("bucket"))), [])
        made = (await client.do(Op.CREATE, **aes(Name=name("bucket")))).unique_identifier
        self.assertEqual(found(await client.do(Op.LOCATE, **by_name("bucket"))), [made])
        got = await client.do(Op.GET, unique_identifier=made)
        self.assertEqual(len(got.symmetric_key.key_block.key_value.key_material), 32)

    async def test_small_answers(self):
        """The size that it can take is kept to."""
        client = Client(Hsm(), V1_0, maximum_response_size=150)
        self.assertEqual(await client.refused(Op.QUERY, query_function=list(QueryFunction)[:4]), TOO_LARGE)


TOO_LARGE = ResultReason.RESPONSE_TOO_LARGE


class KeptConnections(TestCase):
    """Ceph's gateway keeps idle connections 5 seconds, ceph-nvmeof for as long as they last."""

    async def test_idle(self):
        """An hour later the connection is good."""
        listener = Listener()
        line = listener.connect()
        ask = message([item(Op.DISCOVER_VERSIONS, empty(Op.DISCOVER_VERSIONS))], V1_2)
        first = listener.exchange(line, ask)
        listener.clock.advance(HOUR)
        self.assertEqual(listener.exchange(line, ask), first)


def empty(code):
    return table()[code].request()


class CephNvmeof(TestCase):
    """It fetches secrets with PyKMIP's client."""

    async def test_get_and_list(self):
        client = Client(Hsm(), V1_2)
        made = (await client.do(Op.REGISTER, **password(b"psk", Name=name("host")))).unique_identifier
        secrets = [attribute("Object Type", ObjectType.SECRET_DATA)]
        self.assertEqual(found(await client.do(Op.LOCATE, attribute=secrets)), [made])
        got = await client.do(Op.GET, unique_identifier=made)
        self.assertEqual(got.secret_data.key_block.key_value.key_material, b"psk")


class CephCsi(TestCase):
    """ceph-csi and Rook, and OpenBao's seal: all by one library, a connection for each call."""

    async def test_life(self):
        listener = Listener()
        client = PerCall(listener, V1_4, resume=True)
        offered = version_fields(V1_4)
        told = await client.do(Op.DISCOVER_VERSIONS, protocol_version=offered)
        self.assertEqual(told.protocol_version, offered, "exactly one")
        uid = (await client.do(Op.CREATE, **aes(Activation_Date=NOW))).unique_identifier
        iv = {"unique_identifier": uid, "cryptographic_parameters": CBC, "iv_counter_nonce": bytes(range(16))}
        (one, two) = await client.batch((Op.ENCRYPT, {"data": b"dek", **iv}), (Op.GET_ATTRIBUTES, only(uid, "State")))
        self.assertEqual([one.unique_batch_item_id, two.unique_batch_item_id], [b"\1", b"\2"])
        secret = payload_of(one).data
        self.assertEqual((await client.do(Op.DECRYPT, data=secret, **iv)).data, b"dek")
        self.assertEqual(client.reused, [False, True, True, True])


def version_fields(*versions):
    return [ProtocolVersion(protocol_version_major=each.major, protocol_version_minor=each.minor) for each in versions]


def only(uid, *names):
    """The fields of Get Attributes."""
    return {"unique_identifier": uid, "attribute_name": list(names)}


class CloudServer(TestCase):
    """Scality's CloudServer."""

    async def test_start(self):
        """It takes the best version of those it knows and asks three times what there is."""
        hsm = Hsm()
        told = await Client(hsm, V1_4).do(Op.DISCOVER_VERSIONS, protocol_version=version_fields(V1_4, V1_2))
        self.assertEqual(told.protocol_version, version_fields(V1_4, V1_2))
        client = Client(hsm, V1_4)
        await client.do(Op.QUERY, query_function=[QueryFunction.QUERY_EXTENSION_MAP])
        server = await client.do(Op.QUERY, query_function=[QueryFunction.QUERY_SERVER_INFORMATION])
        self.assertTrue(server.vendor_identification)
        offered = await client.do(
            Op.QUERY, query_function=[QueryFunction.QUERY_OPERATIONS, QueryFunction.QUERY_OBJECTS]
        )
        wanted = {Op.CREATE, Op.ACTIVATE, Op.REVOKE, Op.DESTROY, Op.ENCRYPT, Op.DECRYPT}
        self.assertLessEqual(wanted, set(offered.operation))
        self.assertIn(ObjectType.SYMMETRIC_KEY, offered.object_type)

    async def test_bucket(self):
        """A key with an attribute of its own wraps data keys; the IV is the server's."""
        client = Client(Hsm(), V1_4)
        uid = await self.made(client)
        await client.do(Op.ACTIVATE, unique_identifier=uid)
        how = {"unique_identifier": uid, "cryptographic_parameters": CBC_ANY_IV}
        secret = await client.do(Op.ENCRYPT, data=b"data key", **how)
        how = {**how, "cryptographic_parameters": CBC, "iv_counter_nonce": secret.iv_counter_nonce}
        self.assertEqual((await client.do(Op.DECRYPT, data=secret.data, **how)).data, b"data key")
        told = values(await client.do(Op.GET_ATTRIBUTES, **only(uid, "x-bucket")))
        self.assertEqual(told["x-bucket"].value, "photos")
        await client.retire(uid)

    async def test_health_check(self):
        """A key is made and destroyed, again and again; nothing stays."""
        client = Client(Hsm(), V1_2)
        for _ in range(3):
            await client.do(Op.DESTROY, unique_identifier=await self.made(client))
        self.assertEqual(found(await client.do(Op.LOCATE)), [])

    async def made(self, client):
        bucket = {"x-bucket": Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "photos")}
        asked = {**aes(), "template_attribute": template_attribute({**AES_256, **bucket})}
        return (await client.do(Op.CREATE, **asked)).unique_identifier


class Synology(TestCase):
    """DSM 7: a connection for each operation, several at a time."""

    VOLUME = "0f5e8c9a-volume"

    def setUp(self):
        self.client = PerCall(Listener(), V1_2)

    async def test_start(self):
        for _ in range(4):
            told = await self.client.do(Op.QUERY, query_function=list(QueryFunction)[:6])
        self.assertTrue(told.vendor_identification)

    async def test_volume(self):
        """The key of a volume is registered under a hash and renamed when the volume is there."""
        first = hashlib.sha512(b"volume").hexdigest()
        asked = password(b"volume key", Name=name(first), Operation_Policy_Name="default")
        uid = (await self.client.do(Op.REGISTER, **asked)).unique_identifier
        renamed = attribute("Name", name(self.VOLUME), 0)
        told = await self.client.do(Op.MODIFY_ATTRIBUTE, unique_identifier=uid, attribute=renamed)
        self.assertEqual(told.attribute, renamed)
        self.assertEqual(found(await self.client.do(Op.LOCATE, **by_name(first))), [])
        self.assertEqual(found(await self.client.do(Op.LOCATE, **by_name(self.VOLUME))), [uid])
        await self.client.do(Op.ACTIVATE, unique_identifier=uid)
        names = (await self.client.do(Op.GET_ATTRIBUTE_LIST, unique_identifier=uid)).attribute_name
        told = values(await self.client.do(Op.GET_ATTRIBUTES, **only(uid, *names)))
        self.assertEqual(set(told), set(names))
        self.assertEqual(told["Operation Policy Name"], "default")
        self.assertEqual((told["State"], told["Cryptographic Usage Mask"]), (State.ACTIVE, VERIFY))
        got = await self.client.do(Op.GET, unique_identifier=uid)
        self.assertEqual(got.secret_data.key_block.key_value.key_material, b"volume key")
        await self.client.retire(uid)
        self.assertEqual(await self.client.refused(Op.GET, unique_identifier=uid), ResultReason.ITEM_NOT_FOUND)

    async def test_burst(self):
        """Sixteen connections at a time are all served."""
        listener = self.client.listener
        lines = [listener.connect() for _ in range(16)]
        ask = message([item(Op.LOCATE, empty(Op.LOCATE))], V1_2)
        answers = [listener.exchange(line, ask) for line in lines]
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(read(answers[0])[1][0].result_status, ResultStatus.SUCCESS)


class TrueNas(TestCase):
    async def test_connection_test(self):
        """It opens TLS and closes it, with 1.2 at most: one line in the log, and no trace."""
        listener = Listener()
        listener.connect(TlsClient(client_pair(), SSL.TLS1_2_VERSION)).hang_up()
        self.assertEqual(listener.told(), ["KMIP connection 1 from a local socket is alice"])
        self.assertEqual([event for event in listener.events if "log_failure" in event], [])

    async def test_password(self):
        client = Client(Hsm(), V1_2)
        uid = (await client.do(Op.REGISTER, **password(b"sed password"))).unique_identifier
        await client.do(Op.ACTIVATE, unique_identifier=uid)
        got = await client.do(Op.GET, unique_identifier=uid)
        self.assertEqual(got.secret_data.key_block.key_value.key_material, b"sed password")
        await client.retire(uid)


class Posting(Client):
    """A client of the HTTPS listener, in TTLV; one connection."""

    def __init__(self, version):
        self.listener = Listener(HttpsFactory)
        super().__init__(self.listener.hsm, version)
        self.line = self.listener.connect()

    async def send(self, request):
        lines = "POST /kmip HTTP/1.1", "Host: hsm", "Content-Type: application/octet-stream"
        head = "\r\n".join((*lines, f"Content-Length: {len(request)}", "", ""))
        answer = self.listener.exchange(self.line, head.encode() + request)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        return body


class Vast(TestCase):
    """VAST Data: KMIP over HTTPS."""

    async def test_life(self):
        client = Posting(V1_4)
        await client.do(Op.DISCOVER_VERSIONS)
        uid = await self.made(client)
        self.assertEqual(found(await client.do(Op.LOCATE, **by_name("tenant"))), [uid])
        got = await client.do(Op.GET, unique_identifier=uid)
        self.assertEqual(len(got.symmetric_key.key_block.key_value.key_material), 32)
        for _ in range(3):
            client.hsm.now += 61
            self.assertEqual(await self.look(client, uid), {"State": State.ACTIVE, "Operation Policy Name": "tenants"})
        await client.retire(uid)

    async def test_re_key(self):
        """The new key has another identifier, the name and the policy; the old one stays active."""
        client = Posting(V1_4)
        old = await self.made(client)
        new = (await client.do(Op.RE_KEY, unique_identifier=old)).unique_identifier
        self.assertNotEqual(new, old)
        self.assertEqual(found(await client.do(Op.LOCATE, **by_name("tenant"))), [new])
        kept = {"State": State.ACTIVE, "Operation Policy Name": "tenants"}
        self.assertEqual(await self.look(client, old), kept)
        self.assertEqual(await self.look(client, new), kept)
        links = [values(await client.do(Op.GET_ATTRIBUTES, **only(uid, "Link")))["Link"] for uid in (old, new)]
        self.assertEqual([link.linked_object_identifier for link in links], [new, old])

    async def look(self, client, uid):
        return values(await client.do(Op.GET_ATTRIBUTES, **only(uid, "State", "Operation Policy Name")))

    async def made(self, client):
        uid = (await client.do(Op.CREATE, **aes())).unique_identifier
        for each in attributes({"Name": name("tenant"), "Object Group": "vast", "Operation Policy Name": "tenants"}):
            told = await client.do(Op.ADD_ATTRIBUTE, unique_identifier=uid, attribute=each)
            self.assertEqual(told.attribute.attribute_value, each.attribute_value)
        await client.do(Op.ACTIVATE, unique_identifier=uid)
        return uid


@rows(**{f"kmip_1_{each.minor}": (each,) for each in SERVED})
class Ezmeral(TestCase):
    """HPE Ezmeral Data Fabric, at any version."""

    async def check(self, version):
        client = Client(Hsm(), version)
        if version > V1_0:
            await client.do(Op.DISCOVER_VERSIONS)  # to see whether the server lives
        uid = (await client.do(Op.CREATE, **aes(Object_Group="cluster"))).unique_identifier
        await client.do(Op.ACTIVATE, unique_identifier=uid)
        told = values(await client.do(Op.GET_ATTRIBUTES, unique_identifier=uid))
        self.assertEqual(told["Object Group"], "cluster")
        self.assertEqual("Fresh" in told, version > V1_0)
        self.assertIn("Digest", told)
        await client.do(Op.GET, unique_identifier=uid)
        new = (await client.do(Op.RE_KEY, unique_identifier=uid)).unique_identifier
        self.assertEqual(
            found(await client.do(Op.LOCATE, attribute=[attribute("Object Group", "cluster")])), [new, uid]
        )
        await client.retire(uid)
        await client.retire(new)


class Seagate(TestCase):
    async def test_a_bad_name_matches_nothing(self):
        """No filter that nothing matches is taken for none."""
        hsm = Hsm()
        client = Client(hsm, V1_2)
        await client.do(Op.CREATE, **aes(Name=name("drive")))
        for wanted in ("driv", "drive ", "DRIVE", "*", ""):
            self.assertEqual(found(await client.do(Op.LOCATE, **by_name(wanted))), [], wanted)
