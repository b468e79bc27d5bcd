"""Tests of hsmsim/console/table_text.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.table_text import side_by_side, table


class Table(SynchronousTestCase):
    """Columns as wide as they have to be."""

    def test_widths(self) -> None:
        lines = list(table(("a", "bcd", "e"), [("long", "x", ""), ("", "y", "z")]))
        self.assertEqual(lines, ["a     bcd  e", "long  x", "      y    z"])

    def test_what_is_very_long_is_beside_the_columns_of_its_own_row_alone(self) -> None:
        lines = list(table(("name", "b"), [("x" * 1000, "y"), ("z", "w")]))
        self.assertEqual(lines, [f"{'name':<60}  b", f"{'x' * 1000}  y", f"{'z':<60}  w"])

    def test_no_rows(self) -> None:
        self.assertEqual(list(table(("a", "b"), [])), ["a  b"])


class SideBySide(SynchronousTestCase):
    """Lists of different lengths."""

    def test_columns(self) -> None:
        lines = list(side_by_side([(0, ["1", "2"]), (4, ["3"]), (8, ["4", "5", "6"])]))
        self.assertEqual(lines, ["1   3   4", "2       5", "        6"])

    def test_empty_ones(self) -> None:
        self.assertEqual(list(side_by_side([(0, []), (4, ["3"])])), ["    3"])
