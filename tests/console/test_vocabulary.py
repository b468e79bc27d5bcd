"""Tests of hsmsim/console/vocabulary.py."""

from twisted.protocols import amp
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.vocabulary import SECRETS, arguments, beginning, details, listing, synopsis, vocabulary, who
from hsmsim.management.table import table
from tests.support import rows


class Vocabulary(SynchronousTestCase):
    """The whole table."""

    def test_every_command_with_words_is_there_once(self) -> None:
        named = [row for row in table().values() if row.words]
        self.assertEqual(len(named), len(vocabulary()))
        self.assertEqual(list(vocabulary()), sorted(vocabulary()))

    def test_no_words_are_the_beginning_of_others(self) -> None:
        """Otherwise a value could be taken for a word."""
        for words in vocabulary():
            self.assertEqual(list(beginning(words)), [words])

    def test_help_is_no_command(self) -> None:
        self.assertEqual(beginning(("help",)), {})

    def test_what_has_no_words_is_no_action(self) -> None:
        nameless = {row.command.__name__ for row in table().values() if not row.words}
        self.assertEqual(nameless, {"Challenge", "Login"})

    def test_whatever_sounds_secret_is(self) -> None:
        declared = {name for row in vocabulary().values() for name in arguments(row)}
        suspicious = {name for name in declared if any(word in name for word in ("password", "pin", "secret"))}
        self.assertEqual(suspicious - SECRETS, set())
        self.assertEqual(SECRETS - declared, set())

    def test_secrets_are_texts_or_bytes(self) -> None:
        for row in vocabulary().values():
            for name, argument in arguments(row).items():
                self.assertTrue(name not in SECRETS or isinstance(argument, amp.String), f"{row.words} {name}")

    def test_listing(self) -> None:
        self.assertEqual(list(listing([vocabulary()["users", "remove"]])), ["  users remove USER_ID"])


@rows(
    anyone=("hsm certificate", "everybody"),
    own=("users password", "every user"),
    others=("users factor clear", "every user for itself; Operators for all"),
    others_by_permission=(
        "users attributes",
        "every user for itself; Operators and Users with Create/Remove Users for all",
    ),
    permission=("users create", "Operators; Users with Create/Remove Users"),
    operator=("users type", "Operators"),
)
class Who(SynchronousTestCase):
    """Who may run it."""

    def check(self, words: str, text: str) -> None:
        self.assertEqual(who(vocabulary()[tuple(words.split())]), text)


class Details(SynchronousTestCase):
    """All that is to be known of one."""

    def test_of_many_arguments(self) -> None:
        self.assertEqual(
            list(details(vocabulary()["users", "factor", "oath"])),
            [
                "users factor oath USER_ID SECOND_FACTOR [secret=...] [digits=...] [step=...]",
                "  Make an OATH device the second factor.",
                "  May be run by: every user for itself; Operators for all.",
                "  user_id",
                "  second_factor: of 'no', 'OATH OTP Event', 'OATH OTP Time', 'X.509'",
                "  secret: optional; only as name=value",
                "  digits: optional",
                "  step: optional",
            ],
        )

    def test_of_a_secret(self) -> None:
        self.assertIn("  new: asked for unless given as name=value", list(details(vocabulary()["users", "password"])))

    def test_of_none(self) -> None:
        self.assertEqual(synopsis(vocabulary()["users", "list"]), "users list")
