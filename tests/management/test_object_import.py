"""Tests of hsmsim/management/object_import.py and bringing.py; what comes wrapped is in test_object_export.py."""

from typing import Any

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from hsmsim.errors import Refused
from hsmsim.management.command import NotUnderstood
from hsmsim.management.object_import import ImportObject
from hsmsim.management.object_pages import LARGEST
from hsmsim.management.object_words import KeyAlgorithm, Usage
from hsmsim.model.access import Rights
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import TEMPORARY
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, LinkType, ObjectType, Operation, State
from hsmsim.spec.masks import CryptographicUsageMask as M
from tests.crypto.test_key_files import (
    CONTAINER,
    DER_CA,
    DER_LEAF,
    EC_KEY,
    PASSWORD,
    PEM_CA,
    PEM_LEAF,
    RSA_KEY,
    private,
    public,
)
from tests.management.bench import NOW
from tests.management.objects_bench import ObjectsTest
from tests.objects import made, text_name
from tests.support import rows

AES, DES3, HMAC = KeyAlgorithm["AES"], KeyAlgorithm["DES3"], KeyAlgorithm["HMAC_SHA256"]
T, L = ObjectType, LinkType
PEM_KEY = private(EC_KEY, Encoding.PEM)


class ImportTest(ObjectsTest):
    async def bring(self, data: bytes, name: str = "new", **how: Any) -> dict[str, ManagedObject]:
        """Import a file; what has come, by name."""
        answer = await self.ask(ImportObject, name=name, data=data, **how)
        return {each["name"]: self.load(each["uid"]) for each in answer["objects"]}

    def links(self, brought: dict[str, ManagedObject]) -> set[tuple[str, LinkType, str]]:
        """The links between what has come, by names."""
        names = {obj.uid: name for name, obj in brought.items()}
        return {
            (name, each.value.link_type, names[each.value.linked_object_identifier])
            for name, obj in brought.items()
            for each in obj.all("Link")
        }


@rows(
    aes=(AES, bytes(range(16)), 128, M.ENCRYPT | M.DECRYPT),
    three_keys=(DES3, bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123"), 168, M.ENCRYPT | M.DECRYPT),
    hmac=(HMAC, bytes(20), 160, M.MAC_GENERATE | M.MAC_VERIFY),
)
class Symmetric(ImportTest):
    async def check(self, algorithm: Any, data: bytes, length: int, mask: int) -> None:
        brought = await self.bring(data, algorithm=algorithm)
        obj = brought["new"]
        self.assertIs(obj.object_type, T.SYMMETRIC_KEY)
        found = await self.attributes(obj.uid)
        self.assertEqual(found["Cryptographic Algorithm"], CryptographicAlgorithm[algorithm.name])
        self.assertEqual((found["Cryptographic Length"], found["Cryptographic Usage Mask"]), (length, mask))
        self.assertEqual((found["State"], found["Extractable"], found["Sensitive"]), (State.PRE_ACTIVE, False, True))
        self.assertEqual(obj.value.key_block.key_value.key_material, data)  # type: ignore[union-attr]


class Pairs(ImportTest):
    async def test_a_private_key_brings_its_public_key(self) -> None:
        brought = await self.bring(private(RSA_KEY), activate=True, exportable=True)
        self.assertEqual(
            [(name, obj.object_type) for name, obj in brought.items()],
            [("new", T.PRIVATE_KEY), ("new_pub", T.PUBLIC_KEY)],
        )
        self.assertEqual(
            self.links(brought), {("new", L.PUBLIC_KEY_LINK, "new_pub"), ("new_pub", L.PRIVATE_KEY_LINK, "new")}
        )
        for name, mask in (("new", M.SIGN | M.DECRYPT), ("new_pub", M.VERIFY | M.ENCRYPT)):
            found = await self.attributes(brought[name].uid)
            self.assertEqual(found["Cryptographic Length"], 1024)
            self.assertEqual((found["Cryptographic Usage Mask"], found["Extractable"]), (mask, True))
            self.assertEqual((found["State"], found["Activation Date"]), (State.ACTIVE, NOW))
        public_key = brought["new_pub"].value.key_block  # type: ignore[union-attr]
        self.assertEqual(public_key.key_value.key_material, public(RSA_KEY))

    async def test_it_stays_as_it_came(self) -> None:
        data = private(EC_KEY, Encoding.PEM, PrivateFormat.TraditionalOpenSSL)
        block = (await self.bring(data))["new"].value.key_block  # type: ignore[union-attr]
        self.assertIs(block.key_format_type, KeyFormatType.ECPRIVATEKEY)

    async def test_both_keys_in_the_file(self) -> None:
        brought = await self.bring(public(EC_KEY, Encoding.PEM) + PEM_KEY)
        self.assertEqual(sorted(brought), ["new", "new_pub"])

    async def test_a_public_key(self) -> None:
        brought = await self.bring(public(RSA_KEY))
        self.assertEqual([(name, obj.object_type) for name, obj in brought.items()], [("new", T.PUBLIC_KEY)])

    async def test_an_encrypted_key(self) -> None:
        data = private(EC_KEY, Encoding.PEM, protection=BestAvailableEncryption(PASSWORD.encode()))
        self.assertEqual(sorted(await self.bring(data, password=PASSWORD)), ["new", "new_pub"])
        self.assertNotIn(PASSWORD, str(self.recorded()))

    async def test_an_algorithm_that_needs_not_be_said(self) -> None:
        self.assertEqual(sorted(await self.bring(PEM_KEY, algorithm=KeyAlgorithm["EC"])), ["new", "new_pub"])

    async def test_uses(self) -> None:
        usage = frozenset({Usage["SIGN"], Usage["VERIFY"], Usage["KEY_AGREEMENT"]})
        brought = await self.bring(PEM_KEY, usage=usage)
        masks = [brought[name].get("Cryptographic Usage Mask") for name in ("new", "new_pub")]
        self.assertEqual(masks, [M.SIGN | M.KEY_AGREEMENT, M.VERIFY | M.KEY_AGREEMENT])


class Certificates(ImportTest):
    """Chains, and keys with their certificates."""

    WITH_KEY = frozenset(
        {
            ("new", L.PUBLIC_KEY_LINK, "new_pub"),
            ("new_pub", L.PRIVATE_KEY_LINK, "new"),
            ("new", L.CERTIFICATE_LINK, "new_cert"),
            ("new_pub", L.CERTIFICATE_LINK, "new_cert"),
            ("new_cert", L.PRIVATE_KEY_LINK, "new"),
            ("new_cert", L.PUBLIC_KEY_LINK, "new_pub"),
            ("new_cert", L.CERTIFICATE_LINK, "new_cert2"),
        }
    )

    async def test_one(self) -> None:
        brought = await self.bring(DER_LEAF)
        found = await self.attributes(brought["new"].uid)
        self.assertEqual(found["Certificate Subject"].certificate_subject_distinguished_name, "CN=Leaf")
        self.assertEqual(self.links(brought), set())

    async def test_a_chain(self) -> None:
        brought = await self.bring(PEM_LEAF + PEM_CA, activate=True)
        self.assertEqual(self.links(brought), {("new", L.CERTIFICATE_LINK, "new_cert")})
        self.assertEqual({obj.state for obj in brought.values()}, {State.ACTIVE})
        self.assertEqual(brought["new_cert"].value.certificate_value, DER_CA)  # type: ignore[union-attr]

    async def test_certificates_that_have_nothing_to_do_with_each_other(self) -> None:
        brought = await self.bring(PEM_CA + PEM_LEAF + PEM_CA)
        self.assertEqual(sorted(brought), ["new", "new_cert", "new_cert2"])
        self.assertEqual(self.links(brought), {("new_cert", L.CERTIFICATE_LINK, "new_cert2")})

    async def test_a_container(self) -> None:
        brought = await self.bring(CONTAINER, password=PASSWORD)
        self.assertEqual(list(brought), ["new", "new_pub", "new_cert", "new_cert2"])
        self.assertEqual(self.links(brought), self.WITH_KEY)

    async def test_a_key_and_its_chain(self) -> None:
        self.assertEqual(self.links(await self.bring(PEM_LEAF + PEM_KEY + PEM_CA)), self.WITH_KEY)

    async def test_all_of_it_goes_with_the_session(self) -> None:
        brought = await self.bring(CONTAINER, password=PASSWORD, temporary=True)
        self.assertTrue(all(TEMPORARY in obj.attributes for obj in brought.values()))
        self.session.end()
        self.assertEqual(self.store.count("alice"), 0)


@rows(
    no_name=({"name": "no name"}, 5023),
    name_too_long_for_the_public_key=({"name": "x" * 29}, 5023),
    name_taken=({"name": "taken"}, 5022),
    public_name_taken=({"name": "half"}, 5022),
    nothing=({"data": b""}, 5009),
    nonsense=({"data": b"nonsense"}, 5009),
    too_large=({"data": bytes(LARGEST + 1)}, 5021),
    no_password=({"data": CONTAINER}, 5009),
    wrong_password=({"data": CONTAINER, "password": "another"}, 5009),
    encrypted_inside=(
        {"data": private(EC_KEY, Encoding.PEM, protection=BestAvailableEncryption(b"x")).replace(b"ENCRYPTED ", b"")},
        5009,
    ),
    two_keys=({"data": PEM_KEY + private(RSA_KEY, Encoding.PEM)}, 5009),
    two_public_keys=({"data": public(EC_KEY, Encoding.PEM) * 2}, 5009),
    no_pair=({"data": PEM_KEY + public(RSA_KEY, Encoding.PEM)}, 5009),
    certificate_of_another_key=({"data": PEM_KEY + PEM_CA + PEM_LEAF}, 5009),
    no_certificate=({"data": PEM_LEAF.replace(b"MII", b"MAA", 1)}, 5009),
    length_that_no_key_has=({"data": bytes(15), "algorithm": AES}, 5009),
    no_bytes_for_a_key=({"data": b"", "algorithm": AES}, 5009),
    wrapped_without_algorithm=({"data": bytes(24), "kek": "taken"}, 5021),
    no_such_wrapping_key=({"data": bytes(24), "kek": "absent", "algorithm": AES}, 5004),
    partition_of_another=({"partition": "bob"}, 5002),
)
class Refusals(ImportTest):
    """Nothing is left of what is refused."""

    async def check(self, how: dict[str, Any], number: int) -> None:
        self.put(made("k1", having={"Name": [text_name("taken"), text_name("half_pub")]}))
        text = await self.refused(
            (Refused, NotUnderstood),
            ImportObject,
            **{"name": "new", "data": PEM_KEY, **how},  # type: ignore[arg-type]
        )
        self.assertEqual(self.number, number, text)
        self.assertNotIn(how.get("password", PASSWORD), text)
        self.assertEqual((self.store.count("alice"), self.store.count("bob")), (1, 0))


class Elsewhere(ImportTest):
    async def test_by_who_may_create(self) -> None:
        await self.trusted(Rights.CREATE)
        answer = await self.ask(ImportObject, name="new", data=CONTAINER, password=PASSWORD, partition="bob")
        self.assertEqual(len(answer["objects"]), 4)
        self.assertEqual(self.store.count("bob"), 4)
        self.assertEqual(len(self.load(answer["objects"][0]["uid"], "bob").all("Link")), 2)

    async def test_under_custodians(self) -> None:
        await self.custodians()
        self.assertEqual(len(await self.bring(CONTAINER, password=PASSWORD)), 4)
        with self.assertRaises(Refused):
            await self.appliance.within.perform(
                "alice", Operation.GET, unique_identifier=self.store.named("alice", "new")[0]
            )

    async def test_no_secret_is_in_the_audit_log(self) -> None:
        await self.bring(bytes(range(100, 116)), algorithm=AES)
        told = str(self.recorded())
        self.assertIn("objects import name=new algorithm=AES: done", told)
        self.assertNotIn(bytes(range(100, 116)).hex()[:8], told)
        self.assertNotIn("data", told)
