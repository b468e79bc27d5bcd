"""Tests of hsmsim/console/link.py; connecting and ending are in test_main.py."""

from twisted.internet.defer import Deferred

from hsmsim.console import trust
from hsmsim.console.link import Link, RefusedByHsm, Unreachable, connect
from hsmsim.interfaces.partitions import CodeNeeded, SecondFactor
from hsmsim.management.challenge import Challenge
from hsmsim.management.command import ManagementCommand
from hsmsim.management.factor_x509 import SetX509
from hsmsim.management.info import Info
from hsmsim.management.login import Login
from tests.console.hsm import HOST, ConsoleTest
from tests.management.bench import PASSWORD
from tests.partitions.pairs import pair


class Unheard(ManagementCommand):
    """A command that no HSM knows."""


class Calls(ConsoleTest):
    """Commands over the link."""

    async def link(self) -> Link:
        return await connect(self.endpoint, HOST, trust.anything, self.clock)

    async def refused(
        self, link: Link, number: int, text: str, command: type[ManagementCommand], **arguments: object
    ) -> None:
        error = await self.assertFailure(Deferred.fromCoroutine(link.call(command, **arguments)), RefusedByHsm)
        self.assertEqual((error.number, error.text, str(error)), (number, text, f"Error {number}: {text}"))

    async def test_answers(self) -> None:
        link = await self.link()
        self.assertEqual(link.certificate, pair("hsm").der)
        self.assertEqual(len((await link.call(Challenge))["nonce"]), 32)
        await link.close()

    async def test_refusals(self) -> None:
        link = await self.link()
        await self.refused(link, 5002, "log in first", Info)
        await self.refused(link, 5019, "the HSM does not know this command", Unheard)
        await self.refused(link, 5021, "this is too long", SetX509, user_id="alice", certificate=bytes(1 << 16))
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, None)
        login = link.call(Login, user_id="alice", password=PASSWORD)
        await self.assertFailure(Deferred.fromCoroutine(login), CodeNeeded)
        await link.close()

    async def test_a_fault_of_the_hsm(self) -> None:
        def fault(*arguments: object) -> None:
            raise ZeroDivisionError

        self.patch(self.partitions, "login", fault)
        link = await self.link()
        await self.refused(link, 5002, "the HSM failed; its log says more", Login, user_id="alice", password=PASSWORD)
        self.assertEqual([event["log_failure"].type for event in self.log], [ZeroDivisionError])
        await link.close()

    def test_a_refusal_steers_no_terminal(self) -> None:
        error = RefusedByHsm(5004, "no object '\x1b[2J'")
        self.assertEqual(str(error), "Error 5004: no object '\\x1b[2J'")

    async def test_after_the_end(self) -> None:
        link = await self.link()
        await link.close()
        await self.assertFailure(Deferred.fromCoroutine(link.call(Challenge)), Unreachable)
        await link.close()

    async def test_the_hsm_asks_nothing_of_us(self) -> None:
        link = await self.link()
        self.assertIsNone(link._wire.locateResponder(b"StartTLS"))
        await link.close()

    async def test_an_hsm_that_does_not_say_goodbye(self) -> None:
        link = await self.link()
        self.endpoint.stop()
        closing = Deferred.fromCoroutine(link.close())
        self.assertNoResult(closing)
        self.clock.advance(2)
        self.endpoint.go_on()
        await closing
