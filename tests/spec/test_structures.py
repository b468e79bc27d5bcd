"""hsmsim/spec/structures.py and values.py: every field has its tag, and is no older than it."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec import structures, values
from hsmsim.spec.enums import CredentialType, NameType
from hsmsim.spec.structures import Attribute, Credential, RequestHeader, ResponseHeader, UsernameAndPassword
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters, Digest, Name
from hsmsim.spec.versions import SERVED, V1_0, V1_1, V1_2, V1_3
from hsmsim.ttlv.binary import decode, encode
from hsmsim.ttlv.schema import ItemType, Kind, Node, fields
from tests.support import rows

DECLARED = {
    name: cls for module in (values, structures) for name, cls in vars(module).items() if hasattr(cls, "__declared__")
}

# Structures that have no tag of their own, or another's, and the first version that has them.
FIRST = {
    "RNGParameters": V1_3,
    "DeviceCredential": V1_1,
    "AttestationCredential": V1_2,
}
TAGS = {tag.name.replace("_", "").lower(): tag for tag in Tag}


def first_version(name):
    """The version that has the structure first."""
    tag = TAGS.get(name.lower())
    return FIRST.get(name) or (tag.since if tag else V1_0)


@rows(**{name: (name, cls) for name, cls in DECLARED.items()})
class Fields(SynchronousTestCase):
    def check(self, name, cls):
        first = first_version(name)
        seen = set()
        for field in fields(cls):
            tag = Tag(field.tag)
            self.assertEqual(tag.name, field.name.upper())
            self.assertNotIn(tag, seen)
            seen.add(tag)
            since = field.since or first
            self.assertIn(since, SERVED)
            self.assertGreaterEqual(since, tag.since, f"{field.name} is older than its tag")
            self.assertGreaterEqual(since, first, f"{field.name} is older than its structure")
            if field.since is not None:
                self.assertGreater(field.since, first, f"{field.name} needs no version")
                self.assertFalse(field.required, f"{field.name} cannot be required of older clients")
            self.check_kind(field, since)

    def check_kind(self, field, since):
        cls = getattr(field.kind, "cls", None)
        if isinstance(field.kind, Kind) and cls is not None and cls.__name__ in DECLARED:
            self.assertGreaterEqual(since, first_version(cls.__name__), f"{field.name} is older than what it holds")


@rows(
    unique_batch_item_id=(structures.RequestBatchItem, "unique_batch_item_id", None, False),
    encoding_option=(structures.KeyWrappingData, "encoding_option", V1_1, False),
    attribute_name=(Attribute, "attribute_name", None, True),
    digest_format=(Digest, "key_format_type", V1_1, False),
    key_value=(structures.KeyBlock, "key_value", None, False),
    random_iv=(CryptographicParameters, "random_iv", V1_2, False),
    batch_count=(RequestHeader, "batch_count", None, True),
    time_stamp_of_the_answer=(ResponseHeader, "time_stamp", None, True),
    password=(UsernameAndPassword, "password", None, False),
)
class Facts(SynchronousTestCase):
    def check(self, cls, name, since, required):
        (field,) = [each for each in fields(cls) if each.name == name]
        self.assertEqual((field.since, field.required), (since, required))


class Order(SynchronousTestCase):
    """Clients of little forgiveness read fields in the order of the tables."""

    def test_request_header(self):
        self.assertEqual(
            [Tag(field.tag).title for field in fields(RequestHeader)],
            [
                "Protocol Version",
                "Maximum Response Size",
                "Client Correlation Value",
                "Server Correlation Value",
                "Asynchronous Indicator",
                "Attestation Capable Indicator",
                "Attestation Type",
                "Authentication",
                "Batch Error Continuation Option",
                "Batch Order Option",
                "Time Stamp",
                "Batch Count",
            ],
        )

    def test_batch_count_is_last(self):
        self.assertEqual(fields(ResponseHeader)[-1].name, "batch_count")


class OpenValues(SynchronousTestCase):
    def there_and_back(self, value, tag):
        self.assertEqual(decode(type(value), encode(value, tag), tag), value)

    def test_the_value_of_a_known_attribute(self):
        name = Name(name_value="k", name_type=NameType.URI)
        self.there_and_back(Attribute(attribute_name="Name", attribute_index=1, attribute_value=name), Tag.ATTRIBUTE)

    def test_the_value_of_a_custom_attribute(self):
        value = Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "anything")
        self.there_and_back(Attribute(attribute_name="x-mine", attribute_value=value), Tag.ATTRIBUTE)

    def test_the_value_of_a_credential(self):
        value = UsernameAndPassword(username="me", password="hush hush")
        credential = Credential(credential_type=CredentialType.USERNAME_AND_PASSWORD, credential_value=value)
        self.there_and_back(credential, Tag.CREDENTIAL)
        self.assertNotIn("hush", repr(credential))

    def test_every_type_of_credential_has_its_structure(self):
        (value,) = [field for field in fields(Credential) if field.name == "credential_value"]
        self.assertEqual(set(value.kind.kinds), set(CredentialType))
