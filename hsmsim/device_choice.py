"""Which device model the settings choose."""

from hsmsim.devices.device import Device
from hsmsim.devices.reading import read_model
from hsmsim.settings import BadSetting, Settings
from hsmsim.spec.enums import Operation


def chosen_device(settings: Settings) -> Device:
    """The device model.

    Raises:
        BadModel: it cannot be read.
        BadSetting: something is set that it does not have.
    """
    device = read_model(settings.model)
    for name, value, there, what in (
        ("https", settings.https is not None, device.https, "HTTPS"),
        ("asynchronous", settings.asynchronous, Operation.POLL in device.operations, "Poll"),
        ("notify", settings.notify, {Operation.NOTIFY, Operation.PUT} <= _of(device), "Notify and Put"),
    ):
        if value and not there:
            raise BadSetting(f"--{name}: the model {settings.model} has no {what}")
    return device


def _of(device: Device) -> set[Operation]:
    return {each for each in Operation if each in device.operations}
