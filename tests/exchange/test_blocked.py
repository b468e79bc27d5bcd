"""An object that was blocked at the console is seen, changed and destroyed; it is not used and does not leave."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import ObjectBlocked
from hsmsim.exchange.notices import notice_of
from hsmsim.exchange.steps import set_mark
from hsmsim.model.access import Rights
from hsmsim.operations import create, get, get_attributes, import_, re_key, re_key_key_pair
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import ObjectType, Operation, ResultReason
from tests.appliance import NOW, Hsm
from tests.exchange.keys import using
from tests.exchange.trusting import AES_128, REQUESTS, fill, trusted
from tests.objects import attributes, made, refused, template_attribute, text_name
from tests.support import rows


def block_all(hsm, user):
    for obj in list(hsm.store._partitions[user].objects.values()):
        set_mark(obj, BLOCKED)


class Blocked:
    """A partition where everything is blocked."""

    user = "alice"

    def make(self):
        hsm = Hsm()
        fill(hsm, "alice")
        return hsm

    async def check(self, operation):
        request, _, uses = REQUESTS[operation]
        hsm = self.make()
        block_all(hsm, self.user)
        if uses:
            error = await refused(self, hsm, operation, request, ResultReason.PERMISSION_DENIED)
            self.assertIn("the object is blocked", error.item.result_message)
        else:
            await hsm.ask(operation, request)


OPERATIONS = {operation.name.lower(): (operation,) for operation in REQUESTS}


@rows(**OPERATIONS)
class OwnPartition(Blocked, TestCase):
    """Of objects of one's own."""


@rows(**OPERATIONS)
class AnothersPartition(Blocked, TestCase):
    """Of objects of somebody who has granted all rights."""

    user = "bob"

    def make(self):
        return trusted(Rights.ALL)


class Marks(TestCase):
    """The mark is the object's own."""

    def setUp(self):
        self.hsm = Hsm()

    async def test_clients_see_it_and_do_not_change_it(self):
        obj = made()
        set_mark(obj, BLOCKED)
        self.hsm.put(obj)
        found = await self.hsm.ask(
            Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier="k1", attribute_name=[BLOCKED])
        )
        self.assertEqual([each.attribute_value.value for each in found.attribute], [True])

    async def test_a_replacement_is_not_blocked(self):
        fill(self.hsm, "alice")
        block_all(self.hsm, "alice")
        key = (await self.hsm.ask(Operation.RE_KEY, re_key.Request(unique_identifier="k1"))).unique_identifier
        pair = await self.hsm.ask(
            Operation.RE_KEY_KEY_PAIR, re_key_key_pair.Request(private_key_unique_identifier="private")
        )
        for uid in (key, pair.private_key_unique_identifier):
            self.assertNotIn(BLOCKED, self.hsm.load(uid).attributes)
        self.assertIn(BLOCKED, self.hsm.load("k1").attributes)

    async def test_what_a_template_gives_is_not_blocked(self):
        template = made("t", ObjectType.TEMPLATE, {"Name": text_name("template"), **AES_128})
        set_mark(template, BLOCKED)
        self.hsm.put(template)
        request = create.Request(
            object_type=ObjectType.SYMMETRIC_KEY,
            template_attribute=template_attribute({"Cryptographic Usage Mask": 12}, "template"),
        )
        uid = (await self.hsm.ask(Operation.CREATE, request)).unique_identifier
        self.assertNotIn(BLOCKED, self.hsm.load(uid).attributes)

    async def test_what_is_imported_is_not_blocked_and_may_take_the_place_of_what_is(self):
        obj = using()
        set_mark(obj, BLOCKED)
        self.hsm.put(obj)
        given = {"Object Type": ObjectType.SYMMETRIC_KEY, BLOCKED: obj.get(BLOCKED), **AES_128}
        request = import_.Request(
            unique_identifier="k1", replace_existing=True, symmetric_key=obj.value, attribute=attributes(given)
        )
        await self.hsm.ask(Operation.IMPORT, request)
        await self.hsm.ask(Operation.GET, get.Request(unique_identifier="k1"))

    async def test_no_notice_carries_its_value(self):
        obj = made()
        self.assertIn("Put", notice_of((None, obj), NOW, "1").title)
        set_mark(obj, BLOCKED)
        self.assertIn("Notify", notice_of((None, obj), NOW, "1").title)

    async def test_from_inside_the_refusal_has_its_own_name(self):
        obj = using()
        set_mark(obj, BLOCKED)
        self.hsm.put(obj)
        with self.assertRaises(ObjectBlocked):
            await self.hsm.exchange.within.perform("alice", Operation.GET, unique_identifier="k1")
