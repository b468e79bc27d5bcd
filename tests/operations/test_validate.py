"""hsmsim/operations/validate.py and exchange/chains.py (4.24, tables 220, 221 and 351)."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from twisted.trial.unittest import TestCase

from hsmsim.crypto import der, names
from hsmsim.operations import certify, register, validate
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    RecommendedCurve,
    ResultReason,
    State,
    ValidityIndicator,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.structures import Certificate
from tests.appliance import NOW, Hsm, Offloaded
from tests.exchange.certificates import DAY, Issuer, loaded, public_key, x_509
from tests.exchange.keys import RSA_PRIVATE, RSA_PUBLIC
from tests.objects import made, refused, template_attribute
from tests.support import rows

R, T, V = ResultReason, ObjectType, ValidityIndicator
CRYPTO = Hsm().crypto


def pair():
    return CRYPTO.generate_pair(CryptographicAlgorithm.EC, None, RecommendedCurve.P_256, None)


PAIRS = [pair() for _ in range(4)]
ROOT = Issuer(CRYPTO, "Root", PAIRS[0])
MIDDLE = Issuer(CRYPTO, "Middle", PAIRS[1], ROOT)
LAST = Issuer(CRYPTO, "Last", PAIRS[2], MIDDLE)
END = Issuer(CRYPTO, "End", PAIRS[3], LAST, ca=False)
LONE = Issuer(CRYPTO, "Lone", (RSA_PRIVATE, RSA_PUBLIC), ca=False)
PGP = Certificate(certificate_type=CertificateType.PGP, certificate_value=b"pgp")


async def stored(*issuers, hsm=None, user="alice"):
    """An HSM whose user has registered these certificates; their identifiers."""
    hsm = hsm or Hsm()
    uids = []
    for issuer in issuers:
        payload = register.Request(
            object_type=T.CERTIFICATE, template_attribute=template_attribute({}), certificate=issuer.certificate
        )
        uids.append((await hsm.ask(Operation.REGISTER, payload, user=user)).unique_identifier)
    return hsm, uids


async def judged(hsm, certificates=(), uids=(), date=None):
    payload = validate.Request(
        certificate=[each.certificate for each in certificates], unique_identifier=list(uids), validity_date=date
    )
    return (await hsm.ask(Operation.VALIDATE, payload)).validity_indicator


@rows(
    nothing=(validate.Request(), R.INVALID_MESSAGE),
    only_a_date=(validate.Request(validity_date=NOW), R.INVALID_MESSAGE),
    no_object=(validate.Request(unique_identifier=["nobody"]), R.INVALID_MESSAGE),
    no_certificate=(validate.Request(unique_identifier=["k1"]), R.INVALID_MESSAGE),
    destroyed=(validate.Request(unique_identifier=["gone"]), R.INVALID_MESSAGE),
    one_of_two=(validate.Request(certificate=[ROOT.certificate], unique_identifier=["k1"]), R.INVALID_MESSAGE),
    archived=(validate.Request(unique_identifier=["away"]), R.OBJECT_ARCHIVED),
    no_x_509=(validate.Request(certificate=[x_509(b"bytes")]), R.INVALID_MESSAGE),
)
class Table351(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(
            made("k1"),
            made("gone", T.CERTIFICATE, state=State.DESTROYED),
            made("away", T.CERTIFICATE, archived=True),
        )
        await refused(self, hsm, Operation.VALIDATE, payload, reason)


CHAIN = (END, LAST, MIDDLE, ROOT)


@rows(
    whole=((ROOT,), CHAIN, V.VALID),
    in_another_order=((ROOT,), (ROOT, END, MIDDLE, LAST), V.VALID),
    one_twice=((ROOT,), (END, END, LAST, MIDDLE), V.VALID),
    without_the_root=((ROOT,), CHAIN[:3], V.VALID),
    the_root=((ROOT,), (ROOT,), V.VALID),
    without_a_ca=((LONE,), (LONE,), V.VALID),
    without_a_link=((ROOT,), (END, MIDDLE, ROOT), V.INVALID),
    up_to_a_ca_that_is_kept=((ROOT, LAST), (END,), V.UNKNOWN),
    of_an_unknown_root=((), CHAIN, V.UNKNOWN),
    without_its_unknown_root=((), CHAIN[:3], V.UNKNOWN),
    a_root_that_is_unknown=((), (ROOT,), V.UNKNOWN),
    two_chains=((ROOT, LONE), (MIDDLE, LONE), V.INVALID),
    two_ends=((ROOT,), (Issuer(CRYPTO, "Other", PAIRS[2], MIDDLE), LAST, MIDDLE), V.INVALID),
)
class Chains(TestCase):
    async def check(self, held, given, verdict):
        hsm, _ = await stored(*held)
        self.assertIs(await judged(hsm, given), verdict)

    async def test_identified(self):
        hsm, uids = await stored(*CHAIN)
        self.assertIs(await judged(hsm, (), uids), V.VALID)

    async def test_given_and_identified(self):
        hsm, uids = await stored(ROOT, MIDDLE)
        self.assertIs(await judged(hsm, (END, LAST), uids), V.VALID)

    async def test_what_another_user_trusts(self):
        hsm, _ = await stored(ROOT, user="bob")
        self.assertIs(await judged(hsm, CHAIN), V.UNKNOWN)

    async def test_what_was_certified_here(self):
        hsm = Hsm()
        hsm.put(public_key())
        given = template_attribute({"Certificate Type": CertificateType.X_509})
        ask = certify.Request(unique_identifier="v1", template_attribute=given)
        uid = (await hsm.ask(Operation.CERTIFY, ask)).unique_identifier
        self.assertIs(await judged(hsm, (), [uid]), V.VALID)
        hsm.now += 366 * DAY
        self.assertIs(await judged(hsm, (), [uid]), V.INVALID)

    async def test_pgp(self):
        hsm, _ = await stored(ROOT)
        answered = await hsm.ask(Operation.VALIDATE, validate.Request(certificate=[PGP, ROOT.certificate]))
        self.assertIs(answered.validity_indicator, V.UNKNOWN)

    async def test_other_certificates_of_the_partition_do_not_matter(self):
        hsm, _ = await stored(LONE, MIDDLE, ROOT)
        odd, gone = made("odd", T.CERTIFICATE), made("gone", T.CERTIFICATE, state=State.DESTROYED)
        odd.value = PGP
        hsm.put(odd, gone)
        self.assertIs(await judged(hsm, CHAIN), V.VALID)

    async def test_a_root_of_the_same_name(self):
        """The one that signed is found among those that have the name."""
        hsm, _ = await stored(Issuer(CRYPTO, "Root", PAIRS[3]), ROOT, Issuer(CRYPTO, "Root", PAIRS[2]))
        self.assertIs(await judged(hsm, CHAIN[:3]), V.VALID)
        hsm, _ = await stored(Issuer(CRYPTO, "Root", PAIRS[3]))
        self.assertIs(await judged(hsm, CHAIN[:3]), V.UNKNOWN)


# The state of the root or of the end, as an object of the partition, and what that makes of the chain.
@rows(
    active_root=(ROOT, {"state": State.ACTIVE}, V.VALID),
    deactivated_root=(ROOT, {"state": State.DEACTIVATED}, V.UNKNOWN),
    compromised_root=(ROOT, {"state": State.COMPROMISED}, V.UNKNOWN),
    archived_root=(ROOT, {"archived": True}, V.UNKNOWN),
    active_end=(END, {"state": State.ACTIVE}, V.VALID),
    deactivated_end=(END, {"state": State.DEACTIVATED}, V.INVALID),
    compromised_end=(END, {"state": State.COMPROMISED}, V.INVALID),
    end_deactivated_later=(END, {"state": State.DEACTIVATED, "born_at": NOW + 5}, V.VALID),
    archived_end=(END, {"archived": True}, V.VALID),
)
class States(TestCase):
    async def check(self, which, how, verdict):
        hsm, uids = await stored(ROOT, END)
        uid = uids[(ROOT, END).index(which)]
        obj, kept = made(uid, T.CERTIFICATE, **how), hsm.load(uid)
        kept.attributes.update({name: obj.attributes[name] for name in obj.attributes if name.endswith("Date")})
        kept.set("State", obj.state)
        hsm.put(kept)
        self.assertIs(await judged(hsm, CHAIN[:3]), verdict)

    async def test_a_root_that_is_given_and_revoked(self):
        hsm, (uid,) = await stored(ROOT)
        kept = hsm.load(uid)
        kept.set("State", State.COMPROMISED)
        hsm.put(kept)
        self.assertIs(await judged(hsm, CHAIN), V.INVALID)


@rows(
    now=(None, V.VALID),
    first=(NOW - DAY, V.VALID),
    last=(NOW + DAY, V.VALID),
    before=(NOW - DAY - 1, V.INVALID),
    after=(NOW + DAY + 1, V.INVALID),
)
class Dates(TestCase):
    async def check(self, date, verdict):
        hsm, _ = await stored(ROOT)
        self.assertIs(await judged(hsm, CHAIN, date=date), verdict)

    async def test_each_counts(self):
        for number in range(3):
            fields = [{"not_after": NOW - 1} if number == each else {} for each in range(3)]
            root = Issuer(CRYPTO, "Root", PAIRS[0], **fields[0])
            middle = Issuer(CRYPTO, "Middle", PAIRS[1], root, **fields[1])
            end = Issuer(CRYPTO, "End", PAIRS[3], middle, **{"ca": False, **fields[2]})
            hsm, _ = await stored(root)
            self.assertIs(await judged(hsm, (end, middle)), V.INVALID)


def chain(root=None, middle=None, end=None):
    """Three certificates with other fields than usual."""
    first = Issuer(CRYPTO, "Root", PAIRS[0], **(root or {}))
    second = Issuer(CRYPTO, "Middle", PAIRS[1], first, **(middle or {}))
    return Issuer(CRYPTO, "End", PAIRS[2], second, **(end or {})), second, first


@rows(
    no_ca=(chain(middle={"ca": False}), V.INVALID),
    root_that_is_no_ca=(chain(root={"ca": False}), V.INVALID),
    may_sign=(chain(middle={"usage": Mask.CERTIFICATE_SIGN}), V.VALID),
    may_not_sign=(chain(middle={"usage": Mask.VERIFY}), V.INVALID),
    long_enough=(chain(root={"path_length": 1}), V.VALID),
    too_long=(chain(root={"path_length": 0}), V.INVALID),
    nothing_below=(chain(middle={"path_length": 0}), V.VALID),
)
class Issuers(TestCase):
    async def check(self, given, verdict):
        hsm, _ = await stored(given[-1])
        self.assertIs(await judged(hsm, given), verdict)
        self.assertIs(await judged(hsm, given[:-1]), verdict)


class Given:
    """A certificate that no Issuer makes."""

    def __init__(self, encoded):
        self.encoded, self.certificate = encoded, x_509(encoded)


def by_hand(name, pair, by, extensions=(), version_1=False):
    """A certificate with extensions that we do not write, or without any."""
    own = x509.Name.from_rfc4514_string(f"CN={name}")
    at = x509.load_der_x509_certificate(ROOT.encoded)
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(x509.load_der_x509_certificate(by.encoded).subject if by else own)
        .public_key(loaded(pair[0]).public_key())
        .serial_number(9)
        .not_valid_before(at.not_valid_before_utc)
        .not_valid_after(at.not_valid_after_utc)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    made_by = pair[0] if by is None else by.private
    found = Given(builder.sign(loaded(made_by), hashes.SHA256()).public_bytes(Encoding.DER))
    found.private = pair[0]
    return found


class Particulars(TestCase):
    async def test_a_critical_extension_that_is_not_judged(self):
        end = by_hand("End", PAIRS[1], ROOT, [x509.PolicyConstraints(None, 0)])
        hsm, _ = await stored(ROOT)
        self.assertIs(await judged(hsm, (end,)), V.UNKNOWN)

    async def test_an_anchor_that_does_not_say_whether_it_is_a_ca(self):
        old = by_hand("Old", PAIRS[0], None)
        end = by_hand("End", PAIRS[1], old)
        hsm, _ = await stored(old)
        self.assertIs(await judged(hsm, (end, old)), V.VALID)
        self.assertIs(await judged(Hsm(), (end, old)), V.INVALID, "who is not trusted has to say it")

    async def test_a_root_that_was_changed(self):
        changed = Given(ROOT.encoded[:-1] + bytes((ROOT.encoded[-1] ^ 1,)))
        hsm, _ = await stored(LONE)
        self.assertIs(await judged(hsm, (changed,)), V.INVALID)

    async def test_a_certificate_that_was_changed(self):
        changed = Given(MIDDLE.encoded[:-1] + bytes((MIDDLE.encoded[-1] ^ 1,)))
        hsm, _ = await stored(ROOT)
        self.assertIs(await judged(hsm, (LAST, changed, ROOT)), V.INVALID)

    async def test_a_new_key_of_the_same_root(self):
        """It names itself as issuer and is signed by the old one."""
        new = by_hand("Root", PAIRS[1], ROOT, [x509.BasicConstraints(True, None)])
        hsm, _ = await stored(ROOT)
        self.assertIs(await judged(hsm, (new,)), V.VALID)

    async def test_an_extension_that_cannot_be_read(self):
        broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.19"), b"\x30\x05")
        end = by_hand("End", PAIRS[1], ROOT, [broken])
        hsm, _ = await stored(ROOT)
        self.assertIs(await judged(hsm, (end,)), V.INVALID)

    async def test_a_signature_that_cannot_be_verified(self):
        known, unknown = names.oid("1.2.840.10045.4.3.2"), names.oid("1.2.840.10045.4.3.9")
        end = Given(MIDDLE.encoded.replace(known, unknown))
        der.read(end.encoded)
        hsm, _ = await stored(ROOT)
        self.assertIs(await judged(hsm, (end, ROOT)), V.UNKNOWN)


class Work(TestCase):
    """Where all certificates have one name, only signatures tell which issued which."""

    def setUp(self):
        self.thread = Offloaded()
        self.hsm = Hsm(offload=self.thread)
        self.verified = 0
        check = self.hsm.crypto.check_issued

        def counted(*how):
            self.verified += 1
            return check(*how)

        self.hsm.crypto.check_issued = counted

    def alike(self, count):
        """A chain of certificates of one name, the root first; and its end."""
        chain = [Issuer(CRYPTO, "Alike", pair())]
        while len(chain) < count - 1:
            chain.append(Issuer(CRYPTO, "Alike", pair(), chain[-1]))
        return [*chain, Issuer(CRYPTO, "End", pair(), chain[-1], ca=False)]

    async def test_as_many_as_are_validated(self):
        most = validate.MOST_CERTIFICATES
        self.assertIs(await judged(self.hsm, self.alike(most)), V.UNKNOWN)
        self.assertEqual(self.thread.count, 1)
        self.assertLessEqual(self.verified, most * most / 2)

    async def test_one_more_is_refused_before_anything_is_verified(self):
        _, uids = await stored(ROOT, hsm=self.hsm)
        given = [each.certificate for each in self.alike(validate.MOST_CERTIFICATES)]
        payload = validate.Request(certificate=given, unique_identifier=uids)
        await refused(self, self.hsm, Operation.VALIDATE, payload, R.FEATURE_NOT_SUPPORTED)
        self.assertEqual((self.thread.count, self.verified), (0, 0))

    async def test_each_trust_anchor_is_asked_once(self):
        anchors = [Issuer(CRYPTO, "Root", PAIRS[3], serial_number=number) for number in range(1, 41)]
        await stored(*anchors, hsm=self.hsm)
        self.assertIs(await judged(self.hsm, CHAIN[:3]), V.UNKNOWN)
        self.assertEqual(self.thread.count, 1)
        self.assertEqual(self.verified, len(CHAIN[:3]) - 1 + len(anchors))
