"""Objects at both doors of a whole HSM: what the console makes KMIP has, and the reverse."""

from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import TestCase

from hsmsim.console.link import RefusedByHsm, connect
from hsmsim.management import proof
from hsmsim.management.challenge import Challenge
from hsmsim.management.login import Login
from hsmsim.management.object_block import BlockObject
from hsmsim.management.object_create import CreateObject
from hsmsim.management.object_export import ExportObject
from hsmsim.management.object_list import ListObjects
from hsmsim.management.object_remove import RemoveObject
from hsmsim.management.object_words import KeyAlgorithm
from hsmsim.testing import Appliance
from tests.plain_client import CREATE_AES, ENUMERATION, TEXT, Connection, ask, item, located, request

AES = KeyAlgorithm["AES"]
PERMISSION_DENIED = item(0x42007E, ENUMERATION, 0x0C)


def get(uid):
    return request(0x0A, item(0x420094, TEXT, uid.encode()))


def refusal(hsm, message):
    """The answer to a message that fails."""
    with Connection(hsm) as connection:
        connection.send(message)
        return connection.receive()


async def at_the_console(hsm):
    """A session of ukmip, whose second factor is a certificate."""
    link = await connect(TCP4ClientEndpoint(reactor, hsm.host, hsm.console_port), hsm.host, lambda *_: None, reactor)
    files = hsm.users["ukmip"]
    certificate = x509.load_pem_x509_certificate(Path(files.cert).read_bytes()).public_bytes(Encoding.DER)
    key = load_pem_private_key(Path(files.key).read_bytes(), None)
    nonce = (await link.call(Challenge))["nonce"]
    text = proof.statement(nonce, sha256(link.certificate).digest(), "ukmip")
    signature = proof.sign(key, text)
    await link.call(Login, user_id="ukmip", password="user12345", certificate=certificate, signature=signature)
    return link


class BothDoors(TestCase):
    timeout = 60

    async def test_made_here_and_seen_there(self):
        async with Appliance() as hsm:
            link = await at_the_console(hsm)
            made = await link.call(CreateObject, name="key", algorithm=AES, length=256, exportable=True, activate=True)
            exported = await link.call(ExportObject, object="key")
            answer = await deferToThread(ask, hsm, get(made["uid"]))
            self.assertIn(exported["data"], answer)
            created = await deferToThread(ask, hsm, CREATE_AES)
            seen = (await link.call(ListObjects))["objects"]
            self.assertEqual([each["name"] for each in seen], ["", "key"])
            self.assertIn(seen[0]["uid"].encode(), created)
            await link.call(RemoveObject, object=seen[0]["uid"])
            self.assertEqual(await deferToThread(located, hsm), 1)
            await link.close()

    async def test_what_is_blocked_is_refused(self):
        async with Appliance() as hsm:
            link = await at_the_console(hsm)
            made = await link.call(CreateObject, name="key", algorithm=AES, length=128, exportable=True)
            await link.call(BlockObject, object="key")
            answer = await deferToThread(refusal, hsm, get(made["uid"]))
            self.assertIn(PERMISSION_DENIED, answer)
            with self.assertRaises(RefusedByHsm) as caught:
                await link.call(ExportObject, object="key")
            self.assertEqual(str(caught.exception), "Error 5124: the object is blocked: it is seen and not used")
            self.assertEqual(await deferToThread(located, hsm), 1)
            await link.close()

    async def test_what_is_temporary_goes_with_the_session(self):
        async with Appliance() as hsm:
            link = await at_the_console(hsm)
            await link.call(CreateObject, name="key", algorithm=AES, length=128, temporary=True)
            self.assertEqual(await deferToThread(located, hsm), 1)
            await link.close()
            while await deferToThread(located, hsm):  # the HSM has yet to learn that the connection is gone
                pass

    async def test_what_a_crash_has_left_is_gone_after_the_start(self):
        folder = self.mktemp()
        async with Appliance(state=folder) as hsm:
            link = await at_the_console(hsm)
            for name, temporary in (("stays", False), ("goes", True)):
                await link.call(CreateObject, name=name, algorithm=AES, length=128, temporary=temporary)
            for session in hsm._hsm._doors.consoles["console"].open:
                session.session.ended.clear()  # as if the HSM had no time for it
            await link.close()
        async with Appliance(state=folder) as hsm:
            link = await at_the_console(hsm)
            seen = (await link.call(ListObjects))["objects"]
            self.assertEqual([each["name"] for each in seen], ["stays"])
            await link.close()
