"""hsmsim.store.snapshots."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.sqlite import SQLite
from tests.suites.store import opaque_object, saving, symmetric_key


class SnapshotTests(SynchronousTestCase):
    """A store whose first connection writes, and whose others can be made to fail."""

    def setUp(self):
        self.folder = Path(self.mktemp())
        self.failing = None
        self.clock = Clock()
        self.store = SQLite(self.folder, self.clock, os.urandom, self.connect)
        self.addCleanup(self.store.close)
        self.save("k1")
        self.clock.advance(0)

    def connect(self, path, **settings):
        if self.failing is not None:
            raise self.failing
        return sqlite3.connect(path, **settings)

    def save(self, uid):
        self.store.apply({"anna": saving(symmetric_key(uid))})

    def readable(self):
        """Whether another process could read the database."""
        with closing(sqlite3.connect(self.folder / "hsmsim.db", timeout=0)) as other:
            try:
                return other.execute("SELECT count(*) FROM object").fetchone() is not None
            except sqlite3.OperationalError:
                return False

    def files(self):
        return sorted(os.listdir(self.folder))

    def test_the_database_is_the_stores_alone_but_for_snapshots(self):
        self.assertFalse(self.readable())
        first, second = self.store.snapshot(), self.store.snapshot()
        self.assertTrue(self.readable())
        first.close()
        self.assertTrue(self.readable())
        second.close()
        self.assertFalse(self.readable())

    def test_what_was_written_in_this_turn_is_committed_and_told(self):
        self.save("k2")
        waiting = Deferred.fromCoroutine(self.store.durable())
        with closing(self.store.snapshot()) as snapshot:
            self.successResultOf(waiting)
            self.assertEqual(len(snapshot.dump("anna", 0, 9)), 2)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_closed_while_others_write(self):
        snapshot = self.store.snapshot()
        self.save("k2")
        waiting = Deferred.fromCoroutine(self.store.durable())
        snapshot.close()
        self.successResultOf(waiting)
        self.assertFalse(self.readable())

    def test_somebody_who_looks_in_from_outside_stops_nobody(self):
        with closing(sqlite3.connect(self.folder / "hsmsim.db", timeout=0)) as other:
            with closing(self.store.snapshot()):
                other.execute("BEGIN")
                self.assertEqual(other.execute("SELECT count(*) FROM object").fetchone(), (1,))
            self.save("k2")
            waiting = Deferred.fromCoroutine(self.store.durable())
            self.clock.advance(0)
            self.successResultOf(waiting)
        self.store.snapshot().close()
        self.assertFalse(self.readable())

    def test_nothing_is_written_over_it(self):
        with closing(self.store.snapshot()) as snapshot, self.assertRaises(sqlite3.OperationalError):
            snapshot._connection.execute("DELETE FROM object")

    def test_one_that_cannot_be_taken(self):
        """The store is as it was, and the next one may be."""
        self.failing = sqlite3.OperationalError("unable to open database file")
        with self.assertRaises(OSError) as caught:
            self.store.snapshot()
        self.assertEqual(str(caught.exception), "the database could not be read: unable to open database file")
        self.assertFalse(self.readable())
        self.failing = None
        with closing(self.store.snapshot()) as snapshot:
            self.assertEqual(len(snapshot.dump("anna", 0, 9)), 1)

    def test_one_beside_others_that_cannot_be_taken(self):
        with closing(self.store.snapshot()) as snapshot:
            self.failing = sqlite3.OperationalError("unable to open database file")
            self.assertRaises(OSError, self.store.snapshot)
            self.save("k2")
            self.clock.advance(0)
            self.assertEqual(len(snapshot.dump("anna", 0, 9)), 1)

    def test_one_that_cannot_begin(self):
        """Its connection is not left open."""
        opened = []
        connect = self.connect

        def locked(path, **settings):
            opened.append(connect(path, **settings))
            opened[0].set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
            return opened[0]

        self.store._snapshots._connect = locked
        self.assertRaises(OSError, self.store.snapshot)
        self.assertRaises(sqlite3.ProgrammingError, opened[0].execute, "SELECT 1")
        self.assertFalse(self.readable())

    def test_the_end_of_the_store_is_its_end(self):
        snapshot = self.store.snapshot()
        self.save("k2")
        self.store.close()
        self.assertRaises(OSError, snapshot.dump, "anna", 0, 9)
        self.assertRaises(OSError, snapshot.users)
        snapshot.close()
        self.assertEqual(self.files(), ["hsmsim.db", "lock", "master.key"])

    def test_a_successor_is_its_end(self):
        snapshot = self.store.snapshot()
        successor = self.store.successor()
        successor.take_over()
        successor.discard()
        self.assertRaises(OSError, snapshot.dump, "anna", 0, 9)
        self.assertEqual(self.store.count("anna"), 0)
        self.assertFalse(self.readable())

    def test_the_log_is_emptied_again(self):
        """What is written while a snapshot is open stays in the log; not longer."""
        log = self.folder / "hsmsim.db-wal"
        with closing(self.store.snapshot()):
            self.written(range(60))
            size = log.stat().st_size
        self.written(range(60, 120))
        self.assertLess(log.stat().st_size, size * 1.5)

    def written(self, numbers):
        for number in numbers:
            self.store.apply({"anna": saving(opaque_object(f"o{number}", bytes(100_000)))})
            self.clock.advance(0)
