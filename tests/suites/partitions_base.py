"""What the suites for IPartitions have in common."""

from collections.abc import Callable, Coroutine
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import TestCase

from hsmsim.interfaces.partitions import IPartitions, PartitionsError, Refusal, UserType
from hsmsim.interfaces.store import IStore
from hsmsim.store.memory import Memory
from tests.partitions.pairs import pair

NOW = 1_700_000_000
PASSWORD, OTHER = "a good password", "another password"
SECRET = b"12345678901234567890"
ID = "ukmip"


class PartitionsTest(TestCase):
    """A provider in memory; `make` is filled in."""

    make: Callable[[IStore, Callable[[], float]], IPartitions]

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.store = Memory()
        self.subject = self.again()

    def again(self) -> IPartitions:
        """The provider after a restart."""
        return type(self).make(self.store, self.clock.seconds)

    async def with_user(self) -> None:
        await self.subject.create(ID, PASSWORD, UserType.OPERATOR)

    async def with_certificate(self) -> bytes:
        await self.with_user()
        await self.subject.set_certificate(ID, pair(ID).pem)
        return pair(ID).fingerprint

    async def refused(self, text: str, checking: Coroutine[Any, Any, Any]) -> None:
        error = await self.assertFailure(deferred(checking), Refusal)
        self.assertIn(text, str(error))

    async def not_done(self, text: str, doing: Coroutine[Any, Any, Any]) -> None:
        error = await self.assertFailure(deferred(doing), PartitionsError)
        self.assertIn(text, str(error))

    async def with_users(self, *user_ids: str) -> None:
        for user_id in user_ids:
            await self.subject.create(user_id, PASSWORD, UserType.USER)


def deferred(doing: Coroutine[Any, Any, Any]) -> Deferred[Any]:
    """A coroutine that has been begun."""
    return Deferred.fromCoroutine(doing)
