"""hsmsim.store.commits."""

import sqlite3

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.commits import Commits


class Connection(sqlite3.Connection):
    """A connection that keeps the names of what it did, and fails where it is told to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.done = []
        self.fails = {}

    def execute(self, sql, *args):
        self.done.append(sql.split()[0])
        failure = self.fails.pop(sql, None)
        if failure is not None:
            failure(self)
        return super().execute(sql, *args)


def disk_error(connection):
    raise sqlite3.OperationalError("disk I/O error")


def gives_up(connection):
    """What SQLite does when it is out of disk or memory: the whole transaction is gone."""
    sqlite3.Connection.execute(connection, "ROLLBACK")
    raise sqlite3.OperationalError("database or disk is full")


class CommitsTests(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.connection = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
        self.addCleanup(self.connection.close)
        self.connection.execute("CREATE TABLE word (word TEXT UNIQUE)")
        self.connection.done.clear()
        self.forgotten = 0
        self.commits = Commits(self.connection, self.clock, self.forget)

    def forget(self):
        self.forgotten += 1

    def add(self, *words):
        for word in words:
            self.connection.execute("INSERT INTO word VALUES (?)", (word,))

    def words(self):
        return [word for (word,) in self.connection.execute("SELECT word FROM word ORDER BY rowid")]

    def durable(self):
        return Deferred.fromCoroutine(self.commits.durable())

    def test_one_commit_for_a_turn(self):
        waiting = []
        for number in range(20):
            self.commits.write(self.add, str(number))
            waiting.append(self.durable())
        for each in waiting:
            self.assertNoResult(each)
        self.clock.advance(0)
        for each in waiting:
            self.successResultOf(each)
        self.assertEqual((self.connection.done.count("BEGIN"), self.connection.done.count("COMMIT")), (1, 1))
        self.assertEqual(len(self.words()), 20)

    def test_each_turn_has_its_own(self):
        for word in "ab":
            self.commits.write(self.add, word)
            self.clock.advance(0)
        self.assertEqual(self.connection.done.count("COMMIT"), 2)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_who_only_read_waits_for_what_it_saw(self):
        self.commits.write(self.add, "a")
        reader = self.durable()
        self.assertNoResult(reader)
        self.clock.advance(0)
        self.successResultOf(reader)

    def test_written_by_one_who_waited(self):
        """What is written while the waiters are told belongs to the next transaction."""
        self.commits.write(self.add, "a")
        second = (
            self.durable()
            .addCallback(lambda _: self.commits.write(self.add, "b"))
            .addCallback(lambda _: self.durable())
        )
        self.clock.advance(0)
        self.successResultOf(second)
        self.assertEqual(self.connection.done.count("COMMIT"), 2)
        self.assertEqual(self.words(), ["a", "b"])

    def test_a_waiter_that_went_away(self):
        self.commits.write(self.add, "a")
        gone, other = self.durable(), self.durable()
        gone.cancel()
        self.failureResultOf(gone, CancelledError)
        self.clock.advance(0)
        self.successResultOf(other)

    # ------------------------------------------------------------------------------------------------ failures

    def test_a_change_that_raises_takes_only_itself_back(self):
        def fails():
            self.add("b", "c")
            raise KeyError("b")

        self.commits.write(self.add, "a")
        with self.assertRaises(KeyError):
            self.commits.write(fails)
        self.commits.write(self.add, "d")
        waiting = self.durable()
        self.clock.advance(0)
        self.successResultOf(waiting)
        self.assertEqual(self.words(), ["a", "d"])
        self.assertEqual(self.forgotten, 0)

    def test_a_statement_that_fails(self):
        self.commits.write(self.add, "a")
        with self.assertRaises(OSError) as caught:
            self.commits.write(self.add, "b", "a")
        self.assertEqual(
            str(caught.exception), "the database could not be written: UNIQUE constraint failed: word.word"
        )
        self.clock.advance(0)
        self.assertEqual(self.words(), ["a"])

    def test_no_transaction_to_be_had(self):
        self.connection.fails["BEGIN IMMEDIATE"] = disk_error
        with self.assertRaises(OSError):
            self.commits.write(self.add, "a")
        self.successResultOf(self.durable())
        self.commits.write(self.add, "b")
        self.clock.advance(0)
        self.assertEqual(self.words(), ["b"])

    def test_commit_fails(self):
        self.commits.write(self.add, "a")
        waiting = [self.durable(), self.durable()]
        self.connection.fails["COMMIT"] = disk_error
        self.clock.advance(0)
        for each in waiting:
            error = self.failureResultOf(each, OSError).value
            self.assertEqual(str(error), "the database could not be written: disk I/O error")
        self.assertEqual((self.words(), self.forgotten), ([], 1))
        self.successResultOf(self.durable())
        self.commits.write(self.add, "b")
        self.clock.advance(0)
        self.assertEqual(self.words(), ["b"])

    def test_commit_fails_and_nobody_waits_yet(self):
        self.commits.write(self.add, "a")
        self.connection.fails["COMMIT"] = gives_up
        self.clock.advance(0)
        self.failureResultOf(self.durable(), OSError)
        self.successResultOf(self.durable())

    def test_the_database_gives_up_the_transaction(self):
        self.commits.write(self.add, "a")
        waiting = self.durable()
        self.connection.fails["INSERT INTO word VALUES (?)"] = gives_up
        with self.assertRaises(OSError):
            self.commits.write(self.add, "b")
        self.failureResultOf(waiting, OSError)
        self.assertEqual((self.words(), self.forgotten, self.clock.getDelayedCalls()), ([], 1, []))
        self.commits.write(self.add, "c")
        self.clock.advance(0)
        self.assertEqual(self.words(), ["c"])

    def test_the_first_change_loses_the_transaction(self):
        self.connection.fails["INSERT INTO word VALUES (?)"] = gives_up
        with self.assertRaises(OSError):
            self.commits.write(self.add, "a")
        self.successResultOf(self.durable())

    # --------------------------------------------------------------------------------------------------- close

    def test_close_commits(self):
        self.commits.write(self.add, "a")
        waiting = self.durable()
        self.commits.close()
        self.successResultOf(waiting)
        self.assertEqual((self.words(), self.clock.getDelayedCalls()), (["a"], []))

    def test_close_commits_what_is_written_by_who_is_told(self):
        self.commits.write(self.add, "a")
        self.durable().addCallback(lambda _: self.commits.write(self.add, "b"))
        self.commits.close()
        self.assertEqual((self.words(), self.clock.getDelayedCalls()), (["a", "b"], []))
        self.assertFalse(self.connection.in_transaction)

    def test_close_with_nothing_open(self):
        self.commits.close()
        self.assertEqual(self.connection.done, [])

    def test_close_fails_and_nobody_was_told(self):
        self.commits.write(self.add, "a")
        self.connection.fails["COMMIT"] = disk_error
        with self.assertRaises(OSError):
            self.commits.close()

    def test_close_fails_and_the_waiter_was_told(self):
        self.commits.write(self.add, "a")
        waiting = self.durable()
        self.connection.fails["COMMIT"] = disk_error
        self.commits.close()
        self.failureResultOf(waiting, OSError)
