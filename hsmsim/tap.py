"""`twistd hsmsim`: its options, and the one place where the parts of the HSM are put together."""

import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger

from hsmsim import banner, operations, ready, wiring_backup, wiring_keys, wiring_notify
from hsmsim.audit_choice import Auditing, in_force, open_audit, tell_certificate
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.device_choice import chosen_device
from hsmsim.devices.reading import BadModel
from hsmsim.doors import Doors
from hsmsim.exchange.answer import Exchange
from hsmsim.interfaces.audit import LogUnusable
from hsmsim.interfaces.partitions import PartitionsError, User
from hsmsim.interfaces.store import IStore
from hsmsim.interfaces.taps import ITap
from hsmsim.launch import CannotStart, Launch, Starter, Terminal
from hsmsim.management.session import Appliance, Facts
from hsmsim.options import Options
from hsmsim.partitions.partitions import Partitions
from hsmsim.partitions.rules import MASTER
from hsmsim.server import keys, keys_users, tls
from hsmsim.server.features import features
from hsmsim.server.keys import BadFile, Pair
from hsmsim.server.keys_users import UserFiles
from hsmsim.server.tls import BadPair
from hsmsim.server.tls_listener import Address, CannotListen
from hsmsim.settings import P12_PASSWORD, BadSetting, Settings
from hsmsim.store.errors import StoreError
from hsmsim.store.memory import Memory
from hsmsim.threads import Threads, give_back_memory
from hsmsim.wiring_management import make_appliance
from hsmsim.wiring_taps import look

if TYPE_CHECKING:
    from hsmsim.server.notify import Couriers

__all__ = ["Hsm", "Options", "makeService"]

# Reasons not to start that somebody can remove; their texts are one line each.
_REASONS = (BadFile, BadModel, BadPair, BadSetting, CannotListen, LogUnusable, PartitionsError, StoreError)


class Hsm:
    """The whole HSM: store, users, cryptography, listeners.

    Args:
        settings: how it is set up.
        reactor: its clock and its network.
        random: that many random bytes.
    """

    def __init__(self, settings: Settings, reactor: Any, random: Callable[[int], bytes] = os.urandom) -> None:
        self.settings = settings
        self.keys: Path | None = None
        self._reactor = reactor
        self._random = random
        self._log = Logger(namespace="hsmsim")
        self._temporary: Path | None = None
        self._store: IStore | None = None
        self._tap: ITap | None = None
        self._auditing: Auditing | None = None
        self._couriers: Couriers | None = None
        self._doors: Doors | None = None
        # Apart, so that key generation keeps nobody from logging in.
        self._making = Threads(reactor, 2, "hsmsim-keys")
        self._checking = Threads(reactor, 2, "hsmsim-passwords")

    @property
    def _audit(self) -> Auditing:
        assert self._auditing is not None
        return self._auditing

    @property
    def places(self) -> Mapping[str, Address | None]:
        """Where each listener accepts, by the name of its setting; None for those that are off."""
        return {} if self._doors is None else self._doors.places

    @property
    def hsm_cert(self) -> Path:
        """The file with the certificate that KMIP and the console show."""
        assert self.keys is not None
        return self.keys / "hsm_cert.pem"

    def users(self) -> dict[str, UserFiles]:
        """The users but `master`, and where their files are."""
        assert self.keys is not None
        given = {each.user_id: each.certificate for each in self.settings.user}
        users = [user for user in self._partitions.users() if user.user_id != MASTER]
        return {user.user_id: keys_users.files_of(user, self.keys, given.get(user.user_id)) for user in users}

    # ------------------------------------------------------------------------------------------ starting

    async def start(self) -> None:
        """Start; everything is undone if that fails.

        Raises:
            CannotStart: for a reason that somebody can remove.
        """
        try:
            await self._start()
        except _REASONS as error:
            await self.stop()
            raise CannotStart(str(error)) from None
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> None:
        ready.remove(self.settings.ready_file)
        self._device = chosen_device(self.settings)
        self._making.start()
        self._checking.start()
        self.looking = look(self.settings, self._reactor.seconds, self._user_ids, lambda: cast(IStore, self._store))
        self._tap = self.looking.tap
        self._store = self._open_store()
        self._auditing = open_audit(self.settings, self._reactor, self._random, self._making.offload)
        self._crypto = self._make_crypto()
        self._partitions = self._make_partitions(self._store)
        self.keys = self._keys_folder().absolute()
        # Passwords are hashed in threads while this one makes the rest ready.
        users = Deferred.fromCoroutine(self._ensure_users())
        try:
            self._pair = wiring_keys.server_pair(self.settings, self._now())
            identity = tls.read_identity(self._pair)
            tell_certificate(self._auditing, identity.leaf, self.settings.tls_cert)
            keys.write(self.hsm_cert, self._pair.certificate)
            self._table = operations.table(self._device.operations)
        finally:
            await users
        self._users_at_start = dict(self._store.users())
        making = self._random, self._checking.offload, self._renew
        self._backups = wiring_backup.make_backups(self._store, self._reactor, *making)
        numbers = count(1)  # of connections
        told = self.settings, self._reactor, self._random, identity, self._served, self._tap, numbers
        self._couriers = wiring_notify.couriers(*told)
        await self._listen(identity, numbers)
        banner.tell(self._log, self.places, self.settings.state, self.hsm_cert, self.users())
        self._audit.record("HSM ready: " + ", ".join(f"{name} {place or 'off'}" for name, place in self.places.items()))
        ready.write(self.settings.ready_file, self.places, self.hsm_cert, self.users())
        give_back_memory()

    @property
    def _store_in_use(self) -> IStore:
        assert self._store is not None
        return self._store

    def _open_store(self) -> IStore:
        if self.settings.state is None:
            return cast(IStore, Memory())
        from hsmsim.store.sqlite import SQLite  # only here: it costs start-up time

        return cast(IStore, SQLite(self.settings.state, self._reactor, self._random))

    def _make_crypto(self) -> OpenSSL:
        if self._device.algorithms is None:
            return OpenSSL(self._random)
        from hsmsim.crypto.narrowed import Narrowed  # only here: it costs start-up time

        return Narrowed(self._random, self._device)

    def _make_partitions(self, store: IStore) -> Partitions:
        return Partitions(store, self._reactor.seconds, self._checking.offload, self._random)

    def _keys_folder(self) -> Path:
        if self.settings.keys is not None:
            return self.settings.keys
        if self.settings.state is not None:
            return self.settings.state / "keys"
        self._temporary = Path(tempfile.mkdtemp(prefix="hsmsim-"))
        return self._temporary

    async def _ensure_users(self) -> None:
        wanted = wiring_keys.wanted_users(self.settings, self._user_ids())
        assert self.keys is not None
        master = Deferred.fromCoroutine(self._ensure_master())
        try:
            await keys_users.ensure(
                self._partitions, wanted, self.keys, self._client_pair, P12_PASSWORD, self._log, self._audit.record
            )
        finally:
            await master

    async def _ensure_master(self) -> None:
        for change in await self._partitions.ensure_master(self.settings.master_password):
            self._audit.record(f"user '{MASTER}' at the start: {change}")
            if change != "made":
                self._log.info("stored user {user} is changed: {changed}", user=MASTER, changed=change)

    def _client_pair(self, user_id: str) -> Pair:
        return keys.client_pair("rsa", user_id, self._now())

    async def _listen(self, identity: tls.Identity, numbers: Iterator[int]) -> None:
        self._features = features(
            kmip=self.settings.kmip is not None,
            https=self.settings.https is not None,
            encodings=self._device.encodings,
            suites=self.settings.tls,
            identity=identity,
        )
        exchange = self._exchange = self._make_exchange()
        await exchange.within.forget_all()
        seen = self._tap, self._audit.log, self._admit, numbers
        self._doors = Doors(self.settings, self._device, self._reactor, self._random, *seen)
        await self._doors.open(identity, exchange, self._make_appliance)

    def _user_ids(self) -> list[str]:
        return [user.user_id for user in self._partitions.users()]

    def _make_exchange(self) -> Exchange:
        exchange = Exchange(
            table=self._table,
            store=self._store_in_use,
            crypto=self._crypto,
            partitions=self._partitions,
            offload=self._making.offload,
            give_way=partial(deferLater, self._reactor, 0),
            clock=self._reactor.seconds,
            log=Logger(namespace="hsmsim.exchange"),
            require_credential=self.settings.require_credential,
            waits=self.settings.asynchronous,
            receivers=self._couriers,
            device=self._device,
            features=self._features,
            record=self._audit.log.record,
            collect=self._audit.log.collect,
        )
        self._partitions.watch(exchange.forget)
        if self._couriers is not None:
            self._partitions.watch(self._couriers.forget)
        return exchange

    def _make_appliance(self) -> Appliance:
        return make_appliance(
            partitions=self._partitions,
            exchange=self._exchange,
            crypto=self._crypto,
            certificate=self._pair.certificate,
            vendor=self._device.vendor,
            random=self._random,
            audit=self._audit.log,
            looking=self.looking,
            backups=self._backups,
            facts=self._facts,
        )

    def _facts(self) -> Facts:
        told = self.places, self._table, self._device, self._crypto, self._features, in_force(self.settings)
        return wiring_backup.facts(self._store_in_use, *told)

    def _admit(self, fingerprint: bytes) -> User:
        # Not the partitions' own method: reset() puts others in their place.
        return self._partitions.admit(fingerprint)

    def _served(self, user_id: str, uid: str) -> Awaitable[None]:
        # Nor the exchange's own.
        return self._exchange.served(user_id, uid)

    def _now(self) -> int:
        return int(self._reactor.seconds())

    def audit(self) -> list[str]:
        """The lines of the audit log."""
        return self._audit.lines()

    # ---------------------------------------------------------------------------------------- running, stopping

    async def reset(self) -> None:
        """Remove the objects of all partitions and put the users back as they were at the start; forget the wire."""
        store = self._store_in_use
        self._audit.record("HSM reset: all objects removed, users as at the start")
        if self.looking.ring is not None:
            self.looking.ring.clear()
        for user_id in list(store.users()):
            async with cast(Any, store.exclusive(user_id)):
                await store.drop_user(user_id)
        for user_id, record in self._users_at_start.items():
            store.put_user(user_id, record)
        await store.durable()
        self._renew()

    def _renew(self) -> None:
        """Know nothing of what was stored before; all sessions end."""
        if self._couriers is not None:
            self._couriers.forget_all()
        self._partitions.end()
        self._partitions = self._make_partitions(self._store_in_use)
        self._exchange = self._make_exchange()
        assert self._doors is not None
        self._doors.hand_over(self._exchange, self._make_appliance())

    async def stop(self) -> None:
        """Accept nothing new, let answers in work finish within the time of grace, put everything away."""
        ready.remove(self.settings.ready_file)
        if self._doors is not None:
            await self._doors.close()
        if self._couriers is not None:
            self._couriers.stop()
        if self._doors is not None:
            await self._doors.end()
        self._making.stop()
        self._checking.stop()
        self._close_store()
        if self._tap is not None:
            self._tap.close()
        if self._auditing is not None:
            await self._auditing.stop()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def _close_store(self) -> None:
        try:
            if self._store is not None:
                self._store.close()
        except OSError:
            self._log.failure("the last changes may be lost")

    def drop(self) -> None:
        """Wait for nothing more: end a stop that is waiting."""
        if self._doors is not None:
            self._doors.drop()


def makeService(options: Options) -> Launch:
    """The service for twistd."""
    from twisted.internet import reactor  # only now: twistd has installed the one that was asked for

    parent: Any = options.parent
    report = Terminal() if parent["nodaemon"] else Starter()
    return Launch(Hsm(options.settings, reactor), reactor, report, lambda: parent["pidfile"])
