"""hsmsim/management/wire/copies.py: a message in other forms, with and without its key."""

import json as standard_json

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.management.wire.copies import Form, NotCopied, copy, looked_at
from hsmsim.operations import names, spelling
from hsmsim.ttlv import binary, json, xml
from hsmsim.ttlv.tree import MOST_ITEMS
from tests.management.wire.messages import GET, GOT, KEY, PASSWORD
from tests.support import rows

SECRETS = (KEY.hex(), KEY.decode(), PASSWORD, PASSWORD.encode().hex())


def made(data, form, unmask):
    return copy(data, form, names, spelling, unmask)


@rows(**{f"{form.value}_{name}": (data, form) for form in Form for name, data in (("get", GET), ("got", GOT))})
class Masked(SynchronousTestCase):
    def check(self, data, form):
        plain, masked = made(data, form, True), made(data, form, False)
        self.assertTrue(any(secret in plain for secret in SECRETS), plain)
        self.assertEqual([secret for secret in SECRETS if secret in masked], [])


class Forms(SynchronousTestCase):
    def test_text(self):
        self.assertIn("Key Material (Byte String): (16 bytes, masked)", made(GOT, Form.TEXT, False))
        self.assertIn(f"Key Material (Byte String): {KEY.hex()}", made(GOT, Form.TEXT, True))

    def test_digits(self):
        self.assertEqual(made(GOT, Form.HEX, True), GOT.hex())
        self.assertEqual(made(GOT, Form.HEX, False), GOT.replace(KEY, bytes(16)).hex())

    def test_xml_and_json_can_be_read_again(self):
        masked = GOT.replace(KEY, bytes(16))
        self.assertEqual(xml.read(made(GOT, Form.XML, True).encode(), spelling()), GOT)
        self.assertEqual(xml.read(made(GOT, Form.XML, False).encode(), spelling()), masked)
        self.assertEqual(json.read(made(GOT, Form.JSON, True).encode(), spelling()), GOT)
        self.assertEqual(json.read(made(GOT, Form.JSON, False).encode(), spelling()), masked)

    def test_a_masked_text_has_asterisks(self):
        self.assertIn('value="*********"', made(GET, Form.XML, False))
        self.assertIn("*********", standard_json.dumps(standard_json.loads(made(GET, Form.JSON, False))))

    def test_the_tree_and_its_bytes(self):
        tree, octets = looked_at(GOT, names(), False)
        self.assertEqual((tree.wrong, len(octets)), (None, len(GOT)))
        binary.read_node(octets, 0, len(octets))


@rows(
    xml=(GOT[:-8], Form.XML, "what is no whole message has no XML"),
    json=(GOT[:-8], Form.JSON, "what is no whole message has no JSON"),
    two=(GOT + GOT, Form.XML, "what is no whole message has no XML: bytes after the end"),
    nothing=(
        b"GET / HTTP/1.1\r\n",
        Form.JSON,
        "what is no whole message has no JSON: 0x474554: an item is longer than what",
    ),
)
class NoMessage(SynchronousTestCase):
    def check(self, data, form, text):
        for unmask in (False, True):
            with self.assertRaises(NotCopied) as caught:
                made(data, form, unmask)
            self.assertIn(text, str(caught.exception))

    def test_text_and_digits_go_as_far_as_they_can(self):
        self.assertIn("-- malformed after", made(GOT[:-8], Form.TEXT, False))
        self.assertEqual(made(b"GET / HTTP/1.1\r\n", Form.HEX, False), b"GET / HT".hex() + "00" * 8)

    def test_too_many_items_to_mask_them(self):
        item = bytes.fromhex("4200070700000000")
        data = b"\x42\x00\x78\x01" + (8 * (MOST_ITEMS + 1)).to_bytes(4, "big") + item * (MOST_ITEMS + 1)
        with self.assertRaises(NotCopied) as caught:
            made(data, Form.XML, False)
        self.assertIn("too many items", str(caught.exception))
        self.assertEqual(xml.read(made(data, Form.XML, True).encode(), spelling()), data)
