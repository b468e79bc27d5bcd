"""One part or many (KMIP 1.4 chapter 4, sections 2.1.15 to 2.1.17)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import InvalidMessage
from hsmsim.exchange.parts import parts_of, signed_parts_of
from hsmsim.operations import decrypt, sign
from tests.support import rows

C = b"correlation"


@rows(
    alone=({}, b"x", (b"x", True, True, None)),
    alone_by_both=({"init_indicator": True, "final_indicator": True}, b"x", (b"x", True, True, None)),
    alone_by_false=({"init_indicator": False, "final_indicator": False}, b"x", (b"x", True, True, None)),
    alone_and_empty=({}, b"", (b"", True, True, None)),
    by_both_without_data=({"init_indicator": True, "final_indicator": True}, None, (b"", True, True, None)),
    first=({"init_indicator": True}, b"x", (b"x", True, False, None)),
    first_without_data=({"init_indicator": True}, None, (b"", True, False, None)),
    middle=({"correlation_value": C}, b"x", (b"x", False, False, C)),
    middle_by_false=({"correlation_value": C, "final_indicator": False}, b"x", (b"x", False, False, C)),
    last=({"correlation_value": C, "final_indicator": True}, b"x", (b"x", False, True, C)),
    last_without_data=({"correlation_value": C, "final_indicator": True}, None, (b"", False, True, C)),
    no_data=({}, None, None),
    middle_without_data=({"correlation_value": C}, None, None),
    last_of_nothing=({"final_indicator": True}, b"x", None),
    first_again=({"init_indicator": True, "correlation_value": C}, b"x", None),
    all_three=({"init_indicator": True, "final_indicator": True, "correlation_value": C}, b"x", None),
)
class PartsOf(SynchronousTestCase):
    """What Init Indicator, Final Indicator and Correlation Value mean together."""

    def check(self, fields, data, expected):
        ask = sign.Request(data=data, **fields)
        if expected is None:
            self.assertRaises(InvalidMessage, parts_of, ask, data)
            return
        parts = parts_of(ask, data)
        self.assertEqual((parts.data, parts.begins, parts.ends, parts.correlation), expected)
        self.assertEqual(signed_parts_of(ask), (parts, False))


class OnlyFirst(SynchronousTestCase):
    """Additional data and tag come with the first part."""

    def test_first(self):
        """There they may be."""
        ask = decrypt.Request(data=b"x", init_indicator=True)
        self.assertTrue(parts_of(ask, b"x", b"aad", b"tag").begins)

    def test_later(self):
        """Later they would not be heeded, so they are refused."""
        ask = decrypt.Request(data=b"x", correlation_value=C)
        self.assertFalse(parts_of(ask, b"x", None, None).begins)
        self.assertRaises(InvalidMessage, parts_of, ask, b"x", b"", None)
        self.assertRaises(InvalidMessage, parts_of, ask, b"x", None, b"tag")


@rows(
    whole=({}, True),
    whole_by_both=({"init_indicator": True, "final_indicator": True}, True),
    first=({"init_indicator": True}, False),
    middle=({"correlation_value": C}, False),
    last=({"correlation_value": C, "final_indicator": True}, False),
    with_data=({"data": b"x"}, False),
)
class Digests(SynchronousTestCase):
    """Digested Data comes whole and in place of Data."""

    def check(self, fields, allowed):
        ask = sign.Request(digested_data=b"digest", **fields)
        if allowed:
            parts, digested = signed_parts_of(ask)
            self.assertEqual((parts.data, digested), (b"digest", True))
        else:
            self.assertRaises(InvalidMessage, signed_parts_of, ask)


@rows(
    alone=({}, b"", b""),
    alone_with_output=({}, b"x", b"x"),
    first=({"init_indicator": True}, b"", None),
    first_with_output=({"init_indicator": True}, b"x", b"x"),
    middle=({"correlation_value": C}, b"", None),
    last=({"correlation_value": C, "final_indicator": True}, b"", None),
)
class Output(SynchronousTestCase):
    """Table 230: Data is required of a single part; published cases have none where a part gives none."""

    def check(self, fields, output, sent):
        self.assertEqual(parts_of(sign.Request(**fields), b"").output(output), sent)
