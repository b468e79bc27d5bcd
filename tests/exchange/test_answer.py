"""Whole messages (KMIP 1.4 chapters 6 and 7, section 11.1)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import create, discover_versions
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation
from hsmsim.spec.structures import Attribute, TemplateAttribute
from tests.appliance import Hsm


class Answers(TestCase):
    """A request gets an answer."""

    async def test_discover_versions(self) -> None:
        """All versions are named, newest first."""
        answered = await Hsm().ask(Operation.DISCOVER_VERSIONS, discover_versions.Request())
        self.assertEqual([each.protocol_version_minor for each in answered.protocol_version], [4, 3, 2, 1, 0])

    async def test_create(self) -> None:
        """What was created is in the store."""
        hsm = Hsm()
        given = {
            "Cryptographic Algorithm": CryptographicAlgorithm.AES,
            "Cryptographic Length": 256,
            "Cryptographic Usage Mask": 12,
        }
        attributes = [Attribute(attribute_name=name, attribute_value=value) for name, value in given.items()]
        answered = await hsm.ask(
            Operation.CREATE,
            create.Request(
                object_type=ObjectType.SYMMETRIC_KEY, template_attribute=TemplateAttribute(attribute=attributes)
            ),
        )
        self.assertEqual(hsm.load(answered.unique_identifier).object_type, ObjectType.SYMMETRIC_KEY)
