"""Tests of hsmsim/partitions/partitions.py: the suite, and what only this provider has."""

import random
from typing import Any

from twisted.internet.defer import Deferred, gatherResults
from twisted.trial.unittest import TestCase

from hsmsim.interfaces.partitions import (
    Credential,
    PartitionsError,
    PasswordPolicy,
    Refusal,
    SecondFactor,
    User,
    UserType,
)
from hsmsim.model.access import Rights
from hsmsim.partitions.oath import hotp
from hsmsim.partitions.partitions import Partitions
from hsmsim.partitions.policy import PLACE
from hsmsim.store.memory import Memory
from tests.partitions.pairs import pair
from tests.suites.partitions import partitions_suite
from tests.suites.partitions_base import ID, NOW, OTHER, PASSWORD, SECRET
from tests.support import rows

WORK = 2


async def at_once(function: Any, *arguments: Any) -> Any:
    """An offload that does not."""
    return function(*arguments)


def make(store: Any, clock: Any = lambda: NOW, offload: Any = at_once) -> Partitions:
    """The provider with scrypt made cheap."""
    return Partitions(store, clock, offload, random.Random(1).randbytes, work=WORK)


class Suite(partitions_suite(make)):  # type: ignore[misc]
    """The suite."""


class Slow:
    """An offload whose work is done when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Deferred[Any], Any, Any]] = []

    def __call__(self, function: Any, *arguments: Any) -> Deferred[Any]:
        done: Deferred[Any] = Deferred()
        self.waiting.append((done, function, arguments))
        return done

    def finish(self) -> None:
        done, function, arguments = self.waiting.pop(0)
        done.callback(function(*arguments))


class Offloaded(TestCase):
    """scrypt runs elsewhere, and no more often than it must."""

    async def setUp(self) -> None:
        store = Memory()
        await make(store).create(ID, PASSWORD, UserType.USER)
        self.slow = Slow()
        self.partitions = make(store, offload=self.slow)

    def confirm(self, password: str = PASSWORD, user_id: str = ID) -> Deferred[None]:
        return Deferred.fromCoroutine(self.partitions.confirm(user_id, password))

    def test_concurrent_first_checks_share_one(self) -> None:
        checks = [self.confirm() for _ in range(5)]
        self.assertEqual(len(self.slow.waiting), 1)
        self.slow.finish()
        self.successResultOf(gatherResults(checks))
        self.successResultOf(self.confirm())
        self.assertEqual(self.slow.waiting, [])

    def test_unknown_users_take_as_long(self) -> None:
        check = self.confirm(user_id="nobody")
        self.assertNoResult(check)
        self.slow.finish()
        self.failureResultOf(check, Refusal)

    def test_blocked_users_take_as_long(self) -> None:
        self.successResultOf(Deferred.fromCoroutine(self.partitions.set_blocked(ID, True)))
        check = self.confirm()
        self.assertNoResult(check)
        self.slow.finish()
        self.failureResultOf(check, Refusal)

    def test_a_remembered_password_does_not_shorten_a_login(self) -> None:
        self.confirm()
        self.slow.finish()
        login = Deferred.fromCoroutine(self.partitions.login(Credential(ID, PASSWORD)))
        self.assertNoResult(login)
        self.slow.finish()
        self.assertEqual(self.successResultOf(login).user_id, ID)

    def test_blocking_waits_for_the_check_before_it(self) -> None:
        check = self.confirm()
        blocking = Deferred.fromCoroutine(self.partitions.set_blocked(ID, True))
        self.assertNoResult(blocking)
        self.slow.finish()
        self.successResultOf(check)
        self.successResultOf(blocking)
        again = self.confirm()
        self.slow.finish()
        self.failureResultOf(again, Refusal)

    def test_other_users_do_not_wait(self) -> None:
        self.confirm()
        self.confirm(user_id="nobody")
        self.assertEqual(len(self.slow.waiting), 2)

    def test_nothing_is_kept_of_names_that_nobody_waits_for(self) -> None:
        checks = [self.confirm(user_id=f"nobody{number}") for number in range(3)]
        for check in checks:
            self.slow.finish()
            self.failureResultOf(check, Refusal)
        self.assertEqual(self.partitions._turns._locks, {})


@rows(
    certificate=(lambda partitions: partitions.set_certificate(ID, pair(ID).pem),),
    device=(lambda partitions: partitions.set_otp(ID, SecondFactor.OATH_HOTP, SECRET),),
    blocked=(lambda partitions: partitions.set_blocked(ID, True),),
    removed=(lambda partitions: partitions.remove(ID),),
)
class ChangedAtALogin(TestCase):
    """A login that a change has waited for would begin a session that nobody ends any more."""

    async def check(self, change: Any) -> None:
        store, slow = Memory(), Slow()
        await make(store).create(ID, PASSWORD, UserType.USER)
        partitions = make(store, offload=slow)
        events: list[str] = []
        partitions.watch_sessions(lambda *told: events.append("sessions end"))
        login = Deferred.fromCoroutine(partitions.login(Credential(ID, PASSWORD)))
        login.addBoth(lambda result: events.append("in" if isinstance(result, User) else "refused"))
        changing = Deferred.fromCoroutine(change(partitions))
        slow.finish()
        await changing
        self.assertEqual(events, ["sessions end", "refused"])


class FullDisk(Memory):
    """A store that cannot write when it is told so, and then undoes what was put."""

    full = False

    async def durable(self) -> None:
        if self.full:
            self._users.clear()
            self._users.update(self.written)
            raise OSError("disk full")
        self.written = dict(self.users())
        await super().durable()


class NotWritten(TestCase):
    """What was not written did not happen."""

    async def setUp(self) -> None:
        self.store = FullDisk()
        self.partitions = make(self.store)
        await self.partitions.create(ID, PASSWORD, UserType.USER)
        await self.partitions.set_certificate(ID, pair(ID).pem)
        self.store.full = True

    async def refused(self, doing: Any) -> None:
        before = self.partitions.users()
        await self.assertFailure(Deferred.fromCoroutine(doing), OSError)
        self.assertEqual(self.partitions.users(), before)

    async def test_changes(self) -> None:
        await self.refused(self.partitions.create("other", PASSWORD, UserType.USER))
        await self.refused(self.partitions.set_blocked(ID, True))
        await self.refused(self.partitions.set_certificate(ID, pair("new").pem))
        await self.refused(self.partitions.set_policy(PasswordPolicy(history=3)))
        self.assertEqual(self.partitions.policy(), PasswordPolicy())
        self.assertEqual(self.partitions.admit(pair(ID).fingerprint).user_id, ID)

    async def test_trust(self) -> None:
        self.store.full = False
        await self.partitions.create("other", PASSWORD, UserType.USER)
        await self.partitions.grant(ID, "other", Rights.READ)
        self.store.full = True
        await self.refused(self.partitions.grant("other", ID, Rights.READ))
        await self.refused(self.partitions.revoke(ID, "other"))
        await self.refused(self.partitions.remove("other"))
        self.assertEqual(self.partitions.trusters("other"), ((ID, Rights.READ),))
        self.assertEqual(self.partitions.trusters(ID), ())

    async def test_a_code_is_not_used_up(self) -> None:
        self.store.full = False
        await self.partitions.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        self.store.full = True
        await self.refused(self.partitions.confirm_code(ID, hotp(SECRET, 0)))
        self.store.full = False
        await self.partitions.confirm_code(ID, hotp(SECRET, 0))


class Secrets(TestCase):
    """Passwords are kept as scrypt and nothing else."""

    async def test_records_have_no_password(self) -> None:
        store = Memory()
        await make(store).create(ID, PASSWORD, UserType.USER)
        await make(store).create("second", PASSWORD, UserType.USER)
        records = store.users()
        self.assertNotIn(PASSWORD.encode(), b"".join(records.values()))

    async def test_a_record_that_is_none_is_named(self) -> None:
        store = Memory()
        for junk in (b"junk", b"{}", b"[]", b'{"format": 2}'):
            store.put_user(ID, junk)
            with self.assertRaisesRegex(PartitionsError, "record of user 'ukmip' cannot be read"):
                make(store)

    async def test_former_passwords_are_kept_likewise(self) -> None:
        store = Memory()
        partitions = make(store)
        await partitions.create(ID, PASSWORD, UserType.USER)
        await partitions.set_policy(PasswordPolicy(history=24))
        await partitions.set_password(ID, OTHER)
        record = store.users()[ID]
        self.assertIn(b'"former": [{"work"', record)
        for password in (PASSWORD, OTHER):
            self.assertNotIn(password.encode(), record)

    async def test_a_policy_that_is_none_is_told(self) -> None:
        store = Memory()
        for junk in (
            b"junk",
            b"{}",
            b"[]",
            b'{"format": 2}',
            b'{"format": 1, "history": 99}',
            b'{"format": 1, "color": 1}',
        ):
            store.put_user(PLACE, junk)
            with self.assertRaisesRegex(PartitionsError, "stored password policy cannot be read"):
                make(store)

    async def test_full_cost(self) -> None:
        partitions = Partitions(Memory(), lambda: NOW, at_once, random.Random(1).randbytes)
        await partitions.create(ID, PASSWORD, UserType.USER)
        await partitions.confirm(ID, PASSWORD)
        await self.assertFailure(Deferred.fromCoroutine(partitions.confirm(ID, OTHER)), Refusal)
