"""Which device model the settings choose."""

from hsmsim.crypto.lengths import there_is
from hsmsim.devices.device import EVERYTHING, Device
from hsmsim.devices.reading import BadModel, read_model
from hsmsim.settings import BadSetting, Settings
from hsmsim.spec.enums import Operation


def chosen_device(settings: Settings) -> Device:
    """The device model.

    Raises:
        BadModel: it cannot be read, or has keys that no backend has.
        BadSetting: something is set that it does not have.
    """
    device = read_model(settings.model)
    _check_lengths(settings.model, device)
    for name, value, there, what in (
        ("https", settings.https is not None, device.https, "HTTPS"),
        ("asynchronous", settings.asynchronous, Operation.POLL in device.operations, "Poll"),
        ("notify", settings.notify, {Operation.NOTIFY, Operation.PUT} <= _of(device), "Notify and Put"),
    ):
        if value and not there:
            raise BadSetting(f"--{name}: the model {settings.model} has no {what}")
    return device


def _check_lengths(name: str, device: Device) -> None:
    for algorithm, lengths in (device.algorithms or {}).items():
        missing = [] if lengths is EVERYTHING else sorted(each for each in lengths if not there_is(algorithm, each))
        if missing:
            raise BadModel(f"--model: {name}: algorithms.{algorithm.title}: there are no keys of {missing[0]} bits")


def _of(device: Device) -> set[Operation]:
    return {each for each in Operation if each in device.operations}
