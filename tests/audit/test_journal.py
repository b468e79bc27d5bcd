"""hsmsim.audit.journal: the suite in memory and in a folder; what is found of changes; what a crash leaves."""

import errno
import os
from pathlib import Path

from twisted.internet.task import Clock
from twisted.trial.unittest import TestCase

from hsmsim.audit.volumes import InMemory, volume_files
from hsmsim.interfaces.audit import LogUnusable, Verdict
from tests.audit.logs import KEY, in_folder, in_memory, journal
from tests.suites.audit import NOW, SIZE, suite
from tests.support import rows


class Memory(suite(lambda test, clock: in_memory(clock))):
    """In memory."""

    async def test_volumes_that_are_there_already(self):
        volumes = InMemory(KEY)
        first = journal(volumes, self.clock)
        first.record(1, "one")
        first.close()
        second = journal(volumes, self.clock)
        second.record(1, "two")
        self.assertEqual(await second.verify(), Verdict(2))


class Folder(suite(lambda test, clock: in_folder(Path(test.mktemp()), clock))):
    """In a folder."""


class FolderTest(TestCase):
    """A log in a folder, with 10 lines; `again` opens it anew."""

    def setUp(self):
        self.clock = Clock()
        self.clock.advance(NOW)
        self.folder = Path(self.mktemp())
        self.events = []
        self.open()
        for number in range(1, 11):
            self.audit.record(number, f"event {number}")

    def open(self, **options):
        self.audit = in_folder(self.folder, self.clock, self.events, **options)
        self.addCleanup(self.audit.close)

    def again(self, **options):
        self.audit.close()
        self.open(**options)

    def fill(self, volumes):
        """Record until there are so many volumes."""
        while len(volume_files(self.folder)) < volumes:
            self.audit.record(1, f"event {self.audit.extent().last + 1}")

    @property
    def newest(self):
        return volume_files(self.folder)[-1]

    def lines(self, file=None):
        return (file or self.newest).read_bytes().splitlines(keepends=True)

    def write(self, lines, file=None):
        (file or self.newest).write_bytes(b"".join(lines))

    def texts(self):
        return [line.text.partition("|")[2] for line in self.audit.retrieve(0, 10_000)]

    def told(self):
        return [event["log_format"].format(**event) for event in self.events]


class Kept(FolderTest):
    """A log goes on where it ended."""

    async def test_a_stop(self):
        before = self.texts()
        self.again()
        self.audit.record(1, "afterwards")
        self.assertEqual(self.texts(), [*before, "afterwards"])
        self.assertEqual(await self.audit.verify(), Verdict(11))
        self.assertEqual(self.audit.retrieve(10, 1)[0].text[29:37], "00000001")
        self.assertEqual(self.events, [])

    async def test_turned_over(self):
        self.fill(3)
        first = self.audit.extent().first
        self.again()
        self.assertEqual(self.audit.extent().first, first)
        self.fill_on(60)
        self.assertEqual(len(volume_files(self.folder)), 3)
        extent = self.audit.extent()
        self.assertEqual(await self.audit.verify(), Verdict(extent.last - extent.first + 1))

    def fill_on(self, count):
        for _ in range(count):
            self.audit.record(1, "more")

    async def test_keep_none(self):
        self.again(keep=0)
        self.fill_on(60)
        self.assertEqual(len(volume_files(self.folder)), 1)
        self.assertGreater(self.audit.extent().first, 50)
        self.assertEqual((await self.audit.verify()).bad, None)

    async def test_fewer_are_kept_from_now_on(self):
        self.fill(3)
        self.again(keep=1)
        self.fill_on(40)
        self.assertEqual(len(volume_files(self.folder)), 2)
        self.assertEqual((await self.audit.verify()).bad, None)

    async def test_clear(self):
        self.fill(3)
        self.audit.clear(1, "master")
        self.again()
        self.assertEqual(self.texts(), ["log cleared by 'master'"])
        self.assertEqual(await self.audit.verify(), Verdict(1))

    def test_only_the_owner_reads_it(self):
        for file in (self.folder, *self.folder.iterdir()):
            self.assertEqual(file.stat().st_mode & 0o077, 0, file)

    def test_one_process(self):
        with self.assertRaises(LogUnusable) as caught:
            self.open()
        self.assertEqual(str(caught.exception), f"the audit log in {self.folder} is another process's")

    def test_no_folder(self):
        with self.assertRaises(LogUnusable) as caught:
            in_folder(self.newest, self.clock)
        self.assertIn("cannot be used: File exists", str(caught.exception))

    def test_no_key(self):
        self.audit.close()
        (self.folder / "key").write_bytes(b"short")
        with self.assertRaises(LogUnusable) as caught:
            self.open()
        self.assertIn("its key does not hold 32 bytes", str(caught.exception))


def _drop(number):
    return lambda lines: [*lines[:number], *lines[number + 1 :]]


def _change(number):
    return lambda lines: [*lines[:number], lines[number].replace(b"event", b"evend"), *lines[number + 1 :]]


def _swap(lines):
    return [*lines[:4], lines[5], lines[4], *lines[6:]]


@rows(
    changed=(_change(4), 4, "it is not the line that was written there"),
    first_changed=(_change(1), 1, "it is not the line that was written there"),
    last_changed=(_change(10), 10, "it is not the line that was written there"),
    removed=(_drop(4), 4, "it is not the line that was written there"),
    first_removed=(_drop(1), 1, "it is not the line that was written there"),
    last_removed=(_drop(10), 10, "line 10 is missing"),
    several_removed_at_the_end=(lambda lines: lines[:8], 8, "lines 8 to 10 are missing"),
    all_removed=(lambda lines: lines[:1], 1, "lines 1 to 10 are missing"),
    swapped=(_swap, 4, "it is not the line that was written there"),
    twice=(lambda lines: [*lines[:5], lines[4], *lines[5:]], 5, "it is not the line that was written there"),
    added=(lambda lines: [*lines, b"one more\n"], 11, "what stands after the last line was not written here"),
    cut=(lambda lines: [*lines[:10], lines[10][:20]], 10, "it is not the line that was written there"),
    no_end=(lambda lines: [*lines[:10], lines[10][:-1]], 10, "it is not the line that was written there"),
    no_heading=(lambda lines: lines[1:], 1, "the heading before it is not the one that was written"),
    heading_changed=(
        lambda lines: [lines[0].replace(b"kept 1", b"kept 2"), *lines[1:]],
        1,
        "the heading before it is not the one that was written",
    ),
    empty=(lambda lines: [], 1, "the heading before it is not the one that was written"),
    not_text=(lambda lines: [*lines[:3], b"\xff\xfe\n", *lines[3:]], 3, "it is not the line that was written there"),
)
class Changed(FolderTest):
    """What somebody does to the newest file, the first line that is wrong, and why."""

    async def check(self, change, bad, why):
        self.write(change(self.lines()))
        verdict = await self.audit.verify()
        self.assertEqual((verdict.bad, verdict.why), (bad, why))
        await self.check_after_a_start(change, bad)

    async def check_after_a_start(self, change, bad):
        """It is found after a start too, and after more lines; they are right again after it."""
        self.again()
        self.audit.record(1, "afterwards")
        self.assertEqual((await self.audit.verify()).bad, bad)
        self.audit.clear(1, "master")
        self.assertEqual(await self.audit.verify(), Verdict(1))


class Found(FolderTest):
    """A start finds what was done to the end of the log, and says so."""

    async def test_lines_removed_from_the_end(self):
        self.audit.close()
        self.write(self.lines()[:8])
        self.again()
        text = (
            "log damaged: what stands before this line was changed: "
            "the log ended with line 7, not with line 10 as it had"
        )
        self.assertEqual(self.texts()[-1], text)
        self.assertEqual(self.told(), [f"audit {text}"])
        self.assertEqual(self.audit.extent().last, 11)
        self.assertEqual(await self.audit.verify(), Verdict(7, 8, "lines 8 to 10 are missing"))

    async def test_the_head_follows_what_is_shown(self):
        """Who reads the files cannot make an earlier line the last one: the head has more than a line shows."""
        self.audit.close()
        lines = self.lines()[:8]
        self.write(lines)
        shown = lines[-1][-33:-1]
        (self.folder / "head").write_bytes(b"%016x %b%b\n" % (7, shown, shown))
        self.open()
        self.assertEqual(self.told(), [])
        self.audit.record(1, "afterwards")
        self.assertEqual((await self.audit.verify()).bad, 8)

    async def test_no_head(self):
        self.audit.close()
        (self.folder / "head").unlink()
        self.open()
        self.assertIn("the head, which says where the log ends, was missing", self.texts()[-1])
        verdict = await self.audit.verify()
        self.assertEqual(verdict, Verdict(10, 11, "it was not written after the line that is before it now"))

    async def test_an_earlier_head(self):
        head = (self.folder / "head").read_bytes()
        self.audit.record(1, "one more")
        self.audit.close()
        (self.folder / "head").write_bytes(head)
        self.open()
        self.assertEqual(self.texts()[-1], "log repaired: 1 lines that were written just before a crash are whole")
        self.assertEqual(await self.audit.verify(), Verdict(12))

    async def test_no_files(self):
        self.audit.close()
        self.newest.unlink()
        self.open()
        self.assertEqual(self.texts(), ["log damaged: all 10 lines before this one are missing"])
        self.assertEqual(await self.audit.verify(), Verdict(0, 1, "lines 1 to 10 are missing"))

    async def test_another_key(self):
        self.audit.close()
        (self.folder / "key").unlink()
        self.open()
        self.audit.record(1, "afterwards")
        self.assertEqual((await self.audit.verify()).bad, 1)

    async def test_a_rewritten_file(self):
        """Without the key nobody makes a file that is right."""
        other = in_folder(Path(self.mktemp()), self.clock)
        other.record(1, "another story")
        written = other.retrieve(0, 1, True)[0].text
        other.close()
        self.write([*self.lines()[:1], f"{written}\n".encode()])
        self.assertEqual((await self.audit.verify()).bad, 1)

    async def test_everything_new(self):
        """Who removes all of it, key and head too, has a log that begins anew."""
        self.audit.close()
        for file in self.folder.iterdir():
            file.unlink()
        self.open()
        self.assertEqual(await self.audit.verify(), Verdict(0))


class Volumes(FolderTest):
    """Several files."""

    def setUp(self):
        super().setUp()
        self.fill(3)
        self.oldest, self.middle, _ = volume_files(self.folder)
        self.last = self.audit.extent().last

    async def test_the_oldest_is_missing(self):
        second = self.first_of(self.middle)
        self.oldest.unlink()
        expected = Verdict(0, 1, "the file that it was in is missing")
        self.assertEqual(await self.audit.verify(), expected)
        self.assertEqual(self.audit.retrieve(0, 1)[0].position, second)
        self.assertLess(self.audit.extent().size, 2 * (SIZE + 200))
        self.again()
        self.assertEqual(await self.audit.verify(), Verdict(0, 1, f"lines 1 to {second - 1} are missing"))

    async def test_one_in_the_middle_is_missing(self):
        second, third = self.first_of(self.middle), self.first_of(self.newest)
        self.middle.unlink()
        self.assertEqual((await self.audit.verify()).bad, second)
        found = [line.position for line in self.audit.retrieve(second - 3, 4)]
        self.assertEqual(found, [second - 2, second - 1, *range(third, self.last + 1)][:4])
        self.again()
        why = f"lines {second} to {third - 1} are missing"
        self.assertEqual(await self.audit.verify(), Verdict(second - 1, second, why))

    def first_of(self, file):
        return int(self.lines(file)[0].split(b"first ")[1].split(b",")[0])

    async def test_the_last_line_of_one(self):
        third = self.first_of(self.newest)
        self.write(self.lines(self.middle)[:-1], self.middle)
        verdict = await self.audit.verify()
        self.assertEqual((verdict.bad, verdict.why), (third - 1, f"line {third - 1} is missing"))

    async def test_one_changed(self):
        lines = self.lines(self.oldest)
        self.write(_change(4)(lines), self.oldest)
        self.assertEqual(await self.audit.verify(), Verdict(3, 4, "it is not the line that was written there"))

    async def test_an_older_one_comes_back(self):
        kept = self.oldest.read_bytes()
        self.fill_until_gone(self.oldest)
        self.oldest.write_bytes(kept)
        self.again()
        self.assertFalse(self.oldest.exists())
        self.assertEqual((await self.audit.verify()).bad, None)

    def fill_until_gone(self, file):
        while file.exists():
            self.audit.record(1, "more")

    async def test_headings_that_cannot_be_read(self):
        """The lines of such a file are shown where they stand, and judged wrong."""
        second = self.first_of(self.middle)
        self.write([b"nonsense\n", *self.lines(self.middle)[1:]], self.middle)
        before = self.texts()
        self.again()
        self.assertEqual(self.texts(), before)
        self.assertEqual((await self.audit.verify()).bad, second)

    async def test_all_headings_are_nonsense(self):
        for file in volume_files(self.folder):
            self.write([b"nonsense\n", *self.lines(file)[1:]], file)
        self.again()
        self.assertEqual((await self.audit.verify()).bad, 1)
        self.assertEqual(self.audit.retrieve(0, 1)[0].position, 1)


class Crashed(FolderTest):
    """What a crash leaves is repaired, and the log says so."""

    async def test_in_the_middle_of_a_line(self):
        self.audit.close()
        with self.newest.open("ab") as file:
            file.write(b"2023/11/14 22:1")
        self.again()
        text = "log repaired: 15 bytes of a line that a crash has cut off were removed"
        self.assertEqual(self.texts()[-2:], ["event 10", text])
        self.assertEqual(await self.audit.verify(), Verdict(11))
        self.assertEqual(self.told(), [f"audit {text}"])

    async def test_between_line_and_head(self):
        head = (self.folder / "head").read_bytes()
        self.audit.record(1, "event 11")
        self.audit.record(1, "event 12")
        self.audit.close()
        (self.folder / "head").write_bytes(head)
        with self.newest.open("ab") as file:
            file.write(b"2023")
        self.again()
        self.assertEqual(
            self.texts()[-3:],
            [
                "event 11",
                "event 12",
                "log repaired: 2 lines that were written just before a crash are whole; "
                "4 bytes of a line that a crash has cut off were removed",
            ],
        )
        self.assertEqual(await self.audit.verify(), Verdict(13))

    async def test_between_a_new_file_and_the_head(self):
        head = self.heads(2)
        self.audit.close()
        (self.folder / "head").write_bytes(head)
        self.again()
        self.assertEqual(self.told(), [])
        self.audit.record(1, "afterwards")
        self.assertEqual((await self.audit.verify()).bad, None)

    def heads(self, volumes):
        """The head as it was before the newest of so many files was begun."""
        keep, kept = self.audit._volumes.keep_head, []
        self.audit._volumes.keep_head = lambda data: (kept.append(data), keep(data))
        self.fill(volumes)
        return kept[-2]

    async def test_before_old_files_were_removed(self):
        self.fill(3)
        self.audit._volumes.remove = lambda number: None
        self.audit.clear(1, "master")
        self.assertEqual(len(volume_files(self.folder)), 4)
        self.again()
        self.assertEqual(len(volume_files(self.folder)), 1)
        self.assertEqual(self.texts(), ["log cleared by 'master'"])
        self.assertEqual(await self.audit.verify(), Verdict(1))

    async def test_at_the_very_beginning(self):
        for files in (["head"], ["head", "key"]):
            folder = Path(self.mktemp())
            in_folder(folder, self.clock).close()
            for file in folder.iterdir():
                if file.name not in files:
                    file.unlink()
            audit = in_folder(folder, self.clock)
            self.assertEqual((audit.extent().first, audit.extent().last), (1, 0))
            audit.close()


class Full(TestCase):
    """A disk that is full takes the log's lines, not the HSM."""

    def setUp(self):
        self.clock = Clock()
        self.clock.advance(NOW)
        self.folder = Path(self.mktemp())
        self.events = []
        self.seen = []
        self.audit = in_folder(self.folder, self.clock, self.events)
        self.addCleanup(self.audit.close)
        self.audit.watch(self.seen.append)
        self.audit.record(1, "before")

    def fails(self, *names):
        """Have no room for what these write."""
        original = {name: getattr(self.audit._volumes, name) for name in names}

        def full(*arguments):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        for name in names:
            setattr(self.audit._volumes, name, full)
        return lambda: [setattr(self.audit._volumes, name, each) for name, each in original.items()]

    def texts(self):
        return [line.text.partition("|")[2] for line in self.audit.retrieve(0, 10_000)]

    def told(self):
        return [event["log_format"].format(**event) for event in self.events]

    async def test_lines_are_lost_and_counted(self):
        again = self.fails("append")
        for _ in range(3):
            self.audit.record(1, "lost")
        extent = self.audit.extent()
        self.assertEqual((extent.last, extent.lost, extent.trouble), (1, 3, "No space left on device"))
        again()
        self.audit.record(1, "after")
        self.assertEqual(
            self.texts(),
            [
                "before",
                "after",
                "log incomplete: 3 events before the last one could not be written: No space left on device",
            ],
        )
        extent = self.audit.extent()
        self.assertEqual((extent.lost, extent.trouble), (3, ""))
        self.assertEqual(
            self.told(),
            [
                "the audit log cannot be written: No space left on device; events are lost until it can be",
                "the audit log can be written again",
            ],
        )
        self.assertEqual(await self.audit.verify(), Verdict(3))
        self.assertEqual([line.partition("|")[2] for line in self.seen[:4]], ["before", "lost", "lost", "lost"])

    async def test_lines_that_are_collected_are_lost_together(self):
        again = self.fails("append")
        for _ in range(3):
            self.audit.collect(1, "lost")
        self.audit.settle()
        self.assertEqual(self.audit.extent().lost, 3)
        again()
        self.audit.record(1, "after")
        text = "log incomplete: 3 events before the last one could not be written: No space left on device"
        self.assertEqual(self.texts(), ["before", "after", text])
        self.assertEqual(await self.audit.verify(), Verdict(3))

    async def test_where_they_would_stand(self):
        """Several lines may be written before it can be said that others are missing before them."""
        again = self.fails("append")
        self.audit.record(1, "lost")
        again()
        for text in ("one", "two", "three"):
            self.audit.collect(1, text)
        self.audit.settle()
        text = "log incomplete: 1 events before the last 3 could not be written: No space left on device"
        self.assertEqual(self.texts(), ["before", "one", "two", "three", text])

    async def test_full_again_at_once(self):
        again = self.fails("append")
        self.audit.record(1, "lost")
        again()
        written = []
        append = self.audit._volumes.append

        def once(data):
            if written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written.append(data)
            append(data)

        self.audit._volumes.append = once
        self.audit.record(1, "after")
        del self.audit._volumes.append
        self.audit.record(1, "later")
        self.assertIn("log incomplete: 1 events", self.texts()[-1])
        self.assertEqual(await self.audit.verify(), Verdict(4))

    async def test_half_a_line(self):
        """What was written of a line that has no room goes."""
        write = os.write
        self.patch(os, "write", lambda file, data: write(file, data[:10]))
        self.audit.record(1, "lost")
        self.patch(os, "write", write)
        self.assertEqual(self.audit.extent().lost, 1)
        self.audit.record(1, "after")
        self.assertEqual(await self.audit.verify(), Verdict(3))

    async def test_no_room_for_another_file(self):
        again = self.fails("begin")
        for _ in range(50):
            self.audit.record(1, "more")
        self.assertEqual(len(volume_files(self.folder)), 1)
        self.assertGreater(self.audit.extent().size, SIZE)
        self.assertEqual(self.audit.extent().lost, 0)
        again()
        for _ in range(60):
            self.audit.record(1, "more")
        self.assertGreater(len(volume_files(self.folder)), 1)
        self.assertEqual(await self.audit.verify(), Verdict(111))

    def test_no_clearing(self):
        self.fails("begin")
        with self.assertRaises(LogUnusable) as caught:
            self.audit.clear(1, "master")
        self.assertEqual(str(caught.exception), "no new log can be begun: No space left on device")
        self.assertEqual(self.texts(), ["before"])

    async def test_no_head(self):
        again = self.fails("keep_head")
        self.audit.record(1, "one")
        self.audit.clear(1, "master")
        self.assertEqual(self.audit.extent().trouble, "No space left on device")
        again()
        self.audit.close()
        self.audit = in_folder(self.folder, self.clock, self.events)
        self.addCleanup(self.audit.close)
        self.assertEqual(self.texts()[0], "log cleared by 'master'")

    async def test_files_that_cannot_be_removed(self):
        self.fails("remove")
        for _ in range(120):
            self.audit.record(1, "more")
        self.assertEqual(self.audit.extent().lost, 0)
        self.assertEqual((await self.audit.verify()).bad, None)

    def test_unusable_from_the_start(self):
        class Unreadable:
            key = KEY

            def numbers(self):
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        with self.assertRaises(LogUnusable) as caught:
            journal(Unreadable(), self.clock)
        self.assertEqual(str(caught.exception), "the audit log cannot be used: Input/output error")
