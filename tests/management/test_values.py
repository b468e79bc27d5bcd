"""Tests of hsmsim/management/values.py."""

from typing import Any

from twisted.protocols import amp
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.values import Base32, Choice, Choices, Names, NotSo, from_json, from_word, to_json
from tests.support import rows

DECLARED = [
    (b"text", amp.Unicode()),
    (b"data", amp.String(optional=True)),
    (b"number", amp.Integer(optional=True)),
    (b"flag", amp.Boolean(optional=True)),
    (b"kind", Choice(UserType, optional=True)),
    (b"some", Choices(Permission, optional=True)),
    (b"names", Names(optional=True)),
    (b"seed", Base32(optional=True)),
]
VALUES = {
    "text": "t",
    "data": b"\x00\xff",
    "number": 7,
    "flag": True,
    "kind": UserType.USER,
    "some": frozenset({Permission.BACKUP, Permission.LIST_USERS}),
    "names": ("bob", "anna"),
    "seed": b"12345",
}
JSON = {
    "text": "t",
    "data": "AP8=",
    "number": 7,
    "flag": True,
    "kind": "User",
    "some": ["List Users", "Backup/Restore"],
    "names": ["bob", "anna"],
    "seed": "GEZDGNBV",
}


class Json(SynchronousTestCase):
    def test_both_ways(self) -> None:
        self.assertEqual(to_json(DECLARED, VALUES), JSON)
        self.assertEqual(from_json(DECLARED, JSON), VALUES)

    def test_lists(self) -> None:
        declared = [(b"users", amp.AmpList([(b"kind", Choice(UserType))]))]
        self.assertEqual(to_json(declared, {"users": [{"kind": UserType.USER}]}), {"users": [{"kind": "User"}]})

    def test_what_is_left_out(self) -> None:
        found = from_json(DECLARED, {"text": "t"})
        self.assertEqual(found, {**dict.fromkeys(VALUES), "text": "t"})
        self.assertEqual(to_json(DECLARED, found), {"text": "t"})


class OnTheWire(SynchronousTestCase):
    """User IDs and other names travel with commas between them."""

    def test_names(self) -> None:
        for names, wire in ((("bob", "anna"), b"bob,anna"), ((), b"")):
            self.assertEqual((Names().toString(names), Names().fromString(wire)), (wire, names))

    def test_people_put_blanks_beside_commas(self) -> None:
        self.assertEqual(Names().fromString(b" bob, anna ,,"), ("bob", "anna"))


@rows(
    missing=({}, "text is missing"),
    unknown=({"text": "t", "other": 1}, "no argument 'other'"),
    number_for_text=({"text": 1}, "text is not a text"),
    truth_for_number=({"text": "t", "number": True}, "number is not a whole number"),
    number_for_truth=({"text": "t", "flag": 1}, "flag is not yes or no"),
    no_base64=({"text": "t", "data": "?"}, "data is not base64"),
    no_member=({"text": "t", "kind": "Admin"}, "kind is not one of: Operator, User"),
    no_members=({"text": "t", "some": ["Fly"]}, "some is not some of: Create/Remove Users"),
    no_list=({"text": "t", "some": 1}, "some is not some of"),
    no_names=({"text": "t", "names": "bob"}, "names is not some names"),
    numbers_for_names=({"text": "t", "names": [1]}, "names is not some names"),
    no_base32=({"text": "t", "seed": "1"}, "seed is not base32"),
    two_names_in_one=({"text": "t", "names": ["a,b"]}, "names is not some names"),
)
class NotJson(SynchronousTestCase):
    def check(self, found: dict[str, Any], text: str) -> None:
        with self.assertRaises(NotSo) as caught:
            from_json(DECLARED, found)
        self.assertIn(text, str(caught.exception))


@rows(
    text=("text", "a b", "a b"),
    data=("data", "a", b"a"),
    number=("number", "-7", -7),
    yes=("flag", "yes", True),
    no=("flag", "N", False),
    member=("kind", "operator", UserType.OPERATOR),
    members=("some", "backup/restore,list users", frozenset({Permission.BACKUP, Permission.LIST_USERS})),
    no_members=("some", "", frozenset()),
    names=("names", "bob,anna", ("bob", "anna")),
    no_names=("names", "", ()),
    base32=("seed", "gezd gnbv", b"12345"),
)
class Words(SynchronousTestCase):
    def check(self, name: str, word: str, value: Any) -> None:
        arguments = {key.decode(): argument for key, argument in DECLARED}
        self.assertEqual(from_word(name, arguments[name], word), value)


@rows(
    number=("number", "x", "number is not a whole number"),
    seed=("seed", "1", "seed is not base32"),
    flag=("flag", "perhaps", "flag is not yes or no"),
    member=("kind", "Admin", "kind is not one of: Operator, User"),
)
class NotWords(SynchronousTestCase):
    def check(self, name: str, word: str, text: str) -> None:
        arguments = {key.decode(): argument for key, argument in DECLARED}
        with self.assertRaises(NotSo) as caught:
            from_word(name, arguments[name], word)
        self.assertIn(text, str(caught.exception))
