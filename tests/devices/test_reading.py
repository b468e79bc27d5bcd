"""hsmsim/devices/reading.py: models in TOML, and what is wrong with them."""

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import EVERYTHING, UNRESTRICTED, Limits, Vendor
from hsmsim.devices.reading import MODELS, BadModel, read_model
from hsmsim.operations import table
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    ValidationAuthorityType,
    ValidationType,
)
from hsmsim.spec.profiles import PROFILES
from tests.support import rows

SIX = {
    "Baseline Server",
    "Symmetric Key Lifecycle Server",
    "Symmetric Key Foundry Server",
    "Asymmetric Key Lifecycle Server",
    "Basic Cryptographic Server",
    "Advanced Cryptographic Server",
}
VALIDATION = """
[[validations]]
authority-type = "NIST CMVP"
authority-country = "US"
authority-uri = "http://example.com/cmvp"
version-major = 2
version-minor = 1
type = "Hybrid"
level = 3
certificate-identifier = "1747"
certificate-uri = "http://example.com/1747"
vendor-uri = "http://example.com"
profile = ["one", "two"]
"""


class Case(SynchronousTestCase):
    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()

    def read(self, text, name="own.toml"):
        (self.folder / name).write_text(text)
        return read_model(str(self.folder / name))

    def refused(self, name):
        with self.assertRaises(BadModel) as caught:
            read_model(name)
        text = str(caught.exception).replace(str(self.folder), "FOLDER")
        self.assertNotIn("\n", text)
        return text


class Ours(SynchronousTestCase):
    """The models that are part of the product."""

    def test_their_files_are_there(self):
        folder = Path(__file__).parent.parent.parent / "hsmsim" / "devices"
        self.assertEqual({file.stem for file in folder.glob("*.toml")}, set(MODELS))

    def test_standard(self):
        device = read_model("standard")
        self.assertEqual(set(table(device.operations)), set(table()))
        self.assertIs(device.objects, EVERYTHING)
        self.assertIsNone(device.algorithms)
        self.assertTrue(device.https)
        (validation,) = device.validations
        self.assertEqual(validation.validation_authority_type, ValidationAuthorityType.UNSPECIFIED)
        self.assertEqual(validation.validation_level, 0)

    def test_appliance(self):
        device = read_model("appliance")
        self.assertEqual(device.profiles, SIX)
        self.assertEqual(len(device.operations), 25)
        self.assertLessEqual(device.operations, set(table()))
        six = [profile for profile in PROFILES if profile.title in SIX]
        self.assertLessEqual(frozenset().union(*(each.operations for each in six)), device.operations)
        self.assertEqual(device.encodings, {"TTLV"})
        self.assertFalse(device.https)
        self.assertEqual(device.validations, ())
        self.assertLessEqual(set(device.algorithms), set(OpenSSL.symmetric) | set(OpenSSL.pairs))
        self.assertNotIn(ObjectType.SPLIT_KEY, device.objects)
        self.assertNotIn(Operation.POLL, device.operations)


class Own(Case):
    def test_nothing_said(self):
        self.assertEqual(self.read(""), UNRESTRICTED)

    def test_all_said(self):
        device = self.read(
            """
            operations = ["Query", "Get"]
            objects = ["Symmetric Key"]
            profiles = ["Baseline Server"]
            encodings = ["XML"]
            https = false
            algorithms = { AES = [128, 256], "3DES" = "*" }
            limits = { message = 4096, batch-items = 3, open-streams = 0 }
            vendor = { identification = "i", product = "p", serial-number = "s", engine = "1", model = "m" }
            """
            + VALIDATION
        )
        self.assertEqual(device.operations, {Operation.QUERY, Operation.GET})
        self.assertEqual(device.objects, {ObjectType.SYMMETRIC_KEY})
        self.assertEqual(device.profiles, {"Baseline Server"})
        self.assertEqual(device.encodings, {"XML"})
        self.assertFalse(device.https)
        self.assertEqual(
            device.algorithms, {CryptographicAlgorithm.AES: {128, 256}, CryptographicAlgorithm.DES3: EVERYTHING}
        )
        self.assertEqual(device.limits, Limits(4096, 3, 0))
        self.assertEqual(device.vendor, Vendor("i", "p", "s", "1", "m"))
        (validation,) = device.validations
        self.assertEqual(validation.validation_authority_type, ValidationAuthorityType.NIST_CMVP)
        self.assertEqual(validation.validation_type, ValidationType.HYBRID)
        self.assertEqual(validation.validation_version_minor, 1)
        self.assertEqual(validation.validation_profile, ["one", "two"])

    def test_like(self):
        """What is not said is as in the other model; of tables, each line."""
        appliance = read_model("appliance")
        device = self.read('like = "appliance"\nhttps = true\n[vendor]\nproduct = "mine"')
        self.assertEqual(device.operations, appliance.operations)
        self.assertTrue(device.https)
        self.assertEqual(device.vendor, Vendor(product="mine"))

    def test_like_a_file_beside_it(self):
        self.read("[vendor]\nengine = '9'\nmodel = 'a'", "other.toml")
        self.assertEqual(self.read("like = 'other.toml'\n[vendor]\nmodel = 'b'").vendor, Vendor(engine="9", model="b"))

    def test_everything_again(self):
        device = self.read('like = "appliance"\noperations = "*"\nalgorithms = "*"')
        self.assertIs(device.operations, EVERYTHING)
        self.assertIsNone(device.algorithms)


def _validation(line):
    """The validation with one line in place of the one that begins as it does."""
    key = line.split(" ")[0]
    kept = [each for each in VALIDATION.splitlines() if not each.startswith(f"{key} ")]
    return "\n".join([*kept, line])


LIST = 'it is a list of names, or "*"'


@rows(
    toml=("operations =", "", "Invalid value"),
    key=("operation = []", "operation", "there is no such key; there are operations, objects"),
    operations=("operations = 'Get'", "operations", LIST),
    operation=("operations = ['Gets']", "operations", "there is no 'Gets'"),
    operation_case=("operations = ['get']", "operations", "there is no 'get'"),
    operation_number=("operations = [3]", "operations", "there is no 3"),
    operation_list=("operations = [['Get']]", "operations", "there is no ['Get']"),
    operation_twice=("operations = ['Get', 'Get']", "operations", "a name is there twice"),
    object=("objects = ['Key']", "objects", "there is no 'Key'"),
    profile=("profiles = ['Basic']", "profiles", "there is no 'Basic'"),
    encoding=("encodings = ['ASN.1']", "encodings", "there is no 'ASN.1'"),
    https=("https = 1", "https", "it is true or false"),
    algorithms=("algorithms = ['AES']", "algorithms", "it is a table of algorithms"),
    algorithm=("algorithms = { Rijndael = '*' }", "algorithms", "there is no 'Rijndael'"),
    no_lengths=("algorithms = { AES = [] }", "algorithms.AES", "it is a list of lengths in bits"),
    lengths=("algorithms = { AES = 128 }", "algorithms.AES", "it is a list of lengths in bits"),
    length=("algorithms = { AES = ['128'] }", "algorithms.AES", "it is a whole number from 1 to 65536"),
    length_zero=("algorithms = { AES = [0] }", "algorithms.AES", "it is a whole number from 1 to 65536"),
    limits=("limits = 3", "limits", "it is a table"),
    limit=("limits = { batch = 3 }", "limits.batch", "there is no such key; there are message, batch-items"),
    message=("limits = { message = 100 }", "limits.message", "it is a whole number from 4096"),
    truth=("limits = { batch-items = true }", "limits.batch-items", "it is a whole number from 1"),
    vendor=("vendor = { name = 'x' }", "vendor.name", "there is no such key"),
    vendor_number=("vendor = { model = 3 }", "vendor.model", "it is one line of text"),
    vendor_lines=('vendor = { model = "a\\nb" }', "vendor.model", "it is one line of text"),
    vendor_empty=("vendor = { model = '' }", "vendor.model", "it is one line of text"),
    validations=("validations = 'FIPS'", "validations", "it is a list of tables"),
    validation=("validations = ['FIPS']", "validations 1", "it is a table"),
    validation_type=(_validation("type = 'Soft'"), "validations 1.type", "there is no 'Soft'"),
    validation_types=(_validation("type = ['Software', 'Hybrid']"), "validations 1.type", "it is one name"),
    validation_no_type=(_validation("type = []"), "validations 1.type", "it is one name"),
    validation_level=(_validation("level = '1'"), "validations 1.level", "it is a whole number"),
    validation_profile=(_validation("profile = 'x'"), "validations 1.profile", "it is a list of texts"),
    validation_missing=("[[validations]]\ntype = 'Software'", "validations 1", "authority-type is missing"),
    like=("like = 3", "like", "it is the name of a model, or of a file"),
    like_itself=("like = 'own.toml'", "like", "the model stands on itself"),
)
class Wrong(Case):
    def check(self, text, where, why):
        (self.folder / "own.toml").write_text(text)
        said = self.refused(str(self.folder / "own.toml"))
        self.assertTrue(said.startswith("--model: FOLDER/own.toml: " + (f"{where}: " if where else "")), said)
        self.assertIn(why, said)


class Files(Case):
    def test_none(self):
        said = self.refused(str(self.folder / "none.toml"))
        self.assertEqual(
            said,
            "--model: 'FOLDER/none.toml' is none of standard, appliance, and no file that can be read: "
            "No such file or directory",
        )

    def test_folder_and_nothing(self):
        for name in (str(self.folder), ""):
            self.assertIn("Is a directory", self.refused(name))

    def test_no_utf_8(self):
        (self.folder / "own.toml").write_bytes(b'like = "\xff"')
        self.assertIn("utf-8", self.refused(str(self.folder / "own.toml")))

    def test_nul(self):
        self.assertIn("--model", self.refused("a\0b"))

    def test_like_each_other(self):
        (self.folder / "a.toml").write_text("like = 'b.toml'")
        (self.folder / "b.toml").write_text("like = 'a.toml'")
        self.assertIn("stands on itself", self.refused(str(self.folder / "a.toml")))
