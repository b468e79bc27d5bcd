"""KMIP over HTTPS from end to end: a whole HSM and the HTTP client of the standard library."""

import http.client
import json
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.operations import spelling
from hsmsim.settings import load
from hsmsim.tap import Hsm
from hsmsim.testing import Appliance
from hsmsim.ttlv import json as ttlv_json
from hsmsim.ttlv import xml
from tests.plain_client import CREATE_AES, DISCOVER_VERSIONS, LOCATE, ask

MEDIA = {
    "application/octet-stream": (bytes, bytes),
    "text/xml": (lambda data: xml.write(data, spelling()), lambda data: xml.read(data, spelling())),
    "application/json": (lambda data: ttlv_json.write(data, spelling()), lambda data: ttlv_json.read(data, spelling())),
}


def connect(hsm, user="ukmip"):
    return http.client.HTTPSConnection(hsm.host, hsm.https_port, timeout=20, context=hsm.ssl_context(user))


def post(connection, message, media="application/octet-stream"):
    """The status and the answer in TTLV."""
    write, read = MEDIA[media]
    connection.request("POST", "/kmip", write(message), {"Content-Type": media})
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type"), read(answer.read())


def walk(hsm):
    """One connection, all encodings; the objects are those of the KMIP port."""
    connection = connect(hsm)
    statuses = [post(connection, CREATE_AES, media)[:2] for media in MEDIA]
    answers = {post(connection, LOCATE, media)[2] for media in MEDIA}
    over_kmip = ask(hsm, LOCATE)
    connection.close()
    return statuses, answers, over_kmip


def without_time(answer):
    """An answer without its Time Stamp."""
    at = answer.index(bytes.fromhex("4200920900000008"))
    return answer[:at] + answer[at + 16 :]


class InThisProcess(TestCase):
    async def test_walk(self):
        async with Appliance(https="0", console="off") as hsm:
            statuses, answers, over_kmip = await deferToThread(walk, hsm)
        self.assertEqual(statuses, [(200, media) for media in MEDIA])
        self.assertEqual({without_time(answer) for answer in answers}, {without_time(over_kmip)})
        self.assertEqual(over_kmip.count(bytes.fromhex("42009407")), 3)

    async def test_reset(self):
        async with Appliance(https="0", console="off") as hsm:
            await deferToThread(walk, hsm)
            await hsm.areset()
            _, _, answer = await deferToThread(lambda: post(connect(hsm), LOCATE))
        self.assertEqual(answer.count(bytes.fromhex("42009407")), 0)

    async def test_alone(self):
        """KMIP's own port may be off."""
        ready = Path(self.mktemp())
        hsm = Hsm(
            load({"kmip": "off", "console": "off", "web": "off", "https": "0", "ready-file": str(ready)}), reactor
        )
        await hsm.start()
        self.addCleanup(hsm.stop)
        found = json.loads(ready.read_text())
        self.assertEqual(
            (found["kmip"], found["https"]), (None, {"host": "127.0.0.1", "port": hsm.places["https"].port})
        )
        hsm.drop()

    async def test_wire_log(self):
        file = Path(self.mktemp())
        async with Appliance(https="0", console="off", log_wire=str(file)) as hsm:
            await deferToThread(lambda: post(connect(hsm), DISCOVER_VERSIONS, "application/json"))
        self.assertIn("Operation (Enumeration): Discover Versions", file.read_text())


class InAProcess(SynchronousTestCase):
    def test_reset(self):
        """The port stays the same."""
        with Appliance.spawn(https="0", console="off") as hsm:
            port = hsm.https_port
            self.assertEqual(post(connect(hsm), CREATE_AES, "text/xml")[0], 200)
            hsm.reset()
            self.assertEqual(hsm.https_port, port)
            self.assertEqual(post(connect(hsm), LOCATE, "text/xml")[0], 200)
            self.assertIn(f"KMIP over HTTPS: 127.0.0.1:{port}", hsm.log())
