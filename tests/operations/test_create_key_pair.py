"""hsmsim/operations/create_key_pair.py (4.2, tables 168 and 329)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.operations import activate, create_key_pair
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    PaddingMethod,
    RecommendedCurve,
    ResultReason,
    State,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.values import (
    ApplicationSpecificInformation,
    CryptographicDomainParameters,
    CryptographicParameters,
    Link,
)
from tests.appliance import NOW, Hsm, item
from tests.objects import made, refused, template_attribute, text_name
from tests.support import rows

A, F, R, T = CryptographicAlgorithm, KeyFormatType, ResultReason, ObjectType
ALGORITHM, LENGTH, NAME, GROUP = "Cryptographic Algorithm", "Cryptographic Length", "Name", "Object Group"
DOMAIN, PARAMETERS, MASK = "Cryptographic Domain Parameters", "Cryptographic Parameters", "Cryptographic Usage Mask"
ON_CURVE = CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256)
EC = {ALGORITHM: A.EC, DOMAIN: ON_CURVE}
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
PKCS1, PSS = (CryptographicParameters(padding_method=each) for each in (PaddingMethod.PKCS1_V1_5, PaddingMethod.PSS))


def request(common=None, private=None, public=None, templates=((), (), ())):
    return create_key_pair.Request(
        common_template_attribute=template_attribute(common or {}, *templates[0]),
        private_key_template_attribute=template_attribute(private or {}, *templates[1]),
        public_key_template_attribute=template_attribute(public or {}, *templates[2]),
    )


def template(name, having, uid, **more):
    return made(uid, T.TEMPLATE, {NAME: text_name(name), **having}, **more)


@rows(
    no_such_template=(request(EC, templates=(["nobody"], (), ())), R.ITEM_NOT_FOUND),
    no_such_template_of_one_key=(request(EC, templates=((), (), ["nobody"])), R.ITEM_NOT_FOUND),
    archived_template=(request(EC, templates=((), ["away"], ())), R.OBJECT_ARCHIVED),
    nothing=(create_key_pair.Request(), R.INVALID_MESSAGE),
    no_algorithm=(request({LENGTH: 1024}), R.INVALID_MESSAGE),
    no_length=(request({ALGORITHM: A.RSA}), R.INVALID_MESSAGE),
    no_curve=(request({ALGORITHM: A.EC}), R.INVALID_MESSAGE),
    symmetric_algorithm=(request({ALGORITHM: A.AES, LENGTH: 128}), R.INVALID_FIELD),
    unknown_algorithm=(request({ALGORITHM: 0x80000001, LENGTH: 128}), R.INVALID_FIELD),
    two_algorithms=(request({LENGTH: 1024}, {ALGORITHM: A.RSA}, {ALGORITHM: A.DSA}), R.INVALID_FIELD),
    two_lengths=(request({ALGORITHM: A.RSA}, {LENGTH: 1024}, {LENGTH: 2048}), R.INVALID_FIELD),
    two_curves=(
        request(EC, None, {DOMAIN: CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_384)}),
        R.INVALID_FIELD,
    ),
    two_parameters=(request(EC, {PARAMETERS: PKCS1}, {PARAMETERS: PSS}), R.INVALID_FIELD),
    length_that_nobody_has=(request({ALGORITHM: A.RSA, LENGTH: 1001}), R.CRYPTOGRAPHIC_FAILURE),
    curve_for_rsa=(request({ALGORITHM: A.RSA, LENGTH: 1024, DOMAIN: ON_CURVE}), R.CRYPTOGRAPHIC_FAILURE),
    attribute_of_the_server=(request({**EC, "State": State.ACTIVE}), R.INVALID_FIELD),
    attribute_of_certificates=(request(EC, {"Certificate Length": 5}), R.INVALID_FIELD),
    too_many=(
        request(EC, None, {GROUP: [str(each) for each in range(MAX_INSTANCES + 1)]}),
        R.INDEX_OUT_OF_BOUNDS,
    ),
    namespace=(
        request({**EC, "Application Specific Information": NO_DATA}),
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
)
class Table329(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(made("k9", having={NAME: text_name("a key")}), template("away", {}, "t9", archived=True))
        await refused(self, hsm, Operation.CREATE_KEY_PAIR, payload, reason)

    async def test_the_pair_cannot_be_made(self):
        def fail(*args):
            raise CryptographicFailure("no luck")

        hsm = Hsm()
        hsm.crypto.generate_pair = fail
        await refused(self, hsm, Operation.CREATE_KEY_PAIR, request(EC), R.CRYPTOGRAPHIC_FAILURE)


async def created(hsm, payload):
    answered = await hsm.ask(Operation.CREATE_KEY_PAIR, payload)
    return hsm.load(answered.private_key_unique_identifier), hsm.load(answered.public_key_unique_identifier)


@rows(
    rsa=({ALGORITHM: A.RSA, LENGTH: 1024}, 1024, F.PKCS_1, F.PKCS_1),
    curve=(EC, 256, F.PKCS_8, F.X_509),
    curve_and_length=({**EC, LENGTH: 256}, 256, F.PKCS_8, F.X_509),
    curve_by_length=({ALGORITHM: A.ECDSA, LENGTH: 384}, 384, F.PKCS_8, F.X_509),
)
class Pairs(TestCase):
    async def check(self, given, length, private_format, public_format):
        hsm = Hsm()
        private, public = await created(hsm, request(given))
        self.assertIs(private.object_type, T.PRIVATE_KEY)
        self.assertIs(public.object_type, T.PUBLIC_KEY)
        for obj, other, link, format_type in (
            (private, public, LinkType.PUBLIC_KEY_LINK, private_format),
            (public, private, LinkType.PRIVATE_KEY_LINK, public_format),
        ):
            self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (given[ALGORITHM], length))
            self.assertEqual(obj.get("Link"), Link(link_type=link, linked_object_identifier=other.uid))
            self.assertIs(obj.value.key_block.key_format_type, format_type)
            self.assertIs(obj.state, State.PRE_ACTIVE)
            self.assertEqual((obj.get("Initial Date"), obj.get("Original Creation Date")), (NOW, NOW))
            self.assertIs(obj.get("Digest").key_format_type, format_type)
            self.assertEqual(obj.get("Random Number Generator"), hsm.crypto.rng)


class Giving(TestCase):
    async def test_names_and_masks_of_each_key(self):
        private, public = await created(
            Hsm(),
            request(
                {**EC, GROUP: "pair"},
                {NAME: text_name("private"), MASK: Mask.SIGN, GROUP: "secret"},
                {NAME: text_name("public"), MASK: Mask.VERIFY},
            ),
        )
        self.assertEqual((private.get(NAME), public.get(NAME)), (text_name("private"), text_name("public")))
        self.assertEqual((private.get(MASK), public.get(MASK)), (Mask.SIGN, Mask.VERIFY))
        self.assertEqual([each.value for each in private.all(GROUP)], ["pair", "secret"])
        self.assertEqual([each.value for each in public.all(GROUP)], ["pair"])

    async def test_one_name_for_both(self):
        """Against table 329: clients rely on it."""
        hsm = Hsm()
        private, public = await created(hsm, request({**EC, NAME: text_name("pair")}))
        self.assertEqual(set(hsm.store.named("alice", "pair")), {private.uid, public.uid})

    async def test_what_is_said_of_one_key_only_but_is_the_same_for_both(self):
        private, public = await created(Hsm(), request(None, {ALGORITHM: A.EC, DOMAIN: ON_CURVE}, {PARAMETERS: PKCS1}))
        self.assertEqual(public.get(DOMAIN), private.get(DOMAIN))
        self.assertEqual(public.get(PARAMETERS), private.get(PARAMETERS))

    async def test_precedence(self):
        """Explicit for the key, then templates for the key, then explicit for both, then templates for both."""
        hsm = Hsm()
        hsm.put(
            template("both", {"Comment": "4", "Description": "4", "Contact Information": "4", MASK: 4}, "t1"),
            template("one", {"Comment": "2", "Description": "2"}, "t2"),
        )
        private, public = await created(
            hsm,
            request(
                {**EC, "Comment": "3", "Description": "3", "Contact Information": "3"},
                {"Comment": "1"},
                templates=(["both"], ["one"], ()),
            ),
        )
        names = ("Comment", "Description", "Contact Information", MASK)
        self.assertEqual([private.get(name) for name in names], ["1", "2", "3", 4])
        self.assertEqual([public.get(name) for name in names], ["3", "3", "3", 4])

    async def test_the_placeholder_is_the_private_key(self):
        hsm = Hsm()
        made_pair, activated = await hsm.batch(
            item(Operation.CREATE_KEY_PAIR, request(EC), b"1"), item(Operation.ACTIVATE, activate.Request(), b"2")
        )
        self.assertEqual((made_pair.result_reason, activated.result_reason), (None, None))
        objects = {obj.object_type: obj for obj in map(hsm.load, hsm.store._partitions["alice"].objects)}
        self.assertIs(objects[T.PRIVATE_KEY].state, State.ACTIVE)
        self.assertIs(objects[T.PUBLIC_KEY].state, State.PRE_ACTIVE)

    async def test_what_the_backend_is_asked_for(self):
        hsm = Hsm()
        asked = []
        generate = hsm.crypto.generate_pair

        def record(algorithm, length, curve, qlength):
            asked.append((algorithm, length, curve, qlength))
            return generate(A.EC, None, RecommendedCurve.P_256, None)

        hsm.crypto.generate_pair = record
        qlength = CryptographicDomainParameters(qlength=256)
        await hsm.ask(Operation.CREATE_KEY_PAIR, request({ALGORITHM: A.DSA, LENGTH: 2048, DOMAIN: qlength}))
        await hsm.ask(Operation.CREATE_KEY_PAIR, request(EC))
        self.assertEqual(asked, [(A.DSA, 2048, None, 256), (A.EC, None, RecommendedCurve.P_256, None)])
