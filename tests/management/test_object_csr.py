"""Tests of hsmsim/management/object_csr.py."""

from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hsmsim.errors import Refused
from hsmsim.exchange.steps import set_mark
from hsmsim.management.object_create import CreateObject
from hsmsim.management.object_csr import RequestCertificate
from hsmsim.management.object_export import ExportObject
from hsmsim.management.object_import import ImportObject
from hsmsim.management.object_words import Curve, KeyAlgorithm, Usage
from hsmsim.model.access import Rights
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import ObjectType, State
from tests.crypto.test_key_files import DER_LEAF, RSA_KEY, private, public
from tests.management.objects_bench import ObjectsTest
from tests.objects import made
from tests.support import rows

SUBJECT = "CN=www.example.com,O=Example,C=BR"


class RequestTest(ObjectsTest):
    async def make(self, algorithm: str = "EC", **how: Any) -> dict[str, Any]:
        given = {"curve": Curve["P_256"]} if algorithm == "EC" else {"length": 1024}
        return await self.ask(
            CreateObject, name="pair", algorithm=KeyAlgorithm[algorithm], **{**given, "activate": True, **how}
        )

    async def request(self, word: str = "pair") -> x509.CertificateSigningRequest:
        answer = await self.ask(RequestCertificate, object=word, subject=SUBJECT)
        return x509.load_pem_x509_csr(answer["request"])


@rows(
    rsa=("RSA", {}, "sha256"),
    p_256=("EC", {}, "sha256"),
    p_384=("EC", {"curve": Curve["P_384"]}, "sha384"),
    p_521=("EC", {"curve": Curve["P_521"]}, "sha512"),
)
class Requests(RequestTest):
    async def check(self, algorithm: str, how: dict[str, Any], digest: str) -> None:
        await self.make(algorithm, **how)
        for word in ("pair", "pair_pub"):
            request = await self.request(word)
            self.assertTrue(request.is_signature_valid)
            self.assertEqual(request.subject.rfc4514_string(), SUBJECT)
            self.assertEqual(request.signature_hash_algorithm.name, digest)  # type: ignore[union-attr]
            exported = await self.ask(ExportObject, object="pair_pub")
            self.assertEqual(request.public_key(), load_pem_public_key(exported["data"]))


class Alternatives(RequestTest):
    async def test_names_and_addresses(self) -> None:
        await self.make()
        given = ("www.example.com", "10.0.0.1")
        answer = await self.ask(RequestCertificate, object="pair", subject=SUBJECT, alternative_names=given)
        request = x509.load_pem_x509_csr(answer["request"])
        self.assertTrue(request.is_signature_valid)
        (names,) = (each.value for each in request.extensions)
        assert isinstance(names, x509.SubjectAlternativeName)
        self.assertEqual(names.get_values_for_type(x509.DNSName), ["www.example.com"])
        self.assertEqual([str(each) for each in names.get_values_for_type(x509.IPAddress)], ["10.0.0.1"])
        self.assertIn(" alternative_names=www.example.com,10.0.0.1: done", self.recorded()[-1])

    async def test_none(self) -> None:
        await self.make()
        self.assertEqual(len((await self.request()).extensions), 0)
        answer = await self.ask(RequestCertificate, object="pair", subject=SUBJECT, alternative_names=())
        self.assertEqual(len(x509.load_pem_x509_csr(answer["request"]).extensions), 0)

    async def test_what_is_none(self) -> None:
        await self.make()
        given = {"object": "pair", "subject": SUBJECT, "alternative_names": ("www example com",)}
        await self.refused(Refused, RequestCertificate, **given)
        self.assertEqual(self.number, 5009)


class Imported(RequestTest):
    async def test_a_pair_that_was_imported(self) -> None:
        await self.ask(ImportObject, name="pair", data=private(RSA_KEY), activate=True)
        self.assertEqual((await self.request()).public_key(), RSA_KEY.public_key())

    async def test_a_public_key_alone(self) -> None:
        await self.ask(ImportObject, name="pub", data=public(RSA_KEY), activate=True)
        await self.refused(Refused, RequestCertificate, object="pub", subject=SUBJECT)
        self.assertEqual(self.number, 5008)


@rows(
    nothing=("absent", SUBJECT, 5004),
    no_key=("leaf", SUBJECT, 5008),
    symmetric=("k1", SUBJECT, 5008),
    no_name=("pair", "Example", 5009),
)
class Refusals(RequestTest):
    async def check(self, word: str, subject: str, number: int) -> None:
        await self.make()
        self.put(made("k1", state=State.ACTIVE))
        await self.ask(ImportObject, name="leaf", data=DER_LEAF)
        await self.refused(Refused, RequestCertificate, object=word, subject=subject)
        self.assertEqual(self.number, number)


class Use(RequestTest):
    """A request is a use of the private key."""

    async def refused_with(self, number: int, word: str = "pair") -> None:
        await self.refused(Refused, RequestCertificate, object=word, subject=SUBJECT)
        self.assertEqual(self.number, number)

    async def test_one_that_is_not_active(self) -> None:
        await self.make(activate=False)
        await self.refused_with(5008)

    async def test_one_that_may_not_sign(self) -> None:
        await self.make(usage=frozenset({Usage["KEY_AGREEMENT"]}))
        await self.refused_with(5008)

    async def test_one_that_is_blocked(self) -> None:
        obj = self.load((await self.make())["uid"])
        set_mark(obj, BLOCKED)
        self.put(obj)
        await self.refused_with(5124)

    async def test_under_custodians(self) -> None:
        await self.make()
        await self.custodians()
        await self.refused_with(5002)

    async def test_whose_other_half_is_gone(self) -> None:
        uid = (await self.make())["public_uid"]
        obj = self.load(uid)
        for name in ("Link", "Name"):
            obj.clear(name)
        self.put(obj)
        await self.refused_with(5008, uid)

    async def test_of_another(self) -> None:
        for name, rights in (("update", Rights.UPDATE), ("read", Rights.READ)):
            await self.partitions.grant("alice", "bob", rights)
            if name == "update":
                await self.make()
            self.session.user_id = "bob"
            if rights & Rights.READ:
                self.assertTrue((await self.request("alice/pair")).is_signature_valid)
            else:
                await self.refused_with(5004, "alice/pair")
            self.alice()

    async def test_other_pairs(self) -> None:
        self.put(made("p1", ObjectType.PRIVATE_KEY, {"Cryptographic Algorithm": 0x80000001}))
        await self.refused_with(5008, "p1")
