"""Tests of hsmsim/server/web/site.py. What requests are answered with is in test_app.py."""

from itertools import count

from twisted.internet.error import ConnectionDone
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from hsmsim.server.web.site import IDLE_SECONDS, WebFactory
from tests.management.bench import ManagementTest
from tests.partitions.pairs import pair
from tests.server.web.browser import Browser, Connection
from tests.server.wires import server_pair


class Site(ManagementTest):
    def factory(self) -> WebFactory:
        factory = WebFactory(self.appliance, self.clock, 300.0, count(1))
        self.addCleanup(factory.close)
        return factory

    def test_names_of_the_certificate(self) -> None:
        """A page elsewhere can ask us under its own name; it is not answered."""
        self.appliance.certificate = server_pair().certificate
        browser = Browser(self.factory())
        for name, status in (("localhost:8443", 200), ("evil.example:8443", 403)):
            answer = browser.ask("GET", "/", Host=name)
            self.assertEqual(answer.status, status)
            self.assertEqual(b"--san" in answer.body, status == 403)

    def test_a_certificate_without_names(self) -> None:
        self.appliance.certificate = pair("alice").pem
        self.assertEqual(Browser(self.factory()).ask("GET", "/").status, 200)

    def test_a_connection_that_asks_for_nothing_is_closed(self) -> None:
        protocol, transport = self.factory().buildProtocol(None), StringTransport()
        protocol.makeConnection(transport)
        self.clock.advance(IDLE_SECONDS - 1)
        self.assertFalse(transport.disconnecting)
        self.clock.advance(1)
        self.assertTrue(transport.disconnecting)

    def test_routes_are_made_once(self) -> None:
        factory = self.factory()
        self.assertIsNone(factory.resource)
        factory.buildProtocol(None)
        resource = factory.resource
        factory.buildProtocol(None)
        self.assertIs(factory.resource, resource)

    def test_nothing_is_asked_of_a_console_that_was(self) -> None:
        """Browsers keep connections open: one on which nothing is asked ends with the console."""
        factory = self.factory()
        kept, gone = (Browser(factory).open("GET", "/") for _ in range(2))
        gone.protocol.connectionLost(Failure(ConnectionDone()))
        self.assertFalse(kept.transport.disconnecting)
        factory.close()
        self.assertTrue(kept.transport.disconnecting)
        self.assertFalse(gone.transport.disconnecting)

    def test_what_comes_too_late(self) -> None:
        """A request that was on its way when the console ended is not answered from what was before."""
        factory = self.factory()
        connection = Connection(factory)
        connection.protocol.dataReceived(b"GET / HTTP/1.1\r\n")
        factory.close()
        self.assertFalse(connection.transport.disconnecting)
        connection.protocol.dataReceived(b"Host: localhost\r\n\r\n")
        self.assertEqual(connection.answer().status, 503)
        self.assertTrue(connection.transport.disconnecting)
