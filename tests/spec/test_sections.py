"""hsmsim/spec/sections.py: every section that is named is the one that the other tables know."""

import inspect
import re

from twisted.trial.unittest import SynchronousTestCase

from hsmsim import operations
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import Operation
from hsmsim.spec.sections import OPERATION_SECTIONS, TAG_SECTIONS
from hsmsim.spec.tags import Tag
from tests.support import rows

TABLE = operations.table()


@rows(**{code.name: (row,) for code, row in TABLE.items()})
class Operations(SynchronousTestCase):
    """The file of an operation begins with its section."""

    def check(self, row):
        (section,) = re.findall(r"\(KMIP 1\.4 ([\d.]+)", inspect.getmodule(row.run).__doc__)
        self.assertEqual(OPERATION_SECTIONS[row.code], section)


class Tables(SynchronousTestCase):
    def test_every_operation_has_one_of_its_own(self):
        self.assertEqual(set(OPERATION_SECTIONS), set(Operation))
        self.assertEqual(len(set(OPERATION_SECTIONS.values())), len(Operation))

    def test_attributes_have_theirs(self):
        self.assertEqual(TAG_SECTIONS[Tag.STATE], "3.22")
        for rule in RULES.values():
            self.assertEqual(TAG_SECTIONS[rule.tag], rule.spec)

    def test_the_rest_of_what_messages_are_made_of(self):
        self.assertEqual(TAG_SECTIONS[Tag.REQUEST_MESSAGE], "7.1")
        self.assertEqual(TAG_SECTIONS[Tag.BATCH_ITEM], "6.15")
        self.assertEqual(TAG_SECTIONS[Tag.KEY_BLOCK], "2.1.3")

    def test_fields_have_none(self):
        self.assertNotIn(Tag.USERNAME, TAG_SECTIONS)
