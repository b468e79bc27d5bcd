"""Tests of hsmsim/console/answers.py."""

import json
from typing import Any

from twisted.protocols import amp
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.answers import as_json, as_text, error_as_json, help_as_json, word
from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.values import Base32, Choice, Choices, Names
from tests.support import rows

PEOPLE = [
    (
        b"people",
        amp.AmpList([(b"name", amp.Unicode()), (b"blocked", amp.Boolean()), (b"note", amp.Unicode(optional=True))]),
    )
]


@rows(
    yes=(amp.Boolean(), True, "yes"),
    no=(amp.Boolean(), False, "no"),
    number=(amp.Integer(), 5, "5"),
    zero=(amp.Integer(), 0, "0"),
    none=(amp.Unicode(optional=True), None, ""),
    choice=(Choice(UserType), UserType.USER, "User"),
    choices=(Choices(Permission), {Permission.BACKUP, Permission.LIST_USERS}, "List Users, Backup/Restore"),
    names=(Names(), ("a", "b"), "a, b"),
    text_in_bytes=(amp.String(), b"-----BEGIN\nEND\n", "-----BEGIN\nEND\n"),
    base32=(Base32(), b"12345", "GEZDGNBV"),
    bytes=(amp.String(), b"\x00\xff", "AP8="),
    control_characters=(amp.String(), b"\x1b[2J", "G1sySg=="),
    steering_text=(amp.Unicode(), "a\x1b[2J\nb", "a\\x1b[2J\\x0ab"),
    steering_names=(Names(), ("a\x1b", "b"), "a\\x1b, b"),
)
class Words(SynchronousTestCase):
    """Single values."""

    def check(self, argument: amp.Argument, value: Any, text: str) -> None:
        self.assertEqual(word("x", argument, value), text)


class Text(SynchronousTestCase):
    """Whole answers for people."""

    def test_nothing(self) -> None:
        self.assertEqual(as_text([], {}), "")

    def test_values(self) -> None:
        declared = [(b"a", amp.Integer()), (b"b", amp.Boolean()), (b"c", amp.Integer(optional=True))]
        self.assertEqual(as_text(declared, {"a": 1, "b": False, "c": None}), "a: 1\nb: no\n")

    def test_a_text_of_several_lines_stands_alone(self) -> None:
        self.assertEqual(as_text([(b"certificate", amp.String())], {"certificate": b"one\ntwo\n"}), "one\ntwo\n")
        self.assertEqual(as_text([(b"note", amp.Unicode())], {"note": "one\ntwo"}), "one\ntwo\n")
        self.assertEqual(as_text([(b"note", amp.Unicode())], {"note": "one"}), "note: one\n")
        self.assertEqual(as_text([(b"note", amp.Unicode())], {"note": "one\x9b\ntwo"}), "one\x9b\ntwo\n")

    def test_table(self) -> None:
        rows = [{"name": "ann", "blocked": True, "note": None}, {"name": "bartholomew", "blocked": False, "note": "x"}]
        expected = "name         blocked  note\nann          yes\nbartholomew  no       x\n"
        self.assertEqual(as_text(PEOPLE, {"people": rows}), expected)
        self.assertEqual(as_text(PEOPLE, {"people": []}), "name  blocked  note\n")

    def test_no_name_makes_a_row(self) -> None:
        rows = [{"name": "ann\nbob  yes", "blocked": False, "note": "\x1b[2J"}]
        expected = "name             blocked  note\nann\\x0abob  yes  no       \\x1b[2J\n"
        self.assertEqual(as_text(PEOPLE, {"people": rows}), expected)

    def test_tables_beside_something_have_a_name(self) -> None:
        declared = [(b"total", amp.Integer()), *PEOPLE]
        answer = {"total": 1, "people": [{"name": "ann", "blocked": True, "note": None}]}
        self.assertEqual(as_text(declared, answer), "total: 1\npeople:\n  name  blocked  note\n  ann   yes\n")

    def test_moments(self) -> None:
        declared = [(b"created", amp.Integer()), (b"count", amp.Integer())]
        answer = {"created": 1_700_000_000, "count": 1_700_000_000}
        self.assertEqual(as_text(declared, answer), "created: 2023/11/14 22:13:20\ncount: 1700000000\n")

    def test_lines_are_lines(self) -> None:
        declared = [(b"lines", amp.AmpList([(b"position", amp.Integer()), (b"line", amp.Unicode())]))]
        self.assertEqual(
            as_text(declared, {"lines": [{"position": 7, "line": "one"}, {"position": 8, "line": "two"}]}), "one\ntwo\n"
        )


class Json(SynchronousTestCase):
    """One document in a line."""

    def test_answer(self) -> None:
        text = as_json(PEOPLE, {"people": [{"name": "Zoë", "blocked": True}]})
        self.assertEqual(text, '{"people": [{"name": "Zo\\u00eb", "blocked": true}]}\n')

    def test_it_steers_no_terminal(self) -> None:
        answer = {"people": [{"name": "Zoë\x9b2J\u202e", "blocked": True}]}
        for text in (as_json(PEOPLE, answer), error_as_json(5004, "\x9b"), help_as_json(["\x9b"])):
            self.assertTrue(text.isascii())
        self.assertEqual(json.loads(as_json(PEOPLE, answer)), answer)

    def test_error(self) -> None:
        self.assertEqual(json.loads(error_as_json(5013, "no")), {"error": {"number": 5013, "text": "no"}})
        self.assertEqual(json.loads(error_as_json(None, "no")), {"error": {"number": None, "text": "no"}})

    def test_help(self) -> None:
        self.assertEqual(json.loads(help_as_json(["a", "b"])), {"help": ["a", "b"]})
