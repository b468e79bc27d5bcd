"""hsmsim/model/importing.py (4.41); its refusals and rules are seen whole in tests/operations/test_import_.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import AttributeNotApplicable, InvalidAttribute, TooManyInstances, UnknownAttribute
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.importing import complete, imported
from hsmsim.model.keyblock import digest_of
from hsmsim.spec.enums import DigitalSignatureAlgorithm, ObjectType, State, UsageLimitsUnit
from hsmsim.spec.values import Name, UsageLimits
from hsmsim.spec.versions import V1_0, V1_4
from tests.appliance import NOW
from tests.objects import attribute, attributes, some_value, text_name
from tests.support import rows

T = ObjectType
SIGNATURE = "Digital_Signature_Algorithm"
TWO = [DigitalSignatureAlgorithm.SHA_1_WITH_RSA_ENCRYPTION, DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION]


def object_of(object_type=T.SYMMETRIC_KEY, version=V1_4, **having):
    given = attributes({name.replace("_", " "): value for name, value in having.items()})
    return imported("k1", some_value(object_type), object_type, given, version)


def limits(total, count):
    return UsageLimits(usage_limits_total=total, usage_limits_count=count, usage_limits_unit=UsageLimitsUnit.BYTE)


@rows(
    of_a_later_version=({"version": V1_0, "Comment": "a"}, UnknownAttribute),
    of_other_types=({"object_type": T.OPAQUE_OBJECT, "State": State.ACTIVE}, AttributeNotApplicable),
    twice=({"State": [State.ACTIVE, State.DEACTIVATED]}, InvalidAttribute),
    identifier=({"Unique_Identifier": "k2"}, InvalidAttribute),
    object_type=({"Object_Type": T.SECRET_DATA}, InvalidAttribute),
    destroyed=({"State": State.DESTROYED}, InvalidAttribute),
    two_signatures_of_a_certificate=({"object_type": T.CERTIFICATE, SIGNATURE: TWO}, InvalidAttribute),
    a_value_twice=({"Object_Group": ["a", "b", "a"]}, InvalidAttribute),
    too_many=({"Object_Group": [str(each) for each in range(MAX_INSTANCES + 1)]}, TooManyInstances),
    more_than_there_were=({"Usage_Limits": limits(1, 2)}, InvalidAttribute),
)
class Refused(SynchronousTestCase):
    def check(self, having, error):
        self.assertRaises(error, object_of, **having)

    def test_an_index_twice_or_negative(self):
        for index in (0, -1):
            given = [attribute("Object Group", "a", 0), attribute("Object Group", "b", index)]
            self.assertRaises(
                InvalidAttribute, imported, "k1", some_value(T.SYMMETRIC_KEY), T.SYMMETRIC_KEY, given, V1_4
            )

    def test_more_than_an_object_may_have_in_a_template(self):
        obj = object_of(T.TEMPLATE)
        facts = {"Object Group": [str(each) for each in range(MAX_INSTANCES + 1)]}
        self.assertRaises(TooManyInstances, complete, obj, facts, NOW)

    def test_no_value_and_not_destroyed(self):
        self.assertRaises(InvalidAttribute, imported, "k1", None, T.SYMMETRIC_KEY, [], V1_4)


class Indices(SynchronousTestCase):
    def test_a_pgp_key_may_have_several_signatures(self):
        obj = object_of(T.PGP_KEY, **{SIGNATURE: TWO})
        self.assertEqual(
            [(each.index, each.value) for each in obj.all("Digital Signature Algorithm")], list(enumerate(TWO))
        )

    def test_they_are_kept_and_the_others_follow(self):
        given = [attribute("Object Group", value, index) for value, index in (("c", 5), ("a", 2), ("d", None))]
        obj = imported("k1", some_value(T.SYMMETRIC_KEY), T.SYMMETRIC_KEY, given, V1_4)
        self.assertEqual([(each.index, each.value) for each in obj.all("Object Group")], [(2, "a"), (5, "c"), (6, "d")])

    def test_the_work_grows_with_the_values_and_not_with_their_square(self):
        compared, names = [], [text_name(str(number)) for number in range(MAX_INSTANCES)]
        self.patch(Name, "__eq__", lambda one, other: compared.append(one) or one is other)
        obj = imported("k1", some_value(T.SYMMETRIC_KEY), T.SYMMETRIC_KEY, attributes({"Name": names}), V1_4)
        self.assertEqual(len(obj.all("Name")), MAX_INSTANCES)
        self.assertLess(len(compared), MAX_INSTANCES)


class Completed(SynchronousTestCase):
    def test_nothing_that_was_given_changes(self):
        obj = object_of(Cryptographic_Length=5, Initial_Date=6, State=State.ACTIVE, Sensitive=True, Extractable=False)
        complete(obj, {"Cryptographic Length": [128], "Object Group": ["a", "b"]}, NOW)
        self.assertEqual((obj.get("Cryptographic Length"), obj.get("Initial Date")), (5, 6))
        self.assertEqual((obj.state, obj.get("Last Change Date")), (State.ACTIVE, NOW))
        self.assertEqual((obj.get("Sensitive"), obj.get("Extractable")), (True, False))
        self.assertEqual([each.index for each in obj.all("Object Group")], [0, 1])
        self.assertEqual(obj.get("Digest"), digest_of(obj.value))

    def test_history_is_kept_when_it_is_given(self):
        obj = object_of(Sensitive=True, Always_Sensitive=False, Never_Extractable=False, Extractable=False)
        complete(obj, {}, NOW)
        self.assertEqual((obj.get("Always Sensitive"), obj.get("Never Extractable")), (False, False))

    def test_one_half_of_a_history_is_kept_too(self):
        obj = object_of(Sensitive=True, Always_Sensitive=False, Extractable=False)
        complete(obj, {}, NOW)
        self.assertEqual((obj.get("Always Sensitive"), obj.get("Never Extractable")), (False, True))

    def test_of_a_template_nothing_is_digested_or_secret(self):
        obj = object_of(T.TEMPLATE)
        complete(obj, {}, NOW)
        self.assertEqual(set(obj.attributes), {"Unique Identifier", "Object Type", "Initial Date", "Last Change Date"})

    def test_of_a_destroyed_object_nothing_is_digested(self):
        given = attributes({"State": State.DESTROYED})
        obj = imported("k1", None, T.SYMMETRIC_KEY, given, V1_4)
        complete(obj, {}, NOW)
        self.assertIsNone(obj.get("Digest"))
