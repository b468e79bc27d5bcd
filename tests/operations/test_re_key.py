"""hsmsim/operations/re_key.py (4.4, tables 173 to 175 and 331)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.keyblock import digest_of
from hsmsim.operations import get, get_attributes, locate, re_key
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
    RNGAlgorithm,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.structures import KeyBlock, TemplateAttribute
from hsmsim.spec.values import ApplicationSpecificInformation, Link, Name, RNGParameters, UsageLimits
from hsmsim.spec.versions import SERVED, V1_2
from tests.appliance import NOW, Hsm, item
from tests.exchange.keys import with_block
from tests.exchange.tables import wrapped
from tests.objects import BORN, KEY, attribute, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

R, S, T = ResultReason, State, ObjectType
ALGORITHM, LENGTH, NAME = "Cryptographic Algorithm", "Cryptographic Length", "Name"
AES = {ALGORITHM: CryptographicAlgorithm.AES, LENGTH: 128, NAME: text_name("a")}
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
RNG = "Random Number Generator"


def key(having=None, **more):
    return made("k1", having={**AES, **(having or {})}, **more)


def without_value():
    block = raw_block()
    block.key_value = None
    return with_block(key(), block)


def request(given=None, *templates, uid="k1", **more):
    attributes = template_attribute(given, *templates) if given is not None or templates else None
    return re_key.Request(unique_identifier=uid, template_attribute=attributes, **more)


@rows(
    no_such_object=(key(), request(uid="k2"), R.ITEM_NOT_FOUND),
    no_object_is_named=(key(), request(uid=None), R.ITEM_NOT_FOUND),
    **{
        each.name.lower(): (made("k1", each), request(), R.PERMISSION_DENIED)
        for each in (
            *(T.CERTIFICATE, T.PUBLIC_KEY, T.PRIVATE_KEY, T.TEMPLATE, T.SECRET_DATA, T.OPAQUE_OBJECT),
            *(T.SPLIT_KEY, T.PGP_KEY),
        )
    },
    destroyed=(key(state=S.DESTROYED), request(), R.PERMISSION_DENIED),
    destroyed_compromised=(key(state=S.DESTROYED_COMPROMISED), request(), R.PERMISSION_DENIED),
    **{
        f"offset_and_{name.split()[0].lower()}": (key(), request({name: NOW}, offset=0), R.INVALID_MESSAGE)
        for name in ("Activation Date", "Process Start Date", "Protect Stop Date", "Deactivation Date")
    },
    no_such_keys=(key(), request({LENGTH: 100}), R.CRYPTOGRAPHIC_FAILURE),
    asymmetric_algorithm=(key(), request({ALGORITHM: CryptographicAlgorithm.RSA}), R.CRYPTOGRAPHIC_FAILURE),
    namespace=(key(), request({"Application Specific Information": NO_DATA}), R.APPLICATION_NAMESPACE_NOT_SUPPORTED),
    archived=(key(archived=True), request(), R.OBJECT_ARCHIVED),
    **{
        f"no_activation_for_{name.split()[0].lower()}": (key({name: NOW}), request(offset=5), R.ILLEGAL_OPERATION)
        for name in ("Process Start Date", "Protect Stop Date", "Deactivation Date")
    },
    no_key_value=(without_value(), request(), R.KEY_VALUE_NOT_PRESENT),
    # What the table does not have is as in the tables of those that make objects.
    no_such_template=(key(), request({}, "nobody"), R.ITEM_NOT_FOUND),
    archived_template=(key(), request({}, "away"), R.OBJECT_ARCHIVED),
    incomplete_name=(key(), request({NAME: Name(name_value="b")}), R.INVALID_FIELD),
    attribute_of_the_server=(key(), request({"State": S.ACTIVE}), R.INVALID_FIELD),
    attribute_of_certificates=(key(), request({"Certificate Length": 5}), R.INVALID_FIELD),
    dates_turned=(key({"Activation Date": 9}), request({"Deactivation Date": 8}), R.INVALID_FIELD),
    other_generator=(
        key(),
        request({RNG: RNGParameters(rng_algorithm=RNGAlgorithm.FIPS_186_2)}),
        R.INVALID_FIELD,
    ),
    too_many=(
        key(),
        request({"Object Group": [str(each) for each in range(MAX_INSTANCES + 1)]}),
        R.INDEX_OUT_OF_BOUNDS,
    ),
)
class Table331(TestCase):
    async def check(self, k1, payload, reason):
        hsm = Hsm()
        hsm.put(k1, made("t1", T.TEMPLATE, {NAME: text_name("away")}, archived=True))
        await refused(self, hsm, Operation.RE_KEY, payload, reason)

    async def test_the_key_cannot_be_made(self):
        def fail(algorithm, length):
            raise CryptographicFailure("no luck")

        hsm = Hsm()
        hsm.put(key())
        hsm.crypto.generate_key = fail
        await refused(self, hsm, Operation.RE_KEY, request(), R.CRYPTOGRAPHIC_FAILURE)

    async def test_a_missing_value_in_versions_without_that_reason(self):
        for version in SERVED:
            hsm = Hsm()
            hsm.put(without_value())
            reason = R.KEY_VALUE_NOT_PRESENT if version >= V1_2 else R.ILLEGAL_OPERATION
            await refused(self, hsm, Operation.RE_KEY, request(), reason, version=version)


async def replaced(hsm, payload, **how):
    """The existing key and its replacement."""
    answered = await hsm.ask(Operation.RE_KEY, payload, **how)
    assert answered.unique_identifier != "k1"
    assert answered.template_attribute is None
    return hsm.load("k1"), hsm.load(answered.unique_identifier)


@rows(
    pre_active=({}, S.PRE_ACTIVE, None, S.PRE_ACTIVE),
    active_by_its_date=({"Activation Date": NOW}, S.ACTIVE, None, S.ACTIVE),
    active=({}, S.ACTIVE, None, S.ACTIVE),
    active_later=({"Activation Date": NOW + 9}, S.PRE_ACTIVE, None, S.PRE_ACTIVE),
    deactivated=({}, S.DEACTIVATED, None, S.DEACTIVATED),
    compromised=({}, S.COMPROMISED, None, S.PRE_ACTIVE),
    offset=({}, S.ACTIVE, 60, S.PRE_ACTIVE),
    no_offset_to_speak_of=({}, S.ACTIVE, 0, S.ACTIVE),
    deactivated_at_once=({"Activation Date": BORN, "Deactivation Date": BORN}, S.DEACTIVATED, 0, S.DEACTIVATED),
    active_again=({"Activation Date": BORN, "Deactivation Date": BORN + 500}, S.DEACTIVATED, 0, S.ACTIVE),
)
class States(TestCase):
    """The replacement's state follows from its dates; the existing key keeps its own."""

    async def check(self, having, state, offset, new_state):
        hsm = Hsm()
        made_in = S.PRE_ACTIVE if having else state
        hsm.put(key(having, state=made_in))
        existing, new = await replaced(hsm, request(offset=offset))
        self.assertIs(existing.state, state)
        self.assertIs(new.state, new_state)
        self.assertEqual(existing.get("Activation Date"), key(having, state=made_in).get("Activation Date"))
        self.assertIsNone(new.get("Compromise Date"))


class Replacing(TestCase):
    async def test_a_new_key_that_is_linked_and_has_the_name(self):
        hsm = Hsm()
        hsm.put(key(state=S.ACTIVE))
        existing, new = await replaced(hsm, request())
        self.assertEqual(existing.value.key_block.key_value.key_material, KEY)
        block = new.value.key_block
        self.assertNotEqual(block.key_value.key_material, KEY)
        self.assertEqual((len(block.key_value.key_material), block.cryptographic_length), (16, 128))
        self.assertEqual(new.get("Digest"), digest_of(new.value))
        for obj, kind, other in (
            (existing, LinkType.REPLACEMENT_OBJECT_LINK, new),
            (new, LinkType.REPLACED_OBJECT_LINK, existing),
        ):
            links = [each.value for each in obj.all("Link")]
            self.assertEqual(links, [Link(link_type=kind, linked_object_identifier=other.uid)])
            self.assertEqual(obj.get("Last Change Date"), NOW)
        self.assertEqual((existing.all(NAME), new.get(NAME)), ((), text_name("a")))
        self.assertEqual((new.get("Initial Date"), new.get("Original Creation Date")), (NOW, NOW))
        self.assertEqual((new.get(RNG), new.get("Fresh")), (hsm.crypto.rng, True))
        self.assertEqual(existing.get("Initial Date"), BORN)

    async def test_it_is_found_by_its_name_alone(self):
        hsm = Hsm()
        hsm.put(key())
        _, new = await replaced(hsm, request())
        found = await hsm.ask(Operation.LOCATE, locate.Request(attribute=[attribute(NAME, text_name("a"))]))
        self.assertEqual(found.unique_identifier, [new.uid])

    async def test_its_names_are_the_old_ones_and_those_asked_for(self):
        hsm = Hsm()
        hsm.put(key({NAME: [text_name("a"), text_name("b")]}))
        _, new = await replaced(hsm, request({NAME: [text_name("c"), text_name("a")]}))
        expected = [(0, text_name("a")), (1, text_name("b")), (2, text_name("c"))]
        self.assertEqual([(each.index, each.value) for each in new.all(NAME)], expected)

    async def test_usage_limits_begin_anew_and_the_old_ones_stay(self):
        limits = UsageLimits(usage_limits_total=9, usage_limits_count=2, usage_limits_unit=UsageLimitsUnit.OBJECT)
        hsm, used = Hsm(), key(state=S.ACTIVE)
        used.set("Usage Limits", limits)
        hsm.put(used)
        existing, new = await replaced(hsm, request())
        self.assertEqual(existing.get("Usage Limits"), limits)
        self.assertEqual(
            (new.get("Usage Limits").usage_limits_total, new.get("Usage Limits").usage_limits_count), (9, 9)
        )

    async def test_secrecy_has_no_history(self):
        hsm = Hsm()
        hsm.put(key({"Sensitive": True, "Extractable": False}))
        before = hsm.load("k1")
        before.set("Always Sensitive", False)
        before.set("Never Extractable", False)
        hsm.put(before)
        _, new = await replaced(hsm, request())
        names = ("Sensitive", "Always Sensitive", "Extractable", "Never Extractable")
        self.assertEqual([new.get(name) for name in names], [True, True, False, True])

    async def test_the_policy_name_is_kept(self):
        hsm = Hsm()
        hsm.put(key({"Operation Policy Name": "mine"}))
        _, new = await replaced(hsm, request())
        self.assertEqual(new.get("Operation Policy Name"), "mine")

    async def test_another_length_and_what_a_template_says(self):
        hsm = Hsm()
        hsm.put(key(), made("t1", T.TEMPLATE, {NAME: text_name("long"), LENGTH: 256, "Comment": "templated"}))
        _, new = await replaced(hsm, request({}, "long"))
        self.assertEqual((new.get(LENGTH), new.get("Comment")), (256, "templated"))
        self.assertEqual(len(new.value.key_block.key_value.key_material), 32)

    async def test_a_key_that_was_registered_wrapped(self):
        hsm = Hsm()
        obj = wrapped(None)
        for name, value in AES.items():
            obj.set(name, value)
        hsm.put(obj)
        _, new = await replaced(hsm, request())
        self.assertIsNone(new.value.key_block.key_wrapping_data)
        self.assertEqual(len(new.value.key_block.key_value.key_material), 16)

    async def test_twice(self):
        """4.4 says that it should be done once; then the last replacement is the one."""
        hsm = Hsm()
        hsm.put(key())
        _, first = await replaced(hsm, request())
        existing, second = await replaced(hsm, request())
        self.assertEqual([each.value.linked_object_identifier for each in existing.all("Link")], [second.uid])
        self.assertEqual((first.get(NAME), second.get(NAME)), (text_name("a"), None))

    async def test_the_placeholder(self):
        hsm = Hsm()
        hsm.put(key())
        names = get_attributes.Request(attribute_name=["Link"])
        again = re_key.Request(template_attribute=TemplateAttribute())
        answers = await hsm.batch(
            item(Operation.RE_KEY, request(), b"1"),
            item(Operation.RE_KEY, again, b"2"),
            item(Operation.GET, get.Request(), b"3"),
            item(Operation.GET_ATTRIBUTES, names, b"4"),
        )
        self.assertEqual({each.result_status for each in answers}, {ResultStatus.SUCCESS})
        first = hsm.load("k1").get("Link").linked_object_identifier
        links = [each.value.link_type for each in hsm.load(first).all("Link")]
        self.assertEqual(links, [LinkType.REPLACED_OBJECT_LINK, LinkType.REPLACEMENT_OBJECT_LINK])

    async def test_in_every_version(self):
        for version in SERVED:
            hsm = Hsm()
            hsm.put(key({"Activation Date": BORN}))
            existing, new = await replaced(hsm, request({"Contact Information": "me"}, offset=9), version=version)
            self.assertEqual((existing.state, new.state), (S.ACTIVE, S.PRE_ACTIVE))
            self.assertEqual(new.get("Activation Date"), NOW + 9)

    async def test_what_a_key_block_says_stays_with_the_existing_key(self):
        hsm = Hsm()
        hsm.put(key())
        existing, new = await replaced(hsm, request())
        self.assertIsInstance(new.value.key_block, KeyBlock)
        self.assertNotEqual(existing.get("Digest"), new.get("Digest"))
