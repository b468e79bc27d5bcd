"""Tests of hsmsim/console/words.py."""

from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.files import BadFile
from hsmsim.console.terminal import EndOfInput
from hsmsim.console.words import Call, Question, Usage, parse
from hsmsim.interfaces.partitions import Permission, SecondFactor, UserType
from hsmsim.management.user_list import UserList
from tests.console.hsm import Script
from tests.support import rows

BOB = {"user_id": "bob", "user_type": UserType.USER}


@rows(
    in_order=("users create bob User", "users create", BOB),
    by_name=("users create user_type=User user_id=bob", "users create", BOB),
    by_the_end_of_a_name=("users create bob type=user", "users create", BOB),
    named_ones_leave_their_place=("users create type=USER bob", "users create", BOB),
    optional=(
        "users create bob User permissions='List Users,backup/restore'",
        "users create",
        {**BOB, "permissions": {Permission.LIST_USERS, Permission.BACKUP}},
    ),
    secret_by_name=("users create bob User password='a b'", "users create", {**BOB, "password": "a b"}),
    secrets_have_no_place=("users reset bob", "users reset", {"user_id": "bob"}),
    yes_and_no=("users block bob yes", "users block", {"user_id": "bob", "blocked": True}),
    longest=("users factor clear bob", "users factor clear", {"user_id": "bob"}),
    quoted=(
        "users factor oath bob 'OATH OTP Event' digits=8",
        "users factor oath",
        {"user_id": "bob", "second_factor": SecondFactor.OATH_HOTP, "digits": 8},
    ),
    names=(
        "partition custodians bob 1 x,y",
        "partition custodians",
        {"user_id": "bob", "needed": 1, "custodians": ("x", "y")},
    ),
    sign_of_files_itself=("users remove @@bob", "users remove", {"user_id": "@bob"}),
    equals_in_a_value=("users create bob User password=a=b", "users create", {**BOB, "password": "a=b"}),
    no_name_before_equals=("users remove 1=2", "users remove", {"user_id": "1=2"}),
    pages_follow_by_themselves=("users list", "users list", {}),
)
class Calls(SynchronousTestCase):
    """What is understood."""

    def check(self, line: str, words: str, values: dict[str, Any]) -> None:
        call = parse(line)
        assert isinstance(call, Call)
        self.assertEqual((call.row.words, call.values), (words, values))
        self.assertEqual(call.secret, "password" in values)


@rows(
    nothing_like_it=("fly", "'fly' is no command; there are: backup, "),
    nearly=("users lst", "'users lst' is no command; did you mean 'users list'"),
    inside_a_group=("trust me", "of 'trust' there are: grant, list, revoke"),
    quotes=("users remove 'bob", "users remove 'bob: no closing quotation"),
    missing=("users create", "users create: user_id, user_type missing: users create USER_ID USER_TYPE ["),
    too_many=("users remove bob alice", "users remove: there is no place for 'alice': users remove USER_ID"),
    twice=("users remove user_id=bob id=bob", "users remove: user_id is given twice"),
    no_such_argument=("users remove bob force=yes", "users remove: there is no argument 'force'; there are: user_id"),
    no_arguments=("policy show x=1", "policy show: there is no argument 'x'; it takes none"),
    no_page=("users list after=bob", "users list: there is no argument 'after'; it takes none"),
    ambiguous=("policy set length=9 m=1", "policy set: there is no argument 'm'; there are: minimum_length, "),
    no_bytes=("users list > file", "users list: there are no bytes in the answer that a file could get"),
    not_of_its_kind=("users create bob Admin", "users create: user_type is not one of: Operator, User"),
)
class Misunderstood(SynchronousTestCase):
    """What is not, and what is said then."""

    def check(self, line: str, text: str) -> None:
        with self.assertRaises(Usage) as caught:
            parse(line)
        self.assertIn(text, str(caught.exception))


@rows(
    all=("help", "  users create USER_ID USER_TYPE [permissions=...] [needed=...] [custodians=...]", "  policy show"),
    nothing=("", "  users list", "  policy show"),
    group=("users", "  users list", "  users password"),
    inner_group=("users factor", "  users factor x509 USER_ID CERTIFICATE", "  users factor clear USER_ID"),
    help_of_a_group=("help trust", "  trust revoke TRUSTEE", "  trust grant TRUSTEE RIGHTS"),
    one=("help users list", "users list", "  May be run by: Operators; Users with List Users."),
)
class Questions(SynchronousTestCase):
    """What is answered here."""

    def check(self, line: str, *found: str) -> None:
        question = parse(line)
        assert isinstance(question, Question)
        self.assertEqual(set(found) - set(question.answer), set())

    def test_of_a_group_there_is_nothing_else(self) -> None:
        question = parse("users factor")
        assert isinstance(question, Question)
        self.assertEqual(len(question.answer), 4)


class Files(SynchronousTestCase):
    """@FILE."""

    def setUp(self) -> None:
        self.path = Path(self.mktemp())

    def given(self, line: str, content: bytes) -> Any:
        self.path.write_bytes(content)
        call = parse(line.replace("FILE", f"@{self.path}"))
        assert isinstance(call, Call)
        return call.values

    def test_bytes(self) -> None:
        self.assertEqual(self.given("users factor x509 bob FILE", b"\xff\n")["certificate"], b"\xff\n")

    def test_text(self) -> None:
        self.assertEqual(self.given("users reset bob password=FILE", b" secret \r\n")["password"], " secret ")

    def test_no_text(self) -> None:
        self.assertRaises(Usage, self.given, "users reset bob password=FILE", b"\xff")

    def test_none(self) -> None:
        self.assertRaises(BadFile, parse, f"users factor x509 bob @{self.path}")

    def test_a_file_that_goes_in_pieces(self) -> None:
        """It is looked for now, and read when it goes."""
        self.path.write_bytes(b"first")
        call = parse(f"backup upload @{self.path}")
        assert isinstance(call, Call)
        self.path.write_bytes(b"second")
        with call.complete(Script())["data"].open() as read:
            self.assertEqual([read(4), read(4), read(4)], [b"seco", b"nd", b""])
        self.assertRaises(BadFile, parse, f"backup upload @{self.path}/nowhere")


class Completed(SynchronousTestCase):
    """What is read and asked when the command's turn has come."""

    def completed(self, line: str, *answers: str) -> dict[str, Any]:
        call = parse(line)
        assert isinstance(call, Call)
        self.script = Script(*answers)
        return call.complete(self.script)

    def test_secrets_are_asked_for(self) -> None:
        values = self.completed("users password", "old one", "new one")
        self.assertEqual(values, {"old": "old one", "new": "new one"})
        self.assertEqual(self.script.text, "old : \nnew : \n")

    def test_what_is_optional_is_not(self) -> None:
        values = self.completed("users factor oath bob 'OATH OTP Time'")
        self.assertEqual((values["secret"], values["digits"]), (None, None))

    def test_input(self) -> None:
        self.assertEqual(
            self.completed("users reset - password=-", "bob", "secret"), {"user_id": "bob", "password": "secret"}
        )
        self.assertEqual(self.script.text, "user_id : bob\npassword : \n")
        values = self.completed("users factor x509 bob -", "line", "line")
        self.assertEqual(values["certificate"], b"line\nline\n")

    def test_input_that_goes_in_pieces(self) -> None:
        with self.completed("backup upload -", "line", "line")["data"].open() as read:
            self.assertEqual(
                (self.script.answers, read(6), read(6), read(6)), (["line"] * 2, b"line\nl", b"ine\n", b"")
            )

    def test_no_input(self) -> None:
        self.assertRaises(EndOfInput, self.completed, "users reset bob")

    def test_input_that_is_no_such_value(self) -> None:
        self.assertRaises(Usage, self.completed, "users block bob -", "maybe")

    def test_no_secret_is_shown(self) -> None:
        self.assertNotIn("hush", repr(parse("users reset bob password=hush")))

    def test_the_command_is_known(self) -> None:
        call = parse("users list")
        assert isinstance(call, Call)
        self.assertIs(call.row.command, UserList)
