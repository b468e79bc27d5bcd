"""Tests of hsmsim/management/wire_copy.py."""

from hsmsim.interfaces.ring import RingError
from hsmsim.management.command import NotPermitted
from hsmsim.management.wire.copies import Form
from hsmsim.management.wire_copy import Side, WireCopy
from hsmsim.ttlv import xml
from tests.management.wire.bench import WireTest
from tests.management.wire.messages import GET, GOT, KEY
from tests.taps.passing import exchanged


class Copy(WireTest):
    """A message in another form."""

    async def test_forms(self) -> None:
        self.master()
        text = await self.ask(WireCopy, number=1, side=Side.REQUEST, form=Form.TEXT)
        self.assertTrue(text["text"].startswith("Request Message (Structure)\n  Request Header"))
        digits = await self.ask(WireCopy, number=1, side=Side.RESPONSE, form=Form.HEX)
        self.assertEqual(digits, {"text": GOT.replace(KEY, bytes(16)).hex(), "more": False})

    async def test_key_material_for_an_operator(self) -> None:
        self.master()
        found = await self.ask(WireCopy, number=1, side=Side.RESPONSE, form=Form.XML, unmask=True)
        self.assertEqual(xml.read(found["text"].encode(), self.appliance.spelling()), GOT)
        self.alice()
        await self.refused(NotPermitted, WireCopy, number=1, side=Side.RESPONSE, form=Form.XML, unmask=True)

    async def test_piece_by_piece(self) -> None:
        self.master()
        self.ring.exchanged([exchanged(request=GET * 200)])
        text, more = "", True
        while more:
            answer = await self.ask(WireCopy, number=5, side=Side.REQUEST, form=Form.TEXT, offset=len(text))
            text, more = text + answer["text"], answer["more"]
        self.assertEqual(text.count("Request Message (Structure)"), 200)

    async def test_what_cannot_be_had(self) -> None:
        self.master()
        self.ring.exchanged([exchanged(request=GET, response=b"")])
        for number, side, form, refusal in (
            (3, Side.REQUEST, Form.TEXT, 5004),
            (5, Side.RESPONSE, Form.TEXT, 5004),
            (9, Side.REQUEST, Form.TEXT, 5004),
            (4, Side.REQUEST, Form.XML, 5008),
        ):
            await self.refused(RingError, WireCopy, number=number, side=side, form=form)
            self.assertEqual(self.number, refusal)
        self.alice()
        await self.refused(RingError, WireCopy, number=2, side=Side.REQUEST, form=Form.TEXT)
