"""Operations as rows."""

import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.exchange.operation import Row, operation
from hsmsim.operations import discover_versions, table
from hsmsim.spec.enums import ObjectType, Operation


class Rows(SynchronousTestCase):
    """A function becomes the row of its operation."""

    def test_declared(self):
        """The row has what was declared, and the function."""

        async def run(ctx, ask):
            return None

        shapes = {"request": discover_versions.Request, "response": discover_versions.Response}
        row = operation(Operation.PUT, errors={}, slow=True, long=bool, makes=[ObjectType.TEMPLATE], **shapes)(run)
        self.assertEqual(row, Row(Operation.PUT, *shapes.values(), {}, True, bool, {ObjectType.TEMPLATE}, run))
        plain = operation(Operation.PUT, errors={}, **shapes)(run)
        self.assertEqual((plain.slow, plain.long, plain.makes), (False, None, frozenset()))

    def test_table(self):
        """Every row stands under its own code, in the order of the codes."""
        rows = table()
        self.assertEqual({code: row.code for code, row in rows.items()}, {code: code for code in rows})
        self.assertEqual(list(rows), sorted(rows))
        self.assertIn(Operation.CREATE_KEY_PAIR, [code for code, row in rows.items() if row.slow])

    def test_offered(self):
        """What is not offered is not there."""
        rows = table({Operation.GET, Operation.NOTIFY})
        self.assertEqual(list(rows), [Operation.GET])
        self.assertEqual(len(rows), 1)
        self.assertNotIn(Operation.CREATE, rows)
        for other in (Operation.CREATE, Operation.NOTIFY, 0x80000001, None):
            self.assertIsNone(rows.get(other))

    def test_read_when_asked_for(self):
        """Neither the table nor a look at its codes reads a file; the row of an operation reads that operation's."""
        steps = "table = operations.table()", "list(table), len(table), 10 in table", "table[10]"
        tell = "print([name for name in sys.modules if name.startswith('hsmsim.operations.')])"
        script = "; ".join(("import sys; from hsmsim import operations", *(f"{step}; {tell}" for step in steps)))
        told = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True).stdout
        self.assertEqual(told.splitlines(), ["[]", "[]", "['hsmsim.operations.get']"])
