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

    def test_none(self):
        self.assertRaises(BadModel, chosen_device, load({"model": "nothing.toml"}))
