"""The states of an object and what moves it from one to the next (KMIP 1.4 section 3.22).

Dates move an object when it is looked at (`settle`), not by timers, so that a clock can jump.
"""

from enum import Enum, auto

from hsmsim.errors import IllegalTransition, NotUsable
from hsmsim.model.managed import STATE, ManagedObject
from hsmsim.spec.enums import ObjectType, RevocationReasonCode, State

ACTIVATION_DATE = "Activation Date"
PROCESS_START_DATE = "Process Start Date"
PROTECT_STOP_DATE = "Protect Stop Date"
DEACTIVATION_DATE = "Deactivation Date"
DESTROY_DATE = "Destroy Date"
COMPROMISE_DATE = "Compromise Date"
COMPROMISE_OCCURRENCE_DATE = "Compromise Occurrence Date"
INITIAL_DATE = "Initial Date"
LAST_CHANGE_DATE = "Last Change Date"


class Cause(Enum):
    """What moves an object from one state to another."""

    ACTIVATE = auto()
    DEACTIVATE = auto()
    COMPROMISE = auto()
    DESTROY = auto()


# State and cause to the new state; the numbers are those of the transitions in 3.22.
TRANSITIONS = {
    (State.PRE_ACTIVE, Cause.DESTROY): State.DESTROYED,  # 2
    (State.PRE_ACTIVE, Cause.COMPROMISE): State.COMPROMISED,  # 3
    (State.PRE_ACTIVE, Cause.ACTIVATE): State.ACTIVE,  # 4
    (State.ACTIVE, Cause.COMPROMISE): State.COMPROMISED,  # 5
    (State.ACTIVE, Cause.DEACTIVATE): State.DEACTIVATED,  # 6
    (State.DEACTIVATED, Cause.DESTROY): State.DESTROYED,  # 7
    (State.DEACTIVATED, Cause.COMPROMISE): State.COMPROMISED,  # 8
    (State.COMPROMISED, Cause.DESTROY): State.DESTROYED_COMPROMISED,  # 9
    (State.DESTROYED, Cause.COMPROMISE): State.DESTROYED_COMPROMISED,  # 10
}

# The date that a transition sets (3.24, 3.27, 3.28, 3.30).
DATE_OF = {
    Cause.ACTIVATE: ACTIVATION_DATE,
    Cause.DEACTIVATE: DEACTIVATION_DATE,
    Cause.COMPROMISE: COMPROMISE_DATE,
    Cause.DESTROY: DESTROY_DATE,
}

GONE = frozenset({State.DESTROYED, State.DESTROYED_COMPROMISED})

COMPROMISING = frozenset({RevocationReasonCode.KEY_COMPROMISE, RevocationReasonCode.CA_COMPROMISE})

STATELESS = frozenset({ObjectType.OPAQUE_OBJECT, ObjectType.TEMPLATE})

# In which states an object serves to protect data, and in which to process protected data (3.22).
PROTECTING = frozenset({State.ACTIVE})
PROCESSING = frozenset({State.ACTIVE, State.DEACTIVATED, State.COMPROMISED})


def advance(obj: ManagedObject, cause: Cause, now: int) -> None:
    """Move the object to its next state and set the date of that.

    Raises:
        IllegalTransition: 3.22 has no such transition.
    """
    state = obj.state
    following = TRANSITIONS.get((state, cause)) if state is not None else None
    if following is None or state is None:
        raise IllegalTransition(f"an object in state {_title(state)} cannot be {_PARTICIPLE[cause]}")
    obj.set(STATE, following)
    obj.set(DATE_OF[cause], now)


_PARTICIPLE = {
    Cause.ACTIVATE: "activated",
    Cause.DEACTIVATE: "deactivated",
    Cause.COMPROMISE: "compromised",
    Cause.DESTROY: "destroyed",
}


def _title(state: State | None) -> str:
    return state.title if state is not None else "none"


def settle(obj: ManagedObject, now: int) -> None:
    """Let the dates that have been reached move the object: transitions 4 and 6."""
    if obj.state is State.PRE_ACTIVE and _reached(obj, ACTIVATION_DATE, now):
        obj.set(STATE, State.ACTIVE)
    if obj.state is State.ACTIVE and _reached(obj, DEACTIVATION_DATE, now):
        obj.set(STATE, State.DEACTIVATED)


def _reached(obj: ManagedObject, name: str, now: int) -> bool:
    date = obj.get(name)
    return date is not None and date <= now


def check_protecting(obj: ManagedObject, now: int) -> None:
    """Refuse to apply protection (encrypt, sign, MAC, wrap, derive) with an object that must not.

    Raises:
        NotUsable: not Active, or after the Protect Stop Date (3.26).
    """
    if obj.state not in PROTECTING:
        raise NotUsable(f"the object is in state {_title(obj.state)}, not Active")
    stop = obj.get(PROTECT_STOP_DATE)
    if stop is not None and now > stop:
        raise NotUsable("the Protect Stop Date has passed")


def check_deriving(obj: ManagedObject, now: int) -> None:
    """Refuse to derive from an object that must not be used so; Pre-Active ones may, as clients have it.

    Raises:
        NotUsable: it was active and is no more, or after the Protect Stop Date (3.26).
    """
    if obj.state is not State.PRE_ACTIVE:
        check_protecting(obj, now)


def check_processing(obj: ManagedObject, now: int) -> None:
    """Refuse to process protected data (decrypt, verify, unwrap) with an object that must not.

    Raises:
        NotUsable: in no state for it, or before the Process Start Date (3.25).
    """
    if obj.state not in PROCESSING:
        raise NotUsable(f"the object is in state {_title(obj.state)}")
    start = obj.get(PROCESS_START_DATE)
    if start is not None and now < start:
        raise NotUsable("the Process Start Date has not been reached")
