"""hsmsim.store.database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.database import APPLICATION_ID, open_database
from hsmsim.store.errors import Damaged, FolderUnusable, NewerSchema, NotOurs


class DatabaseTests(SynchronousTestCase):
    def setUp(self):
        folder = Path(self.mktemp())
        folder.mkdir()
        self.path = folder / "hsmsim.db"

    def open(self):
        connection = open_database(self.path, sqlite3.connect)
        self.addCleanup(connection.close)
        return connection

    def change(self, *statements):
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def pragma(self, connection, *names):
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    def test_new(self):
        connection = self.open()
        self.assertEqual(self.pragma(connection, "application_id", "user_version"), [APPLICATION_ID, 2])
        self.assertEqual(
            self.pragma(connection, "journal_mode", "synchronous", "foreign_keys", "secure_delete"), ["wal", 2, 1, 1]
        )

    def test_again(self):
        first = self.open()
        first.execute("INSERT INTO user VALUES ('anna', x'00')")
        first.close()
        self.assertEqual(self.open().execute("SELECT user_id FROM user").fetchall(), [("anna",)])

    def refused(self, error):
        before = self.path.read_bytes()
        with self.assertRaises(error) as caught:
            open_database(self.path, sqlite3.connect)
        self.assertEqual(self.path.read_bytes(), before)
        return str(caught.exception)

    def test_no_database(self):
        self.path.write_bytes(b"These are the notes that somebody keeps here. " * 100)
        self.assertEqual(
            self.refused(NotOurs),
            f"{self.path} is not a database of hsmsim: choose another folder, or move the file away",
        )

    def test_database_of_another_application(self):
        self.change("PRAGMA application_id = 7")
        self.refused(NotOurs)

    def test_database_of_nobody_in_particular(self):
        self.change("CREATE TABLE notes (note TEXT)")
        self.refused(NotOurs)

    def test_older_schema(self):
        connection = self.open()
        connection.execute("INSERT INTO user VALUES ('anna', x'00')")
        connection.close()
        self.change("DROP TABLE leaving", "PRAGMA user_version = 1")
        connection = self.open()
        self.assertEqual(self.pragma(connection, "user_version"), [2])
        self.assertEqual(connection.execute("SELECT * FROM leaving").fetchall(), [])
        self.assertEqual(connection.execute("SELECT user_id FROM user").fetchall(), [("anna",)])

    def test_newer_schema(self):
        self.open().close()
        self.change("PRAGMA user_version = 99")
        self.assertEqual(
            self.refused(NewerSchema),
            f"{self.path} has schema 99, this hsmsim knows 2: start a newer hsmsim or choose another folder",
        )

    def test_broken(self):
        self.open().close()
        whole = self.path.read_bytes()
        self.path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
        self.assertIn("restore the state folder from a backup", self.refused(Damaged))

    def test_unreadable(self):
        self.path.mkdir()
        with self.assertRaises(FolderUnusable) as caught:
            open_database(self.path, sqlite3.connect)
        self.assertIn(f"{self.path.parent} cannot be used (unable to open database file)", str(caught.exception))

    def test_a_schema_file_that_fails_leaves_no_half(self):
        """A new database lacks everything, so all files are applied; a table that is there already stops the first."""
        self.change(f"PRAGMA application_id = {APPLICATION_ID}", "CREATE TABLE object (x)")
        with self.assertRaises(FolderUnusable):
            open_database(self.path, sqlite3.connect)
        with closing(sqlite3.connect(self.path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self.assertEqual(tables, [("object",)])
