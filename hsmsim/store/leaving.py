"""Leaving: the objects of a user who is gone go one part after the other."""

import sqlite3

from hsmsim.store.commits import Commits

AT_ONCE = 500  # rows of each kind; their removal takes about ten milliseconds

# A name or group has no number of its own: it is the row.
_PARTS = (
    "DELETE FROM name WHERE (partition, name, sequence) IN"
    " (SELECT partition, name, sequence FROM name WHERE partition = ? LIMIT ?)",
    "DELETE FROM object_group WHERE (partition, object_group, sequence) IN"
    " (SELECT partition, object_group, sequence FROM object_group WHERE partition = ? LIMIT ?)",
    "DELETE FROM object WHERE sequence IN"
    " (SELECT sequence FROM object INDEXED BY object_of_partition WHERE partition = ? LIMIT ?)",
)


class Leaving:
    """The partitions that are being removed. One that a crash has left half removed is gone when this is made.

    Args:
        connection: to the database.
        commits: its transactions.
    """

    def __init__(self, connection: sqlite3.Connection, commits: Commits) -> None:
        self._execute = connection.execute
        self._commits = commits
        for (partition,) in self._execute("SELECT partition FROM leaving").fetchall():
            self.finish(partition)

    def begin(self, partition: str) -> None:
        """Remove the user, and remember that the objects have to follow; raises OSError."""
        self._commits.write(self._begin, partition)

    def _begin(self, partition: str) -> None:
        self._execute("DELETE FROM user WHERE user_id = ?", (partition,))
        self._execute("INSERT OR IGNORE INTO leaving VALUES (?)", (partition,))

    def go_on(self, partition: str) -> bool:
        """Remove one more part, and say whether there may be another; raises OSError."""
        self._commits.write(self._remove, partition)
        return self._is_left(partition)

    def _remove(self, partition: str) -> None:
        removed = [self._execute(part, (partition, AT_ONCE)).rowcount for part in _PARTS]
        if max(removed) < AT_ONCE:
            self._execute("DELETE FROM leaving WHERE partition = ?", (partition,))

    def _is_left(self, partition: str) -> bool:
        # The database alone knows: what a commit could not write is undone.
        return self._execute("SELECT 1 FROM leaving WHERE partition = ?", (partition,)).fetchone() is not None

    def finish(self, partition: str) -> None:
        """Remove at once what is left of a partition, before there is a new one of the name; raises OSError."""
        while self._is_left(partition):
            self.go_on(partition)
