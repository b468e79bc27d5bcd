"""Tests of hsmsim/server/web/qr.py."""

from urllib.parse import unquote
from xml.etree import ElementTree

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.partitions import oath
from hsmsim.server.web.qr import MOST_BYTES, image

SVG = "{http://www.w3.org/2000/svg}"
ADDRESS = oath.address("alice", bytes(range(20)), timed=True, digits=6, step=30)


def drawing(text: str) -> ElementTree.Element:
    """What is in the address of an image."""
    media, _, data = image(text).partition(",")
    assert media == "data:image/svg+xml;charset=utf-8", media
    return ElementTree.fromstring(unquote(data))


class Image(SynchronousTestCase):
    def test_it_is_a_square_on_white(self) -> None:
        found = drawing(ADDRESS)
        self.assertEqual(found.tag, f"{SVG}svg")
        self.assertEqual(found.get("width"), found.get("height"))
        fills = [each.get("fill") for each in found.iter(f"{SVG}path")]
        self.assertIn("#fff", fills)

    def test_it_does_not_say_the_text_in_letters(self) -> None:
        self.assertNotIn(oath.encode_secret(bytes(range(20))), unquote(image(ADDRESS)))

    def test_texts_differ(self) -> None:
        self.assertNotEqual(image(ADDRESS), image(ADDRESS.replace("alice", "blice")))

    def test_the_longest(self) -> None:
        longest = oath.address("a" * 16, bytes(64), timed=True, digits=8, step=300)
        self.assertLessEqual(len(longest), MOST_BYTES)
        self.assertEqual(drawing("ä" * (MOST_BYTES // 2)).tag, f"{SVG}svg")
