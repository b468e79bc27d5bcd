"""What the console's HSM column rests on: backups, and what the HSM says of itself."""

import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, BinaryIO, cast

from twisted.internet.task import deferLater

import hsmsim
from hsmsim.backup.backups import Backups
from hsmsim.devices.device import Device
from hsmsim.exchange.offer import Offered, offer_of, profiles_of
from hsmsim.interfaces.backups import IBackups
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.store import IStore
from hsmsim.management.session import Facts
from hsmsim.partitions import roll
from hsmsim.spec.profiles import Feature


def make_backups(
    store: IStore,
    reactor: Any,
    random: Callable[[int], bytes],
    offload: Callable[..., Awaitable[Any]],
    replaced: Callable[[], object],
) -> IBackups:
    """Who makes backups.

    Args:
        random: that many random bytes.
        offload: runs a slow function in a thread.
        replaced: called once what is stored is another's.
    """
    backups = Backups(
        product=hsmsim.__version__,
        store=store,
        count_users=roll.count,
        # What comes and goes is encrypted, so it may lie anywhere.
        new_file=cast(Callable[[], BinaryIO], partial(tempfile.TemporaryFile, prefix="hsmsim-")),
        clock=reactor.seconds,
        random=random,
        offload=offload,
        give_way=partial(deferLater, reactor, 0),
        replaced=replaced,
    )
    return cast(IBackups, backups)


def facts(
    store: IStore,
    listeners: Mapping[str, object],
    offered: Offered,
    device: Device,
    crypto: ICrypto,
    features: Iterable[Feature],
    settings: Iterable[str],
) -> Facts:
    """What the HSM says of itself.

    Args:
        listeners: where each accepts; None for those that are off.
        offered: the operations that it answers.
        features: those of the listeners.
        settings: those in force, in words.
    """
    offer = offer_of(offered, device, crypto, features)
    return Facts(
        product=hsmsim.__version__,
        stored="database" if store.keeps else "memory",
        listeners={name: "" if place is None else str(place) for name, place in listeners.items()},
        operations=[code.title for code in sorted(offered)],
        profiles=[profile.title for profile in profiles_of(offer, device)],
        settings=tuple(settings),
    )
