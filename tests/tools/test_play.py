"""tools/exchanged/play.py: who says what when, between a server and a client that follow a script."""

from exchanged.comparison import DATE_TIME, Difference, field
from exchanged.lines import NoMessage
from exchanged.play import Play, operation_of
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.enums import Operation, QueryFunction, State
from tests.support import rows
from tests.tools.items import MINE, Item, create, notify, put, query, response, step, text

NOW = 1_700_000_000
STAMP = Item("TimeStamp", DATE_TIME, NOW)
CREATED = create().expected.value[1].value[2].value[0]


def from_server(message):
    """A message with what a server adds."""
    message.value[0].value.insert(1, STAMP)
    return message


def new(uid="7", state=State.PRE_ACTIVE):
    return from_server(put(uid=uid, state=state, time=NOW))


def asked(*functions):
    return from_server(query(*functions))


OPERATIONS, PROFILES = QueryFunction.QUERY_OPERATIONS, QueryFunction.QUERY_PROFILES
PUT = step(put(), response(Operation.PUT))
QUERY = step(query(PROFILES), response(Operation.QUERY, text("VendorIdentification", "a client of ours")))


class Server:
    """Both ends of the server: it makes keys, and says its lines one by one."""

    def __init__(self, *lines, status=0):
        self.lines = list(lines)
        self.status = status
        self.asked = []
        self.answers = []
        self.accepted = 0

    def accept(self):
        self.accepted += 1
        assert self.asked, "nobody has given it reason to speak"
        return self

    def ask(self, request):
        self.asked.append(operation_of(request))
        answer = response(Operation.CREATE, CREATED, text("UniqueIdentifier", "7"), status=self.status)
        answer.value[0].value[1].value = NOW
        return answer

    def receive(self):
        if not self.lines:
            raise NoMessage("it says nothing")
        return self.lines.pop(0)

    def send(self, answer):
        self.answers.append((operation_of(answer), field(answer, "BatchItem", "ResponsePayload") is not None))


def play(server, *steps):
    """The play, after it has been played."""
    made = Play(steps, server, server.accept, lambda: NOW)
    made.run()
    return made


class Passes(SynchronousTestCase):
    def test_what_happens(self):
        """The client makes a key and is sent it; what is not published is answered besides."""
        server = Server(asked(OPERATIONS), asked(PROFILES), new(), from_server(notify(MINE)))
        played = play(server, create(), PUT)
        self.assertEqual(server.answers, [(Operation.QUERY, False), (Operation.QUERY, False), (Operation.PUT, False)])
        self.assertEqual(played.more, ["Query", "Query"])
        self.assertEqual((server.asked, server.accepted), ([Operation.CREATE] * 2, 1))

    def test_reason_to_speak(self):
        """Where the client asks nothing it makes a key first; the Query that is published may be any of several."""
        server = Server(asked(OPERATIONS), asked(PROFILES), new())
        self.assertEqual(play(server, QUERY).more, ["Query"])
        self.assertEqual(server.answers, [(Operation.QUERY, False), (Operation.QUERY, True)])
        self.assertEqual(server.asked, [Operation.CREATE] * 2)


FUNCTION = "RequestMessage/BatchItem/RequestPayload/QueryFunction: expected 10, came 1"


@rows(
    another_put=(
        [asked(PROFILES), new(state=State.ACTIVE)],
        [create(), PUT],
        "[State]/AttributeValue: expected 1, came 2",
    ),
    another_object=([new(uid="8")], [create(), PUT], "expected '7', came '8'"),
    silence=([], [create(), PUT], "it says nothing"),
    another_query=([asked(OPERATIONS), new()], [QUERY], FUNCTION),
    another_query_and_silence=([asked(OPERATIONS)], [QUERY], FUNCTION),
    the_answer_is_not_taken=([asked(PROFILES)], [QUERY], "it says nothing"),
    no_published_notify=(
        [new()],
        [create(), step(notify(MINE), response(Operation.NOTIFY))],
        "RequestMessage/BatchItem/Operation: expected 27, came 28",
    ),
)
class Fails(SynchronousTestCase):
    """The nearest difference is told."""

    def check(self, lines, steps, text):
        error = self.assertRaises((Difference, NoMessage), play, Server(*lines), *steps)
        self.assertTrue(str(error).endswith(text), str(error))


class Refused(SynchronousTestCase):
    def test_the_client(self):
        """What the client asks for has to be done too."""
        error = self.assertRaises(Difference, play, Server(new(), status=1), create(), PUT)
        self.assertEqual(error.path, "ResponseMessage/BatchItem/ResultStatus")
        error = self.assertRaises(Difference, play, Server(asked(PROFILES), status=1), QUERY)
        self.assertEqual(error.path, "BatchItem/ResultStatus of a Create")
