"""Operations as rows."""

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
        row = operation(Operation.PUT, errors={}, slow=True, makes=[ObjectType.TEMPLATE], **shapes)(run)
        self.assertEqual(row, Row(Operation.PUT, *shapes.values(), {}, True, {ObjectType.TEMPLATE}, run))
        plain = operation(Operation.PUT, errors={}, **shapes)(run)
        self.assertEqual((plain.slow, plain.makes), (False, frozenset()))

    def test_table(self):
        """Every row stands under its own code, in the order of the codes."""
        rows = table()
        self.assertEqual({code: row.code for code, row in rows.items()}, {code: code for code in rows})
        self.assertEqual(list(rows), sorted(rows))
        self.assertIn(Operation.CREATE_KEY_PAIR, [code for code, row in rows.items() if row.slow])
