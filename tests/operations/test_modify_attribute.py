"""hsmsim/operations/modify_attribute.py (4.15, table 342)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import modify_attribute
from hsmsim.spec.enums import Operation, ResultReason, State
from hsmsim.spec.values import ApplicationSpecificInformation
from tests.appliance import NOW, Hsm
from tests.objects import attribute, made, refused, text_name
from tests.support import rows

R = ResultReason
SSL = ApplicationSpecificInformation(application_namespace="ssl", application_data="a")
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
A, D = "Activation Date", "Deactivation Date"


def request(name, value, index=None, uid="k1"):
    return modify_attribute.Request(unique_identifier=uid, attribute=attribute(name, value, index))


@rows(
    no_such_object=(request("Comment", "a", uid="k9"), {}, R.ITEM_NOT_FOUND),
    no_object_is_named=(request("Comment", "a", uid=None), {}, R.ITEM_NOT_FOUND),
    not_added_yet=(request("Comment", "a"), {}, R.INVALID_FIELD),
    not_known=(request("Colour", None), {}, R.INVALID_FIELD),
    no_such_instance=(request("Comment", "b", 1), {"having": {"Comment": "a"}}, R.ITEM_NOT_FOUND),
    read_only=(request("Unique Identifier", "k7"), {}, R.PERMISSION_DENIED),
    read_only_state=(request("State", State.ACTIVE), {}, R.PERMISSION_DENIED),
    read_only_algorithm=(request("Cryptographic Length", 256), {}, R.PERMISSION_DENIED),
    name_taken=(
        request("Name", text_name("taken")),
        {"having": {"Name": text_name("mine")}},
        R.ILLEGAL_OPERATION,
    ),
    namespace=(
        request("Application Specific Information", NO_DATA),
        {"having": {"Application Specific Information": SSL}},
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    archived=(request("Comment", "b"), {"archived": True, "having": {"Comment": "a"}}, R.OBJECT_ARCHIVED),
    no_value=(request("Comment", None), {"having": {"Comment": "a"}}, R.INVALID_FIELD),
    activation_when_active=(request(A, NOW + 9), {"state": State.ACTIVE}, R.PERMISSION_DENIED),
    deactivation_when_over=(request(D, NOW + 9), {"state": State.DEACTIVATED}, R.PERMISSION_DENIED),
    dates_turned=(request(A, NOW + 9), {"having": {A: NOW + 1, D: NOW + 5}}, R.INVALID_FIELD),
)
class Table342(TestCase):
    async def check(self, payload, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1), made("k2", having={"Name": text_name("taken")}))
        await refused(self, hsm, Operation.MODIFY_ATTRIBUTE, payload, reason)


@rows(
    first_by_default=("Object Group", "c", None, 0, ["c", "b"]),
    by_index=("Object Group", "c", 1, 1, ["a", "c"]),
    single=("Comment", "c", None, None, ["c"]),
    single_by_index=("Comment", "c", 0, None, ["c"]),
)
class Modifying(TestCase):
    async def check(self, name, value, index, told, left):
        hsm = Hsm()
        hsm.put(made(having={"Object Group": ["a", "b"], "Comment": "a"}))
        answered = await hsm.ask(Operation.MODIFY_ATTRIBUTE, request(name, value, index))
        self.assertEqual(answered.unique_identifier, "k1")
        self.assertEqual(answered.attribute, attribute(name, value, told))
        obj = hsm.load("k1")
        self.assertEqual([each.value for each in obj.all(name)], left)
        self.assertEqual(obj.get("Last Change Date"), NOW)

    async def test_a_name_that_becomes_free_can_be_taken(self):
        hsm = Hsm()
        hsm.put(made(having={"Name": text_name("a")}), made("k2", having={"Name": text_name("b")}))
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, request("Name", text_name("c")))
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, request("Name", text_name("a"), uid="k2"))
        self.assertEqual(hsm.store.named("alice", "a"), ["k2"])
        self.assertEqual(hsm.store.named("alice", "b"), [])

    async def test_of_names_only_the_new_one_must_be_free(self):
        hsm = Hsm()
        hsm.put(made(having={"Name": [text_name("a"), text_name("b")]}), made("k2", having={"Name": text_name("a")}))
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, request("Name", text_name("c"), 1))
        self.assertEqual(hsm.store.named("alice", "c"), ["k1"])

    async def test_its_own_name_is_not_taken(self):
        hsm = Hsm()
        hsm.put(made(having={"Name": text_name("a")}))
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, request("Name", text_name("a")))


@rows(
    activation_to_now=({A: NOW + 5}, State.PRE_ACTIVE, request(A, NOW), State.ACTIVE),
    activation_to_the_past=({A: NOW + 5}, State.PRE_ACTIVE, request(A, NOW - 5), State.ACTIVE),
    activation_to_later=({A: NOW + 5}, State.PRE_ACTIVE, request(A, NOW + 9), State.PRE_ACTIVE),
    deactivation_to_now=({D: NOW + 5}, State.ACTIVE, request(D, NOW), State.DEACTIVATED),
    deactivation_to_the_past=({D: NOW + 5}, State.ACTIVE, request(D, NOW - 5), State.DEACTIVATED),
    deactivation_to_later=({D: NOW + 5}, State.ACTIVE, request(D, NOW + 9), State.ACTIVE),
)
class Dates(TestCase):
    """Transitions 4 and 6 by Modify Attribute (3.22)."""

    async def check(self, having, state, payload, following):
        hsm = Hsm()
        hsm.put(made(having=having, state=state))
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, payload)
        obj = hsm.load("k1")
        self.assertIs(obj.state, following)
        self.assertEqual(obj.get(payload.attribute.attribute_name), payload.attribute.attribute_value)


class Secrecy(TestCase):
    async def test_what_was_open_once_stays_told(self):
        hsm = Hsm()
        hsm.put(made(having={"Sensitive": True}))
        self.assertIs(hsm.load("k1").get("Always Sensitive"), True)
        for value in (False, True):
            await hsm.ask(Operation.MODIFY_ATTRIBUTE, request("Sensitive", value))
            obj = hsm.load("k1")
            self.assertEqual((obj.get("Sensitive"), obj.get("Always Sensitive")), (value, False))
