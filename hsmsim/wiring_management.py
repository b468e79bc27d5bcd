"""What the sessions of console and web share, put together."""

from collections.abc import Callable
from typing import cast

from twisted.logger import Logger

from hsmsim import operations
from hsmsim.crypto.key_files import KeyFiles
from hsmsim.devices.device import Vendor
from hsmsim.exchange.answer import Exchange
from hsmsim.interfaces.audit import IAudit
from hsmsim.interfaces.backups import IBackups
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.key_files import IKeyFiles
from hsmsim.interfaces.partitions import IPartitions
from hsmsim.management.session import Appliance, Facts, Identity
from hsmsim.wiring_taps import Looking


def make_appliance(
    *,
    partitions: IPartitions,
    exchange: Exchange,
    crypto: ICrypto,
    certificate: bytes,
    vendor: Vendor,
    random: Callable[[int], bytes],
    audit: IAudit,
    looking: Looking,
    backups: IBackups,
    facts: Callable[[], Facts],
) -> Appliance:
    """What the sessions of one appliance share.

    Args:
        certificate: the TLS certificate that KMIP and the console show, PEM.
        vendor: what the device says of itself.
        random: that many random bytes.
        looking: who looks on.
        facts: what the HSM says of itself.
    """
    return Appliance(
        partitions=partitions,
        within=exchange.within,
        crypto=crypto,
        key_files=cast(IKeyFiles, KeyFiles()),
        certificate=certificate,
        identity=Identity(engine=vendor.engine, model=vendor.model, serial=vendor.serial_number),
        log=Logger(namespace="hsmsim.console"),
        random=random,
        audit=audit,
        names=operations.names,
        spelling=operations.spelling,
        ring=looking.ring,
        statistics=looking.statistics,
        backups=backups,
        facts=facts,
    )
