"""Messages that overlap: what many connections get, and what is left, is what one after the other would give."""

import os
from collections import Counter
from contextlib import asynccontextmanager
from random import Random

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.store import Hint
from hsmsim.operations import (
    activate,
    add_attribute,
    create,
    create_key_pair,
    destroy,
    encrypt,
    get,
    get_attributes,
    locate,
)
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    ResultStatus,
    UsageLimitsUnit,
)
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.store.memory import Memory
from hsmsim.store.sqlite import SQLite
from hsmsim.ttlv import binary
from tests.appliance import Hsm, item, message
from tests.exchange.keys import ECB, limits, using
from tests.exchange.wire import read
from tests.objects import attribute, attributes, text_name
from tests.support import rows

NAMES = tuple("abcde")  # few, so that messages want the same ones
USERS = ("alice", "bob")
CONNECTIONS = 12


def created(name):
    """Create a key with a name; it may be taken."""
    values = {
        "Cryptographic Algorithm": CryptographicAlgorithm.AES,
        "Cryptographic Length": 128,
        "Cryptographic Usage Mask": 12,
        "Name": text_name(name),
    }
    ask = create.Request(
        object_type=ObjectType.SYMMETRIC_KEY, template_attribute=TemplateAttribute(attribute=attributes(values))
    )
    return Operation.CREATE, ask


def paired(name):
    """Create a key pair with a name: slow."""
    common = {"Cryptographic Algorithm": CryptographicAlgorithm.EC, "Cryptographic Length": 256}

    def half(values):
        return TemplateAttribute(attribute=attributes(values))

    ask = create_key_pair.Request(
        common_template_attribute=half(common),
        private_key_template_attribute=half({"Cryptographic Usage Mask": 1, "Name": text_name(f"{name}-private")}),
        public_key_template_attribute=half({"Cryptographic Usage Mask": 2, "Name": text_name(name)}),
    )
    return Operation.CREATE_KEY_PAIR, ask


def used(uid="shared"):
    """Take from Usage Limits."""
    return Operation.ENCRYPT, encrypt.Request(unique_identifier=uid, data=bytes(16))


def marked(number):
    """Add to the shared object."""
    ask = add_attribute.Request(unique_identifier="shared", attribute=attribute("Contact Information", f"{number}"))
    return Operation.ADD_ATTRIBUTE, ask


def renamed(name):
    """Give the shared object a name more; it may be taken."""
    ask = add_attribute.Request(unique_identifier="shared", attribute=attribute("Name", text_name(name)))
    return Operation.ADD_ATTRIBUTE, ask


def seen():
    """Look at the shared object."""
    names = ["Usage Limits", "Contact Information", "x-mark", "State"]
    return Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier="shared", attribute_name=names)


ALL = Operation.LOCATE, locate.Request()  # long, among others
FAILING = Operation.GET, get.Request(unique_identifier="absent")
GONE = Operation.DESTROY, destroy.Request()
ACTIVE = Operation.ACTIVATE, activate.Request()


def scenario(random):
    """A user, the items of one message, and its Batch Error Continuation Option."""
    name, other = random.choice(NAMES), random.choice(NAMES)
    chosen = random.choice(
        (
            [paired(name)],
            [paired(name)],
            [created(name)],
            [used()],
            [seen()],
            [renamed(name)],
            [renamed(name), paired(other), created(other), FAILING],
            [seen(), used(), seen()],
            [created(name), ACTIVE],
            [created(name), GONE, created(name)],
            [used(), paired(name), seen()],
            [created(name), paired(other), used(), FAILING],
            [paired(name), paired(other), seen(), FAILING],
            [marked(random.randrange(1000)), paired(name), seen()],
            [seen(), paired(name), seen(), created(name)],
            [used(), created(name), used(), FAILING, created(other)],
            [seen(), ALL, renamed(name), ALL],
            [ALL, created(name), GONE, ALL, FAILING],
            [ALL, paired(name), ALL, seen()],
        )
    )
    option = random.choice((None, *BatchErrorContinuationOption)) if len(chosen) > 1 else None
    items = [item(code, ask, bytes([place])) for place, (code, ask) in enumerate(chosen)]
    return random.choice(USERS), message(items, batch_error_continuation_option=option)


def told(data):
    """What an answer says, without what differs from run to run: identifiers and keys."""
    return [
        (each.unique_batch_item_id, each.result_status, each.result_reason, _looked(each)) for each in read(data)[1]
    ]


def _looked(answered):
    payload = answered.response_payload
    if payload is None:
        return None
    if answered.operation is Operation.LOCATE:
        return len(binary.decode_raw(locate.Response, payload).unique_identifier)
    if answered.operation is not Operation.GET_ATTRIBUTES:
        return None
    return payload.data[payload.start : payload.start + payload.length]


def left(hsm, user):
    """What a partition holds, without what differs from run to run."""
    return Counter(
        (
            obj.object_type,
            obj.state,
            tuple(each.value.name_value for each in obj.all("Name")),
            tuple(each.value for each in obj.all("Contact Information")),
            repr(obj.get("Usage Limits")),
            obj.value is None,
            obj.revision,
        )
        for obj in hsm.store.candidates(user, Hint())
    )


class Jobs:
    """An offload whose work is done when the test says so."""

    def __init__(self):
        self.waiting = []
        self.most = 0

    async def give_way(self):
        """Go on when the test says so."""
        await self(bool)

    async def __call__(self, function, *args):
        place = Deferred()
        self.waiting.append((place, function, args))
        self.most = max(self.most, len(self.waiting))
        return await place

    def finish(self, number):
        """Do a piece of the work that waits."""
        place, function, args = self.waiting.pop(number)
        place.callback(function(*args))


class Watched:
    """A store that remembers in which order messages left their turn, with what they changed applied."""

    def __init__(self, store):
        self._store = store
        self.coming = 0
        self.order = []

    def __getattr__(self, name):
        return getattr(self._store, name)

    def shared(self, partition):
        return self._turn(self._store.shared(partition), self.coming)

    def exclusive(self, partition):
        return self._turn(self._store.exclusive(partition), self.coming)

    @asynccontextmanager
    async def _turn(self, turn, number):
        async with turn:
            yield
            self.order.append(number)


def prepared(store, jobs=None):
    """An HSM with a shared key in each partition."""
    hsm = Hsm(store=store, offload=jobs, give_way=jobs and jobs.give_way)
    for user in USERS:
        hsm.put(using(ECB, uid="shared", Usage_Limits=limits(10, UsageLimitsUnit.OBJECT)), user=user)
    return hsm


def memory(test):
    """A store in memory, and its clock."""
    return Memory(), Clock()


def sqlite(test):
    """A store in a folder, and its clock."""
    clock = Clock()
    store = SQLite(test.mktemp(), clock, os.urandom)
    test.addCleanup(store.close)
    return store, clock


@rows(**{f"{make.__name__}_{seed}": (make, seed) for make in (memory, sqlite) for seed in range(5)})
class Overlap(SynchronousTestCase):
    """Undo batches, key generations, long searches and others, on many connections of two users, as chance picks."""

    def setUp(self):
        self.patch(locate, "AT_ONCE", 3)

    def check(self, make, seed):
        random = Random(seed)
        store, clock = make(self)
        watched, jobs = Watched(store), Jobs()
        hsm = prepared(watched, jobs)
        messages = [scenario(random) for _ in range(120)]
        answers = self.overlap(hsm, messages, jobs, clock, random)
        self.assertGreater(jobs.most, 1)
        self.assertNotEqual(watched.order, sorted(watched.order))
        again = prepared(Memory())
        for number in watched.order:
            user, request = messages[number]
            alone = self.successResultOf(Deferred.fromCoroutine(again.send(request, user)))
            self.assertEqual(answers[number], told(alone.data))
        for user in USERS:
            self.assertEqual(left(hsm, user), left(again, user))
        statuses = {each[1] for answer in answers.values() for each in answer}
        self.assertEqual(statuses, {ResultStatus.SUCCESS, ResultStatus.OPERATION_FAILED, ResultStatus.OPERATION_UNDONE})

    def overlap(self, hsm, messages, jobs, clock, random):
        """Let the messages come, not more than there are connections at a time, and return their answers."""
        answers = {}
        come = 0
        while len(answers) < len(messages):
            if (
                come < len(messages)
                and come - len(answers) < CONNECTIONS
                and (not jobs.waiting or random.random() < 0.7)
            ):
                hsm.store.coming = come
                user, request = messages[come]
                coming = Deferred.fromCoroutine(hsm.send(request, user))
                coming.addCallback(lambda answer, number=come: answers.update({number: told(answer.data)}))
                come += 1
            elif jobs.waiting:
                jobs.finish(random.randrange(len(jobs.waiting)))
            if random.random() < 0.5 or not jobs.waiting:
                clock.advance(0)
        self.assertEqual((jobs.waiting, len(answers)), ([], len(messages)))
        clock.advance(1)
        return answers
