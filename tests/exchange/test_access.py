"""What an owner has granted works through KMIP: each operation with each right on another's partition."""

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.errors import NoSuchObject
from hsmsim.exchange.access import NEEDS, USES, needed
from hsmsim.interfaces.store import Hint
from hsmsim.model.access import Rights, complete
from hsmsim.operations import (
    add_attribute,
    create,
    destroy,
    get,
    get_attributes,
    locate,
    modify_attribute,
    re_key,
    table,
)
from hsmsim.spec.enums import (
    LinkType,
    ObjectGroupMember,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
    State,
)
from tests.appliance import NOW, Hsm, item
from tests.exchange.certificates import authority, links
from tests.exchange.trusting import AES_128, CREATE, OTHERS, REQUESTS, trusted
from tests.objects import attribute, attributes, everything, made, refused, template_attribute, text_name
from tests.support import rows

R = Rights
COMBINATIONS = {"create": R.CREATE, "read": R.READ, "update": R.UPDATE, "delete": R.DELETE}
COMBINATIONS |= {"update_read": R.UPDATE | R.READ, "delete_update": R.DELETE | R.UPDATE, "all": R.ALL}


@rows(
    **{
        f"{operation.name.lower()}_{name}": (operation, rights)
        for operation in REQUESTS
        for name, rights in {"none": R.NONE, **COMBINATIONS}.items()
    }
)
class Table(TestCase):
    """Without Read there is nothing to be found; with it, the right of the operation decides."""

    async def check(self, operation, rights):
        request, right, _ = REQUESTS[operation]
        rights = complete(rights)
        hsm = trusted(rights)
        before = everything(hsm)
        (answer,) = await hsm.batch(item(operation, request))
        if not rights & R.READ:
            self.assertIn(answer.result_reason, (ResultReason.ITEM_NOT_FOUND, ResultReason.INVALID_MESSAGE))
            self.assertEqual(answer.result_message, (await self.nobodys(operation, request)).result_message)
        elif not rights & right or not self.may_replace(operation, rights):
            self.assertIs(answer.result_reason, ResultReason.PERMISSION_DENIED)
            self.assertIn("'bob' has not granted the right to ", answer.result_message)
        else:
            self.assertIs(answer.result_status, ResultStatus.SUCCESS, answer.result_message)
            return
        self.assertEqual(everything(hsm), before)

    async def nobodys(self, operation, request):
        """What is said of an object that there is not."""
        (answer,) = await Hsm().batch(item(operation, request))
        return answer

    def may_replace(self, operation, rights):
        """What takes the place of another's object is made beside it."""
        replaces = operation in (Operation.RE_KEY, Operation.RE_KEY_KEY_PAIR, Operation.RE_CERTIFY)
        return not replaces or rights & R.CREATE


class Coverage(SynchronousTestCase):
    def test_every_operation_has_its_row(self):
        self.assertEqual(set(table()), set(REQUESTS) | OTHERS)
        self.assertEqual({each: needed(each) for each in REQUESTS}, {each: row[1] for each, row in REQUESTS.items()})
        self.assertLessEqual(set(REQUESTS), set(NEEDS))
        bringing = {Operation.REGISTER, Operation.IMPORT}
        self.assertEqual(USES - bringing, {each for each, (_, _, uses) in REQUESTS.items() if uses})


@rows(
    encrypt_counts_down=(
        Operation.ENCRYPT,
        "limited",
        lambda obj: obj.get("Usage Limits").usage_limits_count,
        4,
    ),
    derive_key_links=(
        Operation.DERIVE_KEY,
        "base",
        lambda obj: {each.value.link_type for each in obj.all("Link")},
        {LinkType.DERIVED_KEY_LINK},
    ),
    get_makes_stale=(Operation.GET, "k1", lambda obj: obj.get("Fresh"), False),
    destroy=(Operation.DESTROY, "late", lambda obj: obj.state, State.DESTROYED),
    activate=(Operation.ACTIVATE, "early", lambda obj: obj.state, State.ACTIVE),
    add_attribute=(Operation.ADD_ATTRIBUTE, "k1", lambda obj: obj.get("Comment"), "a"),
)
class Effects(TestCase):
    """What an operation changes is changed where the object is."""

    async def check(self, operation, uid, seen, expected):
        hsm = trusted(R.ALL)
        await hsm.ask(operation, REQUESTS[operation][0])
        self.assertEqual(seen(hsm.load(uid, "bob")), expected)
        with self.assertRaises(NoSuchObject):
            hsm.load(uid)


class Others(TestCase):
    """What happens to others' objects that are not simply there."""

    async def test_an_archived_object_stays_away(self):
        hsm = trusted(R.ALL)
        request = get_attributes.Request(unique_identifier="away")
        await refused(self, hsm, Operation.GET_ATTRIBUTES, request, ResultReason.OBJECT_ARCHIVED)

    async def test_a_template_goes_altogether(self):
        hsm = trusted(R.DELETE)
        hsm.put(made("template", ObjectType.TEMPLATE), user="bob")
        await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="template"))
        with self.assertRaises(NoSuchObject):
            hsm.load("template", "bob")


class NewObjects(TestCase):
    """What is new goes to the own partition, but for what takes the place of another's object."""

    async def test_made(self):
        hsm = trusted(R.ALL)
        uid = (await hsm.ask(Operation.CREATE, CREATE)).unique_identifier
        self.assertEqual(hsm.load(uid).uid, uid)

    async def test_derived(self):
        hsm = trusted(R.READ)
        uid = (await hsm.ask(Operation.DERIVE_KEY, REQUESTS[Operation.DERIVE_KEY][0])).unique_identifier
        self.assertEqual(links(hsm.load(uid)), {(LinkType.DERIVATION_BASE_OBJECT_LINK, "base")})
        self.assertEqual(links(hsm.load("base", "bob")), {(LinkType.DERIVED_KEY_LINK, uid)})

    async def test_certified_by_the_own_ca(self):
        hsm = trusted(R.ALL)
        uid = (await hsm.ask(Operation.CERTIFY, REQUESTS[Operation.CERTIFY][0])).unique_identifier
        self.assertEqual(hsm.load(uid).object_type, ObjectType.CERTIFICATE)
        self.assertIn((LinkType.CERTIFICATE_LINK, uid), links(hsm.load("certified", "bob")))
        authority(hsm)

    async def test_replaced(self):
        hsm = trusted(R.UPDATE | R.CREATE)
        key = hsm.load("k1", "bob")
        key.add("Name", text_name("payments"))
        hsm.put(key, user="bob")
        uid = (await hsm.ask(Operation.RE_KEY, REQUESTS[Operation.RE_KEY][0])).unique_identifier
        self.assertEqual(hsm.load(uid, "bob").get("Name"), text_name("payments"))
        self.assertEqual(hsm.load("k1", "bob").all("Name"), ())

    async def test_replaced_certificates_by_the_ca_of_their_partition(self):
        hsm = trusted(R.UPDATE | R.CREATE)
        uid = (await hsm.ask(Operation.RE_CERTIFY, REQUESTS[Operation.RE_CERTIFY][0])).unique_identifier
        self.assertEqual(hsm.load(uid, "bob").object_type, ObjectType.CERTIFICATE)
        authority(hsm, "bob")
        self.assertEqual(hsm.store.count("alice"), 0)

    async def test_beside_is_for_one_item(self):
        hsm = trusted(R.ALL)
        _, made_key, used = await hsm.batch(
            item(Operation.RE_KEY, re_key.Request(unique_identifier="k1"), b"1"),
            item(Operation.CREATE, CREATE, b"2"),
            item(Operation.DESTROY, destroy.Request(), b"3"),
        )
        self.assertIs(used.result_status, ResultStatus.SUCCESS)
        self.assertEqual(made_key.result_status, ResultStatus.SUCCESS)
        self.assertEqual(hsm.store.count("alice"), 1)

    async def test_what_was_made_beside_is_at_hand_for_the_next_item(self):
        hsm = trusted(R.ALL)
        replaced, found, commented = await hsm.batch(
            item(Operation.RE_KEY, re_key.Request(unique_identifier="k1"), b"1"),
            item(Operation.GET, get.Request(), b"2"),
            item(Operation.ADD_ATTRIBUTE, add_attribute.Request(attribute=attribute("Comment", "new")), b"3"),
        )
        self.assertEqual({each.result_status for each in (replaced, found, commented)}, {ResultStatus.SUCCESS})
        newest = next(iter(hsm.store.candidates("bob", Hint())))
        self.assertEqual(newest.get("Comment"), "new")
        self.assertEqual(hsm.store.count("alice"), 0)


class Looking(TestCase):
    async def located(self, hsm, user="alice", member=None, **wanted):
        request = locate.Request(
            attribute=attributes({name.replace("_", " "): value for name, value in wanted.items()}),
            object_group_member=member,
        )
        return (await hsm.ask(Operation.LOCATE, request, user)).unique_identifier

    async def test_what_others_let_one_read_is_located_by_its_age(self):
        hsm = Hsm()
        hsm.users.grant("bob", "alice", R.READ)
        hsm.put(made("a1", born_at=NOW - 30), made("a3", born_at=NOW - 10))
        hsm.put(made("b2", born_at=NOW - 20), made("b4", born_at=NOW - 5), user="bob")
        self.assertEqual(await self.located(hsm), ["b4", "a3", "b2", "a1"])
        self.assertEqual(await self.located(hsm, "bob"), ["b4", "b2"])

    async def test_names_are_found_in_all_partitions(self):
        hsm = Hsm()
        hsm.users.grant("bob", "alice", R.READ)
        hsm.put(made("a1", having={"Name": text_name("same")}))
        hsm.put(made("b1", having={"Name": text_name("same")}), user="bob")
        self.assertEqual(await self.located(hsm, Name=text_name("same")), ["a1", "b1"])

    async def test_the_default_of_a_group_is_the_newest_of_all(self):
        hsm = Hsm()
        hsm.users.grant("bob", "alice", R.READ)
        hsm.put(made("a1", having={"Object Group": "g"}, born_at=NOW - 30))
        hsm.put(made("b1", having={"Object Group": "g"}, born_at=NOW - 20), user="bob")
        found = await self.located(hsm, member=ObjectGroupMember.GROUP_MEMBER_DEFAULT, Object_Group="g")
        self.assertEqual(found, ["b1"])

    async def test_update_alone_shows_nothing(self):
        hsm = trusted(R.UPDATE)
        self.assertEqual(await self.located(hsm), [])

    async def test_the_own_object_comes_first(self):
        hsm = trusted(R.ALL)
        hsm.put(made("late", state=State.DEACTIVATED))
        await hsm.ask(Operation.DESTROY, REQUESTS[Operation.DESTROY][0])
        self.assertIs(hsm.load("late").state, State.DESTROYED)
        self.assertIs(hsm.load("late", "bob").state, State.DEACTIVATED)

    async def test_owners_come_in_their_order(self):
        hsm = Hsm()
        hsm.users.passwords["carol"] = ""
        hsm.users.grant("bob", "alice", R.READ)
        hsm.users.grant("carol", "alice", R.ALL)
        hsm.put(made("x"), user="bob")
        hsm.put(made("x"), made("y"), user="carol")
        request = destroy.Request(unique_identifier="x")
        await refused(self, hsm, Operation.DESTROY, request, ResultReason.PERMISSION_DENIED)
        await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="y"))

    async def test_names_are_unique_in_their_partition_only(self):
        hsm = trusted(R.ALL)
        for user, uid, name in (("alice", "a1", "mine"), ("bob", "b1", "taken"), ("bob", "b2", "own")):
            hsm.put(made(uid, having={"Name": text_name(name)}), user=user)
        taken, mine = (
            modify_attribute.Request(unique_identifier="b2", attribute=attribute("Name", text_name(name)))
            for name in ("taken", "mine")
        )
        await refused(self, hsm, Operation.MODIFY_ATTRIBUTE, taken, ResultReason.ILLEGAL_OPERATION)
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, mine)
        self.assertEqual(hsm.load("b2", "bob").get("Name"), text_name("mine"))

    async def test_templates_of_others_serve(self):
        hsm = Hsm()
        hsm.put(made("t1", ObjectType.TEMPLATE, {"Name": text_name("t"), **AES_128}), user="bob")
        request = create.Request(
            object_type=ObjectType.SYMMETRIC_KEY,
            template_attribute=template_attribute({"Cryptographic Usage Mask": 12}, "t"),
        )
        await refused(self, hsm, Operation.CREATE, request, ResultReason.ITEM_NOT_FOUND)
        hsm.users.grant("bob", "alice", R.READ)
        uid = (await hsm.ask(Operation.CREATE, request)).unique_identifier
        self.assertEqual(hsm.load(uid).get("Cryptographic Length"), 128)

    async def test_trust_anchors_of_others_are_not_ones_own(self):
        hsm = trusted(R.READ)
        request = REQUESTS[Operation.VALIDATE][0]
        verdicts = [(await hsm.ask(Operation.VALIDATE, request, user)).validity_indicator for user in ("alice", "bob")]
        self.assertEqual([each.title for each in verdicts], ["Unknown", "Valid"])
