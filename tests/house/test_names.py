"""Names say what a thing is, not that it does something."""

import re

from twisted.trial.unittest import SynchronousTestCase

from tests.house.source import PACKAGE, classes, modules
from tests.support import rows

EMPTY = {"manager", "handler", "processor", "engine", "util", "utils", "helper", "helpers"}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words(name):
    """The words of a snake_case or CamelCase name."""
    return {word.lower() for word in _WORDS.findall(name)}


@rows(**{module.name.replace(".", "_"): (module,) for module in modules(PACKAGE, "hsmsim")})
class Names(SynchronousTestCase):
    def check(self, module):
        for name in (module.name, *(each.name for each in classes(module))):
            self.assertEqual(words(name) & EMPTY, set(), f"{name} in {module.name}")


@rows(
    snake=("request_handler", {"request", "handler"}),
    camel=("RequestHandler", {"request", "handler"}),
    capitals=("KMIPEngine", {"kmip", "engine"}),
    dotted=("hsmsim.util", {"hsmsim", "util"}),
    inside_a_word=("Utility", {"utility"}),
)
class Words(SynchronousTestCase):
    def check(self, name, found):
        self.assertEqual(words(name), found)
