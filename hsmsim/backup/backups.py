"""Backups: everything that is stored goes into a file, and what is in a file goes into the place of everything."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from zope.interface import implementer

from hsmsim.backup.form import SALT_SIZE, WORK, Header, Keys, check_pin, read_header
from hsmsim.backup.reading import entries
from hsmsim.backup.writing import Entry, Kind, Writer
from hsmsim.interfaces.backups import BackupBusy, Contents, DamagedBackup, IBackups, NotRestored
from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.interfaces.store import ISnapshot, IStore, ISuccessor
from hsmsim.ttlv.errors import Malformed

# Objects; then others have their turn of the reactor.
WRITTEN_AT_ONCE = 50  # a millisecond
TAKEN_IN_AT_ONCE = 100


@implementer(IBackups)
@dataclass(slots=True)
class Backups:
    """The backups of one appliance.

    Args:
        product: the version of the software.
        count_users: how many users these records are; raises PartitionsError where one cannot be read.
        new_file: an empty file, which is gone when it is closed.
        clock: seconds since 1970.
        random: that many random bytes.
        offload: runs a slow function elsewhere.
        give_way: returns when others have had their turn of the reactor.
        replaced: called once what is stored is another's: whoever has kept something of it forgets that.
        work: scrypt's N for new backups.
    """

    product: str
    store: IStore
    count_users: Callable[[Mapping[str, bytes]], int]
    new_file: Callable[[], BinaryIO]
    clock: Callable[[], float]
    random: Callable[[int], bytes]
    offload: Callable[..., Awaitable[Any]]
    give_way: Callable[[], Awaitable[None]]
    replaced: Callable[[], object]
    work: int = WORK
    _busy: bool = field(default=False, init=False)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        if self._busy:
            raise BackupBusy("another backup is being made or restored")
        self._busy = True
        try:
            yield
        except OSError as error:
            raise NotRestored(f"nothing was done: {error.strerror or error}") from error
        finally:
            self._busy = False

    # ------------------------------------------------------------------------------------------------- writing

    async def create(self, pin: str) -> tuple[BinaryIO, Contents]:
        """Write everything as it is now."""
        check_pin(pin)
        async with self._alone():
            header = Header(self.product, int(self.clock()), self.work, self.random(SALT_SIZE))
            keys = await self.offload(Keys, pin, header)
            file = self.new_file()
            try:
                writer = Writer(file, header, keys)
                with closing(self.store.snapshot()) as snapshot:
                    users = snapshot.users()
                    counted = self.count_users(users)
                    await self._write(writer, users, snapshot)
                writer.end()
                size = file.tell()
                file.seek(0)
            except BaseException:
                file.close()
                raise
        objects = writer.counts[Kind.OBJECT]
        return file, Contents(header.product, header.created, counted, objects, size)

    async def _write(self, writer: Writer, users: Mapping[str, bytes], snapshot: ISnapshot) -> None:
        for user_id, record in sorted(users.items()):
            writer.put(Kind.USER, user_id, record)
        for partition in sorted(users):
            after = 0
            while page := snapshot.dump(partition, after, WRITTEN_AT_ONCE):
                for packed in page:
                    writer.put(Kind.OBJECT, partition, packed.data)
                after = page[-1].number
                await self.give_way()

    # ------------------------------------------------------------------------------------------------- reading

    async def restore(self, file: BinaryIO, pin: str) -> Contents:
        """Take everything in, and only when all of it is there let it be what is stored."""
        check_pin(pin)
        async with self._alone():
            file.seek(0)
            header, head, mac = read_header(file.read)
            keys = await self.offload(Keys, pin, header)
            keys.check(head, mac)
            successor = self.store.successor()
            try:
                users, objects = await self._take_in(successor, entries(file, keys))
                async with self.store.everywhere():
                    successor.take_over()
                    self.replaced()
            finally:
                successor.discard()
            return Contents(header.product, header.created, users, objects, file.tell())

    async def _take_in(self, successor: ISuccessor, found: Iterator[Entry]) -> tuple[int, int]:
        """Fill the successor; how many users and objects there were."""
        users: dict[str, bytes] = {}
        objects = 0
        while some := list(islice(found, TAKEN_IN_AT_ONCE)):
            for entry in some:
                if entry.kind is Kind.USER:
                    users[entry.name] = entry.data
                    successor.put_user(entry.name, entry.data)
            for partition, packed in _by_partition(some).items():
                if partition not in users:
                    raise DamagedBackup("there are objects of nobody in the backup")
                objects += len(packed)
                _put(successor, partition, packed)
            await self.give_way()
        try:
            return self.count_users(users), objects
        except PartitionsError as error:
            raise DamagedBackup(f"the users of the backup cannot be taken over: {error}") from None


def _by_partition(some: list[Entry]) -> dict[str, list[bytes]]:
    """The objects among some entries."""
    found: dict[str, list[bytes]] = {}
    for entry in some:
        if entry.kind is Kind.OBJECT:
            found.setdefault(entry.name, []).append(entry.data)
    return found


def _put(successor: ISuccessor, partition: str, packed: list[bytes]) -> None:
    try:
        successor.put_objects(partition, packed)
    except Malformed:
        raise DamagedBackup(f"an object of partition '{partition}' in the backup cannot be read") from None
