"""Tests of hsmsim/management/hsm_status.py."""

from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from hsmsim.interfaces.partitions import Custody
from hsmsim.interfaces.statistics import IStatistics
from hsmsim.management.command import NotOffered
from hsmsim.management.hsm_status import HsmStatus, _key_type
from hsmsim.management.session import Facts
from hsmsim.management.values import to_json
from hsmsim.spec.enums import Operation
from hsmsim.spec.profiles import PROFILES
from hsmsim.taps.statistics import Statistics
from tests.management.bench import NOW, ManagementTest
from tests.partitions.pairs import pair
from tests.support import rows

GAUGES = {name: lambda: 1 << 40 for name in ("users", "objects", "database_bytes")}
LISTENERS = {"kmip": "127.0.0.1:5696", "https": ""}


class Status(ManagementTest):
    """What the appliance says of itself."""

    async def setUp(self) -> None:
        await super().setUp()
        self.appliance.statistics = cast(IStatistics, Statistics(lambda: NOW, GAUGES))
        operations, profiles = [each.title for each in Operation], [each.title for each in PROFILES]
        facts = Facts("0.1", "memory", LISTENERS, operations, profiles, ["--no-user", "x" * 10_000] * 200)
        self.appliance.facts = lambda: facts
        self.master()

    async def test_all(self) -> None:
        """As much as there can be fits."""
        found = await self.ask(HsmStatus)
        self.assertEqual((found["product"], found["stored"], found["serial"]), ("0.1", "memory", "S0001"))
        self.assertEqual((found["now"], found["started"], found["objects"]), (NOW * 1000, NOW * 1000, 1 << 40))
        self.assertEqual({each["name"]: each["address"] for each in found["listeners"]}, LISTENERS)
        self.assertIn({"name": "Create Key Pair"}, found["operations"])
        self.assertEqual(len(found["profiles"]), len(PROFILES))
        self.assertEqual((len(found["settings"]), found["settings"][0]), (100, {"setting": "--no-user"}))
        to_json(HsmStatus.response, found)

    async def test_certificate(self) -> None:
        found = await self.ask(HsmStatus)
        own = pair("hsm")
        self.assertEqual(found["sha256"], own.fingerprint.hex())
        self.assertEqual(found["subject"], own.certificate.subject.rfc4514_string())
        self.assertEqual(found["not_after"], int(own.certificate.not_valid_after_utc.timestamp()))
        self.assertEqual(found["not_before"], int(own.certificate.not_valid_before_utc.timestamp()))

    async def test_custodians(self) -> None:
        await self.with_users("bob", "carol")
        for user_id in ("alice", "bob"):
            await self.partitions.set_custodians(user_id, Custody(1, ("carol", "master")))
        await self.partitions.approve("bob", "carol")
        found = await self.ask(HsmStatus)
        self.assertEqual((found["under_custodians"], found["authorized"]), (2, 1))

    async def test_settings_are_for_operators(self) -> None:
        self.alice()
        self.assertEqual((await self.ask(HsmStatus))["settings"], [])

    async def test_nothing_to_say(self) -> None:
        self.appliance.facts = None
        await self.refused(NotOffered, HsmStatus)
        self.assertEqual(self.number, 5019)


@rows(
    rsa=(rsa.generate_private_key(65537, 1024), "RSA 1024"),
    ec=(ec.generate_private_key(ec.SECP384R1()), "EC secp384r1"),
    ed25519=(ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
)
class KeyType(ManagementTest):
    """What kind of key a certificate has."""

    async def check(self, key: Any, name: str) -> None:
        self.assertTrue(_key_type(key.public_key()).startswith(name))
