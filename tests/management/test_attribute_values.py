"""Tests of hsmsim/management/attribute_values.py."""

from typing import Any

from hypothesis import given, strategies
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import InvalidAttribute
from hsmsim.management.attribute_values import AttributeValues
from hsmsim.operations import spelling
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    HashingAlgorithm,
    NameType,
    ObjectType,
    RevocationReasonCode,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import (
    CertificateSubject,
    CryptographicParameters,
    Digest,
    Name,
    RevocationReason,
    UsageLimits,
    X509CertificateSubject,
)
from hsmsim.ttlv.schema import ItemType, Node
from tests.model.chapter_3 import CHAPTER_3
from tests.objects import text_name
from tests.support import rows

VALUES = AttributeValues(spelling())
read, shown = VALUES.read, VALUES.shown


def custom(item_type: ItemType, value: Any) -> Node:
    return Node(Tag.ATTRIBUTE_VALUE, item_type, value)


LIMITS = UsageLimits(usage_limits_total=2**40, usage_limits_count=5, usage_limits_unit=UsageLimitsUnit.BYTE)


@rows(
    text=("Comment", "{not JSON}", "{not JSON}", '"{not JSON}"'),
    number=("Cryptographic Length", 256, "256", "256"),
    interval=("Lease Time", 3600, "3600", "3600"),
    yes=("Sensitive", True, "true", "true"),
    date=("Activation Date", 1_700_000_000, "2023-11-14T22:13:20+00:00", '"2023-11-14T22:13:20+00:00"'),
    date_beyond_calendars=("Deactivation Date", 2**63 - 1, "0x7fffffffffffffff", '"0x7fffffffffffffff"'),
    term=("Cryptographic Algorithm", CryptographicAlgorithm.DES3, "DES3", '"DES3"'),
    term_of_a_vendor=("Cryptographic Algorithm", 0x80000001, "0x80000001", '"0x80000001"'),
    state=("State", State.PRE_ACTIVE, "PreActive", '"PreActive"'),
    mask=("Cryptographic Usage Mask", 0xC, "Encrypt Decrypt", '"Encrypt Decrypt"'),
    no_mask=("Cryptographic Usage Mask", 0, "0", '"0"'),
    name=("Name", text_name("a, b"), "a, b", '{"NameValue":"a, b","NameType":"UninterpretedTextString"}'),
    uri=(
        "Name",
        Name(name_value="urn:a", name_type=NameType.URI),
        "NameValue=urn:a, NameType=URI",
        '{"NameValue":"urn:a","NameType":"URI"}',
    ),
    limits=(
        "Usage Limits",
        LIMITS,
        "UsageLimitsTotal=1099511627776, UsageLimitsCount=5, UsageLimitsUnit=Byte",
        '{"UsageLimitsTotal":1099511627776,"UsageLimitsCount":5,"UsageLimitsUnit":"Byte"}',
    ),
    digest=(
        "Digest",
        Digest(hashing_algorithm=HashingAlgorithm.SHA_256, digest_value=b"ab"),
        "HashingAlgorithm=SHA_256, DigestValue=6162",
        '{"HashingAlgorithm":"SHA_256","DigestValue":"6162"}',
    ),
    parameters=(
        "Cryptographic Parameters",
        CryptographicParameters(random_iv=False, tag_length=16),
        "RandomIV=false, TagLength=16",
        '{"RandomIV":false,"TagLength":16}',
    ),
    reason=(
        "Revocation Reason",
        RevocationReason(revocation_reason_code=RevocationReasonCode.UNSPECIFIED),
        "RevocationReasonCode=Unspecified",
        '{"RevocationReasonCode":"Unspecified"}',
    ),
    many=(
        "Certificate Subject",
        CertificateSubject(
            certificate_subject_distinguished_name="CN=a", certificate_subject_alternative_name=["a.example", "ä"]
        ),
        'CertificateSubjectDistinguishedName=CN=a, CertificateSubjectAlternativeName=["a.example","ä"]',
        '{"CertificateSubjectDistinguishedName":"CN=a","CertificateSubjectAlternativeName":["a.example","ä"]}',
    ),
    none_of_many=(
        "X.509 Certificate Subject",
        X509CertificateSubject(subject_distinguished_name=b"0"),
        "SubjectDistinguishedName=30",
        '{"SubjectDistinguishedName":"30"}',
    ),
    custom_text=("x-note", custom(ItemType.TEXT_STRING, "text"), "text", '{"type":"TextString","value":"text"}'),
    custom_number=("x-note", custom(ItemType.INTEGER, 5), "5", '{"type":"Integer","value":5}'),
    custom_mark=("y-Blocked", custom(ItemType.BOOLEAN, True), "true", '{"type":"Boolean","value":true}'),
    custom_structure=(
        "x-note",
        custom(ItemType.STRUCTURE, [Node(Tag.COMMENT, ItemType.TEXT_STRING, "c")]),
        '[{"tag":"Comment","type":"TextString","value":"c"}]',
        '{"type":"Structure","value":[{"tag":"Comment","type":"TextString","value":"c"}]}',
    ),
)
class Both(SynchronousTestCase):
    """What is shown, and that it is read again."""

    def check(self, name: str, value: Any, text: str, json: str) -> None:
        self.assertEqual(shown(name, value), (text, json))
        self.assertEqual(read(name, json if json.startswith("{") else text), value)


class Every(SynchronousTestCase):
    def test_values_of_all_attributes_are_read_as_they_are_shown(self) -> None:
        for name, (_, _, *values) in CHAPTER_3.items():
            for value in values:
                text, json = shown(name, value)
                self.assertEqual(read(name, json if json.startswith("{") else text), value, name)


@rows(
    name_as_text=("Name", "key", text_name("key")),
    custom_as_text=("x-note", "[1]", custom(ItemType.TEXT_STRING, "[1]")),
    number_in_hexadecimal=("Cryptographic Length", "0x10", 16),
    date_with_zone=("Activation Date", "2023-11-14T23:13:20+01:00", 1_700_000_000),
    fields_as_texts=(
        "Usage Limits",
        '{"UsageLimitsTotal": "5", "UsageLimitsUnit": "Object"}',
        UsageLimits(usage_limits_total=5, usage_limits_unit=UsageLimitsUnit.OBJECT),
    ),
)
class Read(SynchronousTestCase):
    """What is read besides."""

    def check(self, name: str, text: str, value: Any) -> None:
        self.assertEqual(read(name, text), value)


@rows(
    no_number=("Cryptographic Length", "many"),
    no_date=("Activation Date", "tomorrow"),
    no_term=("Cryptographic Algorithm", "ROT13"),
    no_boolean=("Sensitive", "perhaps"),
    no_json=("Usage Limits", "{"),
    number_with_too_many_digits=("Usage Limits", "9" * 5000),
    deep=("Usage Limits", "[" * 100_000),
    no_structure=("Usage Limits", "[1]"),
    no_field=("Usage Limits", '{"Total": 5}'),
    field_of_another_type=("Usage Limits", '{"UsageLimitsTotal": [5]}'),
    no_value=("Usage Limits", '{"UsageLimitsTotal": null}'),
    not_whole=("Usage Limits", '{"UsageLimitsTotal": 1.5}'),
    too_large=("Usage Limits", '{"UsageLimitsTotal": 9223372036854775808}'),
    yes_for_a_number=("Usage Limits", '{"UsageLimitsTotal": true}'),
    no_list=("Certificate Subject", '{"CertificateSubjectAlternativeName": "a"}'),
    half_a_character=("Comment", "\ud800"),
    half_a_character_in_a_name=("Name", "\ud800"),
    half_a_custom_character=("x-note", "\ud800"),
    custom_without_type=("x-note", '{"value": 5}'),
    custom_with_more=("x-note", '{"type": "Integer", "value": 5, "tag": "Comment"}'),
    custom_of_no_type=("x-note", '{"type": "Number", "value": 5}'),
    custom_of_another_type=("x-note", '{"type": "Integer", "value": "five"}'),
)
class NotRead(SynchronousTestCase):
    def check(self, name: str, text: str) -> None:
        error = self.assertRaises(InvalidAttribute, read, name, text)
        self.assertTrue(str(error).startswith(name))
        self.assertLess(len(str(error)), 600)


class Anything(SynchronousTestCase):
    @given(strategies.sampled_from(sorted(RULES)), strategies.text() | strategies.text('{}[]":,0123456789 '))
    def test_a_text_has_a_value_or_is_refused(self, name: str, text: str) -> None:
        try:
            read(name, text)
        except InvalidAttribute:
            return

    def test_object_type(self) -> None:
        self.assertIs(read("Object Type", "SymmetricKey"), ObjectType.SYMMETRIC_KEY)
