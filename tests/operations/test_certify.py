"""hsmsim/operations/certify.py, exchange/certifying.py and exchange/issuing.py (4.7, tables 184, 185 and 334)."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from twisted.trial.unittest import TestCase

from hsmsim.exchange.certifying import LATEST, YEAR
from hsmsim.exchange.issuing import CA_NAME
from hsmsim.operations import certify, get, locate
from hsmsim.spec.enums import (
    CertificateRequestType,
    CertificateType,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
    State,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import (
    ApplicationSpecificInformation,
    CertificateIssuer,
    CertificateSubject,
    X509CertificateSubject,
)
from hsmsim.spec.versions import V1_0
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item
from tests.exchange.certificates import DNS, SUBJECT, authority, links, public_key, read, request, seconds
from tests.exchange.keys import RSA_PRIVATE, RSA_PUBLIC, with_block
from tests.exchange.tables import block
from tests.objects import attributes, made, refused, template_attribute, text_name
from tests.support import rows

R, T = ResultReason, ObjectType
X_509 = {"Certificate Type": CertificateType.X_509}
PKCS_10 = {
    "certificate_request_type": CertificateRequestType.PKCS_10,
    "certificate_request": request(),
}
MASK = "Cryptographic Usage Mask"
FIVE = Node(Tag.ATTRIBUTE_VALUE, ItemType.INTEGER, 5)
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")


def payload(having=None, uid="v1", templates=(), **fields):
    """A request without a Certificate Request, unless it is among the fields."""
    given = None if having is None and not templates else template_attribute(having or {}, *templates)
    return certify.Request(unique_identifier=uid, template_attribute=given, **fields)


def of_type(request_type, encoded=PKCS_10["certificate_request"]):
    return payload(certificate_request_type=request_type, certificate_request=encoded)


@rows(
    no_object=(payload(X_509, "nobody"), {}, R.ITEM_NOT_FOUND),
    nothing_named=(payload(X_509, None), {}, R.ITEM_NOT_FOUND),
    archived=(payload(X_509), {"archived": True}, R.OBJECT_ARCHIVED),
    private_key=(payload(X_509, "p1"), {}, R.PERMISSION_DENIED),
    certificate=(payload(X_509, "c1"), {}, R.PERMISSION_DENIED),
    deactivated=(payload(X_509), {"state": State.DEACTIVATED}, R.PERMISSION_DENIED),
    compromised=(payload(X_509), {"state": State.COMPROMISED}, R.PERMISSION_DENIED),
    destroyed=(payload(X_509), {"state": State.DESTROYED}, R.PERMISSION_DENIED),
    no_value=(payload(X_509, "empty"), {}, R.PERMISSION_DENIED),
    other_bytes=(payload(X_509, "odd"), {}, R.PERMISSION_DENIED),
    no_request_of_this_type=(of_type(CertificateRequestType.PEM), {}, R.INVALID_FIELD),
    no_request_at_all=(of_type(CertificateRequestType.PKCS_10, b"bytes"), {}, R.INVALID_FIELD),
    request_for_another_key=(of_type(CertificateRequestType.PKCS_10, request(RSA_PRIVATE)), {}, R.INVALID_FIELD),
    crmf=(of_type(CertificateRequestType.CRMF), {}, R.FEATURE_NOT_SUPPORTED),
    pgp_request=(of_type(CertificateRequestType.PGP), {}, R.FEATURE_NOT_SUPPORTED),
    extension_of_types=(of_type(0x80000001), {}, R.FEATURE_NOT_SUPPORTED),
    request_without_type=(payload(certificate_request=request()), {}, R.INVALID_MESSAGE),
    type_without_request=(payload(certificate_request_type=CertificateRequestType.PEM), {}, R.INVALID_MESSAGE),
    neither_request_nor_type=(payload(), {}, R.INVALID_MESSAGE),
    pgp_certificate=(payload({"Certificate Type": CertificateType.PGP}), {}, R.FEATURE_NOT_SUPPORTED),
    namespace=(
        payload({**X_509, "Application Specific Information": NO_DATA}),
        {},
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    no_template=(payload(X_509, templates=["nobody"]), {}, R.ITEM_NOT_FOUND),
    archived_template=(payload(X_509, templates=["away"]), {}, R.OBJECT_ARCHIVED),
    attribute_of_the_server=(payload({**X_509, "State": State.ACTIVE}), {}, R.INVALID_FIELD),
    issuer=(payload({**X_509, "Certificate Issuer": CertificateIssuer()}), {}, R.INVALID_FIELD),
    issuer_part=(payload({**X_509, "Certificate Issuer CN": "me"}), {}, R.INVALID_FIELD),
    other_algorithm=(payload({**X_509, "Cryptographic Algorithm": CryptographicAlgorithm.RSA}), {}, R.INVALID_FIELD),
    unknown_attribute=(
        payload({**X_509, "Colour": FIVE}),
        {},
        R.INVALID_FIELD,
    ),
    subject_twice=(
        payload({**X_509, "Certificate Subject CN": "a", "X.509 Certificate Subject": X509CertificateSubject()}),
        {},
        R.INVALID_FIELD,
    ),
    subject_that_is_no_text=(
        payload({**X_509, "Certificate Subject": CertificateSubject(certificate_subject_distinguished_name="a")}),
        {},
        R.INVALID_FIELD,
    ),
    subject_that_is_no_der=(
        payload({**X_509, "X.509 Certificate Subject": X509CertificateSubject(subject_distinguished_name=b"a")}),
        {},
        R.INVALID_FIELD,
    ),
    subject_without_value=(payload({**X_509, "Certificate Subject CN": None}), {}, R.INVALID_FIELD),
    empty_part=(payload({**X_509, "Certificate Subject CN": ""}), {}, R.INVALID_FIELD),
    over_before_it_begins=(payload({**X_509, "Deactivation Date": NOW - 1}), {}, R.INVALID_FIELD),
    later_than_a_certificate_can_say=(payload({**X_509, "Deactivation Date": LATEST + 1}), {}, R.INVALID_FIELD),
    earlier=(payload({**X_509, "Activation Date": -(2**40)}), {}, R.INVALID_FIELD),
)
class Table334(TestCase):
    async def check(self, ask, having, reason):
        hsm = stocked(**having)
        await refused(self, hsm, Operation.CERTIFY, ask, reason)

    async def test_parts_of_names_came_with_1_4(self):
        hsm = stocked()
        ask = payload({**X_509, "Certificate Subject CN": "a"})
        await refused(self, hsm, Operation.CERTIFY, ask, R.INVALID_FIELD, version=V1_0)


def stocked(**having):
    """An HSM with the public key `v1` and with what cannot be certified."""
    hsm = Hsm()
    hsm.put(
        public_key(**having),
        made("p1", T.PRIVATE_KEY, state=State.ACTIVE),
        made("c1", T.CERTIFICATE, state=State.ACTIVE),
        with_block(made("empty", T.PUBLIC_KEY), block(None)),
        with_block(made("odd", T.PUBLIC_KEY), block(None)),
        made("t9", T.TEMPLATE, {"Name": text_name("away")}, archived=True),
    )
    odd = hsm.load("odd")
    odd.value = made("o", T.PUBLIC_KEY).value
    hsm.put(odd)
    return hsm


async def certified(hsm, ask, **how):
    """The new certificate's object."""
    answered = await hsm.ask(Operation.CERTIFY, ask, **how)
    return hsm.load(answered.unique_identifier)


class Certifying(TestCase):
    async def test_by_a_request(self):
        hsm = stocked()
        obj = await certified(hsm, payload({"Name": text_name("c")}, **PKCS_10))
        found, (ca, _) = read(obj), authority(hsm)
        found.verify_directly_issued_by(read(ca))
        self.assertEqual(found.subject, SUBJECT)
        self.assertEqual(found.not_valid_before_utc.timestamp(), NOW)
        self.assertEqual(found.not_valid_after_utc.timestamp(), NOW + YEAR)
        self.assertIs(obj.object_type, T.CERTIFICATE)
        self.assertEqual((obj.get("Name"), obj.state, obj.get("Initial Date")), (text_name("c"), State.PRE_ACTIVE, NOW))
        self.assertEqual(links(obj), {(LinkType.PUBLIC_KEY_LINK, "v1"), (LinkType.CERTIFICATE_LINK, ca.uid)})
        self.assertEqual(links(hsm.load("v1")), {(LinkType.CERTIFICATE_LINK, obj.uid)})

    async def test_attributes_are_those_of_the_certificate(self):
        obj = await certified(stocked(), payload(**PKCS_10))
        self.assertIs(obj.get("Certificate Type"), CertificateType.X_509)
        self.assertEqual(obj.get("Certificate Length"), len(obj.value.certificate_value))
        self.assertIs(obj.get("Cryptographic Algorithm"), CryptographicAlgorithm.EC)
        self.assertEqual(obj.get("Cryptographic Length"), 256)
        self.assertIs(obj.get("Digital Signature Algorithm"), DigitalSignatureAlgorithm.ECDSA_WITH_SHA256)
        self.assertEqual(obj.get("Certificate Subject CN"), "Requested")
        self.assertEqual(obj.get("Certificate Issuer CN"), CA_NAME)
        self.assertEqual(
            obj.get("Certificate Subject").certificate_subject_distinguished_name, SUBJECT.rfc4514_string()
        )
        self.assertIsNotNone(obj.get("Digest"))

    async def test_by_a_pem_request(self):
        ask = of_type(CertificateRequestType.PEM, request(encoding=Encoding.PEM))
        self.assertEqual(read(await certified(stocked(), ask)).subject, SUBJECT)

    async def test_the_placeholder(self):
        hsm = stocked()
        first, second = await hsm.batch(
            item(Operation.CERTIFY, payload(X_509), b"1"), item(Operation.GET, get.Request(), b"2")
        )
        self.assertEqual((first.result_status, second.result_status), (ResultStatus.SUCCESS,) * 2)

    async def test_by_the_placeholder(self):
        """Locate leaves the key there."""
        wanted = locate.Request(attribute=attributes({"Object Type": T.PUBLIC_KEY, "Name": text_name("key")}))
        hsm = stocked(having={"Name": text_name("key")})
        found, done = await hsm.batch(
            item(Operation.LOCATE, wanted, b"1"), item(Operation.CERTIFY, payload(X_509, None), b"2")
        )
        self.assertEqual((found.result_status, done.result_status), (ResultStatus.SUCCESS,) * 2)

    async def test_certified_again(self):
        hsm = stocked()
        first, second = [await certified(hsm, payload(X_509)) for _ in range(2)]
        kind = LinkType.CERTIFICATE_LINK
        self.assertEqual(links(hsm.load("v1")), {(kind, first.uid), (kind, second.uid)})
        self.assertNotEqual(read(first).serial_number, read(second).serial_number)

    async def test_a_pre_active_key(self):
        self.assertIsNotNone(await certified(stocked(state=State.PRE_ACTIVE), payload(X_509)))

    async def test_an_rsa_key(self):
        hsm = Hsm()
        hsm.put(public_key(RSA_PUBLIC))
        self.assertIs((await certified(hsm, payload(X_509))).get("Cryptographic Algorithm"), CryptographicAlgorithm.RSA)

    async def test_dates_are_those_of_the_certificate(self):
        dates = {"Activation Date": NOW - 10, "Deactivation Date": NOW + 20}
        obj = await certified(stocked(), payload({**X_509, **dates}))
        self.assertEqual(seconds(read(obj).not_valid_before_utc), NOW - 10)
        self.assertEqual(seconds(read(obj).not_valid_after_utc), NOW + 20)
        self.assertIs(obj.state, State.ACTIVE)

    async def test_a_certificate_for_later(self):
        obj = await certified(stocked(), payload({**X_509, "Activation Date": NOW + 5}))
        self.assertEqual(seconds(read(obj).not_valid_after_utc), NOW + 5 + YEAR)
        self.assertIs(obj.state, State.PRE_ACTIVE)

    async def test_in_every_partition_its_own(self):
        hsm = stocked()
        hsm.put(public_key(), user="bob")
        await certified(hsm, payload(X_509))
        theirs = hsm.load((await hsm.ask(Operation.CERTIFY, payload(X_509), user="bob")).unique_identifier, "bob")
        read(theirs).verify_directly_issued_by(read(authority(hsm, "bob")[0]))
        self.assertNotEqual(authority(hsm)[0].value, authority(hsm, "bob")[0].value)


TEXT = CertificateSubject(
    certificate_subject_distinguished_name="CN=Text,C=AU", certificate_subject_alternative_name=["a.b", "a@b"]
)
BYTES = X509CertificateSubject(
    subject_distinguished_name=SUBJECT.public_bytes(), subject_alternative_name=[b"\x82\x01a"]
)
ALTERNATIVE = X509CertificateSubject(subject_distinguished_name=b"", subject_alternative_name=[b"\x82\x01a"])
NOBODY = {**PKCS_10, "certificate_request": request(subject=x509.Name([]))}
NOBODY_AT = {**PKCS_10, "certificate_request": request(subject=x509.Name([]), extensions=[DNS])}
SOMEBODY_AT = {**PKCS_10, "certificate_request": request(extensions=[DNS])}


@rows(
    of_the_certificates_name=({**X_509, "Name": text_name("mine")}, {}, "CN=mine", []),
    of_the_keys_name=(X_509, {}, "CN=key", []),
    as_text=({**X_509, "Certificate Subject": TEXT}, {}, "CN=Text,C=AU", ["a.b"]),
    as_text_without_a_name=({**X_509, "Certificate Subject": CertificateSubject()}, {}, "CN=key", []),
    as_der=({**X_509, "X.509 Certificate Subject": BYTES}, {}, SUBJECT.rfc4514_string(), ["a"]),
    as_alternative_name=({**X_509, "X.509 Certificate Subject": ALTERNATIVE}, {}, "", ["a"]),
    in_parts=({**X_509, "Certificate Subject OU": ["1", "2"], "Certificate Subject CN": "P"}, {}, "CN=P,OU=2,OU=1", []),
    of_the_request=({"Certificate Subject CN": "P"}, PKCS_10, SUBJECT.rfc4514_string(), []),
    request_for_nobody=({"Certificate Subject CN": "P"}, NOBODY, "CN=P", []),
    request_for_nobody_at_all=(None, NOBODY, "CN=key", []),
    request_for_an_alternative_name=(None, NOBODY_AT, "", ["hsm.example"]),
    request_for_both=(
        {"X.509 Certificate Subject": ALTERNATIVE},
        SOMEBODY_AT,
        SUBJECT.rfc4514_string(),
        ["hsm.example"],
    ),
    request_and_alternative_name=({"X.509 Certificate Subject": ALTERNATIVE}, PKCS_10, SUBJECT.rfc4514_string(), ["a"]),
)
class Subjects(TestCase):
    async def check(self, having, fields, subject, dns):
        hsm = stocked(having={"Name": text_name("key")})
        found = read(await certified(hsm, payload(having, **fields)))
        self.assertEqual(found.subject.rfc4514_string(), subject)
        try:
            names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            self.assertEqual(dns, [])
        else:
            self.assertEqual(names.get_values_for_type(x509.DNSName), dns)

    async def test_a_key_without_a_name(self):
        self.assertEqual(read(await certified(stocked(), payload(X_509))).subject.rfc4514_string(), "CN=v1")

    async def test_what_the_request_says_takes_precedence(self):
        conflict = {"Certificate Type": CertificateType.PGP, "Cryptographic Length": 5}
        obj = await certified(stocked(), payload(conflict, **PKCS_10))
        self.assertEqual((obj.get("Certificate Type"), obj.get("Cryptographic Length")), (CertificateType.X_509, 256))


def asking(*extensions):
    return {**PKCS_10, "certificate_request": request(extensions=extensions)}


SIGNING = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
SERVER = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])


@rows(
    of_the_key=(X_509, {}, Mask.VERIFY, {"digital_signature"}, False),
    given=({**X_509, MASK: Mask.ENCRYPT}, {}, Mask.ENCRYPT, {"data_encipherment"}, False),
    given_ca=({**X_509, MASK: Mask.CERTIFICATE_SIGN}, {}, Mask.CERTIFICATE_SIGN, {"key_cert_sign"}, True),
    asked=(
        {MASK: Mask.ENCRYPT}, asking(SIGNING), Mask.VERIFY | Mask.CERTIFICATE_SIGN,
        {"digital_signature", "key_cert_sign"}, False,
    ),
    asked_ca=(None, asking(SIGNING, x509.BasicConstraints(True, 0)), Mask.VERIFY | Mask.CERTIFICATE_SIGN,
        {"digital_signature", "key_cert_sign"}, True,
    ),
    not_asked=({MASK: Mask.CERTIFICATE_SIGN}, PKCS_10, Mask.CERTIFICATE_SIGN, {"key_cert_sign"}, False),
    nothing=({**X_509, MASK: 0}, {}, 0, set(), False),
)  # fmt: skip
class Usages(TestCase):
    FLAGS = ("digital_signature", "data_encipherment", "key_cert_sign", "crl_sign", "key_encipherment")

    async def check(self, having, fields, mask, flags, ca):
        obj = await certified(stocked(having={MASK: Mask.VERIFY}), payload(having, **fields))
        extensions = read(obj).extensions
        self.assertEqual(obj.get(MASK), mask)
        self.assertIs(extensions.get_extension_for_class(x509.BasicConstraints).value.ca, ca)
        found = [each.value for each in extensions if isinstance(each.value, x509.KeyUsage)]
        self.assertEqual({flag for each in found for flag in self.FLAGS if getattr(each, flag)}, flags)

    async def test_extended(self):
        extensions = read(await certified(stocked(), payload(**asking(SERVER)))).extensions
        self.assertEqual(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value, SERVER)

    async def test_a_key_without_a_mask(self):
        obj = await certified(stocked(), payload(X_509))
        self.assertIsNone(obj.get(MASK))
