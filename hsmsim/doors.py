"""The doors of an HSM: a listener at each place that the settings name, and who answers there."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from hsmsim.devices.device import Device
from hsmsim.exchange.answer import Exchange
from hsmsim.interfaces.audit import IAudit
from hsmsim.interfaces.partitions import User
from hsmsim.interfaces.taps import ITap
from hsmsim.management.session import Appliance
from hsmsim.server import tls
from hsmsim.server.kmip import KmipFactory
from hsmsim.server.manage import ManagementFactory
from hsmsim.server.tls_listener import Address, Listener
from hsmsim.server.turn import Turn
from hsmsim.settings import Settings

if TYPE_CHECKING:
    from hsmsim.server.https import HttpsFactory

NAMES = ("kmip", "https", "console", "web")  # of the settings that say where


class Doors:
    """All listeners of one HSM. Two are for KMIP clients, two for people.

    Args:
        settings: say where.
        device: the model of the appliance.
        reactor: its clock and its network.
        random: that many random bytes.
        tap: looks on at every message.
        audit: keeps what becomes of connections, and is settled before an answer leaves.
        admit: the user of a certificate's SHA-256; raises Refusal.
        numbers: one for each connection.
    """

    def __init__(
        self,
        settings: Settings,
        device: Device,
        reactor: Any,
        random: Callable[[int], bytes],
        tap: ITap | None,
        audit: IAudit,
        admit: Callable[[bytes], User],
        numbers: Iterator[int],
    ) -> None:
        self.places: dict[str, Address | None] = dict.fromkeys(NAMES)  # None for those that are closed
        self.answering: list[KmipFactory | HttpsFactory] = []
        self.consoles: dict[str, Any] = {}  # factories with `close`, which ends their sessions
        self._settings = settings
        self._device = device
        self._reactor = reactor
        self._random = random
        self._tap = tap
        self._audit = audit
        self._turn = Turn(reactor, audit.settle, tap)
        self._admit = admit
        self._numbers = numbers
        self._listeners: dict[str, Listener] = {}

    # ------------------------------------------------------------------------------------------------- opening

    async def open(self, identity: tls.Identity, exchange: Exchange, appliance: Callable[[], Appliance]) -> None:
        """Begin to accept connections.

        Args:
            identity: what all of them prove to be.
            exchange: answers KMIP.
            appliance: what the sessions of people share; asked for once the doors for KMIP are open.

        Raises:
            CannotListen: a place cannot be had.
        """
        if self._settings.kmip is not None:
            answers = partial(KmipFactory, idle=self._settings.kmip_idle)
            await self._answer("kmip", self._settings.kmip, identity, answers, exchange)
        if self._settings.https is not None:
            from hsmsim.server.https import HttpsFactory  # only here: it costs start-up time

            make = partial(HttpsFactory, encodings=self._device.encodings)
            await self._answer("https", self._settings.https, identity, make, exchange)
        self.consoles = self._make_consoles(appliance())
        for name, factory in self.consoles.items():
            context = tls.context(identity, self._settings.tls, self._random(32))
            await self._open(name, getattr(self._settings, name), context, factory)

    async def _open(self, name: str, where: str, context: Any, factory: Any) -> None:
        self._listeners[name] = Listener(name, where, self._reactor)
        self.places[name] = await self._listeners[name].open(context, factory)

    async def _answer(
        self,
        name: str,
        where: str,
        identity: tls.Identity,
        make: "Callable[..., KmipFactory | HttpsFactory]",
        exchange: Exchange,
    ) -> None:
        """Begin to answer messages at one place, for clients whose certificate is a user's."""
        log = Logger(namespace=f"hsmsim.{name}")
        limit = min(self._settings.max_message, self._device.limits.message or self._settings.max_message)
        clock = self._reactor, lambda: int(self._reactor.seconds())
        seen = self._tap, self._numbers, self._audit.record, self._turn
        factory = make(exchange, self._admit, *clock, limit, log, *seen)
        self.answering.append(factory)
        context = tls.context(identity, self._settings.tls, self._random(32))
        tls.ask_for_certificate(context, self._admit)
        await self._open(name, where, context, factory)

    def _make_consoles(self, appliance: Appliance) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self._settings.console is not None:
            found["console"] = ManagementFactory(appliance, self._reactor, self._numbers, self._settings.idle)
        if self._settings.web is not None:
            from hsmsim.server.web.site import WebFactory  # only here: it costs start-up time

            found["web"] = WebFactory(appliance, self._reactor, self._settings.idle, self._numbers)
        return found

    # ------------------------------------------------------------------------------------------ while they are open

    def hand_over(self, exchange: Exchange, appliance: Appliance) -> None:
        """Let others answer: connections of KMIP clients stay, sessions of people end."""
        for factory in self.answering:
            factory.exchange = exchange
        self._end_sessions()
        self.consoles = self._make_consoles(appliance)
        for name, console in self.consoles.items():
            self._listeners[name].replace(console)

    def _end_sessions(self) -> None:
        for console in self.consoles.values():
            console.close()

    # ------------------------------------------------------------------------------------------------- closing

    async def close(self) -> None:
        """Accept nothing new, end the sessions of people, and let answers in work finish within the time of grace."""
        for listener in self._listeners.values():
            await listener.close()
        self._end_sessions()
        drained = [Deferred.fromCoroutine(factory.drain(self._settings.grace)) for factory in self.answering]
        for each in drained:
            await each

    async def end(self) -> None:
        """End all connections that are left."""
        for listener in self._listeners.values():
            await listener.drop()

    def drop(self) -> None:
        """Wait for nothing more: end a closing that is waiting."""
        for factory in self.answering:
            factory.drop()
