"""hsmsim/management/wire/recording.py: a file, and back; nothing else is taken for one."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.ring import Entry
from hsmsim.management.wire.recording import MOST_BYTES, BadRecording, read, write
from hsmsim.spec.enums import Operation, ResultStatus
from tests.management.wire.messages import GOT, KEY, PASSWORD, got
from tests.support import rows
from tests.taps.passing import RECEIVER, done, exchanged, failed, refused, unreadable

ALL = [
    got(),
    got(seconds=0.25, connection=RECEIVER, encoding="XML", bodies=(b"<a/>", b"<b/>"), left_out=(1, 2)),
    exchanged(
        done(uid="key-1"), failed(None), failed(0x80000001, 0x80000002), done(status=ResultStatus.OPERATION_UNDONE)
    ),
    got(user="", response=b""),
    refused("user 'bölé' is blocked"),
    unreadable(b"GET / HTTP/1.1\r\n", left_out=3),
    unreadable(b"{", encoding=""),
]


def written(passed, unmask=True):
    return b"".join(write([Entry(number, each) for number, each in enumerate(passed, 1)], unmask))


class BothWays(SynchronousTestCase):
    def test_all_that_there_is(self):
        self.assertEqual(read(written(ALL)), ALL)

    def test_nothing(self):
        self.assertEqual(read(written([])), [])

    def test_what_it_looks_like(self):
        file = json.loads(written([refused()]))
        self.assertEqual(
            file,
            {
                "format": "hsmsim-wire",
                "version": 1,
                "masked": False,
                "messages": [
                    {
                        "event": "refused",
                        "began": 1_700_000_000_250,
                        "connection": {"number": 7, "address": "192.0.2.1:40000", "kind": "KMIP", "outward": False},
                        "reason": "user 'bob' is blocked",
                    }
                ],
            },
        )

    def test_masked(self):
        """There is no key in it, and what it is read into has zeros there."""
        data = written([got(encoding="XML", bodies=(PASSWORD.encode(), KEY))], unmask=False)
        for secret in (KEY.hex(), PASSWORD, PASSWORD.encode().hex()):
            self.assertNotIn(secret.encode(), data)
        self.assertTrue(json.loads(data)["masked"])
        (found,) = read(data)
        self.assertEqual(found.response, GOT.replace(KEY, bytes(16)))
        self.assertIsNone(found.bodies)

    def test_what_was_masked_is_masked_again(self):
        once = read(written(ALL, unmask=False))
        self.assertEqual(written(once, unmask=False), written(ALL, unmask=False))

    def test_a_line_an_entry(self):
        self.assertEqual(len(written(ALL).splitlines()), len(ALL) + 2)


def changed(**fields):
    """A file whose first message has other fields; None takes one away."""
    file = json.loads(written(ALL[1:2]))
    message = {**file["messages"][0], **fields}
    file["messages"][0] = {name: value for name, value in message.items() if value is not ...}
    return json.dumps(file).encode()


def other(**fields):
    return json.dumps({**json.loads(written(ALL[1:2])), **fields}).encode()


def connection(**fields):
    found = json.loads(written(ALL[1:2]))["messages"][0]["connection"]
    return changed(connection={**found, **fields})


@rows(
    nothing=(b"", "no JSON"),
    no_json=(b"GET / HTTP/1.1", "no JSON"),
    no_utf_8=(b'{"format": "\xff"}', "no JSON"),
    too_deep=(b"[" * 100_000, "no JSON"),
    key_twice=(b'{"format": "a", "format": "hsmsim-wire"}', "no JSON"),
    list=(b"[]", "the file: it is no object"),
    another_format=(other(format="pcap"), "no hsmsim-wire file"),
    no_format=(b"{}", "the file: format is missing"),
    newer=(other(version=2), "of version 2; version 1 is read"),
    version_no_number=(other(version=True), "the file: version"),
    more=(other(comment="x"), "the file: 'comment' is not known"),
    messages_no_list=(other(messages={}), "the file: messages"),
    message_no_object=(other(messages=[1]), "message 1: it is no object"),
    second_message=(other(messages=[json.loads(written(ALL[:1]))["messages"][0], {}]), "message 2: event is missing"),
    event=(changed(event="stolen"), "message 1: event"),
    event_of_other_fields=(changed(event="refused"), "message 1: reason is missing"),
    field_missing=(changed(user=...), "message 1: user is missing"),
    field_unknown=(changed(colour="red"), "message 1: 'colour' is not known"),
    began_text=(changed(began="now"), "message 1: began"),
    began_negative=(changed(began=-1), "message 1: began"),
    began_float=(changed(began=1.5), "message 1: began"),
    began_huge=(changed(began=1 << 63), "message 1: began"),
    user_number=(changed(user=1), "message 1: user"),
    half_a_character=(changed(user="\ud800"), "message 1: user"),
    version_of_one_number=(changed(version="1"), "message 1: version"),
    version_of_three=(changed(version="1.4.1"), "message 1: version"),
    encoding=(changed(encoding="CBOR"), "message 1: encoding"),
    odd_digits=(changed(request="420"), "message 1: request"),
    no_digits=(changed(response="42 00"), "message 1: response"),
    response_missing=(changed(response=None), "message 1: response"),
    one_body=(changed(bodies=["00"]), "message 1: bodies"),
    bodies_no_text=(changed(bodies=[1, 2]), "message 1: bodies"),
    left_out_negative=(changed(left_out=[0, -1]), "message 1: left_out"),
    left_out_truth=(changed(left_out=[0, True]), "message 1: left_out"),
    items_no_list=(changed(items={}), "message 1: items"),
    item_short=(changed(items=[[1, 0, None]]), "message 1: items"),
    item_no_list=(changed(items=[7]), "message 1: items"),
    operation_text=(changed(items=[["Get", 0, None, None]]), "message 1: items"),
    operation_truth=(changed(items=[[True, 0, None, None]]), "message 1: items"),
    status=(changed(items=[[10, 9, None, None]]), "message 1: items"),
    status_missing=(changed(items=[[10, None, None, None]]), "message 1: items"),
    reason=(changed(items=[[10, 1, 0, None]]), "message 1: items"),
    uid=(changed(items=[[10, 1, 1, 5]]), "message 1: items"),
    connection=(changed(connection=7), "message 1: connection"),
    connection_kind=(connection(kind="SMTP"), "message 1, connection: kind"),
    connection_outward=(connection(outward=0), "message 1, connection: outward"),
    connection_more=(connection(port=1), "message 1, connection: 'port' is not known"),
)
class Refused(SynchronousTestCase):
    def check(self, data, text):
        with self.assertRaises(BadRecording) as caught:
            read(data)
        self.assertIn(text, str(caught.exception))

    def test_too_large(self):
        with self.assertRaises(BadRecording) as caught:
            read(bytes(MOST_BYTES + 1))
        self.assertIn("larger than", str(caught.exception))

    @settings(derandomize=True, database=None, deadline=None, max_examples=300)
    @given(st.integers(0, 3000), st.binary(min_size=1, max_size=3))
    def test_damage_is_found_or_does_no_harm(self, at, octets):
        data = bytearray(written(ALL))
        at %= len(data)
        data[at : at + len(octets)] = octets
        try:
            found = read(bytes(data))
        except BadRecording:
            return
        self.assertEqual(read(written(found)), found)

    def test_operations_that_have_a_name_have_it_again(self):
        self.assertIs(read(written([got()]))[0].outcome.items[0].operation, Operation.GET)
