"""hsmsim/operations: what the rows say of themselves is what happens."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import table
from hsmsim.spec.attributes import ISSUING_CA
from hsmsim.spec.structures import RequestBatchItem, RequestMessage
from hsmsim.spec.tags import Tag
from hsmsim.store.memory import Memory
from hsmsim.ttlv import binary
from tests.appliance import Hsm
from tests.fuzz.corpus import Corpus


class Watched(Memory):
    """A store that remembers what objects are new; the CA that a partition gets for itself is not looked at."""

    def __init__(self):
        super().__init__()
        self.new = []

    def apply(self, changes):
        saved = [obj for each in changes.values() for obj in each.saved.values()]
        self.new += [each for each in saved if each.revision == 0 and ISSUING_CA not in each.attributes]
        super().apply(changes)


def operations(request):
    """The operations of a message."""
    items = binary.decode(RequestMessage, request, Tag.REQUEST_MESSAGE).batch_item
    return [binary.decode_raw(RequestBatchItem, item).operation for item in items]


class Makes(TestCase):
    """Right requests of every operation make objects of the types that its row says."""

    async def test_corpus(self):
        self.hsm, self.store = (hsm := Hsm(store=Watched())), hsm.store
        self.made = {}
        corpus = Corpus()
        uids = {name: (await self.sent(request))[0].uid for name, request in corpus.stock().items()}
        for request in corpus.requests(uids):
            await self.sent(request)
        for code, types in self.made.items():
            self.assertLessEqual(types, table()[code].makes, code)
        makers = {code for code, row in table().items() if row.makes}
        self.assertEqual({code for code, types in self.made.items() if types}, makers)

    async def sent(self, request):
        """Send a message; what it made, which counts for its operation if it is the only one."""
        await self.hsm.send(request)
        new, self.store.new = self.store.new, []
        codes = operations(request)
        if len(codes) == 1:
            self.made.setdefault(codes[0], set()).update(each.object_type for each in new)
        return new
