"""What the server says of itself when it is asked (KMIP 1.4 section 4.25)."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from hsmsim.devices.device import Device, Vendor
from hsmsim.spec.enums import (
    ClientRegistrationMethod,
    DestroyAction,
    ObjectType,
    RNGMode,
    ShreddingAlgorithm,
    UnwrapMode,
)
from hsmsim.spec.structures import CapabilityInformation, ExtensionInformation
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.framing import HEAD_SIZE
from hsmsim.ttlv.schema import ItemType, Node, Raw


def _product() -> str:
    try:
        return f"hsmsim {version('hsmsim')}, a simulated HSM"
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "hsmsim, a simulated HSM"


# The items of Server Information: tag, name, and value by what the device calls itself.
_INFORMATION: tuple[tuple[int, str, Callable[[Vendor], str]], ...] = (
    (0x540001, "Product", lambda vendor: vendor.product),
    (0x540002, "Serial Number", lambda vendor: vendor.serial_number),
    # No device model can take this away: it simulates, and says so.
    (0x540003, "Simulated By", lambda vendor: _product()),
)

EXTENSIONS = tuple(
    ExtensionInformation(extension_name=name, extension_tag=tag, extension_type=ItemType.TEXT_STRING)
    for tag, name, _ in _INFORMATION
)


@cache
def server_information(vendor: Vendor) -> Raw:
    """Server Information of Query."""
    out = bytearray()
    items = [Node(tag, ItemType.TEXT_STRING, value(vendor)) for tag, _, value in _INFORMATION]
    binary.write_node(out, Node(Tag.SERVER_INFORMATION, ItemType.STRUCTURE, items), Tag.SERVER_INFORMATION)
    return Raw(bytes(out), HEAD_SIZE, len(out) - HEAD_SIZE)


OFFERED_OBJECTS = tuple(ObjectType)  # all that there are; a device may offer less


def objects_of(device: Device) -> list[ObjectType]:
    """The types of objects that a device offers."""
    return [each for each in OFFERED_OBJECTS if each in device.objects]


CAPABILITIES = CapabilityInformation(
    streaming_capability=True,
    asynchronous_capability=False,
    attestation_capability=False,
    batch_undo_capability=True,
    batch_continue_capability=True,
    # Keys are kept as they came, and unwrapped when they are used or asked for so.
    unwrap_mode=UnwrapMode.PROCESSED,
    destroy_action=DestroyAction.KEY_MATERIAL_DELETED,
    shredding_algorithm=ShreddingAlgorithm.UNSUPPORTED,
    rng_mode=RNGMode.SHARED_INSTANTIATION,
)

# Users come with a pair that the appliance made, or with a certificate of their own.
CLIENT_REGISTRATION_METHODS = (
    ClientRegistrationMethod.SERVER_PRE_GENERATED,
    ClientRegistrationMethod.CLIENT_GENERATED,
)
