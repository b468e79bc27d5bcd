"""hsmsim/model/templates.py (2.2.6)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.model.templates import contents, offered_by
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType
from hsmsim.spec.structures import Template
from tests.model.chapter_3 import custom
from tests.objects import attribute, made, text_name

GIVEN = {
    "Cryptographic Algorithm": CryptographicAlgorithm.AES,
    "Cryptographic Usage Mask": 12,
    "Object Group": ["red", "blue"],
    "x-Custom": custom("a"),
}


class Templates(SynchronousTestCase):
    def setUp(self):
        self.template = made("t1", ObjectType.TEMPLATE, {"Name": text_name("t"), **GIVEN}, archived=True)

    def test_what_it_has_for_itself_is_not_offered(self):
        offered = {name: value if isinstance(value, list) else [value] for name, value in GIVEN.items()}
        self.assertEqual(offered_by(self.template), offered)

    def test_the_structure_says_the_same(self):
        expected = [
            attribute("Cryptographic Algorithm", CryptographicAlgorithm.AES),
            attribute("Cryptographic Usage Mask", 12),
            attribute("Object Group", "red", 0),
            attribute("Object Group", "blue", 1),
            attribute("x-Custom", custom("a"), 0),
        ]
        self.assertEqual(contents(self.template), Template(attribute=expected))
