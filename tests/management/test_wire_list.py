"""Tests of hsmsim/management/wire_list.py."""

from dataclasses import replace
from typing import Any

from hsmsim.interfaces.partitions import Permission
from hsmsim.interfaces.ring import RingError
from hsmsim.interfaces.taps import Connection
from hsmsim.management import wire_list
from hsmsim.management.values import to_json
from hsmsim.management.wire.words import Event
from hsmsim.management.wire_list import ENTRY, LONGEST, PAGE, WireList
from hsmsim.spec.enums import Operation
from tests.management.wire.bench import WireTest
from tests.management.wire.messages import GET, GOT
from tests.taps.passing import done, exchanged, refused, unreadable


class List(WireTest):
    """What went over the wire."""

    async def numbers(self, **filters: Any) -> list[int]:
        answer = await self.ask(WireList, **filters)
        self.assertFalse(answer["more"])
        return [each["number"] for each in answer["messages"]]

    async def test_what_is_shown(self) -> None:
        self.master()
        answer = await self.ask(WireList, after=0)
        self.assertEqual((answer["more"], answer["next"]), (False, 4))
        self.assertEqual(
            answer["messages"][0],
            {
                "number": 1,
                "event": Event.MESSAGE,
                "began": 1_700_000_000_250,
                "microseconds": 1000,
                "user": "alice",
                "address": "192.0.2.1:40000",
                "connection": 7,
                "kind": "KMIP",
                "outward": False,
                "version": "1.4",
                "encoding": "TTLV",
                "operations": "Get",
                "result": "Success",
                "reason": "",
                "request_size": len(GET),
                "response_size": len(GOT),
                "imported": False,
            },
        )
        handshake, bytes_ = answer["messages"][2:]
        self.assertEqual((handshake["event"], handshake["reason"]), (Event.REFUSED, "user 'bob' is blocked"))
        self.assertEqual((bytes_["event"], bytes_["request_size"]), (Event.UNREADABLE, 16))

    async def test_newest_first_or_what_came_after(self) -> None:
        self.master()
        self.ring.bring_in([refused()])
        self.assertEqual(await self.numbers(), [4, 3, 2, 1, -1])
        self.assertEqual(await self.numbers(before=3), [2, 1, -1])
        self.assertEqual(await self.numbers(after=2), [3, 4])
        self.assertEqual(await self.numbers(after=-5), [-1, 1, 2, 3, 4])

    async def test_filters(self) -> None:
        self.master()
        for filters, found in (
            ({"user": "bob"}, [2]),
            ({"operation": "get"}, [2, 1]),
            ({"result": "unreadable"}, [4]),
            ({"text": "key-1"}, [2, 1]),
            ({"since": 1_700_000_000_251}, []),
            ({"until": 1_700_000_000_250, "user": "alice"}, [4, 1]),
        ):
            self.assertEqual(await self.numbers(**filters), found, filters)

    async def test_a_user_sees_its_own(self) -> None:
        self.alice()
        self.assertEqual(await self.numbers(), [4, 1])
        self.assertEqual(await self.numbers(user="bob"), [])

    async def test_who_may_see_the_log_sees_all(self) -> None:
        await self.permit(Permission.MONITOR_LOG)
        self.assertEqual(await self.numbers(), [4, 3, 2, 1])

    async def test_it_is_off(self) -> None:
        self.appliance.ring = None
        self.master()
        await self.refused(RingError, WireList)
        self.assertEqual(self.number, 5019)

    async def test_as_json(self) -> None:
        self.master()
        found = to_json(ENTRY, (await self.ask(WireList, before=2))["messages"][0])
        self.assertEqual((found["event"], found["outward"]), ("message", False))


class Pages(WireTest):
    """They fit, and miss nothing."""

    async def all(self, **filters: Any) -> tuple[list[int], int]:
        """All numbers, newest first, and how many pages it took."""
        numbers: list[int] = []
        pages, more, before = 0, True, None
        while more:
            answer = await self.ask(WireList, before=before, **filters)
            numbers += [each["number"] for each in answer["messages"]]
            pages, more, before = pages + 1, answer["more"], answer.get("next")
        return numbers, pages

    async def test_as_large_as_entries_can_be(self) -> None:
        self.master()
        wide = "\U0001f511" * LONGEST * 2
        far = Connection(1 << 60, wide, "HTTPS")
        for _ in range(PAGE + 1):
            self.ring.exchanged([exchanged(*map(done, Operation), user=wide, connection=far, response=b"")])
            self.ring.unreadable(replace(unreadable(user=wide), connection=far, reason=wide))
        numbers, pages = await self.all()
        self.assertEqual((numbers, pages), (list(range(2 * PAGE + 6, 0, -1)), 3))
        entry = (await self.ask(WireList))["messages"][0]
        self.assertEqual((entry["user"], entry["reason"]), (wide[: LONGEST - 3] + "...",) * 2)

    async def test_a_search_looks_at_some_at_a_time(self) -> None:
        self.master()
        self.patch(wire_list, "MOST_SEARCHED", len(GET) + len(GOT))
        answer = await self.ask(WireList, text="key-1")
        self.assertEqual(([each["number"] for each in answer["messages"]], answer["more"]), ([2], True))
        self.assertEqual((await self.ask(WireList, text="key-1", before=answer["next"]))["more"], False)
        self.assertEqual(await self.all(text="no such text"), ([], 2))

    async def test_without_a_text_it_looks_at_more(self) -> None:
        self.master()
        self.patch(wire_list, "MOST_SEARCHED", 1)
        self.patch(wire_list, "MOST_LOOKS", 3)
        self.assertEqual(await self.all(user="nobody"), ([], 2))
        self.assertEqual(await self.all(), ([4, 3, 2, 1], 2))
