"""How an object came to the state that it is in, and what may come next (KMIP 1.4 section 3.22)."""

from typing import NamedTuple

from hsmsim.model.lifecycle import DATE_OF, INITIAL_DATE, TRANSITIONS, Cause
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import State


class Passage(NamedTuple):
    """An object's way into a state.

    Args:
        cause: what moved it there; None for the first state.
        date: when, in seconds since 1970; None where no date tells.
    """

    state: State
    cause: Cause | None
    date: int | None


def history(obj: ManagedObject, now: int) -> list[Passage]:
    """The states that an object has been in, the present one last.

    Its dates tell of them. Where they tell of no way into the present state, which can be so with an object that was
    imported, that state stands alone; an object that has no state has no history.
    """
    state = obj.state
    if state is None:
        return []
    way = [Passage(State.PRE_ACTIVE, None, obj.get(INITIAL_DATE))]
    for date, cause in _causes(obj, now):
        following = TRANSITIONS.get((way[-1].state, cause))
        if following is not None:
            way.append(Passage(following, cause, date))
    return way if way[-1].state is state else [Passage(state, None, None)]


def _causes(obj: ManagedObject, now: int) -> list[tuple[int, Cause]]:
    """What the dates say has happened, in this order; of one second, in the order of a life."""
    dates = [(obj.get(DATE_OF[cause]), cause) for cause in Cause]
    return sorted(
        ((date, cause) for date, cause in dates if date is not None and date <= now),
        key=lambda each: (each[0], each[1].value),
    )


def following(state: State | None) -> dict[Cause, State]:
    """What can happen to an object in a state, and the state that it has then."""
    return {cause: to for (before, cause), to in TRANSITIONS.items() if before is state}
