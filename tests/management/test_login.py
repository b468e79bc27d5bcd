"""Tests of hsmsim/management/login.py."""

from typing import Any

from hsmsim.interfaces.partitions import CodeNeeded, SecondFactor, UserType
from hsmsim.management import proof
from hsmsim.management.challenge import Challenge
from hsmsim.management.command import LoginRefused, NotPermitted
from hsmsim.management.login import REFUSED, Login
from hsmsim.management.session import Session
from hsmsim.partitions.oath import hotp
from tests.management.bench import OTHER, PASSWORD, ManagementTest
from tests.partitions.pairs import pair

SECRET = b"12345678901234567890"


class Logins(ManagementTest):
    """Who may come in, and what others learn."""

    async def turned_away(self, reason: str, **arguments: Any) -> None:
        """The client is told nothing; the log is."""
        self.assertEqual(await self.refused(LoginRefused, Login, **arguments), REFUSED)
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
        self.assertEqual((answer, self.session.user_id), ({"user_type": UserType.USER}, "alice"))
        self.assertEqual([event["user_id"] for event in self.events], ["alice"])

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
        self.assertEqual(self.events, [])
        await self.turned_away("wrong code", user_id="alice", password=PASSWORD, code="000000")
        await self.ask(Login, user_id="alice", password=PASSWORD, code=hotp(SECRET, 0))
        self.assertEqual(self.session.user_id, "alice")

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
