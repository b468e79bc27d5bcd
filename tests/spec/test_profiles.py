"""hsmsim/spec/profiles.py: what each profile requires, is something that the other tables have."""

from collections import Counter
from dataclasses import fields

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import Operation, ProfileName
from hsmsim.spec.objects import BASE_OBJECTS
from hsmsim.spec.profiles import PROFILES, Profile, clauses
from tests.support import rows


@rows(**{profile.title.translate(str.maketrans(" .", "__")): (profile,) for profile in PROFILES})
class Rows(SynchronousTestCase):
    def check(self, profile):
        for name in profile.names:
            self.assertTrue(name.title.startswith(profile.title.replace(" TLS v1.2", "")), name.title)
            self.assertRegex(name.title, r" KMIP v1\.[0-4]$")
        self.assertEqual(bool(profile.names), profile.title != "AES XTS Server")
        self.assertEqual(len(set(profile.names)), len(profile.names))
        self.assertLessEqual(profile.attributes, set(RULES))
        self.assertLessEqual(profile.base_objects, set(BASE_OBJECTS))
        self.assertLessEqual(profile.in_parts, profile.operations)
        # What the Baseline Server requires, all others do.
        self.assertLessEqual(set(clauses(PROFILES[0])), set(clauses(profile)))


class Table(SynchronousTestCase):
    def test_titles(self):
        self.assertEqual(len({profile.title for profile in PROFILES}), len(PROFILES))

    def test_all_server_profiles_are_there(self):
        named = {name for profile in PROFILES for name in profile.names}
        self.assertEqual(named, {name for name in ProfileName if "_SERVER_" in name.name})

    def test_a_name_belongs_to_one_profile(self):
        names = [name for profile in PROFILES for name in profile.names]
        self.assertEqual(len(names), len(set(names)))

    def test_the_baseline_server(self):
        """As many as its text has, and six chapters."""
        found = Counter(clause.kind for clause in clauses(PROFILES[0]))
        self.assertEqual(found, {"base_objects": 9, "attributes": 32, "operations": 13, "contents": 16, "features": 6})

    def test_clauses_are_all_that_a_profile_requires(self):
        advanced = next(profile for profile in PROFILES if profile.title == "Advanced Cryptographic Server")
        self.assertEqual(
            [clause.what for clause in clauses(advanced) if clause.kind == "in_parts"], sorted(advanced.in_parts)
        )
        kinds = list(dict.fromkeys(clause.kind for profile in PROFILES for clause in clauses(profile)))
        self.assertEqual(set(kinds), {field.name for field in fields(Profile)} - {"title", "names"})

    def test_some_requirements(self):
        required = {profile.title: profile.operations for profile in PROFILES}
        self.assertIn(Operation.CREATE, required["Symmetric Key Lifecycle Server"])
        self.assertIn(Operation.CREATE_KEY_PAIR, required["Asymmetric Key Lifecycle Server"])
        self.assertIn(Operation.HASH, required["Advanced Cryptographic Server"])
        self.assertNotIn(Operation.HASH, required["Basic Cryptographic Server"])
