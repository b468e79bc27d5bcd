"""hsmsim/model/creation.py: what an object has from its first second (chapters 3 and 4)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import AttributeNotApplicable, InvalidAttribute, TooManyInstances
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.creation import LEASE_TIME, Origin, born
from hsmsim.spec.enums import HashingAlgorithm, ObjectType, RNGAlgorithm, State, UsageLimitsUnit
from hsmsim.spec.values import RNGParameters, UsageLimits
from tests.appliance import NOW
from tests.objects import some_value, text_name
from tests.support import rows

RNG = RNGParameters(rng_algorithm=RNGAlgorithm.DRBG, hashing_algorithm=HashingAlgorithm.SHA_256)
EVERYTHING = {"Unique Identifier", "Object Type", "Initial Date", "Last Change Date"}
POLICY = {"Operation Policy Name"}
SECRECY = {"Sensitive", "Always Sensitive", "Extractable", "Never Extractable"}
KEYS = EVERYTHING | POLICY | SECRECY | {"State", "Lease Time", "Fresh"}


def new(given=None, object_type=ObjectType.SYMMETRIC_KEY, rng=None):
    return born("k1", some_value(object_type), object_type, given or {}, Origin(rng), NOW)


@rows(
    symmetric_key=(ObjectType.SYMMETRIC_KEY, None, KEYS),
    generated=(ObjectType.SYMMETRIC_KEY, RNG, KEYS | {"Random Number Generator", "Original Creation Date"}),
    private_key=(ObjectType.PRIVATE_KEY, None, KEYS),
    secret_data=(ObjectType.SECRET_DATA, None, KEYS),
    certificate=(ObjectType.CERTIFICATE, None, KEYS),
    opaque_object=(ObjectType.OPAQUE_OBJECT, None, EVERYTHING | POLICY | SECRECY),
    template=(ObjectType.TEMPLATE, None, EVERYTHING),
)
class ByItself(SynchronousTestCase):
    def check(self, object_type, rng, names):
        obj = new(None, object_type, rng)
        self.assertEqual(set(obj.attributes), names)
        self.assertEqual((obj.get("Unique Identifier"), obj.get("Object Type")), ("k1", object_type))
        self.assertEqual((obj.get("Initial Date"), obj.get("Last Change Date")), (NOW, NOW))


class Values(SynchronousTestCase):
    def test_a_key(self):
        obj = new(rng=RNG)
        self.assertIs(obj.state, State.PRE_ACTIVE)
        self.assertEqual(obj.get("Lease Time"), LEASE_TIME)
        self.assertEqual(LEASE_TIME, 3600)
        self.assertIs(obj.get("Fresh"), True)
        self.assertEqual(obj.get("Random Number Generator"), RNG)
        self.assertEqual(obj.get("Original Creation Date"), NOW)

    def test_what_is_given_is_kept(self):
        obj = new({"Name": [text_name("a"), text_name("b")], "Fresh": [False], "Original Creation Date": [5]})
        self.assertEqual([each.value.name_value for each in obj.all("Name")], ["a", "b"])
        self.assertIs(obj.get("Fresh"), False)
        self.assertEqual(obj.get("Original Creation Date"), 5)

    def test_a_generated_object_was_created_now(self):
        self.assertEqual(new({"Original Creation Date": [5]}, rng=RNG).get("Original Creation Date"), NOW)

    def test_the_count_of_usage_limits_is_the_total(self):
        limits = UsageLimits(usage_limits_total=10, usage_limits_count=3, usage_limits_unit=UsageLimitsUnit.BYTE)
        self.assertEqual(new({"Usage Limits": [limits]}).get("Usage Limits").usage_limits_count, 10)

    def test_an_operation_policy_name_is_kept(self):
        self.assertEqual(new({"Operation Policy Name": ["mine"]}).get("Operation Policy Name"), "mine")
        self.assertEqual(new().get("Operation Policy Name"), "default")


A, D = "Activation Date", "Deactivation Date"


@rows(
    no_date=({}, State.PRE_ACTIVE),
    to_come=({A: [NOW + 1]}, State.PRE_ACTIVE),
    now=({A: [NOW]}, State.ACTIVE),
    past=({A: [NOW - 5]}, State.ACTIVE),
    past_and_over=({A: [NOW - 5], D: [NOW - 1]}, State.DEACTIVATED),
    over_without_activation=({D: [NOW - 1]}, State.PRE_ACTIVE),
)
class FirstState(SynchronousTestCase):
    """Transition 1, and 4 and 6 where the dates are past."""

    def check(self, given, state):
        obj = new(given)
        self.assertIs(obj.state, state)
        self.assertEqual({name: [obj.get(name)] for name in given}, given)


@rows(
    nothing=({}, (False, False, True, False)),
    sensitive=({"Sensitive": [True]}, (True, True, True, False)),
    not_extractable=({"Extractable": [False]}, (False, False, False, True)),
)
class Secrecy(SynchronousTestCase):
    def check(self, given, expected):
        obj = new(given)
        names = ("Sensitive", "Always Sensitive", "Extractable", "Never Extractable")
        self.assertEqual(tuple(obj.get(name) for name in names), expected)


ALGORITHM_ONLY = RNGParameters(rng_algorithm=RNGAlgorithm.DRBG)
OTHER = RNGParameters(rng_algorithm=RNGAlgorithm.FIPS_186_2)


class Generators(SynchronousTestCase):
    def test_the_generator_asked_for(self):
        for wanted in (RNG, ALGORITHM_ONLY):
            obj = new({"Random Number Generator": [wanted]}, rng=RNG)
            self.assertEqual(obj.get("Random Number Generator"), RNG)

    def test_another_generator(self):
        self.assertRaises(InvalidAttribute, new, {"Random Number Generator": [OTHER]}, rng=RNG)

    def test_one_of_several(self):
        for wanted in ([OTHER, ALGORITHM_ONLY], [RNG, OTHER]):
            obj = new({"Random Number Generator": wanted}, rng=RNG)
            self.assertEqual([each.value for each in obj.all("Random Number Generator")], [RNG])

    def test_none_of_several(self):
        others = [OTHER, RNGParameters(rng_algorithm=RNGAlgorithm.NRBG)]
        self.assertRaises(InvalidAttribute, new, {"Random Number Generator": others}, rng=RNG)

    def test_a_client_made_its_object_with_one(self):
        self.assertRaises(InvalidAttribute, new, {"Random Number Generator": [OTHER, RNG]})

    def test_a_client_tells_of_its_own(self):
        self.assertEqual(new({"Random Number Generator": [OTHER]}).get("Random Number Generator"), OTHER)


@rows(
    not_for_this_type=({"Certificate Type": [1]}, ObjectType.SYMMETRIC_KEY, AttributeNotApplicable),
    state_of_a_template=({"Fresh": [True]}, ObjectType.TEMPLATE, AttributeNotApplicable),
    too_many=({"Object Group": list(map(str, range(MAX_INSTANCES + 1)))}, ObjectType.TEMPLATE, TooManyInstances),
    dates_turned=({A: [NOW + 2], D: [NOW + 1]}, ObjectType.SYMMETRIC_KEY, InvalidAttribute),
    start_before_activation=({A: [9], "Process Start Date": [8]}, ObjectType.SYMMETRIC_KEY, InvalidAttribute),
    stop_after_deactivation=({D: [8], "Protect Stop Date": [9]}, ObjectType.SYMMETRIC_KEY, InvalidAttribute),
)
class Refusals(SynchronousTestCase):
    def check(self, given, object_type, error):
        self.assertRaises(error, new, given, object_type)


class Limits(SynchronousTestCase):
    def test_as_many_as_there_may_be(self):
        obj = new({"Object Group": list(map(str, range(MAX_INSTANCES)))}, ObjectType.TEMPLATE)
        self.assertEqual(len(obj.all("Object Group")), MAX_INSTANCES)

    def test_dates_at_their_limits(self):
        dates = {A: [9], "Process Start Date": [9], "Protect Stop Date": [9], D: [9]}
        self.assertIs(new(dates).state, State.DEACTIVATED)
