"""Functions and files stay small, and every module says what it is."""

import ast
from statistics import median

from twisted.trial.unittest import SynchronousTestCase

from tests.house.source import PACKAGE, functions, modules, size
from tests.support import rows

MOST_LINES_OF_A_FUNCTION = 40  # without its docstring
MOST_LINES_OF_A_FILE = 400  # tables of spec/ may be longer

MODULES = modules(PACKAGE, "hsmsim")


@rows(**{module.name.replace(".", "_"): (module,) for module in MODULES})
class Sizes(SynchronousTestCase):
    def check(self, module):
        long = [f"{each.name}: {size(each)}" for each in functions(module) if size(each) > MOST_LINES_OF_A_FUNCTION]
        self.assertEqual(long, [], "functions that are too long")
        if module.part != "spec":
            self.assertLessEqual(module.lines, MOST_LINES_OF_A_FILE, module.name)
        self.assertTrue(ast.get_docstring(module.tree), f"{module.name} does not say what it is")


class Median(SynchronousTestCase):
    def test_most_functions_are_a_few_lines(self):
        sizes = [size(function) for module in MODULES for function in functions(module)]
        self.assertLessEqual(median(sizes), 8)
