"""What can be done with an object as it is, by who sees it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hsmsim.exchange.finding import Seen
from hsmsim.model.history import following
from hsmsim.model.lifecycle import GONE, STATELESS, Cause
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation

# What brings a transition about.
_CAUSES = {
    Cause.ACTIVATE: ("objects activate", Operation.ACTIVATE),
    Cause.DEACTIVATE: ("objects revoke", Operation.REVOKE),
    Cause.COMPROMISE: ("objects revoke", Operation.REVOKE),
    Cause.DESTROY: ("objects remove", Operation.DESTROY),
}

EXPORTED = frozenset(
    {
        ObjectType.SYMMETRIC_KEY,
        ObjectType.PRIVATE_KEY,
        ObjectType.PUBLIC_KEY,
        ObjectType.CERTIFICATE,
        ObjectType.OPAQUE_OBJECT,
    }
)
REQUESTING = frozenset({CryptographicAlgorithm.RSA, CryptographicAlgorithm.EC, CryptographicAlgorithm.ECDSA})
_PAIRS = frozenset({ObjectType.PRIVATE_KEY, ObjectType.PUBLIC_KEY})


class Action(NamedTuple):
    """A command.

    Args:
        cause: what it is among the causes of transitions; empty where it changes no state.
        state: that it leads to; empty likewise.
    """

    words: str
    cause: str = ""
    state: str = ""


def actions(seen: Seen, allows: Callable[[Seen, Operation], bool]) -> list[Action]:
    """The commands that the object's state and flags permit, as far as the rights on it allow them.

    Args:
        allows: whether who sees the object may carry out an operation on it.
    """
    if seen.obj.archived:
        return [Action("objects recover")] if allows(seen, Operation.RECOVER) else []
    found = [*_changing_state(seen.obj), *_others(seen.obj)]
    return [action for action, operation in found if allows(seen, operation)]


def _changing_state(obj: ManagedObject) -> Iterator[tuple[Action, Operation]]:
    for cause, state in following(obj.state).items():
        words, operation = _CAUSES[cause]
        yield Action(words, cause.name.lower(), state.title), operation
    if obj.object_type in STATELESS:
        yield Action("objects remove"), Operation.DESTROY


def _others(obj: ManagedObject) -> Iterator[tuple[Action, Operation]]:
    yield Action("objects set"), Operation.MODIFY_ATTRIBUTE
    yield Action("objects metadata"), Operation.MODIFY_ATTRIBUTE
    yield Action("objects archive"), Operation.ARCHIVE
    if obj.state in GONE:
        return
    blocked = BLOCKED in obj.attributes
    yield Action("objects unblock" if blocked else "objects block"), Operation.MODIFY_ATTRIBUTE
    if blocked:
        return
    if obj.object_type in EXPORTED and obj.get("Extractable") is not False:
        yield Action("objects export"), Operation.GET
    if obj.object_type in _PAIRS and obj.get("Cryptographic Algorithm") in REQUESTING:
        yield Action("objects csr"), Operation.SIGN
