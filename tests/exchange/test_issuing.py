"""hsmsim/exchange/issuing.py: the CA of a partition."""

from twisted.trial.unittest import TestCase

from hsmsim.exchange.issuing import CA_NAME, FOREVER
from hsmsim.operations import certify, create_key_pair, destroy, get, locate, modify_attribute
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    State,
)
from tests.appliance import NOW, Hsm, KmipError
from tests.exchange.certificates import authority, links, public_key, read, seconds
from tests.objects import attribute, attributes, made, refused, template_attribute, text_name

R, T = ResultReason, ObjectType
X_509 = {"Certificate Type": CertificateType.X_509}


def payload(having):
    return certify.Request(unique_identifier="v1", template_attribute=template_attribute(having))


def stocked():
    """An HSM with a public key to certify."""
    hsm = Hsm()
    hsm.put(public_key())
    return hsm


async def certified(hsm, ask):
    """The new certificate's object."""
    return hsm.load((await hsm.ask(Operation.CERTIFY, ask)).unique_identifier)


def authority_of(obj):
    """The certificate that a certificate's link names as its issuer's."""
    (uid,) = [uid for kind, uid in links(obj) if kind is LinkType.CERTIFICATE_LINK]
    return uid


async def located(hsm):
    """The certificates of the CA's Name."""
    asked = {"Name": text_name(CA_NAME), "Object Type": T.CERTIFICATE}
    found = await hsm.ask(Operation.LOCATE, locate.Request(attribute=attributes(asked)))
    return found.unique_identifier


class Authority(TestCase):
    async def test_made_once_and_located(self):
        hsm = stocked()
        for _ in range(2):
            await certified(hsm, payload(X_509))
        certificate, key = authority(hsm)
        self.assertEqual(set(hsm.store.named("alice", CA_NAME)), {certificate.uid, key.uid})
        self.assertEqual((certificate.state, key.state), (State.ACTIVE,) * 2)
        self.assertEqual(links(certificate), {(LinkType.PRIVATE_KEY_LINK, key.uid)})
        self.assertEqual(links(key), {(LinkType.CERTIFICATE_LINK, certificate.uid)})
        found = read(certificate)
        found.verify_directly_issued_by(found)
        self.assertEqual(seconds(found.not_valid_after_utc), FOREVER)
        self.assertEqual(certificate.get("Certificate Subject OU"), "alice")

    async def test_before_all_others(self):
        """As docs/howto/certificates.rst says: by a certificate that nobody needs; looking alone makes nothing."""
        hsm = Hsm()
        self.assertEqual(await located(hsm), [])
        self.assertEqual(hsm.store.count("alice"), 0)
        common = template_attribute({"Cryptographic Algorithm": CryptographicAlgorithm.EC, "Cryptographic Length": 256})
        pair = await hsm.ask(Operation.CREATE_KEY_PAIR, create_key_pair.Request(common_template_attribute=common))
        keys = pair.private_key_unique_identifier, pair.public_key_unique_identifier
        ask = certify.Request(unique_identifier=keys[1], template_attribute=template_attribute(X_509))
        issued = await certified(hsm, ask)
        self.assertEqual(await located(hsm), [authority_of(issued)])
        for uid in (*keys, issued.uid):
            await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier=uid))
        self.assertEqual(await located(hsm), [authority_of(issued)])

    async def test_its_key_never_leaves(self):
        hsm = stocked()
        await certified(hsm, payload(X_509))
        _, key = authority(hsm)
        self.assertEqual((key.get("Never Extractable"), key.get("Always Sensitive")), (True, True))
        await refused(self, hsm, Operation.GET, get.Request(unique_identifier=key.uid), R.NOT_EXTRACTABLE)

    async def test_what_keeps_its_key_here_cannot_be_changed(self):
        hsm = stocked()
        await certified(hsm, payload(X_509))
        for obj in authority(hsm):
            for name in ("Extractable", "Sensitive"):
                ask = modify_attribute.Request(unique_identifier=obj.uid, attribute=attribute(name, True))
                await refused(self, hsm, Operation.MODIFY_ATTRIBUTE, ask, R.PERMISSION_DENIED)

    async def test_a_name_is_not_enough(self):
        """An object of a client is no CA, whatever it is called."""
        hsm = stocked()
        hsm.put(made("fake", T.CERTIFICATE, {"Name": text_name(CA_NAME)}, state=State.ACTIVE))
        await certified(hsm, payload(X_509))
        self.assertNotEqual(authority(hsm)[0].uid, "fake")

    async def test_a_new_one_where_it_is_no_longer_active(self):
        for number in (0, 1):
            hsm = stocked()
            first = authority_of(await certified(hsm, payload(X_509)))
            retired = authority(hsm)[number]
            retired.set("State", State.COMPROMISED)
            hsm.put(retired)
            self.assertNotEqual(authority_of(await certified(hsm, payload(X_509))), first)

    async def test_a_new_one_where_it_is_destroyed(self):
        hsm = stocked()
        first = authority_of(await certified(hsm, payload(X_509)))
        gone = authority(hsm)[0]
        gone.set("State", State.DESTROYED)
        gone.value = None
        hsm.put(gone)
        self.assertNotEqual(authority_of(await certified(hsm, payload(X_509))), first)

    async def test_archived(self):
        for number in (0, 1):
            hsm = stocked()
            await certified(hsm, payload(X_509))
            away = authority(hsm)[number]
            away.set("Archive Date", NOW)
            hsm.put(away)
            await refused(self, hsm, Operation.CERTIFY, payload(X_509), R.OBJECT_ARCHIVED)

    async def test_a_failed_item_leaves_none(self):
        hsm = stocked()
        with self.assertRaises(KmipError):
            await certified(hsm, payload({**X_509, "Deactivation Date": 5}))
        self.assertEqual(hsm.store.named("alice", CA_NAME), [])
