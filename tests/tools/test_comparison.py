"""tools/exchanged/comparison.py: what is taken for the published message, and what is not."""

from copy import deepcopy
from hashlib import sha256

from exchanged.comparison import DATE_TIME, Comparison, Difference
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.enums import Operation, State
from tests.support import rows
from tests.tools.items import KEY, MINE, Item, attribute, choice, create, notify, number, put, request, response, text

NOW = 1_700_000_000
OTHER_KEY = b"fedcba9876543210"


def stamped(*more, time=NOW):
    """What a server adds to its header."""
    return (*more, Item("TimeStamp", DATE_TIME, time))


def payload(message):
    return message.children[1].children[1].value


def came(change=None, **fields):
    """A Put as it comes from a server; `change` may change its payload."""
    message = deepcopy(put(**{"uid": "7", "key": OTHER_KEY, "time": NOW, "header": stamped(), **fields}))
    if change is not None:
        change(payload(message))
    return message


def swapped(first, second):
    def change(fields):
        fields[first], fields[second] = fields[second], fields[first]

    return change


NUMBERED = text("ServerCorrelationValue", "c")
PUT = "RequestMessage/BatchItem/RequestPayload"
HEADER = "RequestMessage/RequestHeader"


@rows(
    published=(came(), None),
    correlated=(came(header=(NUMBERED, *stamped())), None),
    attributes_in_another_order=(came(swapped(3, 6)), None),
    index_0=(came(lambda fields: fields[4].value.insert(1, number("AttributeIndex", 0))), None),
    # differences
    another_object=(came(uid="8"), f"{PUT}/UniqueIdentifier: expected '7', came '8'"),
    short_key=(
        came(key=b"short"),
        f"{PUT}/SymmetricKey/KeyBlock/KeyValue/KeyMaterial: expected 16 bytes, came 5 bytes",
    ),
    another_digest=(
        came(digest=sha256(KEY).digest()),
        f"{PUT}/Attribute[Digest]/AttributeValue/DigestValue: "
        f"expected {sha256(OTHER_KEY).hexdigest()}, came {sha256(KEY).hexdigest()}",
    ),
    another_value=(came(state=State.ACTIVE), f"{PUT}/Attribute[State]/AttributeValue: expected 1, came 2"),
    too_early=(
        came(time=NOW - 1),
        f"{PUT}/Attribute[Initial Date]/AttributeValue: expected a time from {NOW} to {NOW + 2}, came {NOW - 1}",
    ),
    too_late=(
        came(time=NOW + 3),
        f"{PUT}/Attribute[Initial Date]/AttributeValue: expected a time from {NOW} to {NOW + 2}, came {NOW + 3}",
    ),
    no_attribute=(came(lambda fields: fields.pop(4)), f"{PUT}: expected Attribute[x-mine], came no such attribute"),
    index_1=(
        came(lambda fields: fields[4].value.insert(1, number("AttributeIndex", 1))),
        f"{PUT}: expected Attribute[x-mine], came no such attribute",
    ),
    no_field=(came(lambda fields: fields.pop(1)), f"{PUT}: expected PutFunction, came SymmetricKey"),
    one_more_field=(
        came(lambda fields: fields.insert(2, text("ReplacedUniqueIdentifier", "6"))),
        f"{PUT}: expected SymmetricKey, came ReplacedUniqueIdentifier",
    ),
    fields_in_another_order=(came(swapped(0, 1)), f"{PUT}: expected UniqueIdentifier, came PutFunction"),
    attributes_first=(came(swapped(2, 3)), f"{PUT}: expected SymmetricKey, came Attribute[Digest]"),
    another_type=(
        came(lambda fields: fields.__setitem__(1, number("PutFunction", 1))),
        f"{PUT}/PutFunction: expected type 5, came type 2",
    ),
    no_time_stamp=(
        came(header=()),
        f"{HEADER}: expected ProtocolVersion, ServerCorrelationValue, TimeStamp, BatchCount in this order, "
        "came ProtocolVersion, BatchCount",
    ),
    wrong_time_stamp=(
        came(header=stamped(time=0)),
        f"{HEADER}/TimeStamp: expected a time from {NOW} to {NOW + 2}, came 0",
    ),
    time_stamp_of_another_type=(
        came(header=(number("TimeStamp", NOW),)),
        f"{HEADER}/TimeStamp: expected type 9, came type 2",
    ),
    header_in_another_order=(
        came(header=(*stamped(), NUMBERED)),
        f"{HEADER}: expected ProtocolVersion, ServerCorrelationValue, TimeStamp, BatchCount in this order, "
        "came ProtocolVersion, TimeStamp, ServerCorrelationValue, BatchCount",
    ),
    one_more_in_the_header=(
        came(header=(number("MaximumResponseSize", 1), *stamped())),
        f"{HEADER}: expected BatchCount, came MaximumResponseSize",
    ),
    no_request=(response(Operation.PUT), "message: expected RequestMessage, came ResponseMessage"),
)
class Puts(SynchronousTestCase):
    """A server's Put beside the published one."""

    def check(self, message, difference):
        now = [NOW]
        known = Comparison(lambda: now[0])
        now[0] += 2
        known.resolved(create().request)
        known.compare(text("UniqueIdentifier", "$UNIQUE_IDENTIFIER_0"), text("UniqueIdentifier", "7"))
        if difference is None:
            known.compare(put(), message)
        else:
            self.assertEqual(str(self.assertRaises(Difference, known.compare, put(), message)), difference)


class Known(SynchronousTestCase):
    """What a case has shown so far."""

    def setUp(self):
        self.known = Comparison(lambda: NOW)

    def test_more_attributes(self):
        """Put may bring them, Notify may not."""
        more = attribute("Comment", text("AttributeValue", "more"))
        self.known.compare(put(), came(lambda fields: fields.append(more)))
        self.assertEqual(self.known.more, ["Comment"])
        message = notify(MINE, more, uid="7", header=stamped())
        error = self.assertRaises(Difference, self.known.compare, notify(MINE), message)
        self.assertEqual(str(error), f"{PUT}: expected nothing more, came Attribute[Comment]")

    def test_what_the_server_made_stays(self):
        """A key comes back as it came."""
        self.known.compare(put(), came())
        error = self.assertRaises(Difference, self.known.compare, put(), came(key=KEY))
        self.assertEqual((error.expected, error.came), (OTHER_KEY.hex(), KEY.hex()))

    def test_what_the_client_has_sent_is_exact(self):
        """Nobody but the client has made that key."""
        self.known.resolved(put(uid="7"))
        self.known.compare(put(), came(key=KEY))
        self.assertRaises(Difference, self.known.compare, put(), came())

    def test_another_message_binds_nothing(self):
        """What a message says that is not the published one is not kept."""
        self.assertRaises(Difference, self.known.compare, put(), came(uid="8", state=State.ACTIVE))
        self.known.compare(put(), came())

    def test_what_is_sent(self):
        """Placeholders get their values, and the server's bytes go back as they came."""
        self.known.compare(put(), came())
        sent = self.known.resolved(put(header=stamped(time="$NOW")))
        self.known.compare(sent, came())
        self.assertEqual(payload(sent)[0].value, "7")
        error = self.assertRaises(Difference, self.known.resolved, text("UniqueIdentifier", "$UNIQUE_IDENTIFIER_1"))
        self.assertEqual(str(error), "UniqueIdentifier: expected a value for $UNIQUE_IDENTIFIER_1, came none yet")

    def test_placeholders(self):
        """They stand for texts and bytes that are there, not for nothing and not for other moments than now."""
        self.assertRaises(Difference, self.known.compare, text("Data", "$A"), text("Data", ""))
        moment = Item("TimeStamp", DATE_TIME, "$NOW+5")
        self.assertRaises(Difference, self.known.compare, moment, Item("TimeStamp", DATE_TIME, NOW + 5))

    def test_a_response(self):
        """Field by field too."""
        step = create()
        answer = self.known.resolved(response(Operation.CREATE, choice("ObjectType", 2), text("UniqueIdentifier", "7")))
        self.known.compare(step.expected, answer)
        refused = self.known.resolved(response(Operation.CREATE, status=1))
        error = self.assertRaises(Difference, self.known.compare, step.expected, refused)
        self.assertEqual(error.path, "ResponseMessage/BatchItem/ResultStatus")

    def test_a_batch_is_no_item(self):
        """One message more in it is one too many."""
        message = request(Operation.NOTIFY, header=stamped())
        message.value.append(message.value[1])
        error = self.assertRaises(Difference, self.known.compare, request(Operation.NOTIFY), message)
        self.assertEqual(str(error), "RequestMessage: expected nothing more, came BatchItem")
