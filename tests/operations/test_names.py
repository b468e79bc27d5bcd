"""hsmsim/operations: what numbers are called in texts is what the structures of the whole product declare."""

from importlib import import_module
from pkgutil import walk_packages

from twisted.trial.unittest import SynchronousTestCase

import hsmsim
from hsmsim.operations import names, spelling
from hsmsim.spec import enums, masks
from hsmsim.spec.attributes import RULES
from hsmsim.ttlv.schema import ItemType, Kind, fields
from tests.support import rows


def declared():
    """Every structure that a module of the product declares."""
    modules = [import_module(each.name) for each in walk_packages(hsmsim.__path__, "hsmsim.")]
    classes = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return [cls for cls in dict.fromkeys(classes) if hasattr(cls, "__declared__")]


STRUCTURES = declared()


def named_classes(item_type):
    """The classes that name numbers of a type, by tag: all that is declared anywhere, attributes too."""
    kinds = [(rule.tag, rule.kind) for rule in RULES.values()]
    kinds += [(field.tag, field.kind) for cls in STRUCTURES for field in fields(cls)]
    found = {}
    for tag, kind in kinds:
        if isinstance(kind, Kind) and kind.item_type is item_type:
            found.setdefault(tag, set()).add(kind.cls)
    return found


ENUMERATIONS, INTEGERS = named_classes(ItemType.ENUMERATION), named_classes(ItemType.INTEGER)


@rows(**{tag.name.lower(): (tag, classes) for tag, classes in (ENUMERATIONS | INTEGERS).items()})
class OneMeaning(SynchronousTestCase):
    """A tag is declared the same in all structures, so a number means the same wherever it stands."""

    def check(self, tag, classes):
        self.assertEqual(len(classes), 1)


class Projected(SynchronousTestCase):
    """No structure is forgotten, and nothing is named that none declares."""

    def test_there_are_structures_of_every_floor(self):
        floors = {cls.__module__.split(".")[1] for cls in STRUCTURES}
        self.assertEqual(floors, {"spec", "model", "store", "exchange", "operations"})
        self.assertEqual(set(ENUMERATIONS) & set(INTEGERS), set())

    def test_enumerations(self):
        titles = {tag: {int(term): term.title for term in cls} for tag, (cls,) in ENUMERATIONS.items()}
        self.assertEqual(names().enumerations, titles)

    def test_masks(self):
        known = {tag: cls for tag, (cls,) in INTEGERS.items() if cls is not None}
        bits = {tag: {bit for name, bit in vars(cls).items() if name.isupper()} for tag, cls in known.items()}
        self.assertEqual({tag: set(titles) for tag, titles in names().masks.items()}, bits)

    def test_every_enumeration_and_mask_is_declared_somewhere(self):
        defined = {
            cls
            for module in (enums, masks)
            for cls in vars(module).values()
            if isinstance(cls, type) and cls.__module__ == module.__name__
        }
        used = set().union(*ENUMERATIONS.values(), *INTEGERS.values()) - {None}
        self.assertEqual(used, defined)

    def test_they_are_made_once(self):
        self.assertIs(spelling(), spelling())
