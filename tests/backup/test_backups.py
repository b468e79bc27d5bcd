"""Tests of hsmsim/backup/backups.py."""

import io
import json
import os
from collections.abc import Iterable
from contextlib import closing
from typing import Any, BinaryIO, cast

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock, deferLater
from twisted.trial.unittest import TestCase
from zope.interface.verify import verifyObject

from hsmsim.backup import backups as module
from hsmsim.backup.backups import Backups
from hsmsim.backup.writing import Entry, Kind
from hsmsim.interfaces.backups import (
    BackupBusy,
    BadPin,
    DamagedBackup,
    IBackups,
    NoBackup,
    NotRestored,
)
from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.interfaces.store import Changes, IStore
from hsmsim.store.memory import Memory
from hsmsim.store.sqlite import SQLite
from tests.backup.files import PIN, written
from tests.suites.store import saving, symmetric_key
from tests.support import rows

NOW = 1_700_000_000


def count_users(users: Any) -> int:
    """The users are what is not called `policy`; `master` is among them."""
    if "master" not in users:
        raise PartitionsError("there is no user 'master'")
    return len(users.keys() - {"policy"})


async def at_once(function: Any, *arguments: Any) -> Any:
    return function(*arguments)


class BackupsTest(TestCase):
    """A store with two users and 250 objects; another with one user and one object."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.replaced: list[str] = []
        self.first, self.second = self.of(Memory()), self.of(Memory())
        for name, data in (("alice", b"record"), ("master", b"of master"), ("policy", b"of passwords")):
            self.first.store.put_user(name, data)
        self.first.store.apply({"alice": saving(*(symmetric_key(f"k{number}") for number in range(250)))})
        self.second.store.put_user("master", b"other")
        self.second.store.apply({"master": saving(symmetric_key("old"))})

    def of(self, store: Any) -> Backups:
        async def give_way() -> None:
            await deferLater(self.clock, 1)

        return Backups(
            product="1.2.3",
            store=cast(IStore, store),
            count_users=count_users,
            new_file=io.BytesIO,
            clock=self.clock.seconds,
            random=os.urandom,
            offload=at_once,
            give_way=give_way,
            replaced=lambda: self.replaced.append("replaced"),
            work=2,
        )

    def begin(self, doing: Any) -> Deferred[Any]:
        return Deferred.fromCoroutine(doing)

    def turn(self, times: int = 20) -> None:
        self.clock.pump([1] * times)

    async def end(self, doing: Any) -> Any:
        doing = self.begin(doing)
        self.turn()
        return await doing

    async def file(self) -> bytes:
        file, _ = await self.end(self.first.create(PIN))
        return file.read()  # type: ignore[no-any-return]

    async def refused(self, kind: type[Exception], file: bytes, pin: str = PIN) -> str:
        """A restore that is refused; everything is as before."""
        before = self.contents(self.second)
        error = await self.assertFailure(self.begin(self.end(self.second.restore(io.BytesIO(file), pin))), kind)
        self.assertEqual((self.contents(self.second), self.replaced), (before, []))
        return str(error)

    def contents(self, backups: Backups) -> Any:
        with closing(backups.store.snapshot()) as found:
            users = found.users()
            return users, {user: [packed.data for packed in found.dump(user, 0, 1000)] for user in users}


class There(BackupsTest):
    """What goes into a backup comes out of it."""

    def test_interface(self) -> None:
        verifyObject(IBackups, self.first)

    async def test_there_and_back(self) -> None:
        file, made = await self.end(self.first.create(PIN))
        self.assertEqual((made.product, made.created, made.users, made.objects), ("1.2.3", NOW, 2, 250))
        self.assertEqual(len(file.getvalue()), made.size)
        file.seek(5)  # wherever it was left
        self.assertEqual(await self.end(self.second.restore(file, PIN)), made)
        self.assertEqual(self.contents(self.second), self.contents(self.first))
        self.assertEqual(self.replaced, ["replaced"])

    async def test_no_two_are_alike(self) -> None:
        self.assertNotEqual((await self.file())[200:], (await self.file())[200:])

    async def test_into_a_database(self) -> None:
        store = SQLite(self.mktemp(), cast(Any, self.clock), os.urandom)
        self.addCleanup(store.close)
        other = self.of(store)
        await self.end(other.restore(io.BytesIO(await self.file()), PIN))
        self.assertEqual(self.contents(other), self.contents(self.first))


class Meanwhile(BackupsTest):
    """Others go on, and a backup is everything as it was at one moment."""

    async def test_the_reactor_turns(self) -> None:
        making = self.begin(self.first.create(PIN))
        self.turn(2)
        self.assertNoResult(making)
        self.turn()
        restoring = self.begin(self.second.restore((await making)[0], PIN))
        self.turn(2)
        self.assertNoResult(restoring)
        self.turn()
        await restoring

    async def test_who_writes_does_not_wait(self) -> None:
        """Whatever is done while it is made is not in it: neither objects nor users."""
        before = self.contents(self.first)
        making = self.begin(self.first.create(PIN))
        self.turn(1)
        self.assertNoResult(making)
        store = self.first.store
        async with store.exclusive("alice"):
            store.apply({"alice": Changes({"new": symmetric_key("new")}, {f"k{number}": 1 for number in range(250)})})
        store.put_user("bob", b"record")
        store.apply({"bob": saving(symmetric_key("k1"))})
        self.turn()
        file, made = await making
        self.assertEqual((made.users, made.objects, store.count("alice")), (2, 250, 1))
        await self.end(self.second.restore(file, PIN))
        self.assertEqual(self.contents(self.second), before)

    async def test_nobody_who_is_at_work_is_waited_for(self) -> None:
        async with self.first.store.exclusive("alice"):
            self.assertEqual((await self.end(self.first.create(PIN)))[1].objects, 250)

    async def test_who_is_inside_finishes_first(self) -> None:
        """What takes over waits for those who work in what there was."""
        file = io.BytesIO(await self.file())
        async with self.second.store.shared("master"):
            restoring = self.begin(self.second.restore(file, PIN))
            self.turn()
            self.assertNoResult(restoring)
            self.assertEqual(self.second.store.count("master"), 1)
        await restoring
        self.assertEqual(self.second.store.count("master"), 0)

    async def test_one_at_a_time(self) -> None:
        making = self.begin(self.first.create(PIN))
        await self.assertFailure(self.begin(self.first.create(PIN)), BackupBusy)
        await self.assertFailure(self.begin(self.first.restore(io.BytesIO(), PIN)), BackupBusy)
        self.turn()
        await making
        await self.file()


class Refused(BackupsTest):
    """Nothing is lost."""

    async def test_pins(self) -> None:
        file = await self.file()
        await self.refused(BadPin, file, PIN + "x")
        await self.refused(BadPin, file, "short")
        await self.assertFailure(self.begin(self.first.create("short")), BadPin)
        await self.file()

    async def test_cut_at_the_end(self) -> None:
        """Everything but the last byte was right, and taken in already."""
        await self.refused(DamagedBackup, (await self.file())[:-1])

    async def test_other_files(self) -> None:
        await self.refused(NoBackup, b"")
        file = await self.file()
        self.assertEqual(json.loads(file[16 : 16 + file[15]])["format"], 1)
        text = await self.refused(NoBackup, file.replace(b'"format": 1', b'"format": 2'))
        self.assertEqual(text, "the backup is of format 2; format 1 is read")

    async def test_no_place(self) -> None:
        file = await self.file()
        self.patch(Memory, "successor", _full)
        text = await self.refused(NotRestored, file)
        self.assertEqual(text, "nothing was done: No space left on device")
        self.patch(Memory, "snapshot", _full)
        await self.assertFailure(self.begin(self.end(self.first.create(PIN))), NotRestored)
        self.patch(self.first, "new_file", _full)
        await self.assertFailure(self.begin(self.end(self.first.create(PIN))), NotRestored)

    async def test_a_backup_that_fails_leaves_no_file(self) -> None:
        files: list[BinaryIO] = []

        def new_file() -> BinaryIO:
            files.append(io.BytesIO())
            return files[0]

        self.patch(self.first, "new_file", new_file)
        self.first.store.put_user("alice", b"record")
        self.patch(module, "Writer", _full)
        await self.assertFailure(self.begin(self.end(self.first.create(PIN))), NotRestored)
        self.assertTrue(files[0].closed)

    async def test_users_that_cannot_be(self) -> None:
        """They are not written either: such a backup would be good for nothing."""
        self.patch(self.first, "count_users", _nobody)
        await self.assertFailure(self.begin(self.end(self.first.create(PIN))), PartitionsError)


def _full(*_: Any) -> Any:
    raise OSError(28, "No space left on device")


def _nobody(users: Any) -> int:
    raise PartitionsError("nobody")


MASTER = Entry(Kind.USER, "master", b"record")


@rows(
    no_master=(
        [Entry(Kind.USER, "alice", b"")],
        "the users of the backup cannot be taken over: there is no user 'master'",
    ),
    nobodys=([MASTER, Entry(Kind.OBJECT, "bob", b"")], "there are objects of nobody in the backup"),
    no_object=(
        [MASTER, Entry(Kind.OBJECT, "master", b"junk")],
        "an object of partition 'master' in the backup cannot be read",
    ),
)
class Senseless(BackupsTest):
    """It opens, and is no HSM's."""

    async def check(self, entries: Iterable[Entry], text: str) -> None:
        self.assertEqual(await self.refused(DamagedBackup, written(entries)), text)
