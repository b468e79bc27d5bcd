"""Tests of hsmsim/console/pages.py."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from twisted.internet.defer import Deferred
from twisted.protocols import amp
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console import pages
from hsmsim.console.pages import by_themselves, rows_of, whole
from hsmsim.management.command import ManagementCommand
from hsmsim.management.policy_show import ShowPolicy
from hsmsim.management.table import table
from hsmsim.management.wire_list import WireList
from tests.management.wire.bench import WireTest

ROWS = amp.AmpList([(b"number", amp.Integer()), (b"name", amp.Unicode())])


class Numbered(ManagementCommand):
    """Pages after a number."""

    arguments: ClassVar = [(b"after", amp.Integer()), (b"kind", amp.Unicode(optional=True))]
    response: ClassVar = [(b"things", ROWS), (b"more", amp.Boolean())]


class Jumping(ManagementCommand):
    """Pages that say where they go on."""

    arguments: ClassVar = [(b"after", amp.Integer(optional=True)), (b"before", amp.Integer(optional=True))]
    response: ClassVar = [(b"things", ROWS), (b"more", amp.Boolean()), (b"next", amp.Integer(optional=True))]


class Beside(ManagementCommand):
    """Pages with more than rows on them, from the newest on, of any size."""

    arguments: ClassVar = [(b"after", amp.Integer(optional=True)), (b"most", amp.Integer(optional=True))]
    response: ClassVar = [
        (b"kinds", amp.AmpList([(b"kind", amp.Unicode())])),
        (b"things", ROWS),
        (b"more", amp.Boolean()),
        (b"next", amp.Integer(optional=True)),
        (b"total", amp.Integer()),
    ]


class Pieces(ManagementCommand):
    """Bytes in pieces."""

    arguments: ClassVar = [(b"name", amp.Unicode()), (b"offset", amp.Integer(optional=True))]
    response: ClassVar = [(b"data", amp.String()), (b"more", amp.Boolean())]


class Texts(ManagementCommand):
    """A text in pieces."""

    arguments: ClassVar = [(b"offset", amp.Integer(optional=True))]
    response: ClassVar = [(b"text", amp.Unicode()), (b"more", amp.Boolean())]


class Taken(ManagementCommand):
    """A file in pieces."""

    arguments: ClassVar = [
        (b"name", amp.Unicode()),
        (b"offset", amp.Integer()),
        (b"data", amp.String()),
        (b"last", amp.Boolean()),
    ]
    response: ClassVar = [(b"number", amp.Integer(optional=True))]


class Brought(ManagementCommand):
    """A file in pieces, of which none is called the last."""

    arguments: ClassVar = [(b"offset", amp.Integer()), (b"data", amp.String())]


class Answering:
    """Answers as it was told to, one after the other."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    async def call(self, command: type[ManagementCommand], **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        return self.answers.pop(0)


class Whole(SynchronousTestCase):
    """All of an answer."""

    def whole(self, command: type[ManagementCommand], *answers: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        self.caller = Answering(*answers)
        declared, answer = self.successResultOf(Deferred.fromCoroutine(whole(self.caller, command, **arguments)))
        self.assertEqual([name.decode() for name, _ in declared], list(answer))
        self.assertEqual(self.caller.answers, [])
        return dict(answer)

    def test_at_once(self) -> None:
        answer = {"minimum_length": 8, "maximum_age": 0, "history": 0, "must_change": False}
        self.assertEqual(self.whole(ShowPolicy, answer), answer)

    def test_pages(self) -> None:
        one, two = {"number": 4, "name": "one"}, {"number": 9, "name": "two"}
        answers = {"things": [one], "more": True}, {"things": [two], "more": False}
        self.assertEqual(self.whole(Numbered, *answers, kind="x"), {"things": [one, two]})
        self.assertEqual(self.caller.asked, [{"after": 0, "kind": "x"}, {"after": 4, "kind": "x"}])

    def test_pages_that_say_where_they_go_on(self) -> None:
        one = {"number": 4, "name": "one"}
        answers = (
            {"things": [], "more": True, "next": 70},
            {"things": [one], "more": True, "next": 75},
            {"things": [], "more": False, "next": None},
        )
        self.assertEqual(self.whole(Jumping, *answers), {"things": [one]})
        self.assertEqual([each["after"] for each in self.caller.asked], [pages.BEFORE_ALL, 70, 75])

    def test_what_else_is_on_a_page(self) -> None:
        one, two, kinds = {"number": 9, "name": "one"}, {"number": 4, "name": "two"}, [{"kind": "x"}]
        answers = (
            {"kinds": kinds, "things": [one], "more": True, "next": 9, "total": 2},
            {"kinds": kinds, "things": [two], "more": False, "next": None, "total": 2},
        )
        self.assertEqual(self.whole(Beside, *answers), {"kinds": kinds, "things": [one, two], "total": 2})
        self.assertEqual(self.caller.asked, [{"after": after, "most": 1_000_000} for after in (None, 9)])

    def test_bytes(self) -> None:
        answers = {"data": b"abc", "more": True}, {"data": b"de", "more": True}, {"data": b"", "more": False}
        self.assertEqual(self.whole(Pieces, *answers, name="x"), {"data": b"abcde"})
        self.assertEqual([each["offset"] for each in self.caller.asked], [0, 3, 5])

    def test_text(self) -> None:
        self.assertEqual(self.whole(Texts, {"text": "é", "more": True}, {"text": "!", "more": False}), {"text": "é!"})
        self.assertEqual([each["offset"] for each in self.caller.asked], [0, 1])

    def test_a_file(self) -> None:
        self.patch(pages, "_PIECE", 2)
        self.assertEqual(self.whole(Taken, {}, {}, {"number": 7}, name="x", data=b"abcde"), {"number": 7})
        pieces = [(each["offset"], each["data"], each["last"]) for each in self.caller.asked]
        self.assertEqual(pieces, [(0, b"ab", False), (2, b"cd", False), (4, b"e", True)])

    def test_a_file_whose_end_is_not_said(self) -> None:
        self.patch(pages, "_PIECE", 2)
        self.assertEqual(self.whole(Brought, {}, {}, data=b"abc"), {})
        self.assertEqual(self.caller.asked, [{"offset": 0, "data": b"ab"}, {"offset": 2, "data": b"c"}])

    def test_a_file_with_nothing_in_it(self) -> None:
        self.assertEqual(self.whole(Taken, {"number": 0}, name="x", data=b""), {"number": 0})
        self.assertEqual(self.caller.asked, [{"name": "x", "offset": 0, "data": b"", "last": True}])


class Streamed(SynchronousTestCase):
    """Nobody holds all of a file."""

    def test_pieces_are_handed_on(self) -> None:
        taken: list[bytes] = []
        caller = Answering({"data": b"abc", "more": True}, {"data": b"de", "more": False})
        declared, answer = self.successResultOf(Deferred.fromCoroutine(whole(caller, Pieces, taken.append, name="x")))
        self.assertEqual((taken, answer, len(declared)), ([b"abc", b"de"], {"data": None}, 1))
        self.assertEqual([each["offset"] for each in caller.asked], [0, 3])

    def test_a_file_is_read_while_it_is_sent(self) -> None:
        """One piece ahead, since the last one is called so."""
        self.patch(pages, "_PIECE", 2)
        caller = Answering({}, {}, {"number": 7})
        source = Reading(b"abcde", lambda: self.seen.append(len(caller.asked)))
        self.seen: list[int] = []
        sending = whole(caller, Taken, name="x", data=source)
        self.assertEqual(self.successResultOf(Deferred.fromCoroutine(sending))[1], {"number": 7})
        self.assertEqual([each["data"] for each in caller.asked], [b"ab", b"cd", b"e"])
        self.assertEqual((self.seen, source.closed), ([0, 0, 1, 2], True))


class Reading:
    """A file that tells when it is read."""

    def __init__(self, content: bytes, told: Callable[[], object]) -> None:
        self.file = io.BytesIO(content)
        self.told = told

    @property
    def closed(self) -> bool:
        return self.file.closed

    @contextmanager
    def open(self) -> Iterator[Callable[[int], bytes]]:
        with self.file:
            yield self.read

    def read(self, size: int) -> bytes:
        self.told()
        return self.file.read(size)


class Wire(WireTest):
    """What a file has brought has numbers below zero."""

    async def call(self, command: type[ManagementCommand], **arguments: Any) -> dict[str, Any]:
        return await self.ask(command, **arguments)

    async def test_all_of_it(self) -> None:
        self.master()
        self.ring.bring_in([entry.passed for entry in self.ring.newer()])
        _, answer = await whole(self, WireList)
        self.assertEqual([each["number"] for each in answer["messages"]], [-4, -3, -2, -1, 1, 2, 3, 4])


class Arguments(SynchronousTestCase):
    """What nobody gives."""

    def test_kinds(self) -> None:
        self.assertEqual(by_themselves(ShowPolicy), set())
        self.assertEqual(by_themselves(Jumping), {"after", "before", "most"})
        self.assertEqual(by_themselves(Pieces), {"offset"})
        self.assertEqual(by_themselves(Taken), {"offset", "last"})

    def test_every_command_with_more_is_followed(self) -> None:
        for row in table().values():
            if any(name == b"more" for name, _ in row.command.response):
                self.assertNotEqual(by_themselves(row.command), set(), row.words)

    def test_what_the_next_page_comes_after_is_known(self) -> None:
        for row in table().values():
            found = rows_of(row.command)
            declared = dict(row.command.response)
            if found is not None and b"next" not in declared and row.command not in pages._AFTER:
                asked, first = dict(row.command.arguments)[b"after"], found[1].subargs[0][1]
                self.assertIs(type(asked), type(first), row.words)
