"""The models in the documentation can be read."""

import re
from pathlib import Path
from textwrap import dedent

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.devices.reading import read_model
from hsmsim.spec.enums import CryptographicAlgorithm, Operation

PAGE = Path(__file__).parent.parent.parent / "docs" / "howto" / "models.rst"


class Examples(SynchronousTestCase):
    def test_examples(self):
        if not PAGE.exists():
            self.skipTest("the tests run without the source tree")
        blocks = re.findall(r"\.\. code-block:: toml\n\n((?:   .*\n|\n)+)", PAGE.read_text(encoding="utf-8"))
        devices = []
        for block in blocks:
            file = Path(self.mktemp())
            file.write_text(dedent(block), encoding="utf-8")
            devices.append(read_model(str(file)))
        own, validated = devices
        self.assertIn(Operation.RE_KEY, own.operations)
        self.assertEqual(own.lengths(CryptographicAlgorithm.AES), {256})
        self.assertEqual(own.vendor.product, "Vault 3000")
        self.assertEqual(validated.validations[0].validation_level, 3)
