"""Tests of hsmsim/backup/form.py."""

import io
import json

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.backup.form import MAGIC, MOST_HEADER, MOST_WORK, Header, Keys, check_pin, read_header
from hsmsim.interfaces.backups import BadPin, NoBackup
from tests.backup.files import HEAD, HEADER, PIN
from tests.support import rows


@rows(
    fifteen=("x" * 15, False),
    sixteen=("x" * 16, True),
    thirty_two=("ä" * 32, True),
    thirty_three=("x" * 33, False),
    none=("", False),
    invisible=("x" * 15 + "\0", False),
    half_a_character=("x" * 15 + "\ud800", False),
)
class Pins(SynchronousTestCase):
    """A PIN has 16 to 32 characters."""

    def check(self, pin: str, good: bool) -> None:
        if good:
            check_pin(pin)
            Keys(pin, HEADER)
            return
        with self.assertRaises(BadPin):
            Keys(pin, HEADER)


class Headers(SynchronousTestCase):
    """What stands before the chunks."""

    def test_is_read(self) -> None:
        mac = bytes(32)
        self.assertEqual(read_header(io.BytesIO(HEAD + mac + b"more").read), (HEADER, HEAD, mac))

    def test_says_what_it_is(self) -> None:
        """To somebody who has no hsmsim."""
        size = len(MAGIC)
        self.assertEqual(HEAD[:size], b"hsmsim backup\n")
        fields = json.loads(HEAD[size + 2 :])
        self.assertEqual(int.from_bytes(HEAD[size : size + 2], "big"), len(HEAD) - size - 2)
        self.assertEqual(fields["scrypt"], {"n": 2, "r": 8, "p": 1, "salt": "000102030405060708090a0b0c0d0e0f"})
        self.assertEqual((fields["format"], fields["product"], fields["created"]), (1, "1.2.3", 1_700_000_000))

    def test_cut_anywhere(self) -> None:
        for size in range(len(HEAD)):
            with self.assertRaises(NoBackup):
                read_header(io.BytesIO(HEAD[:size]).read)

    def test_checks(self) -> None:
        keys = Keys(PIN, HEADER)
        keys.check(HEAD, keys.mac(HEAD))
        for head, mac in ((HEAD[:-1], keys.mac(HEAD)), (HEAD, bytes(32)), (HEAD, b"")):
            with self.assertRaises(BadPin):
                keys.check(head, mac)

    def test_keys_are_of_pin_and_salt(self) -> None:
        other = Header(HEADER.product, HEADER.created, HEADER.work, bytes(16))
        macs = {Keys(pin, header).mac(b"") for pin in (PIN, PIN + "x") for header in (HEADER, other)}
        self.assertEqual(len(macs), 4)


def fields(**changed: object) -> bytes:
    """A header with other fields."""
    text = json.dumps({**json.loads(HEAD[len(MAGIC) + 2 :]), **changed}).encode()
    return MAGIC + len(text).to_bytes(2, "big") + text


SCRYPT = json.loads(HEAD[len(MAGIC) + 2 :])["scrypt"]
UNREADABLE = "the file begins like a backup, but its header cannot be read"


@rows(
    magic=(b"hsmsim backup 2" + HEAD, "this file is no backup"),
    empty=(b"", "this file is no backup"),
    other_format=(fields(format=2), "the backup is of format 2; format 1 is read"),
    format_of_another_type=(fields(format="1"), UNREADABLE),
    no_json=(MAGIC + b"\0\3{x}", UNREADABLE),
    no_object=(MAGIC + b"\0\2[]", UNREADABLE),
    too_long=(fields(product="x" * MOST_HEADER), UNREADABLE),
    more_fields=(fields(more=1), UNREADABLE),
    other_cipher=(fields(cipher="DES"), UNREADABLE),
    other_chunks=(fields(chunk=1), UNREADABLE),
    product=(fields(product=1), UNREADABLE),
    created=(fields(created="now"), UNREADABLE),
    no_scrypt=(fields(scrypt=None), UNREADABLE),
    too_much_work=(fields(scrypt={**SCRYPT, "n": MOST_WORK * 2}), UNREADABLE),
    odd_work=(fields(scrypt={**SCRYPT, "n": 3}), UNREADABLE),
    no_number=(fields(scrypt={**SCRYPT, "n": 2.0}), UNREADABLE),
    short_salt=(fields(scrypt={**SCRYPT, "salt": "00"}), UNREADABLE),
    no_salt=(fields(scrypt={**SCRYPT, "salt": "x"}), UNREADABLE),
    more_lanes=(fields(scrypt={**SCRYPT, "p": 2}), UNREADABLE),
)
class BadHeaders(SynchronousTestCase):
    """A header is refused before any work is done for it."""

    def check(self, data: bytes, text: str) -> None:
        with self.assertRaises(NoBackup) as caught:
            read_header(io.BytesIO(data).read)
        self.assertEqual(str(caught.exception), text)
