"""hsmsim.store.sqlite."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest import mock

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

import hsmsim
from hsmsim.errors import Conflict, NoSuchObject
from hsmsim.interfaces.store import Changes, Hint
from hsmsim.spec.enums import ObjectType, State
from hsmsim.store import leaving, sqlite
from hsmsim.store.errors import Damaged, FolderInUse, NotOurs, WrongMasterKey
from hsmsim.store.sqlite import SQLite
from tests.suites.store import MATERIAL, opaque_object, saving, suite, symmetric_key

ROOT = Path(hsmsim.__file__).parent.parent


def in_new_folder(test):
    store = SQLite(test.mktemp(), reactor, os.urandom)
    test.addCleanup(store.close)
    return store


class SQLiteSuite(suite(in_new_folder)):
    """SQLite is a store."""

    def test_keeps(self):
        self.assertIs(self.store.keeps, True)


class SmallMemorySuite(suite(in_new_folder)):
    """SQLite is the same store when it remembers nothing and reads everything from the database."""

    def setUp(self):
        for name, value in (("REMEMBERED", 0), ("PAGE", 3)):
            patch = mock.patch.object(sqlite, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        super().setUp()


class Connection(sqlite3.Connection):
    """A connection that counts what it does and fails to commit when it is told to."""

    counts: dict

    def execute(self, sql, *args):
        word = sql.split()[0]
        self.counts[word] = self.counts.get(word, 0) + 1
        if sql == "COMMIT" and self.counts.pop("fail", None):
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *args)


class Case(SynchronousTestCase):
    """A store in a folder that can be closed, changed from outside and opened again."""

    def setUp(self):
        self.folder = Path(self.mktemp())
        self.clock = Clock()
        self.counts = {}
        self.store = self.open()

    def connect(self, path, **settings):
        connection = sqlite3.connect(path, factory=Connection, **settings)
        connection.counts = self.counts
        return connection

    def open(self):
        store = SQLite(self.folder, self.clock, os.urandom, self.connect)
        self.addCleanup(store.close)
        return store

    def reopen(self):
        self.store.close()
        self.store = self.open()

    def save(self, *objects, partition="anna"):
        self.store.apply({partition: saving(*objects)})

    def durable(self):
        return Deferred.fromCoroutine(self.store.durable())

    def outside(self, statement, *values):
        """Change the closed database, and open it again."""
        self.store.close()
        with closing(sqlite3.connect(self.folder / "hsmsim.db")) as connection, connection:
            connection.execute(statement, values)
        self.store = self.open()


class Kept(Case):
    def test_objects_outlive_the_store(self):
        key = symmetric_key("k1", "one", groups=("g",))
        self.save(key, opaque_object("o1", b"data"))
        self.store.put_user("anna", b"record")
        self.reopen()
        self.assertEqual(self.store.load("anna", "k1"), key)
        self.assertEqual([obj.uid for obj in self.store.candidates("anna", Hint())], ["o1", "k1"])
        self.assertEqual(self.store.named("anna", "one"), ["k1"])
        self.assertEqual(self.store.users(), {"anna": b"record"})

    def test_changes_and_deletions_too(self):
        self.save(symmetric_key("k1", "one"), symmetric_key("k2"), symmetric_key("k3"))
        self.reopen()
        first, second = self.store.load("anna", "k1"), self.store.load("anna", "k2")
        first.set("State", State.ACTIVE)
        second.value = None
        self.store.apply({"anna": Changes(saved={"k1": first, "k2": second}, deleted={"k3": 1})})
        self.reopen()
        self.assertEqual([self.store.load("anna", uid) for uid in ("k1", "k2")], [first, second])
        self.assertEqual(self.store.count("anna"), 2)

    def test_a_value_that_did_not_change_is_not_written_again(self):
        self.save(symmetric_key("k1"))
        loaded = self.store.load("anna", "k1")
        self.counts.clear()
        self.save(loaded)
        self.assertEqual(self.counts["UPDATE"], 1)

    def test_close_leaves_one_file_and_a_free_folder(self):
        self.save(symmetric_key("k1"))
        self.store.close()
        self.assertEqual(sorted(os.listdir(self.folder)), ["hsmsim.db", "lock", "master.key"])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_remembered_objects_cost_no_query(self):
        self.save(symmetric_key("k1"))
        self.counts.clear()
        self.store.load("anna", "k1")
        self.assertEqual(self.counts, {})

    def test_a_search_goes_page_by_page(self):
        self.save(*(symmetric_key(f"k{number}") for number in range(3 * sqlite.PAGE)))
        self.counts.clear()
        found = iter(self.store.candidates("anna", Hint()))
        self.assertEqual(next(found).uid, f"k{3 * sqlite.PAGE - 1}")
        self.assertEqual(self.counts, {"SELECT": 1})

    def test_searches_use_their_index(self):
        self.reopen()
        hints = Hint(name="n"), Hint(object_group="g"), Hint(object_type=ObjectType.TEMPLATE), Hint()
        plans = []
        execute = self.store._execute
        self.store._execute = lambda sql, values: (
            plans.append([row[3] for row in execute(f"EXPLAIN QUERY PLAN {sql}", values)]) or execute(sql, values)
        )
        for hint in hints:
            self.assertEqual(list(self.store.candidates("anna", hint)), [])
        self.store.named("anna", "n")
        self.assertEqual(len(plans), 5)
        for step in (step for plan in plans for step in plan):
            self.assertIn("SEARCH", step)  # neither SCAN nor USE TEMP B-TREE FOR ORDER BY


class Durable(Case):
    def test_one_commit_for_all_messages_of_a_turn(self):
        self.counts.clear()
        waiting = []
        for number in range(16):
            self.save(symmetric_key(f"k{number}"), partition=f"user{number % 3}")
            waiting.append(self.durable())
        self.store.put_user("anna", b"record")
        self.clock.advance(0)
        for each in waiting:
            self.successResultOf(each)
        self.assertEqual((self.counts["BEGIN"], self.counts["COMMIT"]), (1, 1))

    def test_commit_fails(self):
        self.save(symmetric_key("k1"))
        self.clock.advance(0)
        changed = self.store.load("anna", "k1")
        changed.set("State", State.ACTIVE)
        self.save(changed, symmetric_key("k2"))
        waiting = self.durable()
        self.counts["fail"] = 1
        self.clock.advance(0)
        self.failureResultOf(waiting, OSError)
        self.assertIs(self.store.load("anna", "k1").state, State.PRE_ACTIVE)
        with self.assertRaises(NoSuchObject):
            self.store.load("anna", "k2")
        with self.assertRaises(Conflict):
            self.save(changed)

    def test_disk_full(self):
        """SQLite gives up the whole transaction, so whoever wrote before in the turn is told too."""
        self.save(symmetric_key("k1"))
        waiting = self.durable()
        (pages,) = self.store._execute("PRAGMA page_count").fetchone()
        self.store._execute(f"PRAGMA max_page_count = {pages + 2}")
        with self.assertRaises(OSError) as caught:
            self.save(opaque_object("o1", bytes(100_000)))
        self.assertIn("database or disk is full", str(caught.exception))
        self.failureResultOf(waiting, OSError)
        self.assertEqual(self.store.count("anna"), 0)
        self.store._execute("PRAGMA max_page_count = 1000000")
        self.save(opaque_object("o1", bytes(100_000)))
        again = self.durable()
        self.clock.advance(0)
        self.successResultOf(again)

    def test_close_that_cannot_write_lets_the_folder_go(self):
        self.save(symmetric_key("k1"))
        self.counts["fail"] = 1
        with self.assertRaises(OSError):
            self.store.close()
        self.store = self.open()
        self.assertEqual(self.store.count("anna"), 0)


class Leaving(Case):
    """A user who goes: the record at once, the objects part by part."""

    def setUp(self):
        super().setUp()
        self.patch(leaving, "AT_ONCE", 2)
        self.store.put_user("anna", b"record")
        self.save(*(symmetric_key(f"k{number}", f"name {number}", groups=("g", "h")) for number in range(5)))
        self.save(symmetric_key("k1", "one"), partition="bert")
        self.clock.advance(0)
        self.left = Deferred.fromCoroutine(self.store.drop_user("anna"))

    def everything(self):
        return {table: self.store._execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}

    def assertGone(self):
        self.assertEqual((self.store.count("anna"), self.store.count("bert")), (0, 1))
        self.assertEqual([len(rows) for rows in self.everything().values()], [1, 1, 0, 0])

    def test_others_are_served_meanwhile(self):
        self.assertNoResult(self.left)
        self.assertEqual((self.store.users(), self.store.count("anna")), ({}, 3))
        self.save(symmetric_key("k2"), partition="bert")
        while not self.left.called:
            self.clock.advance(0)
        self.successResultOf(self.left)
        self.assertEqual(self.store.count("bert"), 2)
        self.assertEqual((self.found(), self.store.named("anna", "name 0")), ([], []))

    def found(self):
        return list(self.store.candidates("anna", Hint()))

    def test_after_a_crash_the_rest_goes(self):
        self.store.close()
        with closing(sqlite3.connect(self.folder / "hsmsim.db")) as connection:
            (left,) = connection.execute("SELECT count(*) FROM object WHERE partition = 'anna'").fetchone()
        self.assertEqual(left, 3)
        self.store = self.open()
        self.assertGone()

    def test_a_new_user_of_the_same_name_finds_nothing(self):
        self.store.put_user("anna", b"another")
        self.assertEqual(self.store.users(), {"anna": b"another"})
        self.assertGone()

    def test_a_user_who_stays_because_it_could_not_be_written_keeps_all(self):
        while not self.left.called:
            self.clock.advance(0)
        self.store.put_user("carl", b"record")
        self.save(symmetric_key("k1", "one"), partition="carl")
        self.clock.advance(0)
        self.counts["fail"] = 1
        left = Deferred.fromCoroutine(self.store.drop_user("carl"))
        self.successResultOf(left)
        told = Deferred.fromCoroutine(self.store.durable())
        self.clock.advance(0)
        self.failureResultOf(told, OSError)
        self.store.put_user("carl", b"again")
        self.assertEqual(self.store.count("carl"), 1)


TABLES = ("object", "name", "object_group", "leaving")

CHILD = """
import os, sys
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from hsmsim.store.sqlite import SQLite
from tests.suites.store import saving, symmetric_key

async def work(store, worker):
    number = 0
    while True:
        uid = f"{worker}-{number}"
        store.apply({"anna": saving(symmetric_key(uid, "name " + uid))})
        await store.durable()
        os.write(1, (uid + chr(10)).encode())
        number += 1

def start():
    store = SQLite(sys.argv[1], reactor, os.urandom)
    for worker in range(3):
        Deferred.fromCoroutine(work(store, worker))

reactor.callWhenRunning(start)
reactor.run()
"""


class Killed(SynchronousTestCase):
    def test_everything_that_was_answered_is_there(self):
        folder = self.mktemp()
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, folder],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        try:
            said = [child.stdout.readline() for _ in range(60)]
            with self.assertRaises(FolderInUse) as caught:
                SQLite(folder, Clock(), os.urandom)
            self.assertEqual(caught.exception.pid, child.pid)
        finally:
            child.send_signal(signal.SIGKILL)
            said += child.stdout.read().splitlines(keepends=True)
            child.wait()
            child.stdout.close()
        uids = [line.decode().strip() for line in said if line.endswith(b"\n")]
        self.assertGreaterEqual(len(uids), 60)
        store = SQLite(folder, Clock(), os.urandom)
        self.addCleanup(store.close)
        for uid in uids:
            self.assertEqual(store.load("anna", uid).value, symmetric_key(uid).value)
            self.assertEqual(store.named("anna", f"name {uid}"), [uid])


class Sealed(Case):
    def test_no_secret_in_the_files(self):
        self.save(symmetric_key("k1", "a name"))
        self.store.put_user("anna", b"a record with a password")
        self.clock.advance(0)
        written = b"".join(file.read_bytes() for file in self.folder.iterdir())
        self.assertIn(b"a name", written)
        for secret in (MATERIAL, MATERIAL[:16], b"a record with a password"):
            self.assertNotIn(secret, written)

    def test_value_moved_to_another_object(self):
        self.save(symmetric_key("k1"), symmetric_key("k2"))
        self.outside("UPDATE object SET value = (SELECT value FROM object WHERE uid = 'k1') WHERE uid = 'k2'")
        self.store.load("anna", "k1")
        with self.assertRaises(Damaged) as caught:
            self.store.load("anna", "k2")
        self.assertIn("object anna/k2 was changed outside", str(caught.exception))

    def test_object_moved_to_another_partition(self):
        self.save(symmetric_key("k1"))
        self.outside("UPDATE object SET partition = 'bert'")
        with self.assertRaises(Damaged):
            self.store.load("bert", "k1")
        with self.assertRaises(Damaged):
            list(self.store.candidates("bert", Hint()))

    def test_attributes_that_are_none(self):
        self.save(symmetric_key("k1"))
        self.outside("UPDATE object SET attributes = ?", b"no TTLV")
        with self.assertRaises(Damaged):
            self.store.load("anna", "k1")

    def test_record_of_another_user(self):
        self.store.put_user("anna", b"record")
        self.outside("UPDATE user SET user_id = 'bert'")
        with self.assertRaises(Damaged) as caught:
            self.store.users()
        self.assertIn("user bert was changed outside", str(caught.exception))


class NotOpened(Case):
    """A store that cannot be opened says why and lets the folder go."""

    def refused(self, error):
        with self.assertRaises(error):
            self.open()

    def test_wrong_master_key(self):
        self.save(symmetric_key("k1"))
        self.store.close()
        key = self.folder / "master.key"
        right = key.read_bytes()
        key.write_bytes(bytes(32))
        with self.assertRaises(WrongMasterKey) as caught:
            self.open()
        self.assertIn("is not the key of this database: put back the master.key", str(caught.exception))
        key.write_bytes(right)
        self.assertEqual(self.open().count("anna"), 1)

    def test_missing_master_key(self):
        self.store.close()
        (self.folder / "master.key").unlink()
        self.refused(WrongMasterKey)
        self.assertFalse((self.folder / "master.key").exists())

    def test_crashed_before_anything_was_sealed(self):
        self.outside("DELETE FROM master")
        self.save(symmetric_key("k1"))
        self.reopen()
        self.assertEqual(self.store.count("anna"), 1)

    def test_other_database(self):
        self.store.close()
        database = self.folder / "hsmsim.db"
        database.write_bytes(b"notes " * 1000)
        self.refused(NotOurs)
        database.unlink()
        self.open()

    def test_in_use(self):
        self.refused(FolderInUse)


class Succession(SynchronousTestCase):
    """What fails or is broken off before the new database has its place leaves the old one."""

    def setUp(self):
        self.folder = Path(self.mktemp())
        self.store = self.open()
        self.store.put_user("anna", b"record")
        self.store.apply({"anna": saving(symmetric_key("k1"))})

    def open(self, connect=sqlite3.connect):
        store = SQLite(self.folder, Clock(), os.urandom, connect)
        self.addCleanup(store.close)
        return store

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_lasts(self):
        successor = self.store.successor()
        successor.put_user("bert", b"other")
        successor.take_over()
        successor.discard()
        self.store.close()
        self.assertEqual(self.files(), ["hsmsim.db", "lock", "master.key"])
        again = self.open()
        self.assertEqual((again.users(), again.count("anna")), ({"bert": b"other"}, 0))

    def test_no_place(self):
        successor = self.store.successor()
        successor.put_user("bert", b"other")
        with mock.patch.object(Path, "rename", side_effect=OSError("no")), self.assertRaises(OSError):
            successor.take_over()
        successor.discard()
        self.assertEqual((self.store.users(), self.store.load("anna", "k1").uid), ({"anna": b"record"}, "k1"))
        self.store.put_user("anna", b"changed")
        self.store.close()
        self.assertEqual(self.open().users(), {"anna": b"changed"})

    def test_a_log_that_is_left_over_is_no_part_of_another_database(self):
        successor = self.store.successor()
        (self.folder / "restored.db-wal").write_bytes(b"frames")
        with mock.patch.object(successor, "_connection"), self.assertRaises(OSError):
            successor.take_over()
        self.assertEqual(self.store.users(), {"anna": b"record"})

    def test_what_a_crash_has_left_goes(self):
        self.store.successor().put_user("bert", b"other")
        self.store.close()
        (self.folder / "restored.db-journal").write_bytes(b"")
        self.assertEqual(self.open().users(), {"anna": b"record"})
        self.assertEqual([name for name in self.files() if "restored" in name], [])

    def test_cannot_be_made(self):
        full = mock.patch.object(self.store, "_connect", side_effect=sqlite3.OperationalError("full"))
        with full, self.assertRaises(OSError):
            self.store.successor()

    def test_cannot_be_written(self):
        successor = self.store.successor()
        successor.discard()
        with self.assertRaises(OSError):
            successor.put_user("bert", b"other")
