"""The whole HSM and a client that listens: notices over real connections, whatever happens to that client."""

from pathlib import Path

from twisted.internet import reactor
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import TestCase

from hsmsim.server import keys
from hsmsim.settings import BadSetting
from hsmsim.spec.enums import Operation, PutFunction, QueryFunction
from hsmsim.tap import CannotStart
from hsmsim.testing import Appliance
from tests.plain_client import CREATE_AES, TEXT, ask, item, located, request
from tests.server.receiver import Receiver
from tests.server.wires import client_pair, server_pair


def destroy(uid):
    """A request."""
    return request(0x14, item(0x420094, TEXT, uid.encode()))


def fresh(uid):
    """A request for the attribute."""
    return request(0x0B, item(0x420094, TEXT, uid.encode()), item(0x42000A, TEXT, b"Fresh"))


NOT_FRESH = item(0x42000B, 6, bytes(8))


class Notices(TestCase):
    timeout = 20

    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()
        for name, data in (("tls", server_pair().key), ("tls_cert", server_pair().certificate)):
            keys.write(self.folder / f"{name}.pem", data)
        keys.write(self.folder / "receiver.pem", client_pair("receiver").certificate)
        self.receiver = Receiver()
        port = self.listen(0)
        self.port = port.getHost().port

    def listen(self, number):
        port = reactor.listenTCP(number, self.receiver.tls(reactor), interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        return port

    def appliance(self, certificate="receiver.pem", **options):
        return Appliance(
            tls_key=str(self.folder / "tls.pem"),
            tls_cert=str(self.folder / "tls_cert.pem"),
            notify=[f"ukmip=127.0.0.1:{self.port},{self.folder / certificate}"],
            **options,
        )

    async def test_put(self):
        """A key that a client makes is sent to the other; that it is destroyed is told."""
        async with self.appliance() as hsm:
            await deferToThread(ask, hsm, CREATE_AES)
            await self.receiver.until(1)
            self.assertEqual(self.receiver.requests[0][1], Operation.QUERY)
            self.assertIn(QueryFunction.QUERY_OPERATIONS, self.receiver.requests[0][2].query_function)
            ((operation, payload),) = self.receiver.told
            self.assertIs(operation, Operation.PUT)
            self.assertIs(payload.put_function, PutFunction.NEW)
            self.assertEqual(payload.symmetric_key.key_block.cryptographic_length, 256)
            await deferToThread(ask, hsm, destroy(payload.unique_identifier))
            await self.receiver.until(2)
            operation, changed = self.receiver.told[1]
            self.assertEqual((operation, changed.unique_identifier), (Operation.NOTIFY, payload.unique_identifier))
            self.assertIn("Destroy Date", {each.attribute_name for each in changed.attribute})
            self.assertIn(NOT_FRESH, await deferToThread(ask, hsm, fresh(payload.unique_identifier)))
            await hsm.areset()
            await deferToThread(ask, hsm, CREATE_AES)
            await self.receiver.until(3)

    async def test_nobody_listens(self):
        """The client that asks does not notice."""
        self.port = 1
        async with self.appliance(no_user=None) as hsm:
            await deferToThread(ask, hsm, CREATE_AES)
            self.assertEqual(await deferToThread(located, hsm), 1)

    async def test_no_certificate(self):
        """A file that is none is a reason not to start."""
        with self.assertRaises(CannotStart) as caught:
            await self.appliance("tls.pem")._start(reactor)
        file = self.folder / "tls.pem"
        self.assertEqual(str(caught.exception), f"--notify: {file}: there is no certificate in PEM")

    def test_settings(self):
        """It is a setting like others."""
        self.assertRaises(BadSetting, Appliance, notify="ukmip")
