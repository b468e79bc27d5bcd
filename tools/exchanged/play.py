"""One case with the sides exchanged: what the client sends is sent, what the server sends is waited for and answered.

Put and Notify are sent by servers only (5.1, 5.2); Query is, in these cases. A case without any request of the client
is played after one of ours, which makes a key: a server that has nothing to tell asks nothing.

A server sends more than a case publishes: Query when it opens the connection, in as many messages as it likes, and
Notify. These are answered with Success; but where a case publishes a Query, one of them has to be just that.

In the end another key is made, and the server has to tell more over the same connection: it has taken the answers for
what they are.
"""

from collections.abc import Callable, Sequence
from typing import Any

from exchanged.comparison import DATE_TIME, ENUMERATION, INTEGER, STRUCTURE, TEXT_STRING, Comparison, Difference, field
from exchanged.lines import Line, NoMessage
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation, ResultStatus

OF_THE_SERVER = frozenset({Operation.PUT, Operation.NOTIFY, Operation.QUERY})
UNPUBLISHED = frozenset({Operation.NOTIFY, Operation.QUERY})  # what may come besides

Item = Any


class Play:
    """One case.

    Args:
        steps: each has a `request` and the response that is `expected`.
        asking: the connection on which the client asks.
        accept: waits for the connection on which the server asks.
        clock: seconds since 1970.
    """

    def __init__(
        self, steps: Sequence[Any], asking: Line, accept: Callable[[], Line], clock: Callable[[], float]
    ) -> None:
        self._steps = steps
        self._asking = asking
        self._accept = accept
        self._clock = clock
        self._known = Comparison(clock)
        self._line: Line | None = None
        self._besides: list[str] = []

    @property
    def more(self) -> list[str]:
        """What the server has sent that is not published, and may be sent."""
        return self._besides + self._known.more

    def run(self) -> None:
        """Play it.

        Raises:
            Difference: something is not as it is published.
            NoMessage: something does not come.
        """
        if all(operation_of(step.request) in OF_THE_SERVER for step in self._steps):
            self._make_a_key()
        for step in self._steps:
            if operation_of(step.request) in OF_THE_SERVER:
                self._be_asked(step)
            else:
                self._known.compare(step.expected, self._asking.ask(self._known.resolved(step.request)))
        self._make_a_key()
        self._receive()

    def _be_asked(self, step: Any) -> None:
        """Wait for a published request and answer it as published."""
        nearest: Difference | None = None
        while True:
            came = self._receive(nearest)
            try:
                self._known.compare(step.request, came)
            except Difference as difference:
                if nearest is None or operation_of(came) == operation_of(step.request):
                    nearest = difference
                self._take_besides(came, nearest)
            else:
                self._send(self._known.resolved(step.expected))
                return

    def _take_besides(self, came: Item, difference: Difference) -> None:
        """Take a request that is not the published one, if it may come."""
        operation = operation_of(came)
        if operation not in UNPUBLISHED:
            raise difference
        self._besides.append(Operation(operation).title)
        self._send(success(came, int(self._clock())))

    def _receive(self, otherwise: Exception | None = None) -> Item:
        if self._line is None:
            self._line = self._accept()
        try:
            return self._line.receive()
        except NoMessage as error:
            raise otherwise or error from None

    def _send(self, answer: Item) -> None:
        assert self._line is not None
        self._line.send(answer)

    def _make_a_key(self) -> None:
        answer = self._asking.ask(create(self._steps[0].request))
        status = field(answer, "BatchItem", "ResultStatus")
        if status != ResultStatus.SUCCESS:
            raise Difference("BatchItem/ResultStatus of a Create", ResultStatus.SUCCESS.value, status)


def operation_of(message: Item) -> int | None:
    """The operation of a message's first item."""
    found: int | None = field(message, "BatchItem", "Operation")
    return found


def success(request: Item, now: int) -> Item:
    """The answer without a payload (5.1) to a request.

    Args:
        now: seconds since 1970.
    """
    make = type(request)
    header = [_version(request), make("TimeStamp", DATE_TIME, now), make("BatchCount", INTEGER, 1)]
    item = [
        make("Operation", ENUMERATION, operation_of(request)),
        make("ResultStatus", ENUMERATION, ResultStatus.SUCCESS.value),
    ]
    parts = [make("ResponseHeader", STRUCTURE, header), make("BatchItem", STRUCTURE, item)]
    return make("ResponseMessage", STRUCTURE, parts)


def create(like: Item) -> Item:
    """A request for an AES key, in the version of another request."""
    make = type(like)

    def attribute(name: str, kind: int, value: int) -> Item:
        parts = [make("AttributeName", TEXT_STRING, name), make("AttributeValue", kind, value)]
        return make("Attribute", STRUCTURE, parts)

    template = [
        attribute("Cryptographic Algorithm", ENUMERATION, CryptographicAlgorithm.AES.value),
        attribute("Cryptographic Length", INTEGER, 256),
        attribute("Cryptographic Usage Mask", INTEGER, 12),
    ]
    payload = [
        make("ObjectType", ENUMERATION, ObjectType.SYMMETRIC_KEY.value),
        make("TemplateAttribute", STRUCTURE, template),
    ]
    item = [make("Operation", ENUMERATION, Operation.CREATE.value), make("RequestPayload", STRUCTURE, payload)]
    header = [_version(like), make("BatchCount", INTEGER, 1)]
    return make(
        "RequestMessage", STRUCTURE, [make("RequestHeader", STRUCTURE, header), make("BatchItem", STRUCTURE, item)]
    )


def _version(message: Item) -> Item:
    """The Protocol Version in the header of a message."""
    header = message.children[0]
    return next(child for child in header.children if child.name == "ProtocolVersion")
