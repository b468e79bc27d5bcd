"""What may go over a wire, for tests of those who look on."""

from hsmsim.interfaces.outcome import Done, Outcome
from hsmsim.interfaces.taps import Connection, Exchanged, Refused, Unreadable
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.versions import V1_4

NOW = 1_700_000_000.25
CLIENT = Connection(7, "192.0.2.1:40000", "KMIP")
RECEIVER = Connection(8, "192.0.2.2:5697", "KMIP", outward=True)
SUCCESS = ResultStatus.SUCCESS
FAILED = ResultStatus.OPERATION_FAILED
MISSING = ResultReason.ITEM_NOT_FOUND


def done(operation=Operation.GET, status=SUCCESS, reason=None, uid=None):
    """An item that succeeded."""
    return Done(operation, status, reason, uid)


def failed(operation=Operation.GET, reason=MISSING, uid=None):
    """One that did not."""
    return Done(operation, FAILED, reason, uid)


def exchanged(*items, user="alice", request=b"request", response=b"response", began=NOW, seconds=0.001, **more):
    """A message; of one item that succeeded if none are given."""
    connection = more.pop("connection", CLIENT)
    outcome = Outcome(user, V1_4, items or (done(),))
    return Exchanged(connection, began, seconds, request, response, outcome, **more)


def refused(reason="user 'bob' is blocked"):
    """A handshake that failed."""
    return Refused(CLIENT, NOW, reason)


def unreadable(data=b"GET /", user="alice", response=b"no", encoding="TTLV", **more):
    """Bytes that are no message."""
    return Unreadable(CLIENT, NOW, user, data, "these bytes are no TTLV request", response, encoding, **more)
