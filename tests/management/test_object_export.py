"""Tests of hsmsim/management/object_export.py and key_wrapping.py."""

from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_wrap, aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_der_private_key,
    load_pem_private_key,
    load_pem_public_key,
    pkcs12,
)

from hsmsim.errors import Refused
from hsmsim.exchange.steps import set_mark
from hsmsim.management.command import NotUnderstood
from hsmsim.management.object_create import CreateObject
from hsmsim.management.object_export import ExportObject
from hsmsim.management.object_import import ImportObject
from hsmsim.management.object_pages import LARGEST
from hsmsim.management.object_words import KeyAlgorithm, Usage
from hsmsim.model.access import Rights
from hsmsim.model.links import link
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import LinkType, ObjectType, State
from hsmsim.spec.structures import Certificate, OpaqueObject
from tests.crypto.test_key_files import DER_LEAF, EC_KEY, PASSWORD, PEM_CA, PEM_LEAF, RSA_KEY, private, public
from tests.management.objects_bench import ObjectsTest
from tests.objects import made
from tests.support import rows

AES, DES, DES3, RSA, EC, HMAC = (KeyAlgorithm[name] for name in ("AES", "DES", "DES3", "RSA", "EC", "HMAC_SHA256"))
KEY, KEK = bytes(range(16)), bytes(range(32, 64))
WRAPPING = frozenset({Usage["WRAP_KEY"], Usage["UNWRAP_KEY"]})


class ExportTest(ObjectsTest):
    async def export(self, word: str, **how: Any) -> tuple[bytes, str]:
        answer = await self.ask(ExportObject, object=word, **how)
        return answer["data"], answer["form"]

    async def bring(self, name: str, data: bytes, **how: Any) -> Any:
        """Import something Active and exportable; the first object, as it is stored."""
        given = {"exportable": True, "activate": True, **how}
        answer = await self.ask(ImportObject, name=name, data=data, **given)
        return self.load(answer["objects"][0]["uid"])

    async def bring_kek(self) -> None:
        """Import an AES key that wraps."""
        await self.bring("kek", KEK, algorithm=AES, usage=WRAPPING)

    async def make_rsa_kek(self, length: int = 1024) -> None:
        """Make a pair that wraps."""
        await self.ask(
            CreateObject, name="rsa", algorithm=RSA, length=length, usage=WRAPPING, activate=True, exportable=True
        )


class Clear(ExportTest):
    async def test_a_symmetric_key(self) -> None:
        await self.bring("key", KEY, algorithm=AES)
        self.assertEqual(await self.export("key"), (KEY, "raw"))

    async def test_a_private_key(self) -> None:
        await self.bring("rsa", private(RSA_KEY))
        data, form = await self.export("rsa")
        self.assertEqual((private(load_pem_private_key(data, None)), form), (private(RSA_KEY), "PKCS#8, PEM"))

    async def test_one_that_the_hsm_has_made(self) -> None:
        await self.ask(CreateObject, name="rsa", algorithm=RSA, length=1024, exportable=True)
        private_key = load_pem_private_key((await self.export("rsa"))[0], None)
        data, form = await self.export("rsa_pub")
        self.assertEqual(form, "SubjectPublicKeyInfo, PEM")
        self.assertEqual(private_key.public_key(), load_pem_public_key(data))

    async def test_an_encrypted_private_key(self) -> None:
        await self.bring("ec", private(EC_KEY))
        data, form = await self.export("ec", password=PASSWORD)
        self.assertEqual(form, "encrypted PKCS#8, PEM")
        self.assertEqual(private(load_pem_private_key(data, PASSWORD.encode())), private(EC_KEY))

    async def test_a_certificate(self) -> None:
        await self.bring("leaf", DER_LEAF)
        self.assertEqual(await self.export("leaf"), (PEM_LEAF, "X.509, PEM"))

    async def test_public_keys_and_certificates_always_leave(self) -> None:
        await self.bring("new", PEM_LEAF + private(EC_KEY, Encoding.PEM), exportable=False)
        for name, parse in (("new_pub", load_pem_public_key), ("new_cert", x509.load_pem_x509_certificate)):
            parse((await self.export(name))[0])
        await self.refused(Refused, ExportObject, object="new")
        self.assertEqual(self.number, 5012)

    async def test_the_audit_log_has_that_it_left(self) -> None:
        await self.bring("ec", private(EC_KEY))
        uid = (await self.appliance.within.find("alice", "ec")).obj.uid
        await self.export("ec", password=PASSWORD)
        told = self.recorded()
        self.assertEqual(told[-2], f"00000007|KMIP inside 'alice': Get {uid}: Success")
        self.assertEqual(told[-1], "00000007|console 'alice': objects export object=ec: done")
        self.assertNotIn(PASSWORD, str(told))


class Opaque(ExportTest):
    async def test_its_bytes(self) -> None:
        obj = made("opaque", ObjectType.OPAQUE_OBJECT)
        self.put(obj)
        assert isinstance(obj.value, OpaqueObject)
        self.assertEqual(await self.export("opaque"), (obj.value.opaque_data_value, "opaque data"))

    async def test_one_that_is_not_extractable_stays(self) -> None:
        self.put(made("opaque", ObjectType.OPAQUE_OBJECT, {"Extractable": False}))
        await self.refused(Refused, ExportObject, object="opaque")
        self.assertEqual(self.number, 5012)


class Containers(ExportTest):
    """PKCS#12: a private key with its certificate and those of the issuers."""

    async def opened(self, **how: Any) -> pkcs12.PKCS12KeyAndCertificates:
        data, form = await self.export("key", password=PASSWORD, **how)
        self.assertEqual(form, "PKCS#12")
        return pkcs12.load_pkcs12(data, PASSWORD.encode())

    async def test_with_the_chain(self) -> None:
        await self.bring("key", private(EC_KEY, Encoding.PEM) + PEM_LEAF + PEM_CA)
        found = await self.opened(with_certificate="key_cert")
        self.assertEqual(private(found.key), private(EC_KEY))  # type: ignore[arg-type]
        assert found.cert is not None
        self.assertEqual(found.cert.friendly_name, b"key")
        self.assertEqual(found.cert.certificate.public_bytes(Encoding.PEM), PEM_LEAF)
        self.assertEqual([each.certificate.public_bytes(Encoding.PEM) for each in found.additional_certs], [PEM_CA])

    async def test_a_certificate_that_came_by_itself(self) -> None:
        await self.bring("key", private(EC_KEY))
        await self.bring("own", PEM_LEAF)
        found = await self.opened(with_certificate="own")
        assert found.cert is not None
        self.assertEqual(found.cert.certificate.public_bytes(Encoding.PEM), PEM_LEAF)
        self.assertEqual(found.additional_certs, [])

    async def test_links_in_a_circle(self) -> None:
        await self.bring("key", private(EC_KEY))
        obj = await self.bring("own", PEM_LEAF)
        link(obj, LinkType.CERTIFICATE_LINK, obj.uid)
        self.put(obj)
        self.assertEqual((await self.opened(with_certificate="own")).additional_certs, [])

    async def test_and_back(self) -> None:
        await self.bring("key", private(EC_KEY, Encoding.PEM) + PEM_LEAF + PEM_CA)
        data, _ = await self.export("key", password=PASSWORD, with_certificate="key_cert")
        await self.bring("back", data, password=PASSWORD)
        self.assertEqual((await self.export("back_cert"))[0], PEM_LEAF)
        self.assertEqual((await self.export("back_cert2"))[0], PEM_CA)

    async def test_the_password_is_told_to_nobody(self) -> None:
        await self.bring("key", private(EC_KEY, Encoding.PEM) + PEM_LEAF)
        await self.opened(with_certificate="key_cert")
        self.assertTrue(self.recorded()[-1].endswith("objects export object=key with_certificate=key_cert: done"))


class Wrapped(ExportTest):
    """By a key of the HSM; and back."""

    async def back(self, name: str, data: bytes, algorithm: Any, kek: str) -> bytes:
        """Import what was wrapped; the key as it is stored."""
        obj = await self.bring(name, data, algorithm=algorithm, kek=kek)
        return bytes(obj.value.key_block.key_value.key_material)

    async def test_a_symmetric_key_with_aes(self) -> None:
        await self.bring_kek()
        await self.bring("key", KEY, algorithm=AES)
        data, form = await self.export("key", kek="kek")
        self.assertEqual((data, form), (aes_key_wrap(KEK, KEY), "AES key wrap, RFC 3394"))
        self.assertEqual(await self.back("back", data, AES, "kek"), KEY)

    async def test_one_that_rfc_3394_does_not_wrap(self) -> None:
        await self.bring_kek()
        for name, algorithm, key in (("hmac", HMAC, bytes(20)), ("des", DES, bytes.fromhex("0123456789abcdef"))):
            await self.bring(name, key, algorithm=algorithm)
            data, form = await self.export(name, kek="kek")
            self.assertEqual(form, "AES key wrap with padding, RFC 5649")
            self.assertEqual(data, aes_key_wrap_with_padding(KEK, key))
            self.assertEqual(await self.back(f"{name}_back", data, algorithm, "kek"), key)

    async def test_keys_of_3des(self) -> None:
        await self.bring_kek()
        key = bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123")
        await self.bring("des3", key, algorithm=DES3)
        data, form = await self.export("des3", kek="kek")
        self.assertEqual((data, form), (aes_key_wrap(KEK, key), "AES key wrap, RFC 3394"))

    async def test_a_private_key(self) -> None:
        await self.bring_kek()
        await self.bring("ec", private(EC_KEY))
        data, form = await self.export("ec", kek="kek")
        self.assertEqual(form, "AES key wrap with padding, RFC 5649")
        encoded = await self.back("back", data, EC, "kek")
        self.assertEqual(private(load_der_private_key(encoded, None)), private(EC_KEY))
        names = {obj.get("Name").name_value for obj in self.store._partition("alice").objects.values()}
        self.assertIn("back_pub", names)

    async def test_with_rsa(self) -> None:
        """Either key of the pair may be named."""
        await self.make_rsa_kek()
        await self.bring("key", bytes.fromhex("0123456789abcdef"), algorithm=DES)
        for word in ("rsa", "rsa_pub"):
            data, form = await self.export("key", kek=word)
            self.assertEqual((len(data), form), (128, "RSAES-OAEP with SHA-256"))
            back = await self.back(f"by_{word}", data, DES, word)
            self.assertEqual(back, bytes.fromhex("0123456789abcdef"))

    async def test_what_others_have_wrapped(self) -> None:
        await self.make_rsa_kek()
        public_key = load_pem_public_key((await self.export("rsa_pub"))[0])
        for number, (digest, mask) in enumerate(((SHA1(), SHA1()), (SHA256(), SHA256()), (SHA256(), SHA1()))):
            scheme = padding.OAEP(padding.MGF1(mask), digest, None)
            data = public_key.encrypt(KEY, scheme)  # type: ignore[union-attr]
            self.assertEqual(await self.back(f"back{number}", data, AES, "rsa"), KEY)

    async def test_what_is_not_exportable_leaves_no_more_than_in_plain(self) -> None:
        await self.bring_kek()
        await self.bring("key", KEY, algorithm=AES, exportable=False)
        await self.refused(Refused, ExportObject, object="key", kek="kek")
        self.assertEqual(self.number, 5012)

    async def test_what_is_sensitive_leaves_wrapped_alone(self) -> None:
        await self.bring_kek()
        obj = await self.bring("key", KEY, algorithm=AES)
        obj.set("Sensitive", True)
        self.put(obj)
        await self.refused(Refused, ExportObject, object="key")
        self.assertEqual(self.number, 5012)
        self.assertEqual((await self.export("key", kek="kek"))[0], aes_key_wrap(KEK, KEY))


class Strength(ExportTest):
    """The wrapping key is not weaker than the key."""

    async def test_aes(self) -> None:
        await self.bring("kek", KEK[:16], algorithm=AES, usage=WRAPPING)
        await self.bring("key", KEK, algorithm=AES)
        text = await self.refused(Refused, ExportObject, object="key", kek="kek")
        self.assertEqual(
            (self.number, text), (5009, "the wrapping key is weaker than the key: 128 bits of security, not 256")
        )
        await self.bring("ec", private(EC_KEY))
        await self.export("ec", kek="kek")

    async def test_rsa(self) -> None:
        await self.make_rsa_kek()
        await self.bring("key", KEY, algorithm=AES)
        await self.refused(Refused, ExportObject, object="key", kek="rsa")
        self.assertEqual(self.number, 5009)

    async def test_a_key_wraps_itself(self) -> None:
        await self.bring("kek", KEK, algorithm=AES, usage=WRAPPING)
        self.assertEqual((await self.export("kek", kek="kek"))[0], aes_key_wrap(KEK, KEK))


@rows(
    nothing=("absent", {}, 5004),
    destroyed=("gone", {}, 5004),
    no_key=("secret", {}, 5008),
    wrapped_opaque=("opaque", {"kek": "rsa"}, 5021),
    opaque_with_a_password=("opaque", {"password": PASSWORD}, 5021),
    certificate_without_a_password=("ec", {"with_certificate": "own"}, 5021),
    certificate_and_wrapping_key=("ec", {"with_certificate": "own", "kek": "rsa"}, 5021),
    certificate_with_a_public_key=("ec_pub", {"with_certificate": "own", "password": PASSWORD}, 5021),
    no_certificate=("ec", {"with_certificate": "absent", "password": PASSWORD}, 5004),
    a_key_for_a_certificate=("ec", {"with_certificate": "key", "password": PASSWORD}, 5008),
    certificate_of_another_key=("ec", {"with_certificate": "other", "password": PASSWORD}, 5009),
    certificate_with_an_empty_password=("ec", {"with_certificate": "own", "password": ""}, 5009),
    blocked=("blocked", {}, 5124),
    archived=("away", {}, 5004),
    too_large=("large", {}, 5021),
    no_wrapping_key=("key", {"kek": "absent"}, 5004),
    wrapped_with_another_kind=("key", {"kek": "des3"}, 5009),
    wrapped_with_what_may_not=("key", {"kek": "key"}, 5008),
    wrapped_with_a_certificate=("key", {"kek": "large"}, 5009),
    wrapped_with_what_is_not_active=("key", {"kek": "early"}, 5008),
    private_by_rsa=("ec", {"kek": "rsa"}, 5009),
    wrapped_public_key=("ec_pub", {"kek": "rsa"}, 5021),
    password_for_a_secret_key=("key", {"password": PASSWORD}, 5021),
    password_for_a_public_key=("ec_pub", {"password": PASSWORD}, 5021),
    both=("ec", {"password": PASSWORD, "kek": "rsa"}, 5021),
    empty_password=("ec", {"password": ""}, 5009),
)
class Refusals(ExportTest):
    async def check(self, word: str, how: dict[str, Any], number: int) -> None:
        blocked, large = made("blocked"), made("large", ObjectType.CERTIFICATE)
        set_mark(blocked, BLOCKED)
        large.value = Certificate(certificate_type=large.value.certificate_type, certificate_value=bytes(LARGEST))  # type: ignore[union-attr]
        self.put(
            *(made("gone", state=State.DESTROYED), made("opaque", ObjectType.OPAQUE_OBJECT), blocked, large),
            made("away", archived=True),
            made("secret", ObjectType.SECRET_DATA),
        )
        await self.make_rsa_kek()
        await self.bring("key", KEY, algorithm=AES)
        await self.bring("early", KEY, algorithm=AES, usage=WRAPPING, activate=False)
        await self.bring("des3", bytes(range(0x10, 0x70, 4)), algorithm=DES3, usage=WRAPPING)
        await self.bring("ec", private(EC_KEY))
        await self.bring("own", PEM_LEAF)
        await self.bring("other", PEM_CA)
        text = await self.refused((Refused, NotUnderstood), ExportObject, object=word, **how)  # type: ignore[arg-type]
        self.assertEqual(self.number, number, text)


class Others(ExportTest):
    async def test_a_key_without_value(self) -> None:
        obj = await self.bring("key", KEY, algorithm=AES)
        obj.value.key_block.key_value = None
        await self.refused(Refused, ExportObject, object="key")
        self.assertEqual(self.number, 5009)

    async def test_a_private_key_without_public_key_wraps_nothing(self) -> None:
        await self.make_rsa_kek()
        await self.bring("key", bytes.fromhex("0123456789abcdef"), algorithm=DES)
        private_key = self.load((await self.appliance.within.find("alice", "rsa")).obj.uid)
        (link,) = private_key.all("Link")
        self.assertIs(link.value.link_type, LinkType.PUBLIC_KEY_LINK)
        private_key.remove("Link", link.index)
        self.put(private_key)
        await self.refused(Refused, ExportObject, object="key", kek="rsa")
        self.assertEqual(self.number, 5008)

    async def test_what_was_wrapped_with_another_key(self) -> None:
        await self.bring_kek()
        data = aes_key_wrap(bytes(32), KEY)
        for algorithm in (AES, EC):
            await self.refused(Refused, ImportObject, name="back", data=data, algorithm=algorithm, kek="kek")
            self.assertEqual(self.number, 5009)
        await self.bring("des3", bytes(range(0x10, 0x70, 4)), algorithm=DES3, usage=WRAPPING)
        await self.refused(Refused, ImportObject, name="back", data=data, algorithm=AES, kek="des3")
        self.assertEqual(self.number, 5009)

    async def test_rights(self) -> None:
        """Read is enough to take what is exportable, and to wrap with another's key."""
        self.put(made("k1", state=State.ACTIVE), user="bob")
        for rights, number in ((Rights.NONE, 5004), (Rights.UPDATE, 5004)):
            await self.trusted(rights)
            await self.refused(Refused, ExportObject, object="bob/k1")
            self.assertEqual(self.number, number)
        await self.trusted(Rights.READ)
        self.assertEqual((await self.export("bob/k1"))[0], KEY)

    async def test_under_custodians_nothing_leaves(self) -> None:
        await self.bring("key", KEY, algorithm=AES)
        await self.custodians()
        await self.refused(Refused, ExportObject, object="key")
        self.assertEqual(self.number, 5002)

    async def test_public_ones_neither(self) -> None:
        await self.bring("pub", public(RSA_KEY))
        await self.bring("leaf", DER_LEAF)
        await self.custodians()
        await self.refused(Refused, ExportObject, object="pub")
        self.assertEqual(self.number, 5002)
        await self.export("leaf")
