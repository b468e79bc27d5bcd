"""Tests of hsmsim.device_choice: settings that the model does not go with."""

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.device_choice import chosen_device
from hsmsim.devices.reading import BadModel, read_model
from hsmsim.settings import BadSetting, load
from tests.support import rows

ALL = {"https": "0", "asynchronous": ["*=polls:1"], "notify": ["alice=localhost:1,cert.pem"]}


@rows(
    https=({"https": "0"}, "--https: the model appliance has no HTTPS"),
    asynchronous=({"asynchronous": ["*=polls:1"]}, "--asynchronous: the model appliance has no Poll"),
    notify=({"notify": ["alice=localhost:1,cert.pem"]}, "--notify: the model appliance has no Notify and Put"),
)
class Lacking(SynchronousTestCase):
    def check(self, given, said):
        with self.assertRaises(BadSetting) as caught:
            chosen_device(load({**given, "model": "appliance"}))
        self.assertEqual(str(caught.exception), said)


@rows(
    cipher=("AES = [100]", "algorithms.AES: there are no keys of 100 bits"),
    the_shortest_of_several=("AES = [128, 136, 64]", "algorithms.AES: there are no keys of 64 bits"),
    parity=("3DES = [100]", "algorithms.3DES: there are no keys of 100 bits"),
    half_a_byte=("HMAC-SHA256 = [100]", "algorithms.HMAC-SHA256: there are no keys of 100 bits"),
    modulus=("RSA = [100]", "algorithms.RSA: there are no keys of 100 bits"),
    curve=("EC = [100]", "algorithms.EC: there are no keys of 100 bits"),
    nobodys=("SKIPJACK = [80]", "algorithms.SKIPJACK: there are no keys of 80 bits"),
)
class NoSuchLength(SynchronousTestCase):
    def check(self, line, said):
        file = Path(self.mktemp())
        file.write_text(f"[algorithms]\n{line}")
        with self.assertRaises(BadModel) as caught:
            chosen_device(load({"model": str(file)}))
        self.assertEqual(str(caught.exception), f"--model: {file}: {said}")


class Chosen(SynchronousTestCase):
    def test_standard(self):
        self.assertEqual(chosen_device(load({})), read_model("standard"))
        self.assertEqual(chosen_device(load(ALL)), read_model("standard"))

    def test_appliance(self):
        self.assertEqual(chosen_device(load({"model": "appliance"})), read_model("appliance"))

    def test_own(self):
        file = Path(self.mktemp())
        file.write_text("operations = ['Query', 'Notify']\nhttps = true")
        chosen_device(load({"model": str(file), "https": "0"}))
        with self.assertRaises(BadSetting):
            chosen_device(load({"model": str(file), "notify": ALL["notify"]}))

    def test_lengths_that_there_are(self):
        file = Path(self.mktemp())
        file.write_text(
            """
            [algorithms]
            AES = [128]
            3DES = [112, 168, 192]
            HMAC-SHA256 = [64, 1000]
            RSA = [1024, 1976]
            ECDSA = [192, 256, 521]
            SKIPJACK = "*"
            """
        )
        self.assertEqual(len(chosen_device(load({"model": str(file)})).algorithms), 6)

    def test_none(self):
        self.assertRaises(BadModel, chosen_device, load({"model": "nothing.toml"}))
