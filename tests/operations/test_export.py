"""hsmsim/operations/export.py (4.40, table 364)."""

from twisted.trial.unittest import TestCase

from hsmsim.model.attributes import wire
from hsmsim.operations import export, get
from hsmsim.spec.enums import (
    EncodingOption,
    KeyCompressionType,
    KeyFormatType,
    KeyWrapType,
    ObjectType,
    Operation,
    ResultReason,
    State,
    WrappingMethod,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import EncryptionKeyInformation, KeyWrappingSpecification
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3, V1_4
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import Hsm, item
from tests.exchange.keys import ECB, RSA_PUBLIC, WRAP, asymmetric, using
from tests.exchange.tables import without_value, wrapped
from tests.objects import KEY, made, refused, some_value, text_name
from tests.support import rows

Format = KeyFormatType
R = ResultReason
T = ObjectType


def by(uid="k2", parameters=None, attribute_name=(), encoding_option=None):
    """A wrapping with a key."""
    return KeyWrappingSpecification(
        wrapping_method=WrappingMethod.ENCRYPT,
        encryption_key_information=EncryptionKeyInformation(unique_identifier=uid, cryptographic_parameters=parameters),
        attribute_name=list(attribute_name),
        encoding_option=encoding_option,
    )


def request(uid="k1", **fields):
    return export.Request(unique_identifier=uid, **fields)


def wrapping(**how):
    return request(key_wrapping_specification=by(**how))


K1, SENSITIVE = using(), using(Sensitive=True)
TRANSPARENT = asymmetric(RSA_PUBLIC, Format.TRANSPARENT_RSA_PUBLIC_KEY)
NO_ENCODING = EncodingOption.NO_ENCODING


@rows(
    no_such_object=(K1, request("nobody"), R.ITEM_NOT_FOUND),
    no_object_is_named=(K1, request(None), R.ITEM_NOT_FOUND),
    archived=(using(archived=True), request(), R.OBJECT_ARCHIVED),
    no_wrapping_key=(K1, wrapping(uid="nobody"), R.ITEM_NOT_FOUND),
    wrapping_key_is_no_key=(K1, wrapping(uid="o1"), R.ILLEGAL_OPERATION),
    wrapping_key_may_not_wrap=(K1, wrapping(uid="k3"), R.PERMISSION_DENIED),
    format_of_others=(K1, request(key_format_type=Format.PKCS_1), R.KEY_FORMAT_TYPE_NOT_SUPPORTED),
    compression_of_rsa=(
        asymmetric(RSA_PUBLIC, Format.X_509),
        request(key_compression_type=KeyCompressionType.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME),
        R.KEY_COMPRESSION_TYPE_NOT_SUPPORTED,
    ),
    other_parameters=(K1, wrapping(parameters=ECB), R.ITEM_NOT_FOUND),
    transparent_without_encoding=(TRANSPARENT, wrapping(encoding_option=NO_ENCODING), R.ENCODING_OPTION_ERROR),
    attributes_without_encoding=(
        K1,
        wrapping(encoding_option=NO_ENCODING, attribute_name=["Name"]),
        R.ENCODING_OPTION_ERROR,
    ),
    wrap_type_of_vendor=(K1, request(key_wrap_type=0x80000001), R.FEATURE_NOT_SUPPORTED),
    # As for Get: these rules are of the attributes, not of the table.
    sensitive=(SENSITIVE, request(), R.SENSITIVE),
    sensitive_certificate=(made(object_type=T.CERTIFICATE, having={"Sensitive": True}), request(), R.SENSITIVE),
    not_extractable=(using(Extractable=False), request(), R.NOT_EXTRACTABLE),
    not_extractable_wrapped=(using(Extractable=False), wrapping(), R.NOT_EXTRACTABLE),
    key_elsewhere_wrapped=(without_value(None), wrapping(), R.ILLEGAL_OPERATION),
    template_wrapped=(made(object_type=T.TEMPLATE), wrapping(), R.ILLEGAL_OPERATION),
)
class Table364(TestCase):
    async def check(self, obj, payload, reason):
        hsm = Hsm()
        no_wrapping = using(WRAP, uid="k3", mask=CryptographicUsageMask.ENCRYPT)
        hsm.put(obj.copy(), using(WRAP, uid="k2"), no_wrapping, made("o1", T.OPAQUE_OBJECT))
        await refused(self, hsm, Operation.EXPORT, payload, reason)


@rows(
    v1_0=(V1_0,),
    v1_1=(V1_1,),
    v1_2=(V1_2,),
    v1_3=(V1_3,),
)
class Before14(TestCase):
    async def check(self, version):
        hsm = Hsm()
        hsm.put(made())
        await refused(self, hsm, Operation.EXPORT, request(), R.OPERATION_NOT_SUPPORTED, version=version)


def sent(obj):
    """All attributes as they are sent."""
    return [each for name in obj.attributes for each in wire(obj, name, V1_4)]


EVERY_TYPE = (
    *(T.CERTIFICATE, T.SYMMETRIC_KEY, T.PUBLIC_KEY, T.PRIVATE_KEY),
    *(T.TEMPLATE, T.SECRET_DATA, T.OPAQUE_OBJECT),
)


@rows(**{each.name.lower(): (each,) for each in EVERY_TYPE})
class EveryType(TestCase):
    """An object comes whole, with every attribute."""

    async def check(self, object_type):
        custom = Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "a")
        hsm = Hsm()
        hsm.put(made("k1", object_type, {"Name": [text_name("a"), text_name("b")], "x-Own": custom}))
        answered = await hsm.ask(Operation.EXPORT, request())
        self.assertEqual((answered.unique_identifier, answered.object_type), ("k1", object_type))
        self.assertEqual(getattr(answered, object_type.name.lower()), some_value(object_type))
        self.assertEqual(answered.attribute, sent(hsm.load("k1")))
        names = {each.attribute_name for each in answered.attribute}
        self.assertLessEqual({"Unique Identifier", "Object Type", "Name", "x-Own", "Initial Date"}, names)


class Exported(TestCase):
    async def test_it_is_no_longer_fresh(self):
        hsm = Hsm()
        hsm.put(made())
        before = hsm.load("k1").get("Last Change Date")
        answered = await hsm.ask(Operation.EXPORT, request())
        fresh = [each.attribute_value for each in answered.attribute if each.attribute_name == "Fresh"]
        self.assertEqual((fresh, hsm.load("k1").get("Fresh")), ([False], False))
        self.assertEqual(hsm.load("k1").get("Last Change Date"), before)

    async def test_a_destroyed_object_has_attributes_only(self):
        for state in (State.DESTROYED, State.DESTROYED_COMPROMISED):
            hsm = Hsm()
            hsm.put(made(state=state, having={"Extractable": False}))
            before = hsm.load("k1")
            answered = await hsm.ask(Operation.EXPORT, request())
            self.assertEqual((answered.object_type, answered.symmetric_key), (T.SYMMETRIC_KEY, None))
            self.assertEqual(answered.attribute, sent(before))
            self.assertEqual(hsm.load("k1"), before)

    async def test_a_key_that_is_elsewhere(self):
        hsm = Hsm()
        hsm.put(without_value(None))
        answered = await hsm.ask(Operation.EXPORT, request())
        self.assertEqual(answered.symmetric_key, without_value(None).value)

    async def test_a_key_that_came_wrapped(self):
        for wrap_type in (None, KeyWrapType.AS_REGISTERED):
            hsm = Hsm()
            hsm.put(wrapped(None))
            answered = await hsm.ask(Operation.EXPORT, request(key_wrap_type=wrap_type))
            self.assertEqual(answered.symmetric_key, wrapped(None).value)

    async def test_other_format(self):
        hsm = Hsm()
        hsm.put(using())
        answered = await hsm.ask(Operation.EXPORT, request(key_format_type=Format.TRANSPARENT_SYMMETRIC_KEY))
        self.assertEqual(answered.symmetric_key.key_block.key_value.key_material.key, KEY)

    async def test_wrapped_as_get_wraps(self):
        hsm = Hsm()
        hsm.put(SENSITIVE.copy(), using(WRAP, uid="k2"))
        how = by(encoding_option=NO_ENCODING)
        exported = await hsm.ask(Operation.EXPORT, request(key_wrapping_specification=how))
        got = await hsm.ask(Operation.GET, get.Request(unique_identifier="k1", key_wrapping_specification=how))
        self.assertEqual(exported.symmetric_key, got.symmetric_key)
        self.assertIsInstance(
            exported.symmetric_key.key_block.key_wrapping_data.encryption_key_information.cryptographic_parameters,
            CryptographicParameters,
        )

    async def test_the_placeholder_is_the_object(self):
        hsm = Hsm()
        hsm.put(made("k1"))
        answered = await hsm.batch(item(Operation.EXPORT, request(), b"1"), item(Operation.GET, get.Request(), b"2"))
        self.assertEqual([each.result_reason for each in answered], [None, None])
