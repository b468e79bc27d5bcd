"""Imports go down only, and never sideways between two packages of one floor."""

from twisted.trial.unittest import SynchronousTestCase

from tests.house.source import PACKAGE, imported, modules
from tests.support import rows

# The floors, from below. What stands on one floor does not know its neighbours.
FLOORS = (
    {"ttlv"},
    {"spec"},
    {"errors"},
    {"model", "devices"},
    {"interfaces"},
    {"store", "crypto", "partitions", "audit", "backup", "faults", "taps", "clock", "threads"},
    {"exchange"},
    {"operations", "management"},
    {"server", "console"},
    # The wiring: each of these knows those before it.
    {"readers"},
    {"settings"},
    {"launch", "options", "ready", "device_choice", "audit_choice", "banner", "seen"},
    {"wiring_backup", "wiring_keys", "wiring_notify", "wiring_taps"},
    {"doors", "wiring_management"},
    {"tap"},
    {"testing"},
)
FLOOR = {part: number for number, floor in enumerate(FLOORS) for part in floor}

# Who may know of Twisted: providers, management, what owns a transport, the wiring. Everything that a request meets
# between the socket and the store is plain Python.
TWISTED = FLOORS[5].union({"management"}, *FLOORS[8:])
# Seams are declared on one floor and implemented by what is above it; operations see neither.
ZOPE = TWISTED | {"interfaces"}

MODULES = modules(PACKAGE, "hsmsim")


@rows(**{module.name.replace(".", "_"): (module,) for module in MODULES if module.part})
class Imports(SynchronousTestCase):
    def check(self, module):
        self.assertIn(module.part, FLOOR, f"{module.name} stands on no floor")
        for name in imported(module):
            root, _, rest = name.partition(".")
            if root == "hsmsim":
                self.check_floor(module, name, rest.partition(".")[0])
            elif root == "twisted":
                self.assertIn(module.part, TWISTED, f"{module.name} imports {name}")
            elif root == "zope":
                self.assertIn(module.part, ZOPE, f"{module.name} imports {name}")

    def check_floor(self, module, name, part):
        if part == module.part or part not in FLOOR:
            return  # its own package, or a name of hsmsim itself such as its version
        self.assertLess(FLOOR[part], FLOOR[module.part], f"{module.name} imports {name}")


class Map(SynchronousTestCase):
    def test_hsmsim_itself_imports_nothing_of_its_parts(self):
        (itself,) = [module for module in MODULES if not module.part]
        self.assertEqual([name for name in imported(itself) if name.startswith("hsmsim.")], [])

    def test_no_part_stands_on_two_floors(self):
        self.assertEqual(len(FLOOR), sum(map(len, FLOORS)))

    def test_it_sees_imports_at_all(self):
        """The rule is worth something only while imports are found."""
        names = {name for module in MODULES for name in imported(module)}
        self.assertIn("hsmsim.ttlv.schema.ItemType", names)
