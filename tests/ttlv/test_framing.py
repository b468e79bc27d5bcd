"""Tests of hsmsim.ttlv.framing."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.framing import MOST_REST, Framer, NotTTLV, TooLarge
from tests.support import rows

KIND = b"\x42\x00\x78\x01"
LIMIT = 64


def item(content: bytes) -> bytes:
    return KIND + len(content).to_bytes(4, "big") + content


def fed(pieces: list[bytes], limit: int = LIMIT) -> list[bytes]:
    framer = Framer(KIND, limit)
    return [whole for piece in pieces for whole in framer.feed(piece)]


@rows(
    nothing=([b""], []),
    one=([item(b"12345678")], [item(b"12345678")]),
    empty=([item(b"")], [item(b"")]),
    two_at_once=([item(b"a") + item(b"b")], [item(b"a"), item(b"b")]),
    head_cut=([item(b"a")[:3], item(b"a")[3:]], [item(b"a")]),
    length_cut=([item(b"a")[:6], item(b"a")[6:]], [item(b"a")]),
    one_and_a_half=([item(b"a") + item(b"bcd")[:10], item(b"bcd")[10:]], [item(b"a"), item(b"bcd")]),
    largest=([item(bytes(LIMIT - 8))], [item(bytes(LIMIT - 8))]),
    not_whole=([item(b"abc")[:-1]], []),
)
class Cuts(SynchronousTestCase):
    def check(self, pieces: list[bytes], whole: list[bytes]) -> None:
        self.assertEqual(fed(pieces), whole)

    def test_items_are_bytes(self) -> None:
        """Items are plain bytes also where they were collected from several pieces."""
        for whole in fed([item(b"abc")[:9], item(b"abc")[9:] + item(b"d")]):
            self.assertIs(type(whole), bytes)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.binary(max_size=LIMIT - 8), max_size=6), st.lists(st.integers(0, 400), max_size=8))
    def test_any_cut(self, contents: list[bytes], cuts: list[int]) -> None:
        """Wherever the stream is cut, the same items come out."""
        stream = b"".join(map(item, contents))
        edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
        pieces = [stream[a:b] for a, b in pairwise(edges)]
        self.assertEqual(fed(pieces), [item(content) for content in contents])


@rows(
    http=([b"GET / HTTP/1.1\r\n"], NotTTLV, [], b"GET / HTTP/1.1\r\n"),
    first_byte=([b"G"], NotTTLV, [], b"G"),
    second_byte=([b"\x42", b"\x01"], NotTTLV, [], b"\x42\x01"),
    response=([b"\x42\x00\x7b\x01" + bytes(12)], NotTTLV, [], b"\x42\x00\x7b\x01" + bytes(12)),
    no_structure=([b"\x42\x00\x78\x07" + bytes(12)], NotTTLV, [], b"\x42\x00\x78\x07" + bytes(12)),
    after_a_good_one=([item(b"a") + b"\x00"], NotTTLV, [item(b"a")], b"\x00"),
    too_large=([item(bytes(LIMIT - 7))], TooLarge, [], item(bytes(LIMIT - 7))),
    claims_too_much=([KIND + b"\xff\xff\xff\xff"], TooLarge, [], KIND + b"\xff\xff\xff\xff"),
    large_after_a_good_one=(
        [item(b"a")[:4], item(b"a")[4:] + KIND + b"\x00\x01\x00\x00"],
        TooLarge,
        [item(b"a")],
        KIND + b"\x00\x01\x00\x00",
    ),
    very_many=([b"x" * MOST_REST * 2], NotTTLV, [], b"x" * MOST_REST),
)
class Refuses(SynchronousTestCase):
    def check(self, pieces: list[bytes], error: type[Exception], before: list[bytes], rest: bytes) -> None:
        framer = Framer(KIND, LIMIT)
        for piece in pieces[:-1]:
            framer.feed(piece)
        with self.assertRaises(error) as caught:
            framer.feed(pieces[-1])
        self.assertEqual((caught.exception.before, caught.exception.rest), (before, rest))

    def test_text_says_the_sizes(self) -> None:
        """The message of TooLarge names what was claimed and what is allowed."""
        with self.assertRaises(TooLarge) as caught:
            Framer(KIND, LIMIT).feed(KIND + b"\x00\x00\x00\x39")
        self.assertEqual(str(caught.exception), "a message of 65 bytes; the largest allowed has 64")


class Cost(SynchronousTestCase):
    def test_one_byte_at_a_time(self) -> None:
        """A large message in tiny pieces is not copied again and again."""
        size = 300_000
        framer = Framer(KIND, 2 * size)
        message = item(bytes(size))
        for at in range(len(message) - 1):
            self.assertEqual(framer.feed(message[at : at + 1]), [])
        self.assertEqual(framer.feed(message[-1:]), [message])
