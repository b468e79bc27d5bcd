"""hsmsim/model/matching.py: values and what describes them (4.9)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.model.matching import matches
from hsmsim.spec.enums import LinkType, UsageLimitsUnit
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Link, UsageLimits, X509CertificateSubject
from hsmsim.ttlv.schema import ItemType, Node
from tests.objects import text_name
from tests.support import rows

LINK = Link(link_type=LinkType.PARENT_LINK, linked_object_identifier="k2")
LIMITS = UsageLimits(usage_limits_total=10, usage_limits_count=5, usage_limits_unit=UsageLimitsUnit.BYTE)
SUBJECT = X509CertificateSubject(subject_distinguished_name=b"cn", subject_alternative_name=[b"a"])


def limits(total=None, count=None, unit=None):
    return UsageLimits(usage_limits_total=total, usage_limits_count=count, usage_limits_unit=unit)


def text(value, tag=Tag.ATTRIBUTE_VALUE):
    return Node(tag, ItemType.TEXT_STRING, value)


def folder(*children):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.STRUCTURE, list(children))


ONE, TWO = text("1", 0x540001), text("2", 0x540002)


@rows(
    same_text=("a", "a", True),
    other_text=("a", "b", False),
    text_is_exact=("a", "A", False),
    same_number=(5, 5, True),
    whole_structure=(LINK, LINK, True),
    one_field=(Link(linked_object_identifier="k2"), LINK, True),
    other_field=(Link(linked_object_identifier="k3"), LINK, False),
    one_of_two_wrong=(Link(link_type=LinkType.CHILD_LINK, linked_object_identifier="k2"), LINK, False),
    empty_structure=(Link(), LINK, True),
    name=(text_name("a"), text_name("a"), True),
    list_left_out=(X509CertificateSubject(subject_distinguished_name=b"cn"), SUBJECT, True),
    list_given=(X509CertificateSubject(subject_alternative_name=[b"b"]), SUBJECT, False),
    limits_less=(limits(9, 4, UsageLimitsUnit.BYTE), LIMITS, True),
    limits_equal=(limits(10, 5), LIMITS, True),
    limits_total_more=(limits(11), LIMITS, False),
    limits_count_more=(limits(None, 6), LIMITS, False),
    limits_other_unit=(limits(None, None, UsageLimitsUnit.OBJECT), LIMITS, False),
    limits_without_a_count=(limits(None, 1), limits(10), False),
    custom_text=(text("a"), text("a"), True),
    custom_other_text=(text("a"), text("b"), False),
    custom_other_type=(text("1"), Node(Tag.ATTRIBUTE_VALUE, ItemType.INTEGER, 1), False),
    custom_for_a_plain_value=(text("a"), "a", False),
    custom_structure=(folder(ONE, TWO), folder(ONE, TWO), True),
    custom_structure_in_part=(folder(TWO), folder(ONE, TWO), True),
    custom_structure_with_more=(folder(ONE, TWO), folder(ONE), False),
    custom_structure_for_text=(folder(), text("a"), False),
    custom_text_for_structure=(text("a"), folder(), False),
)
class Matching(SynchronousTestCase):
    def check(self, wanted, have, result):
        self.assertIs(matches(wanted, have), result)
