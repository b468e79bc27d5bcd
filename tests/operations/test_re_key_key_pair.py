"""hsmsim/operations/re_key_key_pair.py and exchange/pairs.py (4.5, tables 177 to 179 and 332)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.model.keyblock import digest_of
from hsmsim.model.links import link, linked
from hsmsim.model.managed import ARCHIVE_DATE
from hsmsim.operations import create_key_pair, get, re_key_key_pair, revoke, sign, signature_verify
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    RecommendedCurve,
    ResultReason,
    ResultStatus,
    RevocationReasonCode,
    State,
    ValidityIndicator,
)
from hsmsim.spec.values import (
    ApplicationSpecificInformation,
    CryptographicDomainParameters,
    CryptographicParameters,
    RevocationReason,
)
from hsmsim.spec.versions import SERVED, V1_0, V1_2
from tests.appliance import NOW, Hsm, KmipError, item
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, asymmetric, with_block
from tests.objects import BORN, everything, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

A, F, L, R, S, T = CryptographicAlgorithm, KeyFormatType, LinkType, ResultReason, State, ObjectType
O = Operation.RE_KEY_KEY_PAIR  # noqa: E741
ALGORITHM, LENGTH, DOMAIN, NAME = (
    "Cryptographic Algorithm",
    "Cryptographic Length",
    "Cryptographic Domain Parameters",
    "Name",
)
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
ECDSA = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)


def on(curve):
    return CryptographicDomainParameters(recommended_curve=curve)


def halves(public_uid="k2", having=None):
    """A pair of keys on a curve that nobody makes any more by its length alone."""
    pair = asymmetric(EC_PRIVATE, F.PKCS_8, uid="k1"), asymmetric(EC_PUBLIC, F.X_509, uid=public_uid)
    for obj, name in zip(pair, ("private", "public"), strict=True):
        obj.set(ALGORITHM, A.ECDSA)
        obj.set(LENGTH, 256)
        obj.add(NAME, text_name(name))
        for each, value in (having or {}).items():
            obj.set(each, value)
    link(pair[0], L.PUBLIC_KEY_LINK, public_uid)
    link(pair[1], L.PRIVATE_KEY_LINK, "k1")
    return pair


def changed(which, change):
    """A pair of which one key is different."""
    pair = halves()
    change(pair[which])
    return pair


def without_value(obj):
    block = raw_block()
    block.key_value = None
    with_block(obj, block)


def archived(obj):
    obj.set(ARCHIVE_DATE, NOW)


def destroyed(obj):
    obj.set("State", S.DESTROYED)
    obj.value = None


def never_active(obj):
    obj.clear("Activation Date")
    obj.set("Deactivation Date", NOW + 9)


def unlinked(obj):
    obj.clear("Link")


def request(common=None, private=None, public=None, uid="k1", **more):
    return re_key_key_pair.Request(
        private_key_unique_identifier=uid,
        common_template_attribute=template_attribute(common or {}),
        private_key_template_attribute=template_attribute(private or {}),
        public_key_template_attribute=template_attribute(public or {}),
        **more,
    )


@rows(
    no_such_object=(halves, request(uid="k9"), R.ITEM_NOT_FOUND),
    no_object_is_named=(halves, request(uid=None), R.ITEM_NOT_FOUND),
    public_key=(halves, request(uid="k2"), R.PERMISSION_DENIED),
    symmetric_key=(lambda: [made("k1")], request(), R.PERMISSION_DENIED),
    destroyed=(lambda: changed(0, destroyed), request(), R.PERMISSION_DENIED),
    public_key_destroyed=(lambda: changed(1, destroyed), request(), R.PERMISSION_DENIED),
    no_link=(lambda: changed(0, unlinked), request(), R.PERMISSION_DENIED),
    public_key_gone=(lambda: halves()[:1], request(), R.PERMISSION_DENIED),
    link_to_something_else=(lambda: [halves()[0], made("k2")], request(), R.PERMISSION_DENIED),
    offset_and_activation=(halves, request({"Activation Date": NOW}, offset=5), R.INVALID_MESSAGE),
    offset_and_deactivation=(halves, request(None, None, {"Deactivation Date": NOW}, offset=5), R.INVALID_MESSAGE),
    no_such_length=(halves, request({LENGTH: 255}), R.CRYPTOGRAPHIC_FAILURE),
    no_such_algorithm=(halves, request({ALGORITHM: A.AES}), R.CRYPTOGRAPHIC_FAILURE),
    namespace=(
        halves,
        request(None, {"Application Specific Information": NO_DATA}),
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    archived=(lambda: changed(0, archived), request(), R.OBJECT_ARCHIVED),
    public_key_archived=(lambda: changed(1, archived), request(), R.OBJECT_ARCHIVED),
    no_activation=(lambda: changed(0, never_active), request(offset=5), R.ILLEGAL_OPERATION),
    no_activation_of_the_public_key=(lambda: changed(1, never_active), request(offset=5), R.ILLEGAL_OPERATION),
    no_key_value=(lambda: changed(0, without_value), request(), R.KEY_VALUE_NOT_PRESENT),
    no_public_key_value=(lambda: changed(1, without_value), request(), R.KEY_VALUE_NOT_PRESENT),
    two_lengths=(halves, request(None, {LENGTH: 256}, {LENGTH: 384}), R.INVALID_FIELD),
    attribute_of_the_server=(halves, request({"State": S.ACTIVE}), R.INVALID_FIELD),
)
class Table332(TestCase):
    async def check(self, make, payload, reason):
        hsm = Hsm()
        hsm.put(*make())
        await refused(self, hsm, O, payload, reason)

    async def test_the_pair_cannot_be_made(self):
        def fail(*args):
            raise CryptographicFailure("no luck")

        hsm = Hsm()
        hsm.put(*halves())
        hsm.crypto.generate_pair = fail
        await refused(self, hsm, O, request(), R.CRYPTOGRAPHIC_FAILURE)

    async def test_a_missing_value_in_versions_without_that_reason(self):
        for version in [each for each in SERVED if each > V1_0]:
            hsm = Hsm()
            hsm.put(*changed(0, without_value))
            reason = R.KEY_VALUE_NOT_PRESENT if version >= V1_2 else R.ILLEGAL_OPERATION
            await refused(self, hsm, O, request(), reason, version=version)

    async def test_not_in_the_first_version(self):
        hsm = Hsm()
        hsm.put(*halves())
        await refused(self, hsm, O, request(), R.OPERATION_NOT_SUPPORTED, version=V1_0)


async def replaced(hsm, payload, **how):
    """The replacement's private and public key."""
    answered = await hsm.ask(O, payload, **how)
    assert (answered.private_key_template_attribute, answered.public_key_template_attribute) == (None, None)
    return hsm.load(answered.private_key_unique_identifier), hsm.load(answered.public_key_unique_identifier)


class Replacing(TestCase):
    async def test_a_new_pair_that_is_linked_and_has_the_names(self):
        hsm = Hsm()
        hsm.put(*halves())
        pair = await replaced(hsm, request())
        for uid, new, other, kind, name in (
            ("k1", pair[0], pair[1], L.PUBLIC_KEY_LINK, "private"),
            ("k2", pair[1], pair[0], L.PRIVATE_KEY_LINK, "public"),
        ):
            existing = hsm.load(uid)
            self.assertIs(new.object_type, existing.object_type)
            self.assertEqual((existing.all(NAME), new.get(NAME)), ((), text_name(name)))
            self.assertEqual(linked(existing, L.REPLACEMENT_OBJECT_LINK), new.uid)
            self.assertEqual(linked(new, L.REPLACED_OBJECT_LINK), uid)
            self.assertEqual((linked(new, kind), len(new.all("Link"))), (other.uid, 2))
            self.assertIs(existing.state, S.ACTIVE)
            self.assertIs(new.state, S.ACTIVE)
            self.assertEqual(new.get("Activation Date"), existing.get("Activation Date"))
            self.assertEqual((new.get("Initial Date"), new.get("Random Number Generator")), (NOW, hsm.crypto.rng))
            self.assertEqual(new.get("Digest"), digest_of(new.value))
            self.assertNotEqual(new.value, existing.value)

    async def test_the_new_keys_belong_together(self):
        hsm = Hsm()
        hsm.put(*halves())
        private, public = await replaced(hsm, request())
        signed = await hsm.ask(
            Operation.SIGN, sign.Request(unique_identifier=private.uid, cryptographic_parameters=ECDSA, data=b"data")
        )
        verified = await hsm.ask(
            Operation.SIGNATURE_VERIFY,
            signature_verify.Request(
                unique_identifier=public.uid,
                cryptographic_parameters=ECDSA,
                data=b"data",
                signature_data=signed.signature_data,
            ),
        )
        self.assertIs(verified.validity_indicator, ValidityIndicator.VALID)

    async def test_offset(self):
        hsm = Hsm()
        hsm.put(*halves(having={"Activation Date": BORN, "Deactivation Date": BORN + 50, "State": S.DEACTIVATED}))
        for new in await replaced(hsm, request(offset=7)):
            self.assertEqual((new.get("Activation Date"), new.get("Deactivation Date")), (NOW + 7, NOW + 57))
            self.assertIs(new.state, S.PRE_ACTIVE)

    async def test_attributes_of_both_and_of_each(self):
        hsm = Hsm()
        hsm.put(*halves(having={"Comment": "old"}))
        payload = request({"Comment": "both"}, {NAME: text_name("new")}, {"Comment": "public"})
        private, public = await replaced(hsm, payload)
        self.assertEqual((private.get("Comment"), public.get("Comment")), ("both", "public"))
        self.assertEqual([each.value for each in private.all(NAME)], [text_name("private"), text_name("new")])
        self.assertEqual([each.value for each in public.all(NAME)], [text_name("public")])

    async def test_the_placeholder_is_the_private_key(self):
        hsm = Hsm()
        hsm.put(*halves())
        answers = await hsm.batch(
            item(O, request(), b"1"),
            item(O, request(uid=None), b"2"),
            item(Operation.GET, get.Request(), b"3"),
        )
        self.assertEqual([each.result_status for each in answers], [ResultStatus.SUCCESS] * 3)
        again = hsm.load(linked(hsm.load("k1"), L.REPLACEMENT_OBJECT_LINK))
        self.assertIsNotNone(linked(again, L.REPLACEMENT_OBJECT_LINK))

    async def test_in_every_version_that_has_it(self):
        for version in [each for each in SERVED if each > V1_0]:
            hsm = Hsm()
            hsm.put(*halves())
            private, _ = await replaced(hsm, request(offset=1), version=version)
            self.assertEqual(private.get("Activation Date"), NOW + 1)


BRAINPOOL = RecommendedCurve.BRAINPOOLP256R1


# How the existing pair is made, what is asked of the new one, and what that is.
@rows(
    rsa=({ALGORITHM: A.RSA, LENGTH: 1024}, {}, A.RSA, 1024, None),
    curve=({ALGORITHM: A.ECDH, DOMAIN: on(BRAINPOOL)}, {}, A.ECDH, 256, BRAINPOOL),
    another_curve=({ALGORITHM: A.EC, LENGTH: 256}, {DOMAIN: on(BRAINPOOL)}, A.EC, 256, BRAINPOOL),
    a_longer_curve=(
        {ALGORITHM: A.EC, LENGTH: 256},
        {DOMAIN: on(RecommendedCurve.P_384)},
        A.EC,
        384,
        RecommendedCurve.P_384,
    ),
    another_length=({ALGORITHM: A.EC, DOMAIN: on(BRAINPOOL)}, {LENGTH: 384}, A.EC, 384, RecommendedCurve.P_384),
    another_algorithm=(
        {ALGORITHM: A.EC, DOMAIN: on(BRAINPOOL)},
        {ALGORITHM: A.RSA, LENGTH: 1024},
        A.RSA,
        1024,
        None,
    ),
)
class Shapes(TestCase):
    async def check(self, having, asked, algorithm, length, curve):
        hsm = Hsm()
        payload = create_key_pair.Request(common_template_attribute=template_attribute(having))
        first = await hsm.ask(Operation.CREATE_KEY_PAIR, payload)
        for obj in await replaced(hsm, request(asked, uid=first.private_key_unique_identifier)):
            self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (algorithm, length))
            self.check_curve(hsm, obj, curve)

    def check_curve(self, hsm, obj, curve):
        private = obj.object_type is T.PRIVATE_KEY
        form = EC_PRIVATE.form if private else EC_PUBLIC.form
        block = obj.value.key_block
        read = hsm.crypto.read_key(form, block.key_format_type, block.key_value.key_material, None, False)
        self.assertIs(read.curve, curve)

    async def test_the_curve_of_a_key_that_has_no_attribute_for_it(self):
        hsm = Hsm()
        keys = hsm.crypto.generate_pair(A.EC, None, BRAINPOOL, None)
        pair = asymmetric(keys[0], F.PKCS_8, uid="k1"), asymmetric(keys[1], F.X_509, uid="k2")
        for obj in pair:
            obj.set(ALGORITHM, A.EC)
            obj.set(LENGTH, 256)
        link(pair[0], L.PUBLIC_KEY_LINK, "k2")
        hsm.put(*pair)
        for obj in await replaced(hsm, request()):
            self.check_curve(hsm, obj, BRAINPOOL)
            self.assertIsNone(obj.get(DOMAIN))

    async def test_the_usual_curve_of_a_length_where_the_key_cannot_be_read(self):
        hsm = Hsm()
        pair = halves()
        with_block(pair[0], raw_block())
        hsm.put(*pair)
        for obj in await replaced(hsm, request()):
            self.check_curve(hsm, obj, RecommendedCurve.P_256)


class Meanwhile(TestCase):
    """The pair is made in a thread; what others do in that time counts."""

    def hsm(self, *between):
        async def offload(function, *args):
            for code, payload in between:
                await hsm.ask(code, payload)
            return function(*args)

        hsm = Hsm(offload=offload)
        hsm.put(*halves())
        return hsm

    def revoked(self, uid):
        reason = RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE)
        return Operation.REVOKE, revoke.Request(
            unique_identifier=uid, revocation_reason=reason, compromise_occurrence_date=BORN
        )

    async def test_a_change_is_kept(self):
        hsm = self.hsm(self.revoked("k1"))
        await replaced(hsm, request())
        self.assertIs(hsm.load("k1").state, S.COMPROMISED)
        self.assertIsNotNone(linked(hsm.load("k1"), L.REPLACEMENT_OBJECT_LINK))

    async def test_a_key_that_is_gone_is_not_replaced(self):
        gone = Operation.DESTROY, get.Request(unique_identifier="k2")
        hsm = self.hsm(self.revoked("k2"), gone)
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(O, request())
        self.assertIs(caught.exception.reason, R.PERMISSION_DENIED)
        self.assertEqual(set(everything(hsm)), {"k1", "k2"})
