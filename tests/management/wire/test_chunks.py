"""hsmsim/management/wire/chunks.py: long texts, piece by piece."""

from hsmsim.management.command import NotUnderstood
from hsmsim.management.wire.chunks import CHUNK, chunk
from tests.management.bench import ManagementTest

TEXT = "abc" * CHUNK


class Chunks(ManagementTest):
    async def setUp(self) -> None:
        await super().setUp()
        self.made: list[str] = []

    def make(self) -> str:
        self.made.append(TEXT)
        return TEXT

    def whole(self, key: str) -> str:
        text, more = "", True
        while more:
            answer = chunk(self.session, key, len(text), self.make)
            text, more = text + str(answer["text"]), bool(answer["more"])
        return text

    async def test_it_is_made_once(self) -> None:
        self.assertEqual((self.whole("a"), len(self.made)), (TEXT, 1))
        self.assertEqual(self.session.kept, {})

    async def test_one_that_fits(self) -> None:
        self.assertEqual(chunk(self.session, "a", None, lambda: "x" * CHUNK), {"text": "x" * CHUNK, "more": False})
        self.assertEqual(chunk(self.session, "a", 0, lambda: ""), {"text": "", "more": False})

    async def test_from_the_start_it_is_made_anew(self) -> None:
        for offset in (0, 0, CHUNK):
            chunk(self.session, "a", offset, self.make)
        self.assertEqual(len(self.made), 2)

    async def test_another_text_takes_its_place(self) -> None:
        chunk(self.session, "a", 0, self.make)
        chunk(self.session, "b", CHUNK, self.make)
        self.assertEqual(len(self.made), 2)
        self.assertEqual(chunk(self.session, "a", CHUNK, self.make)["text"], TEXT[CHUNK : 2 * CHUNK])
        self.assertEqual(len(self.made), 3)

    async def test_places_where_no_text_is(self) -> None:
        for offset in (-1, len(TEXT) + 1):
            with self.assertRaises(NotUnderstood):
                chunk(self.session, "a", offset, self.make)
