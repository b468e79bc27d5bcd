"""Tests of hsmsim/management/login.py."""

from typing import Any

from twisted.logger import formatEvent

from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError, SecondFactor, UserType
from hsmsim.management import proof
from hsmsim.management.challenge import Challenge
from hsmsim.management.command import LoginRefused, NotPermitted
from hsmsim.management.login import REFUSED, Login
from hsmsim.management.session import Session
from hsmsim.partitions.oath import hotp
from tests.management.bench import OTHER, PASSWORD, ManagementTest
from tests.partitions.pairs import pair

SECRET = b"12345678901234567890"
THIRD = "a third password"


class Logins(ManagementTest):
    """Who may come in, and what others learn."""

    async def turned_away(self, reason: str, **arguments: Any) -> None:
        """The client is told nothing; the log is."""
        self.assertEqual(await self.refused(LoginRefused, Login, **arguments), REFUSED)
        self.assertEqual(self.number, 5002)
        event = self.events[-1]
        self.assertEqual(event["peer"], "10.0.0.1:1234")
        self.assertIn(reason, event["reason"])
        self.assertEqual(self.session.user_id, "")

    async def proven(self, name: str = "alice", fingerprint: bytes = pair("hsm").fingerprint) -> dict[str, bytes]:
        nonce = (await self.ask(Challenge))["nonce"]
        signature = proof.sign(pair(name).key, proof.statement(nonce, fingerprint, "alice"))
        return {"certificate": pair(name).der, "signature": signature}

    async def test_password_alone(self) -> None:
        answer = await self.ask(Login, user_id="alice", password=PASSWORD)
        self.assertEqual(answer, {"user_type": UserType.USER, "failures": 0})
        self.assertEqual(self.session.user_id, "alice")
        self.assertEqual([event["user_id"] for event in self.events], ["alice"])

    async def test_the_log_says_where(self) -> None:
        for kind in ("console", "web"):
            self.session = Session(self.appliance, "10.0.0.1:1234", 7, kind)
            await self.turned_away("wrong password", user_id="alice", password=OTHER)
            refused = formatEvent(self.events[-1])
            self.assertTrue(refused.startswith(f"{kind} login from 10.0.0.1:1234 refused: wrong password"), refused)
            await self.ask(Login, user_id="alice", password=PASSWORD)
            self.assertEqual(formatEvent(self.events[-1]), f"{kind} login from 10.0.0.1:1234: user 'alice'")
            self.assertEqual(self.recorded()[-1], f"00000007|{kind} 'alice': Login user_id=alice: done")

    async def test_wrong_password(self) -> None:
        await self.turned_away("wrong password", user_id="alice", password=OTHER)

    async def test_unknown(self) -> None:
        await self.turned_away("not known", user_id="nobody", password=PASSWORD)

    async def test_blocked(self) -> None:
        await self.partitions.set_blocked("alice", True)
        await self.turned_away("blocked", user_id="alice", password=PASSWORD)

    async def test_once(self) -> None:
        await self.ask(Login, user_id="alice", password=PASSWORD)
        await self.refused(NotPermitted, Login, user_id="master", password=PASSWORD)
        self.assertEqual(self.session.user_id, "alice")

    async def test_code(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        await self.refused(CodeNeeded, Login, user_id="alice", password=PASSWORD)
        self.assertEqual((self.number, self.events), (5049, []))
        await self.turned_away("wrong code", user_id="alice", password=PASSWORD, code="000000")
        await self.ask(Login, user_id="alice", password=PASSWORD, code=hotp(SECRET, 0))
        self.assertEqual(self.session.user_id, "alice")

    async def test_wrong_logins_are_told(self) -> None:
        for _ in range(3):
            await self.refused(LoginRefused, Login, user_id="alice", password=OTHER)
        answer = await self.ask(Login, user_id="alice", password=PASSWORD)
        self.assertEqual(answer["failures"], 3)

    async def test_a_password_that_has_to_be_changed(self) -> None:
        await self.partitions.set_must_change("alice", True)
        await self.turned_away("wrong password", user_id="alice", password=OTHER, new_password=THIRD)
        await self.refused(PartitionsError, Login, user_id="alice", password=PASSWORD)
        self.assertEqual((self.number, self.session.user_id), (5178, ""))
        self.assertEqual(self.events[-1]["reason"], "user 'alice': the password has to be changed")
        await self.refused(PartitionsError, Login, user_id="alice", password=PASSWORD, new_password="short")
        self.assertEqual((self.number, self.session.user_id), (5177, ""))
        answer = await self.ask(Login, user_id="alice", password=PASSWORD, new_password=THIRD)
        self.assertEqual((answer["failures"], self.session.user_id), (1, "alice"))
        await self.partitions.confirm("alice", THIRD)
        for secret in (PASSWORD, OTHER, THIRD, "short"):
            self.assertNotIn(secret, repr(self.events))

    async def test_certificate(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.ask(Login, user_id="alice", password=PASSWORD, **await self.proven())
        self.assertEqual(self.session.user_id, "alice")

    async def test_certificate_and_wrong_password(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.turned_away("wrong password", user_id="alice", password=OTHER, **await self.proven())

    async def test_another_certificate(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.turned_away("another", user_id="alice", password=PASSWORD, **await self.proven("mallory"))

    async def test_no_certificate(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.turned_away("no certificate", user_id="alice", password=PASSWORD)
        await self.turned_away(
            "signature", user_id="alice", password=PASSWORD, **(await self.proven()) | {"signature": b""}
        )

    async def test_no_signature_is_good_twice(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        proven = await self.proven()
        await self.turned_away("wrong password", user_id="alice", password=OTHER, **proven)
        await self.turned_away("without a challenge", user_id="alice", password=PASSWORD, **proven)

    async def test_no_signature_is_good_on_another_connection(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        proven = await self.proven()
        self.session = Session(self.appliance, "10.0.0.1:1234")
        await self.ask(Challenge)
        await self.turned_away("signature", user_id="alice", password=PASSWORD, **proven)

    async def test_no_signature_is_good_for_another_hsm(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        proven = await self.proven(fingerprint=pair("between").fingerprint)
        await self.turned_away("signature", user_id="alice", password=PASSWORD, **proven)
