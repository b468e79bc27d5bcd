"""hsmsim/operations/re_certify.py (4.8, tables 186 to 189 and 335)."""

from cryptography import x509
from twisted.trial.unittest import TestCase

from hsmsim.operations import certify, get, re_certify
from hsmsim.spec.attributes import ISSUING_CA
from hsmsim.spec.enums import (
    CertificateRequestType,
    CertificateType,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
    State,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import ApplicationSpecificInformation, Link
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item
from tests.exchange.certificates import DAY, DNS, SUBJECT, Issuer, links, public_key, read, request, seconds
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, RSA_PRIVATE, RSA_PUBLIC
from tests.objects import made, refused, template_attribute, text_name
from tests.support import rows

R, T, L = ResultReason, ObjectType, LinkType
START, END, MASK = "Activation Date", "Deactivation Date", "Cryptographic Usage Mask"
X_509 = {"Certificate Type": CertificateType.X_509}
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
REQUEST = {"certificate_request_type": CertificateRequestType.PKCS_10, "certificate_request": request()}
CUSTOM = Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "custom")
LATER = NOW + 1000


def payload(uid="c1", having=None, **fields):
    given = None if having is None else template_attribute(having)
    return re_certify.Request(unique_identifier=uid, template_attribute=given, **fields)


def link(link_type, uid):
    return Link(link_type=link_type, linked_object_identifier=uid)


def certificate(hsm, key="v1", having=None, state=State.PRE_ACTIVE, issuer=None, **more):
    """A certificate object `c1` that its user brought, linked to a public key."""
    own = issuer or Issuer(hsm.crypto, "Old", (EC_PRIVATE, EC_PUBLIC))
    given = {"Link": link(L.PUBLIC_KEY_LINK, key), "Name": text_name("c"), **X_509, **(having or {})}
    obj = made("c1", T.CERTIFICATE, given, state=state, **more)
    if obj.value is not None:
        obj.value = own.certificate
    return obj


def stocked(key=None, **having):
    """The public key `v1` and its certificate `c1`."""
    hsm = Hsm()
    hsm.put(
        public_key(having={"Link": link(L.CERTIFICATE_LINK, "c1")}, **(key or {})),
        certificate(hsm, **having),
        made("p1", T.PRIVATE_KEY, state=State.ACTIVE),
    )
    return hsm


PGP = {"Certificate Type": CertificateType.PGP}


@rows(
    no_object=(payload("nobody"), {}, R.ITEM_NOT_FOUND),
    nothing_named=(payload(None), {}, R.ITEM_NOT_FOUND),
    archived=(payload(), {"archived": True}, R.OBJECT_ARCHIVED),
    archived_key=(payload(), {"key": {"archived": True}}, R.OBJECT_ARCHIVED),
    public_key=(payload("v1"), {}, R.PERMISSION_DENIED),
    private_key=(payload("p1"), {}, R.PERMISSION_DENIED),
    compromised=(payload(), {"state": State.COMPROMISED}, R.PERMISSION_DENIED),
    destroyed=(payload(), {"state": State.DESTROYED}, R.PERMISSION_DENIED),
    pgp=(payload(), {"having": PGP}, R.PERMISSION_DENIED),
    key_compromised=(payload(), {"key": {"state": State.COMPROMISED}}, R.PERMISSION_DENIED),
    key_destroyed=(payload(), {"key": {"state": State.DESTROYED}}, R.PERMISSION_DENIED),
    linked_to_another_key=(payload(), {"key": {"key": RSA_PUBLIC}}, R.PERMISSION_DENIED),
    linked_to_no_key=(payload(), {"having": {"Link": link(L.PUBLIC_KEY_LINK, "p1")}}, R.PERMISSION_DENIED),
    no_request=(payload(**{**REQUEST, "certificate_request": b"bytes"}), {}, R.INVALID_FIELD),
    request_for_another_key=(payload(**{**REQUEST, "certificate_request": request(RSA_PRIVATE)}), {}, R.INVALID_FIELD),
    request_without_type=(payload(certificate_request=request()), {}, R.INVALID_MESSAGE),
    crmf=(
        payload(certificate_request_type=CertificateRequestType.CRMF, certificate_request=b"0"),
        {},
        R.FEATURE_NOT_SUPPORTED,
    ),
    offset_and_activation=(payload(having={START: LATER}, offset=5), {}, R.INVALID_MESSAGE),
    offset_and_deactivation=(payload(having={END: LATER}, offset=5), {}, R.INVALID_MESSAGE),
    pgp_wanted=(payload(having=PGP), {}, R.FEATURE_NOT_SUPPORTED),
    namespace=(
        payload(having={"Application Specific Information": NO_DATA}),
        {},
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    offset_without_start=(payload(offset=10), {"having": {END: NOW + 70}}, R.ILLEGAL_OPERATION),
    dates_backwards=(payload(having={START: LATER, END: NOW}), {}, R.INVALID_FIELD),
    dates_of_the_past=(payload(), {"having": {END: NOW - 5}}, R.INVALID_FIELD),
)
class Table335(TestCase):
    async def check(self, ask, having, reason):
        await refused(self, stocked(**having), Operation.RE_CERTIFY, ask, reason)

    async def test_the_issuing_ca(self):
        hsm = stocked()
        await hsm.ask(Operation.RE_CERTIFY, payload())
        (ca,) = [uid for uid in hsm.store.named("alice", "Issuing CA") if hsm.load(uid).object_type is T.CERTIFICATE]
        await refused(self, hsm, Operation.RE_CERTIFY, payload(ca), R.PERMISSION_DENIED)


async def renewed(hsm, ask):
    """The existing and the new certificate."""
    answered = await hsm.ask(Operation.RE_CERTIFY, ask)
    return hsm.load("c1"), hsm.load(answered.unique_identifier)


class Renewing(TestCase):
    async def test_of_a_certificate_that_was_made_here(self):
        hsm = Hsm()
        hsm.put(public_key())
        ask = certify.Request(unique_identifier="v1", template_attribute=template_attribute(X_509))
        uid = (await hsm.ask(Operation.CERTIFY, ask)).unique_identifier
        hsm.now += 10
        again = (await hsm.ask(Operation.RE_CERTIFY, payload(uid))).unique_identifier
        old, new = hsm.load(uid), hsm.load(again)
        self.assertEqual(read(old).subject, read(new).subject)
        self.assertEqual(read(old).issuer, read(new).issuer)
        self.assertNotEqual(read(old).serial_number, read(new).serial_number)
        self.assertEqual((seconds(read(new).not_valid_before_utc), new.get("Initial Date")), (NOW + 10, NOW + 10))
        self.assertEqual(links(hsm.load("v1")), {(L.CERTIFICATE_LINK, again)})

    async def test_names_move(self):
        old, new = await renewed(stocked(having={"Name": [text_name("a"), text_name("b")]}), payload())
        self.assertEqual(old.all("Name"), ())
        self.assertEqual([each.value.name_value for each in new.all("Name")], ["a", "b"])
        self.assertEqual(old.get("Last Change Date"), NOW)

    async def test_links(self):
        old, new = await renewed(stocked(), payload())
        self.assertEqual(links(old), {(L.PUBLIC_KEY_LINK, "v1"), (L.REPLACEMENT_OBJECT_LINK, new.uid)})
        found = links(new)
        self.assertLessEqual({(L.PUBLIC_KEY_LINK, "v1"), (L.REPLACED_OBJECT_LINK, "c1")}, found)
        self.assertEqual({kind for kind, _ in found}, {L.PUBLIC_KEY_LINK, L.REPLACED_OBJECT_LINK, L.CERTIFICATE_LINK})

    async def test_a_second_time(self):
        """There is only one replacement, and the public key is linked to both of them."""
        hsm = stocked()
        await renewed(hsm, payload())
        old, new = await renewed(hsm, payload())
        self.assertEqual([uid for kind, uid in links(old) if kind is L.REPLACEMENT_OBJECT_LINK], [new.uid])
        self.assertEqual(new.all("Name"), ())

    async def test_what_is_taken_over_and_what_is_not(self):
        hsm = stocked(having={"x-a": CUSTOM, "Object Group": ["g", "h"], "Comment": "old", "Contact Information": "me"})
        old = hsm.load("c1")
        old.set("Fresh", False)
        old.set("Lease Time", 5)
        old.set("y-b", CUSTOM)
        hsm.put(old)
        _, new = await renewed(hsm, payload(having={"Comment": "new", "Object Group": "i"}))
        self.assertEqual(new.get("x-a"), CUSTOM)
        self.assertEqual([each.value for each in new.all("Object Group")], ["g", "h", "i"])
        self.assertEqual((new.get("Comment"), new.get("Contact Information")), ("new", "me"))
        self.assertEqual((new.get("Fresh"), new.get("Lease Time"), new.get("y-b")), (True, 3600, None))
        self.assertNotEqual(new.get("Digest"), old.get("Digest"))
        self.assertEqual(new.get("Certificate Issuer CN"), "Issuing CA")

    async def test_of_a_deactivated_one(self):
        old, new = await renewed(stocked(having={START: NOW - 50, END: NOW - 10}), payload(offset=0))
        self.assertEqual((old.state, new.state), (State.DEACTIVATED, State.ACTIVE))
        for name in ("Revocation Reason", "Destroy Date"):
            self.assertIsNone(new.get(name))

    async def test_the_placeholder(self):
        hsm = stocked()
        done = await hsm.batch(item(Operation.RE_CERTIFY, payload(), b"1"), item(Operation.GET, get.Request(), b"2"))
        self.assertEqual([each.result_status for each in done], [ResultStatus.SUCCESS] * 2)

    async def test_the_public_key_is_one_link_among_others(self):
        others = [link(L.PARENT_LINK, "p1"), link(L.PUBLIC_KEY_LINK, "v1")]
        _, new = await renewed(stocked(having={"Link": others}), payload())
        self.assertIn((L.PUBLIC_KEY_LINK, "v1"), links(new))

    async def test_without_the_public_key(self):
        """The certificate has the key itself; the object may be elsewhere."""
        for having in ({"Link": []}, {"Link": link(L.PUBLIC_KEY_LINK, "elsewhere")}):
            hsm = stocked(having=having)
            before = hsm.load("v1")
            _, new = await renewed(hsm, payload())
            self.assertEqual({kind for kind, _ in links(new)}, {L.REPLACED_OBJECT_LINK, L.CERTIFICATE_LINK})
            self.assertEqual(hsm.load("v1"), before)

    async def test_a_public_key_that_was_not_linked(self):
        hsm = stocked()
        key = hsm.load("v1")
        key.clear("Link")
        hsm.put(key)
        _, new = await renewed(hsm, payload())
        self.assertEqual(links(hsm.load("v1")), {(L.CERTIFICATE_LINK, new.uid)})

    async def test_other_links_of_the_public_key_stay(self):
        hsm = stocked()
        key = hsm.load("v1")
        key.attributes["Link"] = ()
        for each in (link(L.PRIVATE_KEY_LINK, "p1"), link(L.CERTIFICATE_LINK, "x"), link(L.CERTIFICATE_LINK, "c1")):
            key.add("Link", each)
        hsm.put(key)
        _, new = await renewed(hsm, payload())
        kinds = (L.PRIVATE_KEY_LINK, "p1"), (L.CERTIFICATE_LINK, "x"), (L.CERTIFICATE_LINK, new.uid)
        self.assertEqual(links(hsm.load("v1")), set(kinds))

    async def test_the_mark_of_the_ca_is_not_inherited(self):
        hsm = stocked()
        _, new = await renewed(hsm, payload())
        self.assertNotIn(ISSUING_CA, new.attributes)


# Activation and Deactivation Date of the existing certificate, Offset, and what the new one has (table 186).
@rows(
    none=((None, None), None, (None, None)),
    copied=((NOW - 50, NOW + 70), None, (NOW - 50, NOW + 70)),
    one_copied=((NOW - 50, None), None, (NOW - 50, None)),
    offset=((NOW - 50, NOW + 70), 10, (NOW + 10, NOW + 130)),
    no_offset_at_all=((NOW - 50, NOW + 70), 0, (NOW, NOW + 120)),
    offset_without_end=((NOW - 50, None), 10, (NOW + 10, None)),
    offset_without_dates=((None, None), 10, (NOW + 10, None)),
    over=((NOW - 50, NOW - 10), None, (NOW - 50, NOW - 10)),
)
class Table186(TestCase):
    async def check(self, had, offset, has):
        dates = {name: date for name, date in zip((START, END), had, strict=True) if date is not None}
        _, new = await renewed(stocked(having=dates), payload(offset=offset))
        self.assertEqual((new.get(START), new.get(END)), has)
        start, end = has
        found = read(new)
        self.assertEqual(seconds(found.not_valid_before_utc), NOW if start is None else start)
        # As long as the existing certificate, where nothing says how long.
        usual = max(start or NOW, NOW) + 2 * DAY
        self.assertEqual(seconds(found.not_valid_after_utc), usual if end is None else end)

    async def test_dates_of_the_request(self):
        _, new = await renewed(stocked(having={START: NOW - 50}), payload(having={START: NOW + 5, END: NOW + 9}))
        self.assertEqual((new.get(START), new.get(END)), (NOW + 5, NOW + 9))
        self.assertIs(new.state, State.PRE_ACTIVE)


SERVER = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])


class Contents(TestCase):
    async def test_the_same_as_before(self):
        hsm = Hsm()
        old = Issuer(
            hsm.crypto, "Old", (EC_PRIVATE, EC_PUBLIC), path_length=2, usage=Mask.CERTIFICATE_SIGN,
            extended_usage=SERVER.public_bytes(), alternative_names=[b"\x82\x01a"],
        )  # fmt: skip
        hsm.put(public_key(), certificate(hsm, issuer=old))
        _, new = await renewed(hsm, payload())
        found = {type(each.value): each.value for each in read(new).extensions}
        self.assertEqual(read(new).subject.rfc4514_string(), "CN=Old")
        self.assertEqual(found[x509.BasicConstraints], x509.BasicConstraints(True, 2))
        self.assertEqual(found[x509.ExtendedKeyUsage], SERVER)
        self.assertEqual(found[x509.SubjectAlternativeName].get_values_for_type(x509.DNSName), ["a"])
        self.assertTrue(found[x509.KeyUsage].key_cert_sign)
        self.assertEqual(new.get(MASK), Mask.CERTIFICATE_SIGN)

    async def test_the_mask_of_the_object(self):
        _, new = await renewed(stocked(having={MASK: Mask.ENCRYPT}), payload())
        self.assertEqual(new.get(MASK), Mask.ENCRYPT)
        self.assertTrue(read(new).extensions.get_extension_for_class(x509.KeyUsage).value.data_encipherment)

    async def test_of_the_request(self):
        _, new = await renewed(stocked(), payload(**{**REQUEST, "certificate_request": request(extensions=[DNS])}))
        extensions = read(new).extensions
        self.assertEqual(read(new).subject, SUBJECT)
        self.assertFalse(extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        self.assertEqual(names.get_values_for_type(x509.DNSName), ["hsm.example"])

    async def test_another_subject(self):
        _, new = await renewed(stocked(), payload(having={"Certificate Subject CN": "New"}))
        self.assertEqual(new.get("Certificate Subject CN"), "New")
