"""Tests of hsmsim/management/wire_show.py."""

import json
from typing import Any

from hsmsim.interfaces.ring import RingError
from hsmsim.management.command import NotPermitted
from hsmsim.management.wire.chunks import CHUNK
from hsmsim.management.wire_show import WireShow
from hsmsim.spec.enums import Operation
from hsmsim.ttlv import json as ttlv_json
from tests.management.wire.bench import WireTest
from tests.management.wire.messages import GET, GOT, KEY, PASSWORD, got
from tests.taps.passing import exchanged, failed, unreadable


class Show(WireTest):
    """One entry, whole."""

    async def shown(self, number: int, **more: Any) -> dict[str, Any]:
        text, left = "", True
        while left:
            answer = await self.ask(WireShow, number=number, offset=len(text), **more)
            self.assertLessEqual(len(answer["text"]), CHUNK)
            text, left = text + answer["text"], answer["more"]
        found: dict[str, Any] = json.loads(text)
        return found

    async def test_a_message(self) -> None:
        self.master()
        found = await self.shown(1)
        self.assertEqual(
            (found["number"], found["event"], found["user"], found["masked"]), (1, "message", "alice", True)
        )
        self.assertEqual(
            found["items"], [{"operation": "Get", "section": "4.11", "status": "Success", "reason": "", "uid": ""}]
        )
        request, response = found["request"], found["response"]
        self.assertEqual((request["size"], request["wrong"], request["left_out"]), (len(GET), None, 0))
        named = {each["name"]: each for each in request["items"]}
        uid = named["Unique Identifier"]
        self.assertEqual((uid["value"], uid["type"], uid["section"]), ("'key-1'", "Text String", "3.1"))
        start = uid["start"] + 8
        self.assertEqual(bytes.fromhex(request["hex"])[start : start + uid["length"]], b"key-1")
        self.assertEqual((named["Request Payload"]["section"], named["Password"]["masked"]), ("4.11", True))
        self.assertEqual(response["items"][0]["name"], "Symmetric Key")

    async def test_no_key_and_no_password_is_in_it(self) -> None:
        self.master()
        text = (await self.ask(WireShow, number=1))["text"]
        for secret in (KEY.hex(), KEY.decode(), PASSWORD, PASSWORD.encode().hex()):
            self.assertNotIn(secret, text)

    async def test_the_audit_log_says_who_has_asked_for_them(self) -> None:
        self.master()
        await self.shown(1)
        self.assertEqual(self.recorded(), [])
        await self.shown(1, unmask=True)
        self.assertIn("console 'master': wire show number=1 unmask=True: done", self.recorded()[0])

    async def test_an_operator_may_ask_for_them(self) -> None:
        self.master()
        found = await self.shown(1, unmask=True)
        self.assertEqual(
            (found["masked"], found["response"]["hex"], found["response"]["blanks"]), (False, GOT.hex(), [])
        )
        self.alice()
        await self.refused(NotPermitted, WireShow, number=1, unmask=True)

    async def test_what_was_sent_as_json(self) -> None:
        self.master()
        body = ttlv_json.write(GET, self.appliance.spelling())
        self.ring.exchanged([got(encoding="JSON", bodies=(body, b"{}"))])
        self.assertEqual([(await self.shown(5))[side]["body"] for side in ("request", "response")], [None, None])
        found = await self.shown(5, unmask=True)
        self.assertEqual((found["request"]["body"], found["response"]["body"]), (body.decode(), "{}"))

    async def test_unreadable_bytes(self) -> None:
        self.master()
        found = await self.shown(4)
        self.assertEqual((found["event"], found["items"]), ("unreadable", []))
        self.assertEqual(found["request"]["hex"], b"GET / HT".hex() + "00" * 8)
        self.assertEqual((found["request"]["read"], found["request"]["blanks"]), (0, [[8, 8]]))
        self.assertIn("longer than what holds it", found["request"]["wrong"])
        self.assertEqual((await self.shown(4, unmask=True))["request"]["hex"], b"GET / HTTP/1.1\r\n".hex())

    async def test_unreadable_xml(self) -> None:
        self.master()
        self.ring.unreadable(unreadable("<Schlüssel".encode(), encoding="XML", response=b""))
        self.assertIsNone((await self.shown(5))["request"]["body"])
        found = await self.shown(5, unmask=True)
        self.assertEqual((found["request"]["body"], found["response"]), ("<Schlüssel", None))

    async def test_a_refused_handshake(self) -> None:
        self.master()
        found = await self.shown(3)
        self.assertEqual((found["reason"], found["request"], found["response"]), ("user 'bob' is blocked", None, None))

    async def test_what_became_of_each_item(self) -> None:
        self.master()
        self.ring.exchanged([exchanged(failed(Operation.SIGN, uid="key-1"), failed(None), failed(0x80000001))])
        self.assertEqual(
            [tuple(each.values()) for each in (await self.shown(5))["items"]],
            [
                ("Sign", "4.31", "Operation Failed", "Item Not Found", "key-1"),
                ("", "", "Operation Failed", "Item Not Found", ""),
                ("0x80000001", "", "Operation Failed", "Item Not Found", ""),
            ],
        )

    async def test_a_large_one_comes_in_pieces(self) -> None:
        self.master()
        self.ring.exchanged([got(request=GET * 50)])
        found = await self.shown(5)
        self.assertEqual(found["request"]["size"], 50 * len(GET))
        self.assertGreater(len(json.dumps(found)), 3 * CHUNK)

    async def test_one_that_is_not_there_or_anothers(self) -> None:
        self.alice()
        for number in (2, 3, 99, -1):
            await self.refused(RingError, WireShow, number=number)
            self.assertEqual(self.number, 5004)
