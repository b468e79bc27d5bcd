"""docs: the tables are complete, and made without Sphinx."""

import re
import sys
from importlib import import_module
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.devices.reading import MODELS, read_model
from hsmsim.spec.enums import ObjectType
from hsmsim.spec.profiles import PROFILES
from hsmsim.spec.profiles import clauses as clauses_of
from hsmsim.spec.structures import MESSAGES
from tests.support import rows

DOCS = Path(__file__).parent.parent / "docs"


def documentation(name):
    """A module of the documentation; None where the tests run without the source tree."""
    if not DOCS.exists():
        return None
    sys.path.insert(0, str(DOCS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(DOCS))


clauses, protocol, capabilities = map(documentation, ("clauses", "protocol", "capabilities"))
NONE = None if clauses else "the tests run without the source tree"
SIX = read_model("appliance").profiles


@rows(**{profile.title.translate(str.maketrans(" .", "__")): (profile,) for profile in PROFILES})
class Clauses(SynchronousTestCase):
    """Each clause of each profile has its line."""

    skip = NONE

    def check(self, profile):
        lines = list(clauses.lines(profile))
        said = [line.clause for line in lines]
        if clauses.ALL_OF_IT in said:
            said += clauses_of(clauses.BASELINE)
            said.remove(clauses.ALL_OF_IT)
        self.assertEqual(sorted(map(str, said)), sorted(map(str, clauses_of(profile))))
        for line in lines:
            self.assertEqual(len(line.there), len(MODELS), line)
            for text in (line.kind, line.what, line.why):
                self.assertRegex(text, r"\A\S.*\S\Z", line)
            missing = {model for model, has in zip(MODELS, line.there, strict=True) if not has}
            self.assertEqual({model for model in MODELS if f"{model}: " in line.why}, missing, line)
            self.assertTrue(any(line.there), "the standard model has everything")

    def test_the_six_of_the_appliance_are_met(self):
        first = clauses.ordered()[: len(SIX)]
        self.assertEqual({profile.title for profile in first}, SIX)
        for profile in first:
            self.assertEqual([clauses.verdict(model, profile) for model in MODELS], ["yes", "yes"])
            self.assertTrue(all(all(line.there) for line in clauses.lines(profile)))

    def test_some_verdicts(self):
        verdicts = {profile.title: [clauses.verdict(model, profile) for model in MODELS] for profile in PROFILES}
        self.assertEqual(verdicts["XML Server"], ["yes, with ``--https``", "no: it lacks XML over HTTPS"])
        self.assertEqual(verdicts["RNG Cryptographic Server"], ["yes", "yes, but Query does not say so"])
        self.assertEqual(verdicts["Baseline Server TLS v1.2"][0], "yes, with ``--tls kmip``")
        self.assertRegex(verdicts["Complete Server"][1], r"\Ano: it lacks Split Key, PGP Key, Re-key and \d+ more\Z")

    def test_page(self):
        lines = list(clauses.page())
        for profile in PROFILES:
            self.assertEqual(lines[lines.index(profile.title) + 1], "-" * len(profile.title))


class Protocol(SynchronousTestCase):
    skip = NONE

    def test_every_structure_of_messages_says_its_table(self):
        self.assertTrue(all(re.search(r", table 28\d\)", protocol.described(cls)) for cls in MESSAGES))

    def test_every_object_is_taken_in_and_given(self):
        for each in ObjectType:
            self.assertLessEqual({"Register", "Import"}, set(protocol.makers(each)))
            self.assertLessEqual({"Get", "Export"}, set(protocol.givers(each)))

    def test_names(self):
        self.assertEqual(protocol.listed("abcd", 2), "a, b and 2 more")
        self.assertEqual(protocol.listed("abc", 2), "a, b, c")


@rows(
    operations=("protocol", "kmip_operations"),
    objects=("protocol", "objects"),
    base_objects=("protocol", "base_objects"),
    attributes=("protocol", "attributes"),
    states=("protocol", "states"),
    symmetric=("capabilities", "symmetric"),
    pairs=("capabilities", "pairs"),
    paddings=("capabilities", "paddings"),
    macs=("capabilities", "mac_algorithms"),
    hashes=("capabilities", "hash_algorithms"),
    signatures=("capabilities", "signature_algorithms"),
    wrapping=("capabilities", "wrapping"),
    derivation=("capabilities", "derivation"),
    formats=("capabilities", "key_formats"),
)
class Tables(SynchronousTestCase):
    """Rows of one length, each with something to say."""

    skip = NONE

    def check(self, module, name):
        head, *found = getattr(documentation(module), name)()
        self.assertGreater(len(found), 4)
        for row in found:
            self.assertEqual(len(row), len(head))
            self.assertTrue(row[0] and any(row[1:]), row)

    def test_lengths(self):
        self.assertEqual(capabilities.lengths(range(8, 801, 8)), "8 to 800 in steps of 8")
        self.assertEqual(capabilities.lengths([1, 3, 4, 5, 6, 7, 8, 9, 10]), "1, 3, 4, 5, 6, 7, 8, 9, 10")
