"""tests/fuzz/corpus.py: there is a right request of every operation, to be spoiled."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.operations import table
from hsmsim.spec.structures import RequestBatchItem, RequestMessage
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from tests.fuzz.corpus import Corpus


def operations(request):
    """The operations of one message."""
    read = binary.decode(RequestMessage, request, Tag.REQUEST_MESSAGE)
    return [binary.decode_raw(RequestBatchItem, item).operation for item in read.batch_item]


class Every(SynchronousTestCase):
    def test_no_operation_is_missing(self):
        corpus = Corpus()
        stock = corpus.stock()
        requests = [*corpus.requests({name: name for name in stock}), *stock.values()]
        self.assertEqual({each for request in requests for each in operations(request)}, set(table()))
