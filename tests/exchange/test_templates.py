"""A template that was changed is given as it is now (2.2.6, 4.11, 4.40, 5.2); what it gives stands in test_create."""

from twisted.trial.unittest import TestCase

from hsmsim.exchange.notices import notice_of
from hsmsim.operations import add_attribute, delete_attribute, export, get, modify_attribute
from hsmsim.spec.enums import ObjectType, Operation
from tests.appliance import NOW, Hsm
from tests.objects import attribute, made, text_name
from tests.server.receiver import read_request
from tests.support import rows

HAVING = {"Name": text_name("t"), "Object Group": ["red", "blue"]}


@rows(
    added=(
        Operation.ADD_ATTRIBUTE,
        add_attribute.Request(unique_identifier="t1", attribute=attribute("Comment", "new")),
        [("Object Group", "red"), ("Object Group", "blue"), ("Comment", "new")],
    ),
    modified=(
        Operation.MODIFY_ATTRIBUTE,
        modify_attribute.Request(unique_identifier="t1", attribute=attribute("Object Group", "green", 1)),
        [("Object Group", "red"), ("Object Group", "green")],
    ),
    deleted=(
        Operation.DELETE_ATTRIBUTE,
        delete_attribute.Request(unique_identifier="t1", attribute_name="Object Group"),
        [("Object Group", "blue")],
    ),
)
class Changed(TestCase):
    async def check(self, code, payload, expected):
        hsm = Hsm()
        hsm.put(made("t1", ObjectType.TEMPLATE, HAVING))
        before = hsm.load("t1")
        await hsm.ask(code, payload)
        got = await hsm.ask(Operation.GET, get.Request(unique_identifier="t1"))
        exported = await hsm.ask(Operation.EXPORT, export.Request(unique_identifier="t1"))
        _, operation, put = read_request(notice_of((before, hsm.load("t1")), NOW, "1").data)
        self.assertIs(operation, Operation.PUT)
        for each in (got, exported, put):
            told = [(one.attribute_name, one.attribute_value) for one in each.template.attribute]
            self.assertEqual(told, expected)
