"""What an operation sees."""

from uuid import UUID

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import NoSuchObject, NoSuchStream
from hsmsim.spec.enums import Operation
from tests.exchange.keys import using
from tests.exchange.test_uses import context


class Picking(SynchronousTestCase):
    """The Unique Identifier of the request, or the ID Placeholder (chapter 4)."""

    def test_pick(self):
        """The request's comes first."""
        ctx = context()
        self.assertRaises(NoSuchObject, ctx.pick, None)
        self.assertEqual(ctx.pick("k1"), "k1")
        ctx.placeholder = "k2"
        self.assertEqual((ctx.pick(None), ctx.pick("k1"), ctx.pick("")), ("k2", "k1", ""))

    def test_new_uid(self):
        """A random UUID (3.1)."""
        uid = UUID(context().new_uid())
        self.assertEqual(uid.version, 4)


class Items(SynchronousTestCase):
    """Objects and streams are kept or dropped together."""

    def test_keep_and_drop(self):
        """An item that failed, then the message."""
        ctx = context()
        ctx.objects.put(using())
        kept = ctx.streams.keep(Operation.SIGN, "k1", None)
        ctx.keep_item()
        ctx.objects.put(using(uid="k2"))
        failed = ctx.streams.keep(Operation.SIGN, "k1", None)
        ctx.drop_item()
        self.assertEqual(list(ctx.objects._kept.saved), ["k1"])
        self.assertRaises(NoSuchStream, ctx.streams.take, Operation.SIGN, failed)
        ctx.drop_all()
        self.assertEqual(list(ctx.objects._kept.saved), [])
        self.assertRaises(NoSuchStream, ctx.streams.take, Operation.SIGN, kept)
