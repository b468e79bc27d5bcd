"""hsmsim/model/lifecycle.py: states and transitions (3.22, 3.24 to 3.30)."""

from itertools import product

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import IllegalTransition, NotUsable
from hsmsim.model.lifecycle import Cause, advance, check_deriving, check_processing, check_protecting, settle
from hsmsim.spec.enums import ObjectType, State
from tests.appliance import NOW
from tests.objects import made
from tests.support import rows

# The transitions that 3.22 numbers; it permits no others.
NUMBERED = {
    (State.PRE_ACTIVE, Cause.DESTROY): (State.DESTROYED, "Destroy Date"),  # 2
    (State.PRE_ACTIVE, Cause.COMPROMISE): (State.COMPROMISED, "Compromise Date"),  # 3
    (State.PRE_ACTIVE, Cause.ACTIVATE): (State.ACTIVE, "Activation Date"),  # 4
    (State.ACTIVE, Cause.COMPROMISE): (State.COMPROMISED, "Compromise Date"),  # 5
    (State.ACTIVE, Cause.DEACTIVATE): (State.DEACTIVATED, "Deactivation Date"),  # 6
    (State.DEACTIVATED, Cause.DESTROY): (State.DESTROYED, "Destroy Date"),  # 7
    (State.DEACTIVATED, Cause.COMPROMISE): (State.COMPROMISED, "Compromise Date"),  # 8
    (State.COMPROMISED, Cause.DESTROY): (State.DESTROYED_COMPROMISED, "Destroy Date"),  # 9
    (State.DESTROYED, Cause.COMPROMISE): (State.DESTROYED_COMPROMISED, "Compromise Date"),  # 10
}

PAIRS = {
    f"{state.name}_{cause.name}".lower(): (state, cause, *NUMBERED.get((state, cause), (None, None)))
    for state, cause in product(State, Cause)
}


@rows(**PAIRS)
class Transitions(SynchronousTestCase):
    def check(self, state, cause, following, date):
        obj = made(state=state)
        before = obj.copy()
        if following is None:
            refused = self.assertRaises(IllegalTransition, advance, obj, cause, NOW)
            self.assertIn(state.title, str(refused))
            self.assertEqual(obj, before)
            return
        advance(obj, cause, NOW)
        self.assertIs(obj.state, following)
        self.assertEqual(obj.get(date), NOW)


class Stateless(SynchronousTestCase):
    def test_an_object_without_a_state_goes_nowhere(self):
        obj = made(object_type=ObjectType.OPAQUE_OBJECT)
        for cause in Cause:
            self.assertRaises(IllegalTransition, advance, obj, cause, NOW)


A, D = "Activation Date", "Deactivation Date"


@rows(
    nothing=({}, State.PRE_ACTIVE),
    activation_to_come=({A: NOW + 1}, State.PRE_ACTIVE),
    activation_now=({A: NOW}, State.ACTIVE),
    activation_past=({A: NOW - 1}, State.ACTIVE),
    deactivation_alone=({D: NOW - 1}, State.PRE_ACTIVE),
    deactivation_to_come=({A: NOW - 2, D: NOW + 1}, State.ACTIVE),
    deactivation_now=({A: NOW - 2, D: NOW}, State.DEACTIVATED),
    both_at_once=({A: NOW, D: NOW}, State.DEACTIVATED),
)
class Settling(SynchronousTestCase):
    """Dates move an object when it is looked at."""

    def check(self, dates, state):
        obj = made()
        for name, date in dates.items():
            obj.set(name, date)
        settle(obj, NOW)
        self.assertIs(obj.state, state)
        self.assertEqual({name: obj.get(name) for name in dates}, dates)


@rows(**{state.name.lower(): (state,) for state in State if state not in (State.PRE_ACTIVE, State.ACTIVE)})
class SettledForGood(SynchronousTestCase):
    def check(self, state):
        obj = made(state=state)
        obj.set(A, NOW - 1)
        obj.set(D, NOW - 1)
        settle(obj, NOW)
        self.assertIs(obj.state, state)


START, STOP = "Process Start Date", "Protect Stop Date"


@rows(
    pre_active=(State.PRE_ACTIVE, {}, False, False),
    active=(State.ACTIVE, {}, True, True),
    deactivated=(State.DEACTIVATED, {}, False, True),
    compromised=(State.COMPROMISED, {}, False, True),
    destroyed=(State.DESTROYED, {}, False, False),
    destroyed_compromised=(State.DESTROYED_COMPROMISED, {}, False, False),
    at_the_stop=(State.ACTIVE, {STOP: NOW}, True, True),
    after_the_stop=(State.ACTIVE, {STOP: NOW - 1}, False, True),
    before_the_start=(State.ACTIVE, {START: NOW + 1}, True, False),
    at_the_start=(State.ACTIVE, {START: NOW}, True, True),
)
class Uses(SynchronousTestCase):
    def check(self, state, dates, protecting, processing):
        obj = made(state=state)
        for name, date in dates.items():
            obj.set(name, date)
        for permitted, check in ((protecting, check_protecting), (processing, check_processing)):
            if permitted:
                check(obj, NOW)
            else:
                self.assertRaises(NotUsable, check, obj, NOW)


@rows(
    pre_active=(State.PRE_ACTIVE, {}, True),
    pre_active_for_long=(State.PRE_ACTIVE, {"Protect Stop Date": NOW - 1}, True),
    active=(State.ACTIVE, {}, True),
    until_the_stop_date=(State.ACTIVE, {"Protect Stop Date": NOW}, True),
    after_the_stop_date=(State.ACTIVE, {"Protect Stop Date": NOW - 1}, False),
    deactivated=(State.DEACTIVATED, {}, False),
    compromised=(State.COMPROMISED, {}, False),
    destroyed=(State.DESTROYED, {}, False),
    destroyed_compromised=(State.DESTROYED_COMPROMISED, {}, False),
)
class Deriving(SynchronousTestCase):
    def check(self, state, dates, permitted):
        obj = made(state=state)
        for name, date in dates.items():
            obj.set(name, date)
        if permitted:
            check_deriving(obj, NOW)
        else:
            self.assertRaises(NotUsable, check_deriving, obj, NOW)
