"""How an object came to its state, and what may come next (3.22)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.model.history import Passage, following, history
from hsmsim.model.lifecycle import TRANSITIONS, Cause, advance, settle
from hsmsim.spec.enums import ObjectType, State
from tests.appliance import NOW
from tests.objects import BORN, made
from tests.support import rows

S, C = State, Cause
FIRST = Passage(S.PRE_ACTIVE, None, BORN)


@rows(
    young=((), {}, [FIRST]),
    straight=(
        ((C.ACTIVATE, 1), (C.DEACTIVATE, 2), (C.DESTROY, 3)),
        {},
        [
            FIRST,
            Passage(S.ACTIVE, C.ACTIVATE, BORN + 1),
            Passage(S.DEACTIVATED, C.DEACTIVATE, BORN + 2),
            Passage(S.DESTROYED, C.DESTROY, BORN + 3),
        ],
    ),
    all_in_one_second=(
        ((C.ACTIVATE, 0), (C.COMPROMISE, 0), (C.DESTROY, 0)),
        {},
        [
            FIRST,
            Passage(S.ACTIVE, C.ACTIVATE, BORN),
            Passage(S.COMPROMISED, C.COMPROMISE, BORN),
            Passage(S.DESTROYED_COMPROMISED, C.DESTROY, BORN),
        ],
    ),
    found_out_later=(
        ((C.DESTROY, 1), (C.COMPROMISE, 2)),
        {},
        [
            FIRST,
            Passage(S.DESTROYED, C.DESTROY, BORN + 1),
            Passage(S.DESTROYED_COMPROMISED, C.COMPROMISE, BORN + 2),
        ],
    ),
    never_active=(
        ((C.COMPROMISE, 1),),
        {"Activation Date": BORN + 5},
        [FIRST, Passage(S.COMPROMISED, C.COMPROMISE, BORN + 1)],
    ),
    dates_to_come=(
        ((C.ACTIVATE, 1),),
        {"Deactivation Date": NOW + 1},
        [FIRST, Passage(S.ACTIVE, C.ACTIVATE, BORN + 1)],
    ),
)
class Histories(SynchronousTestCase):
    def check(self, causes, dates, way):
        obj = made()
        for cause, seconds in causes:
            advance(obj, cause, BORN + seconds)
        for name, date in dates.items():
            obj.set(name, date)
        self.assertEqual(history(obj, NOW), way)


class Others(SynchronousTestCase):
    def test_dates_that_have_been_reached(self):
        obj = made(having={"Activation Date": NOW - 2, "Deactivation Date": NOW - 1})
        settle(obj, NOW)
        states = [S.PRE_ACTIVE, S.ACTIVE, S.DEACTIVATED]
        self.assertEqual([each.state for each in history(obj, NOW)], states)

    def test_a_state_that_no_date_tells_of(self):
        obj = made(state=S.ACTIVE)
        obj.clear("Activation Date")
        self.assertEqual(history(obj, NOW), [Passage(S.ACTIVE, None, None)])

    def test_an_object_without_a_state(self):
        self.assertEqual(history(made(object_type=ObjectType.OPAQUE_OBJECT), NOW), [])

    def test_what_may_come_is_what_the_transitions_have(self):
        found = {(state, cause): to for state in State for cause, to in following(state).items()}
        self.assertEqual(found, TRANSITIONS)
        self.assertEqual(following(None), {})
