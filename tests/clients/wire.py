"""Somebody's client: it speaks one version, sends what it always sends, and reads answers strictly."""

from collections.abc import Sequence
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import Logger

from hsmsim.operations import table
from hsmsim.server import tls
from hsmsim.server.kmip import KmipFactory
from hsmsim.spec.enums import (
    BlockCipherMode,
    CredentialType,
    CryptographicAlgorithm,
    NameType,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultReason,
    ResultStatus,
    RevocationReasonCode,
)
from hsmsim.spec.structures import Authentication, Credential, ResponseBatchItem, UsernameAndPassword
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters, Name, RevocationReason
from hsmsim.spec.versions import Version
from hsmsim.ttlv import binary
from tests.appliance import NOW, Hsm, KmipError, ResponseMessage, TwoUsers, item, message
from tests.objects import template_attribute
from tests.server.wires import Client as TlsClient
from tests.server.wires import Line, client_pair, fingerprint_of, server_pair
from tests.test_versions import newer

Op = Operation
LIMIT = 1 << 20
ENCRYPT_DECRYPT = 12
AES_256 = {
    "Cryptographic Algorithm": CryptographicAlgorithm.AES,
    "Cryptographic Length": 256,
    "Cryptographic Usage Mask": ENCRYPT_DECRYPT,
}
CBC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5)
CBC_ANY_IV = CryptographicParameters(
    block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5, random_iv=True
)
STOPPED = RevocationReason(revocation_reason_code=RevocationReasonCode.CESSATION_OF_OPERATION)
ALICE = Authentication(
    credential=[
        Credential(
            credential_type=CredentialType.USERNAME_AND_PASSWORD,
            credential_value=UsernameAndPassword(username="alice", password="alice-password"),
        )
    ]
)


def name(text: str) -> Name:
    """A Name."""
    return Name(name_value=text, name_type=NameType.UNINTERPRETED_TEXT_STRING)


def aes(**more: Any) -> dict[str, Any]:
    """The fields of a Create for an AES key; attributes by name with `_` for a space."""
    facts = {**AES_256, **{each.replace("_", " "): value for each, value in more.items()}}
    return {"object_type": ObjectType.SYMMETRIC_KEY, "template_attribute": template_attribute(facts)}


def values(payload: Any) -> dict[str, Any]:
    """The attributes of a payload, by name; the first of several."""
    return {each.attribute_name: each.attribute_value for each in reversed(payload.attribute)}


class Client:
    """A client of one HSM.

    Args:
        version: of every request.
        user: whose certificate it has.
        header: what stands in every header besides.
    """

    def __init__(self, hsm: Hsm, version: Version, user: str = "alice", **header: Any) -> None:
        self.hsm, self.version, self.user, self.header = hsm, version, user, header

    async def send(self, request: bytes) -> bytes:
        """The answer to a message."""
        return (await self.hsm.send(request, self.user)).data

    async def batch(self, *asked: tuple[Operation, dict[str, Any]]) -> list[ResponseBatchItem]:
        """The items that answer these operations and fields; they hold nothing that the version does not have."""
        several = len(asked) > 1
        items = [
            item(code, table()[code].request(**fields), bytes([number]) if several else None)
            for number, (code, fields) in enumerate(asked, 1)
        ]
        data = await self.send(message(items, self.version, **self.header))
        whole, _ = binary.read_node(data, 0, len(data))
        assert list(newer(whole, self.version)) == [], list(newer(whole, self.version))
        read = binary.decode(ResponseMessage, data, Tag.RESPONSE_MESSAGE)
        spoken = read.response_header.protocol_version
        assert (spoken.protocol_version_major, spoken.protocol_version_minor) == self.version
        answered = [binary.decode_raw(ResponseBatchItem, each) for each in read.batch_item]
        assert [each.unique_batch_item_id for each in answered] == [each.unique_batch_item_id for each in items]
        return answered

    async def do(self, code: Operation, **fields: Any) -> Any:
        """The response payload of an operation that succeeds."""
        (answered,) = await self.batch((code, fields))
        return payload_of(answered)

    async def refused(self, code: Operation, **fields: Any) -> ResultReason | None:
        """The reason why an operation fails."""
        try:
            await self.do(code, **fields)
        except KmipError as error:
            return error.reason
        return None

    async def retire(self, uid: str) -> None:
        """Revoke and Destroy, as nearly all do it at the end."""
        await self.do(Op.REVOKE, unique_identifier=uid, revocation_reason=STOPPED)
        await self.do(Op.DESTROY, unique_identifier=uid)


def payload_of(answered: ResponseBatchItem) -> Any:
    """The response payload of an item that is Success."""
    if answered.result_status is not ResultStatus.SUCCESS:
        raise KmipError(answered)
    return binary.decode_raw(table()[answered.operation].response, answered.response_payload)  # type: ignore


class ByCertificate(TwoUsers):
    """The users of `Hsm`; alice has the certificate that tests of TLS have."""

    def admit(self, fingerprint: bytes) -> Any:
        return super().admit(b"alice" if fingerprint == fingerprint_of(client_pair()) else fingerprint)


class Listener:
    """An HSM behind TLS, all in memory.

    Args:
        factory: makes the protocols of its port.
    """

    def __init__(self, factory: Any = KmipFactory) -> None:
        self.hsm = Hsm()
        self.hsm.exchange._work.partitions = self.hsm.users = ByCertificate()
        self.clock = Clock()
        self.events: list[Any] = []
        log = Logger(namespace="clients", observer=self.events.append)
        self.factory = factory(self.hsm.exchange, self.hsm.users.admit, self.clock, lambda: NOW, LIMIT, log)
        self.context = tls.context(tls.read_identity(server_pair()), "modern", b"clients")
        self.checked = 0  # certificates in handshakes: one that resumes a session shows none
        tls.ask_for_certificate(self.context, self._check)

    def _check(self, fingerprint: bytes) -> Any:
        self.checked += 1
        return self.hsm.users.admit(fingerprint)

    def connect(self, creator: TlsClient | None = None) -> Line:
        """A connection whose handshake is done."""
        return Line(self.context, self.factory, creator or TlsClient(client_pair()), self.clock)

    def exchange(self, line: Line, request: bytes) -> bytes:
        """The answer on an open connection."""
        line.client.data = b""
        line.send(request)
        return line.client.data

    def told(self) -> list[str]:
        """What the log says."""
        return [event["log_format"].format(**event) for event in self.events]


class PerCall(Client):
    """A client that opens a connection for each request; with `resume`, with the session of the one before."""

    def __init__(self, listener: Listener, version: Version, resume: bool = False, **header: Any) -> None:
        super().__init__(listener.hsm, version, **header)
        self.listener, self.resume = listener, resume
        self.reused: list[bool] = []
        self._creator = TlsClient(client_pair())

    async def send(self, request: bytes) -> bytes:
        """The answer, over a connection of its own."""
        checked = self.listener.checked
        line = self.listener.connect(self._creator)
        answer = self.listener.exchange(line, request)
        self.reused.append(self.listener.checked == checked)
        if self.resume:
            self._creator.session = self._creator.connection.get_session()
        line.hang_up()
        return answer


def found(payload: Any) -> Sequence[str]:
    """What a Locate found."""
    identifiers: list[str] = payload.unique_identifier
    return identifiers
