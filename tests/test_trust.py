"""Trust and custodians as users set them up, and as KMIP clients meet them: with real users and a database."""

import os
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.exchange.peer import Answer, Peer
from hsmsim.interfaces.partitions import Custody, UserType
from hsmsim.model.access import Rights
from hsmsim.operations import create_key_pair, destroy, get, locate
from hsmsim.partitions.partitions import Partitions
from hsmsim.spec.enums import CryptographicAlgorithm, Operation, ResultReason, State
from hsmsim.store.sqlite import SQLite
from tests.appliance import NOW, Hsm, at_once, item, message
from tests.objects import made, template_attribute
from tests.partitions.pairs import pair

GET = get.Request(unique_identifier="k1")
DESTROY = destroy.Request(unique_identifier="late")
PASSWORD = "a good password"


class Whole(Hsm):
    """An exchange whose users are kept in its store, and known by their certificates."""

    async def begin(self) -> None:
        self.users = self.exchange._work.partitions = Partitions(
            self.store, lambda: self.now, at_once, os.urandom, work=2
        )
        for user in ("alice", "bob"):
            await self.users.create(user, PASSWORD, UserType.USER)
            await self.users.set_certificate(user, pair(user).pem)
        self.put(made("k1"), made("late", state=State.DEACTIVATED), user="bob")

    async def send(self, request: bytes, user: str = "alice") -> Answer:
        return await self.exchange.answer(request, Peer(pair(user).fingerprint, "test", 1))


class Trust(TestCase):
    async def begun(self, **how: Any) -> Whole:
        store = SQLite(self.mktemp(), reactor, os.urandom)  # type: ignore[arg-type]
        self.addCleanup(store.close)
        hsm = Whole(now=NOW, store=store, **how)
        await hsm.begin()
        return hsm

    async def becomes(self, hsm: Whole, operation: Operation, request: Any) -> ResultReason | None:
        """Why a request of alice fails."""
        (done,) = (await hsm.send(message([item(operation, request)]))).outcome.items
        return done.reason

    async def test_rights_count_from_the_next_message_on(self) -> None:
        hsm = await self.begun()
        missing, denied = ResultReason.ITEM_NOT_FOUND, ResultReason.PERMISSION_DENIED
        self.assertIs(await self.becomes(hsm, Operation.GET, GET), missing)
        await hsm.users.grant("bob", "alice", Rights.READ)
        self.assertIsNone(await self.becomes(hsm, Operation.GET, GET))
        self.assertIs(await self.becomes(hsm, Operation.DESTROY, DESTROY), denied)
        await hsm.users.grant("bob", "alice", Rights.DELETE)
        self.assertIsNone(await self.becomes(hsm, Operation.DESTROY, DESTROY))
        self.assertIs(hsm.load("late", "bob").state, State.DESTROYED)
        await hsm.users.revoke("bob", "alice")
        self.assertIs(await self.becomes(hsm, Operation.GET, GET), missing)

    async def test_custodians(self) -> None:
        hsm = await self.begun()
        await hsm.users.grant("bob", "alice", Rights.READ)
        await hsm.users.create("carol", PASSWORD, UserType.USER)
        await hsm.users.set_custodians("bob", Custody(2, ("alice", "carol")))
        for custodian in ("alice", "carol"):
            self.assertIs(await self.becomes(hsm, Operation.GET, GET), ResultReason.PERMISSION_DENIED)
            await hsm.users.approve("bob", custodian)
        self.assertIsNone(await self.becomes(hsm, Operation.GET, GET))
        await hsm.users.close("bob")
        self.assertIs(await self.becomes(hsm, Operation.GET, GET), ResultReason.PERMISSION_DENIED)

    async def test_an_owner_goes_when_those_inside_have_left(self) -> None:
        going: Deferred[None] = Deferred()

        async def slow(function: Any, *arguments: Any) -> Any:
            await going
            return function(*arguments)

        hsm = await self.begun(offload=slow)
        await hsm.users.grant("bob", "alice", Rights.ALL)
        lengths = {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 1024}
        pair_request = create_key_pair.Request(common_template_attribute=template_attribute(lengths))
        items = [item(Operation.DESTROY, DESTROY, b"1"), item(Operation.CREATE_KEY_PAIR, pair_request, b"2")]
        answer = Deferred.fromCoroutine(hsm.send(message(items)))
        removed = Deferred.fromCoroutine(hsm.users.remove("bob"))
        self.assertNoResult(removed)
        self.assertEqual(hsm.store.count("bob"), 2)
        going.callback(None)
        self.assertEqual([done.reason for done in (await answer).outcome.items], [ResultReason.PERMISSION_DENIED])
        await removed
        self.assertEqual((hsm.store.count("alice"), hsm.store.count("bob")), (0, 0))
        found = await hsm.ask(Operation.LOCATE, locate.Request())
        self.assertEqual(found.unique_identifier, [])
