"""Rules for the tests themselves: each of them runs."""

import ast

from twisted.trial.unittest import SynchronousTestCase

from tests.house.source import TESTS, classes, modules
from tests.support import rows

MODULES = modules(TESTS, "tests")


def _base_names(node):
    return {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}


def synchronous(module):
    """The classes of a module that are, directly or by a class of the same module, SynchronousTestCase."""
    known = {"SynchronousTestCase"}
    found = []
    for node in classes(module):  # outer classes come before those that are made from them
        if _base_names(node) & known:
            known.add(node.name)
            found.append(node)
    return found


def never_run(node):
    """Methods that a SynchronousTestCase would call and never await."""
    return [
        method.name
        for method in node.body
        if isinstance(method, ast.AsyncFunctionDef) and (method.name.startswith("test") or method.name == "check")
    ]


@rows(**{module.name.replace(".", "_"): (module,) for module in MODULES})
class EveryTestRuns(SynchronousTestCase):
    def check(self, module):
        for node in synchronous(module):
            self.assertEqual(never_run(node), [], f"{node.name} of {module.name} passes without running")

    def test_the_rule_finds_one(self):
        tree = ast.parse(
            "class A(unittest.SynchronousTestCase):\n    async def test_x(self): pass\n"
            "class B(A):\n    async def check(self): pass\n    def test_y(self): pass\n"
            "class C(TestCase):\n    async def test_z(self): pass\n"
        )
        found = [never_run(node) for node in synchronous(type("Module", (), {"tree": tree}))]
        self.assertEqual(found, [["test_x"], ["check"]])

    def test_every_folder_is_a_package(self):
        """Trial does not look into a folder that is none."""
        folders = {module.path.parent for module in MODULES}
        self.assertEqual([folder for folder in folders if not (folder / "__init__.py").exists()], [])


def tests_of(module):
    """The test methods of a module's test cases."""
    for node in classes(module):
        if _base_names(node) & {"TestCase", "SynchronousTestCase"}:
            yield from (each for each in node.body if getattr(each, "name", "").startswith("test"))


class Places(SynchronousTestCase):
    def test_tests_stand_where_trial_finds_them(self):
        """In modules whose names begin with test_; suites are handed out by such modules."""
        others = [module for module in MODULES if not module.path.name.startswith("test_") and module.part != "suites"]
        lost = [f"{module.name}.{method.name}" for module in others for method in tests_of(module)]
        self.assertEqual(lost, [])
