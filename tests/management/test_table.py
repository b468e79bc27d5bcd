"""Tests of hsmsim/management/table.py."""

import pkgutil

from twisted.trial.unittest import SynchronousTestCase

from hsmsim import management
from hsmsim.management.login import Login
from hsmsim.management.table import table

GROUND = {
    "answer",
    "attribute_values",
    "bringing",
    "backup_files",
    "carrying",
    "command",
    "key_wrapping",
    "log_lines",
    "numbers",
    "object_actions",
    "object_doing",
    "object_errors",
    "object_making",
    "object_naming",
    "object_pages",
    "object_words",
    "privilege",
    "proof",
    "rights",
    "session",
    "table",
    "values",
    "wire",
}


class Table(SynchronousTestCase):
    """Files make the table."""

    def test_one_command_in_each_file(self) -> None:
        files = {module.name for module in pkgutil.iter_modules(management.__path__)} - GROUND
        homes = [row.respond.__module__.rpartition(".")[2] for row in table().values()]
        self.assertEqual(sorted(homes), sorted(files))

    def test_by_name(self) -> None:
        self.assertIs(table()[b"Login"].command, Login)

    def test_words_are_of_one_command(self) -> None:
        words = [row.words for row in table().values() if row.words]
        self.assertEqual(sorted(words), sorted(set(words)))
