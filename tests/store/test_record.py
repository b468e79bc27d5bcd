"""hsmsim.store.record."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import Conflict
from hsmsim.model.managed import Instance, ManagedObject
from hsmsim.model.working import Working
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    SecretDataType,
    SplitKeyMethod,
)
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
    KeyBlock,
    KeyValue,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TransparentKey,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters, Digest
from hsmsim.store import record
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from tests.suites.store import name_of, symmetric_key
from tests.support import rows

RAW = KeyBlock(key_format_type=KeyFormatType.RAW, key_value=KeyValue(key_material=b"material"))
TRANSPARENT = KeyBlock(
    key_format_type=KeyFormatType.TRANSPARENT_RSA_PRIVATE_KEY,
    key_value=KeyValue(
        key_material=TransparentKey(modulus=2**1023 + 1, private_exponent=3),
        attribute=[Attribute(attribute_name="x-in", attribute_value=Node(Tag.ATTRIBUTE_VALUE, ItemType.INTEGER, 1))],
    ),
)
WRAPPED = KeyBlock(key_format_type=KeyFormatType.RAW, key_value=b"wrapped")
PART = SplitKey(
    split_key_parts=3,
    key_part_identifier=1,
    split_key_threshold=2,
    split_key_method=SplitKeyMethod.XOR,
    key_block=RAW,
)
TEMPLATE = Template(attribute=[Attribute(attribute_name="Cryptographic Length", attribute_value=128)])


def written(obj):
    return record.read(obj.uid, obj.revision, record.write_attributes(obj), record.write_value(obj))


def with_type(object_type, value, **attributes):
    obj = ManagedObject("k1", {}, value, 5)
    obj.set("Object Type", object_type)
    return obj


@rows(
    certificate=(
        ObjectType.CERTIFICATE,
        Certificate(certificate_type=CertificateType.X_509, certificate_value=b"\x30\x00"),
    ),
    symmetric_key=(ObjectType.SYMMETRIC_KEY, SymmetricKey(key_block=RAW)),
    public_key=(ObjectType.PUBLIC_KEY, PublicKey(key_block=RAW)),
    private_key=(ObjectType.PRIVATE_KEY, PrivateKey(key_block=TRANSPARENT)),
    wrapped=(ObjectType.SYMMETRIC_KEY, SymmetricKey(key_block=WRAPPED)),
    split_key=(ObjectType.SPLIT_KEY, PART),
    template=(ObjectType.TEMPLATE, TEMPLATE),
    secret_data=(ObjectType.SECRET_DATA, SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=RAW)),
    opaque_object=(ObjectType.OPAQUE_OBJECT, OpaqueObject(opaque_data_type=0x80000001, opaque_data_value=b"")),
    pgp_key=(ObjectType.PGP_KEY, PGPKey(pgp_key_version=4, key_block=RAW)),
    destroyed=(ObjectType.SYMMETRIC_KEY, None),
)
class Values(SynchronousTestCase):
    def check(self, object_type, value):
        obj = with_type(object_type, value)
        self.assertEqual(written(obj), obj)


CUSTOM = Node(
    Tag.ATTRIBUTE_VALUE,
    ItemType.STRUCTURE,
    [Node(0x540001, ItemType.TEXT_STRING, "näme"), Node(0x540002, ItemType.BIG_INTEGER, -1)],
)
DIGEST = Digest(hashing_algorithm=HashingAlgorithm.SHA_256, digest_value=b"d" * 32)


@rows(
    text=("Contact Information", (Instance(0, ""),)),
    integer=("Cryptographic Length", (Instance(0, 256),)),
    zero=("Cryptographic Usage Mask", (Instance(0, 0),)),
    enumeration=("Cryptographic Algorithm", (Instance(0, CryptographicAlgorithm.AES),)),
    extension=("Cryptographic Algorithm", (Instance(0, 0x80000007),)),
    boolean=("Sensitive", (Instance(0, False),)),
    date=("Activation Date", (Instance(0, -5),)),
    interval=("Lease Time", (Instance(0, 2**32 - 1),)),
    structure=("Digest", (Instance(0, DIGEST),)),
    empty_structure=("Cryptographic Parameters", (Instance(0, CryptographicParameters()),)),
    several=("Name", (Instance(0, name_of("a")), Instance(2, name_of("b")))),
    other_index=("Name", (Instance(3, name_of("a")),)),
    part_of_a_name=("Certificate Subject OU", (Instance(0, "a"), Instance(1, "b"))),
    custom=("x-mine", (Instance(0, CUSTOM), Instance(1, Node(Tag.ATTRIBUTE_VALUE, ItemType.BOOLEAN, True)))),
)
class Attributes(SynchronousTestCase):
    def check(self, name, instances):
        obj = with_type(ObjectType.SYMMETRIC_KEY, None)
        obj.attributes[name] = instances
        read = written(obj)
        self.assertEqual(read, obj)
        self.assertEqual([type(each.value) for each in read.all(name)], [type(each.value) for each in instances])


class Kept(SynchronousTestCase):
    """What the server keeps beside the object."""

    def test_it_comes_back_with_the_object(self):
        for working in (Working(key_block=RAW), Working(pad=b"pad", encrypted=3, decrypted=1), Working()):
            obj = with_type(ObjectType.PRIVATE_KEY, PrivateKey(key_block=WRAPPED))
            obj.working = working
            self.assertEqual(written(obj), obj)

    def test_it_goes_with_the_object(self):
        obj = with_type(ObjectType.PRIVATE_KEY, None)
        obj.working = Working(key_block=RAW)
        self.assertIsNone(written(obj).working)

    def test_nothing_else_may_follow(self):
        obj = with_type(ObjectType.SYMMETRIC_KEY, SymmetricKey(key_block=RAW))
        value = record.write_value(obj) + b"more"
        self.assertRaises(Malformed, record.read, "k1", 1, record.write_attributes(obj), value)

    def test_nobody_sees_it(self):
        self.assertNotIn("pad", repr(Working(pad=b"secret")).split("(")[1])
        obj = with_type(ObjectType.PRIVATE_KEY, PrivateKey(key_block=RAW))
        obj.working = Working(pad=b"secret")
        self.assertNotIn("secret", repr(obj))


class Packed(SynchronousTestCase):
    """An object as one piece of bytes."""

    def test_there_and_back(self):
        for whole in (record.Whole("k1", b"attributes", b"value"), record.Whole("ä" * 30, b"", None)):
            self.assertEqual(record.unpack(record.pack(whole)), whole)

    def test_cut(self):
        data = record.pack(record.Whole("k1", b"attributes", None))
        for size in range(len(data)):
            self.assertRaises(Malformed, record.unpack, data[:size])

    def test_an_identifier_that_is_no_text(self):
        self.assertRaises(Malformed, record.unpack, b"\0\1\0\0\0\0\xff")


class Rules(SynchronousTestCase):
    def test_every_kind_of_attribute_has_a_field(self):
        self.assertEqual(set(record._FIELDS), set(record.RULES) - record.NAMED_PARTS)

    def test_other_bytes(self):
        with self.assertRaises(Malformed):
            record.read("k1", 1, b"no TTLV", None)

    def test_names_and_groups(self):
        obj = symmetric_key("k1", "a", "b", groups=("g",))
        self.assertEqual((record.names(obj), record.groups(obj)), ({"a", "b"}, {"g"}))

    def test_revision(self):
        obj = with_type(ObjectType.SYMMETRIC_KEY, None)
        record.check_revision(obj, "k1", 5)
        record.check_revision(None, "k1", 0)
        for stored, revision in ((obj, 4), (obj, 0), (None, 1)):
            with self.assertRaises(Conflict) as caught:
                record.check_revision(stored, "k1", revision)
            self.assertEqual(str(caught.exception), "object 'k1' was changed by another message")
