"""hsmsim/model/attributes.py: dates, when they may be set and changed, and their order (3.24 to 3.27)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import AttributeReadOnly, InvalidAttribute
from hsmsim.model.attributes import add, check_dates, modify
from hsmsim.spec.enums import State
from hsmsim.spec.versions import V1_4
from tests.appliance import NOW
from tests.model.chapter_3 import LATER, SOON, T
from tests.objects import attribute, made
from tests.support import rows

# "Modifiable by client: only while in ...", for changing and adding. Of dates that are not there yet: None.
PRE, ACTIVE, OVER = State.PRE_ACTIVE, State.ACTIVE, State.DEACTIVATED


@rows(
    activation_pre_active=("Activation Date", PRE, True),
    activation_active=("Activation Date", ACTIVE, False),
    activation_deactivated=("Activation Date", OVER, False),
    activation_compromised=("Activation Date", State.COMPROMISED, False),
    activation_destroyed=("Activation Date", State.DESTROYED, False),
    start_pre_active=("Process Start Date", PRE, True),
    start_active=("Process Start Date", ACTIVE, True),
    start_deactivated=("Process Start Date", OVER, False),
    start_compromised=("Process Start Date", State.COMPROMISED, False),
    stop_pre_active=("Protect Stop Date", PRE, True),
    stop_active=("Protect Stop Date", ACTIVE, True),
    stop_deactivated=("Protect Stop Date", OVER, False),
    stop_destroyed_compromised=("Protect Stop Date", State.DESTROYED_COMPROMISED, False),
    deactivation_pre_active=("Deactivation Date", PRE, True),
    deactivation_active=("Deactivation Date", ACTIVE, True),
    deactivation_deactivated=("Deactivation Date", OVER, False),
    deactivation_compromised=("Deactivation Date", State.COMPROMISED, False),
)
class States(SynchronousTestCase):
    def check(self, name, state, permitted):
        for have in (None, SOON):
            obj = made(state=state)
            obj.clear(name)
            change = add
            if have is not None:
                obj.set(name, have)
                change = modify
            if permitted:
                change(obj, attribute(name, LATER), V1_4, NOW)
                self.assertEqual(obj.get(name), LATER)
            else:
                self.assertRaises(AttributeReadOnly, change, obj, attribute(name, LATER), V1_4, NOW)

    def test_a_template_has_no_state_to_mind(self):
        obj = made(object_type=T, having={"Activation Date": SOON})
        modify(obj, attribute("Activation Date", LATER), V1_4, NOW)
        self.assertEqual(obj.get("Activation Date"), LATER)


@rows(
    start_to_come=("Process Start Date", NOW + 1, True),
    start_reached=("Process Start Date", NOW, False),
    stop_to_come=("Protect Stop Date", NOW + 1, True),
    stop_reached=("Protect Stop Date", NOW, False),
    deactivation_reached=("Deactivation Date", NOW, True),  # the state moves when it is looked at
)
class ReachedDates(SynchronousTestCase):
    def check(self, name, date, permitted):
        obj = made(state=ACTIVE)
        obj.set(name, date)
        if permitted:
            modify(obj, attribute(name, LATER), V1_4, NOW)
            self.assertEqual(obj.get(name), LATER)
        else:
            self.assertRaises(AttributeReadOnly, modify, obj, attribute(name, LATER), V1_4, NOW)


A, D, START, STOP = "Activation Date", "Deactivation Date", "Process Start Date", "Protect Stop Date"


@rows(
    nothing=({}, True),
    in_order=({A: 1, START: 2, STOP: 3, D: 4}, True),
    all_at_once=({A: 1, START: 1, STOP: 1, D: 1}, True),
    start_before_activation=({A: 2, START: 1}, False),
    stop_after_deactivation=({STOP: 2, D: 1}, False),
    activation_after_deactivation=({A: 2, D: 1}, False),
    start_after_stop=({START: 2, STOP: 1}, True),
    start_alone=({START: 1}, True),
)
class Dates(SynchronousTestCase):
    def check(self, dates, right):
        obj = made()
        for name, date in dates.items():
            obj.set(name, date)
        if right:
            check_dates(obj)
        else:
            self.assertRaises(InvalidAttribute, check_dates, obj)
