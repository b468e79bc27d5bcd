"""Message headers (KMIP 1.4 7.2)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.exchange.headers import RequestHeaders, ResponseHeaders, response_header, with_count
from hsmsim.spec.enums import CredentialType
from hsmsim.spec.structures import Authentication, Credential, ProtocolVersion, RequestHeader, UsernameAndPassword
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_0, V1_4
from tests.appliance import NOW, raw


def header(**fields):
    """A Request Header that is not read yet."""
    version = ProtocolVersion(protocol_version_major=1, protocol_version_minor=4)
    return raw(RequestHeader(protocol_version=version, batch_count=1, **fields), Tag.REQUEST_HEADER)


class Requests(SynchronousTestCase):
    """A header is read once for all requests that have the same."""

    def setUp(self):
        self.headers = RequestHeaders()

    def read(self, data):
        return self.headers.read(data, self.headers.spoken(data))

    def test_remembered(self):
        """The same bytes give the same header; other bytes another."""
        first = self.read(header())
        self.assertIs(self.read(header()), first)
        self.assertIsNot(self.read(header(batch_order_option=True)), first)

    def test_passwords_are_not(self):
        """What has credentials is read anew each time."""
        value = UsernameAndPassword(username="alice", password="secret-secret")
        credential = Credential(credential_type=CredentialType.USERNAME_AND_PASSWORD, credential_value=value)
        data = header(authentication=Authentication(credential=[credential]))
        self.assertIsNot(self.read(data), self.read(data))
        self.assertNotIn("secret", repr(self.headers._known))

    def test_long_ones_are_not(self):
        """Memory is not the clients' to fill."""
        data = header(client_correlation_value="x" * 10_000)
        self.assertIsNot(self.read(data), self.read(data))

    def test_not_too_many(self):
        """They are forgotten when there are too many."""
        for number in range(1000):
            self.read(header(time_stamp=number))
        self.assertLessEqual(len(self.headers._known), 256)


class Responses(SynchronousTestCase):
    """The headers of one second differ in version, correlation value and Batch Count alone."""

    def test_written(self):
        """As if each were written anew."""
        headers = ResponseHeaders()
        for now in (NOW, NOW, NOW + 1):
            for version in (V1_0, V1_4):
                for correlation in (None, "server"):
                    expected = response_header(version, now, correlation)
                    self.assertEqual(headers.write(version, now, correlation), expected)

    def test_count(self):
        """Is the last field."""
        counted = with_count(response_header(V1_4, NOW), 258)
        self.assertEqual(counted[-16:], b"\x42\x00\x0d\x02\0\0\0\x04\0\0\x01\x02\0\0\0\0")
