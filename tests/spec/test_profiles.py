"""hsmsim/spec/profiles.py: what each profile requires, is something that the other tables have."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import Operation, ProfileName
from hsmsim.spec.profiles import PROFILES
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
        # What the Baseline Server requires, all others do.
        self.assertLessEqual({Operation.QUERY, Operation.DISCOVER_VERSIONS, Operation.LOCATE}, profile.operations)


class Table(SynchronousTestCase):
    def test_titles(self):
        self.assertEqual(len({profile.title for profile in PROFILES}), len(PROFILES))

    def test_all_server_profiles_are_there(self):
        named = {name for profile in PROFILES for name in profile.names}
        self.assertEqual(named, {name for name in ProfileName if "_SERVER_" in name.name})

    def test_a_name_belongs_to_one_profile(self):
        names = [name for profile in PROFILES for name in profile.names]
        self.assertEqual(len(names), len(set(names)))

    def test_some_requirements(self):
        required = {profile.title: profile.operations for profile in PROFILES}
        self.assertIn(Operation.CREATE, required["Symmetric Key Lifecycle Server"])
        self.assertIn(Operation.CREATE_KEY_PAIR, required["Asymmetric Key Lifecycle Server"])
        self.assertIn(Operation.HASH, required["Advanced Cryptographic Server"])
        self.assertNotIn(Operation.HASH, required["Basic Cryptographic Server"])
