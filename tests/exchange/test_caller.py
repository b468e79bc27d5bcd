"""Who is calling (KMIP 1.4 sections 2.1.2 and 6.6)."""

from twisted.trial.unittest import TestCase

from hsmsim.spec.enums import AttestationType, CredentialType, ResultReason, ResultStatus
from hsmsim.spec.structures import (
    AttestationCredential,
    Authentication,
    Credential,
    DeviceCredential,
    Nonce,
    UsernameAndPassword,
)
from hsmsim.spec.versions import V1_2, Version
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import Hsm, message
from tests.exchange.keys import Remembering
from tests.exchange.wire import ONE, PING, handmade, ping, read
from tests.support import rows


def password(username, word):
    """A Username and Password credential."""
    return Credential(
        credential_type=CredentialType.USERNAME_AND_PASSWORD,
        credential_value=UsernameAndPassword(username=username, password=word),
    )


RIGHT = password("alice", "alice-password")
WRONG = password("alice", "wrong")
EMPTY = password("alice", "")
NO_PASSWORD = password("alice", None)
OTHERS = password("bob", "bob-password")
NOBODY = password("carol", "alice-password")
DEVICE = Credential(
    credential_type=CredentialType.DEVICE,
    credential_value=DeviceCredential(device_serial_number="1", password="alice-password"),
)
ATTESTATION = Credential(
    credential_type=CredentialType.ATTESTATION,
    credential_value=AttestationCredential(
        nonce=Nonce(nonce_id=b"1", nonce_value=b"2"),
        attestation_type=AttestationType.TPM_QUOTE,
        attestation_measurement=b"3",
    ),
)
VENDORS = Credential(credential_type=0x80000001, credential_value=Node(0x420024, ItemType.TEXT_STRING, "whatever"))


@rows(
    none=(None, False, True),
    none_but_required=(None, True, False),
    empty=([], False, False),
    empty_but_required=([], True, False),
    right=([RIGHT], False, True),
    right_and_required=([RIGHT], True, True),
    right_twice=([RIGHT, RIGHT], True, True),
    wrong=([WRONG], False, False),
    wrong_and_required=([WRONG], True, False),
    empty_password=([EMPTY], False, False),
    no_password=([NO_PASSWORD], False, False),
    of_another_user=([OTHERS], False, False),
    of_another_user_and_required=([OTHERS], True, False),
    of_nobody=([NOBODY], False, False),
    right_and_wrong=([RIGHT, WRONG], False, False),
    wrong_and_right=([WRONG, RIGHT], True, False),
    right_and_of_another=([RIGHT, OTHERS], True, False),
    device=([DEVICE], False, False),
    right_and_device=([RIGHT, DEVICE], True, False),
    attestation=([ATTESTATION], False, False),
    of_a_vendor=([VENDORS], False, False),
)
class Credentials(TestCase):
    """If given they must be right and name the owner of the certificate; what was wrong only the log says."""

    async def check(self, credentials, required, admitted):
        log = Remembering()
        hsm = Hsm(require_credential=required, log=log)
        authentication = None if credentials is None else Authentication(credential=credentials)
        answer = await hsm.send(message([ping(b"1"), ping(b"2")], V1_2, authentication=authentication))
        header, answered = read(answer.data)
        self.assertEqual(answer.close, not admitted)
        self.assertEqual(header.protocol_version.protocol_version_minor, 2)
        if admitted:
            self.assertEqual([each.result_status for each in answered], [ResultStatus.SUCCESS] * 2)
            self.assertEqual(log.lines, [])
            return
        (refused,) = answered
        self.assertEqual(
            (refused.operation, refused.unique_batch_item_id, refused.result_reason, refused.result_message),
            (None, None, ResultReason.AUTHENTICATION_NOT_SUCCESSFUL, "authentication was not successful"),
        )
        (line,) = log.lines
        self.assertTrue(line.startswith("KMIP request from test refused: "), line)
        self.assertNotIn("-password", line)


class TheSameAnswer(TestCase):
    """Whatever was wrong: the same bytes."""

    async def test_all(self):
        """Wrong password, other user, other kind, blocked, unknown certificate."""
        answers = set()
        lines = set()
        for credentials in ([WRONG], [OTHERS], [DEVICE], []):
            log = Remembering()
            asked = message([ping()], authentication=Authentication(credential=credentials))
            answers.add((await Hsm(log=log).send(asked)).data)
            lines.update(log.lines)
        for user in ("alice", "mallory"):
            log = Remembering()
            hsm = Hsm(log=log)
            hsm.users.blocked.add("alice")
            answers.add((await hsm.send(message([ping()]), user)).data)
            lines.update(log.lines)
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(lines), 6)


class BetweenRequests(TestCase):
    """On an open connection every request is checked against what holds now."""

    async def test_blocked_and_unblocked(self):
        """No request is answered while the user is blocked."""
        hsm = Hsm()
        request = message([ping()])
        self.assertFalse((await hsm.send(request)).close)
        hsm.users.blocked.add("alice")
        refused = await hsm.send(request)
        self.assertTrue(refused.close)
        self.assertEqual(read(refused.data)[1][0].result_reason, ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)
        hsm.users.blocked.clear()
        self.assertFalse((await hsm.send(request)).close)

    async def test_blocked_and_wrong(self):
        """A message that is wrong in itself tells a blocked user nothing else."""
        log = Remembering()
        hsm = Hsm(log=log)
        hsm.users.blocked.add("alice")
        wrong = (
            handmade(b"", PING),
            handmade(ONE),
            handmade(ONE, PING, version=Version(2, 0)),
        )
        for request in (*wrong, b"no TTLV at all"):
            answer = await hsm.send(request)
            self.assertTrue(answer.close)
            self.assertEqual(read(answer.data)[1][0].result_reason, ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)
        self.assertEqual(len(set(log.lines)), 1)

    async def test_blocked_while_the_password_was_checked(self):
        """Scrypt takes a thread; the user may be blocked when it is done."""
        hsm = Hsm()
        confirm = hsm.users.confirm

        async def slowly(user_id, word):
            await confirm(user_id, word)
            hsm.users.blocked.add(user_id)

        hsm.users.confirm = slowly
        answer = await hsm.send(message([ping()], authentication=Authentication(credential=[RIGHT])))
        self.assertTrue(answer.close)

    async def test_certificate_of_another_user_meanwhile(self):
        """The certificate has moved to another user while the password was checked."""
        log = Remembering()
        hsm = Hsm(log=log)
        confirm = hsm.users.confirm

        async def slowly(user_id, word):
            await confirm(user_id, word)
            hsm.users.admit = lambda fingerprint: hsm.users.user("bob")

        hsm.users.confirm = slowly
        answer = await hsm.send(message([ping()], authentication=Authentication(credential=[RIGHT])))
        self.assertTrue(answer.close)
        self.assertEqual(log.lines, ["KMIP request from test refused: the certificate of alice has become that of bob"])
