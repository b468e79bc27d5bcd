"""Tests of hsmsim/server/web/qr.py."""

import json
import ssl
from http.client import HTTPSConnection
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.partitions import oath
from hsmsim.server.web.qr import MOST_BYTES, image
from hsmsim.testing import Appliance
from tests.support import rows

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


class Browser:
    """A browser that is logged in as `master`."""

    def __init__(self, hsm: Appliance) -> None:
        context = ssl.create_default_context(cafile=str(hsm.hsm_cert))
        self._connection = HTTPSConnection("127.0.0.1", hsm.web_port, context=context, timeout=20)
        self.headers = {"Content-Type": "application/json"}
        told = self.ask("/login", {"user_id": "master", "password": "master12345"})[1]
        self.headers["X-CSRF-Token"] = told["csrf"]

    def ask(self, path: str, found: Any) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        self._connection.request("POST", path, json.dumps(found), self.headers)
        answer = self._connection.getresponse()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.headers["Cookie"] = cookie.partition(";")[0]
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        self._connection.close()


class BrowserTest(SynchronousTestCase):
    """An HSM with a web console, and somebody before it."""

    def setUp(self) -> None:
        hsm = Appliance(web="0", no_user=True).__enter__()
        self.addCleanup(hsm.__exit__, None, None, None)
        self.browser = Browser(hsm)
        self.addCleanup(self.browser.close)


class Asked(BrowserTest):
    def test_who_is_logged_in_is_given_one(self) -> None:
        self.assertEqual(self.browser.ask("/qr", {"text": ADDRESS}), (200, {"image": image(ADDRESS)}))

    def test_nobody_else_is(self) -> None:
        headers = dict(self.browser.headers)
        del self.browser.headers["X-CSRF-Token"]
        self.assertEqual(self.browser.ask("/qr", {"text": ADDRESS})[0], 403)
        self.browser.headers = {name: value for name, value in headers.items() if name != "Cookie"}
        self.assertEqual(self.browser.ask("/qr", {"text": ADDRESS})[0], 401)


@rows(
    none=({},),
    empty=({"text": ""},),
    number=({"text": 5},),
    long=({"text": "a" * (MOST_BYTES + 1)},),
    long_in_bytes=({"text": "ä" * MOST_BYTES},),
)
class NoText(BrowserTest):
    def check(self, found: Any) -> None:
        status, told = self.browser.ask("/qr", found)
        self.assertEqual((status, told["error"]["number"]), (400, 5021))
        self.assertEqual(self.browser.ask("/qr", {"text": "a" * MOST_BYTES})[0], 200)
