"""Tests of hsmsim/exchange/stretches.py."""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.exchange.batch import AT_ONCE
from hsmsim.exchange.items import Item
from hsmsim.exchange.stretches import has_stretches
from hsmsim.interfaces.store import Changes
from hsmsim.operations import create_key_pair, get, locate, table
from hsmsim.spec.enums import BatchErrorContinuationOption, Operation, ResultReason
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv.errors import Malformed
from tests.appliance import Hsm, item, raw
from tests.objects import attributes, made, text_name
from tests.support import rows


def of(operation: Any, request: Any) -> Item:
    """An item."""
    return Item(operation, payload=raw(request, Tag.REQUEST_PAYLOAD))


def located(**wanted: Any) -> Item:
    """A Locate."""
    return of(Operation.LOCATE, locate.Request(attribute=attributes(wanted)))


GET = of(Operation.GET, get.Request(unique_identifier="k1"))
NAMED = located(Name=text_name("one"))
OLD = of(Operation.LOCATE, locate.Request(template_attribute=TemplateAttribute(name=[text_name("one")])))
PAIR = of(Operation.CREATE_KEY_PAIR, create_key_pair.Request())
NONSENSE = of(Operation.LOCATE, get.Request(unique_identifier="k1"))


@rows(
    single=([located()], False),
    single_and_slow=([PAIR], False),
    short=([GET, GET], False),
    by_name=([NAMED, GET], False),
    by_name_as_old_clients_ask=([OLD, GET], False),
    all=([GET, located()], True),
    by_state=([located(State=1), GET], True),
    slow=([GET, PAIR], True),
    many=([GET] * (AT_ONCE + 1), True),
    not_yet_many=([GET] * AT_ONCE, False),
    unknown=([GET, Item(0x7000)], False),
    not_read=([GET, Item(Operation.LOCATE, error=Malformed("no"))], False),
    not_understood=([GET, NONSENSE], False),
    nothing_known=([GET, Item(error=Malformed("no"))], False),
)
class Stretches(SynchronousTestCase):
    """Which batches take long."""

    def check(self, items: list[Item], expected: bool) -> None:
        self.assertIs(has_stretches(items, table(), V1_4, False), expected)


class ManyItems(TestCase):
    """Others are answered between the items of a batch of many."""

    def setUp(self) -> None:
        self.waiting: list[Deferred[None]] = []

        def give_way() -> Deferred[None]:
            self.waiting.append(Deferred())
            return self.waiting[-1]

        self.hsm = Hsm(give_way=give_way)  # type: ignore[arg-type]
        self.hsm.put(made("k1"))
        self.hsm.put(made("k1"), user="bob")

    def ask(self, count: int, **header: Any) -> Deferred[Any]:
        items = [
            item(Operation.GET, get.Request(unique_identifier="k1"), number.to_bytes(2, "big"))
            for number in range(count)
        ]
        return Deferred.fromCoroutine(self.hsm.batch(*items, **header))

    async def test_as_many_as_are_carried_out_at_once(self) -> None:
        self.assertEqual(len(await self.ask(AT_ONCE)), AT_ONCE)

    async def test_more(self) -> None:
        asked = self.ask(2 * AT_ONCE + 1)
        own = Deferred.fromCoroutine(self.hsm.ask(Operation.GET, get.Request(unique_identifier="k1")))
        for _ in range(2):
            await self.hsm.ask(Operation.GET, get.Request(unique_identifier="k1"), "bob")
            self.assertNoResult(own)
            self.waiting.pop().callback(None)
        answered = await asked
        self.assertEqual({each.result_reason for each in answered}, {None})
        self.assertEqual(len(answered), 2 * AT_ONCE + 1)
        await own

    async def test_where_one_fails_the_others_are_not_carried_out(self) -> None:
        self.hsm.store.apply({"alice": Changes(deleted={"k1": 1})})
        (answered,) = await self.ask(2 * AT_ONCE, batch_error_continuation_option=BatchErrorContinuationOption.STOP)
        self.assertEqual((answered.result_reason, self.waiting), (ResultReason.ITEM_NOT_FOUND, []))
