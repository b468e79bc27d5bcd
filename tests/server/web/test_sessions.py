"""Tests of hsmsim/server/web/sessions.py."""

import random
from typing import Any

from twisted.internet.task import Clock

from hsmsim.interfaces.partitions import Lapse
from hsmsim.management.session import Session
from hsmsim.server.web.sessions import MOST_OF_ONE, MOST_SESSIONS, TooManySessions, Visit, Visits
from tests.management.bench import PASSWORD, ManagementTest, UserType

IDLE = 300.0


class Looking:
    """Something that a visit has open."""

    ended = 0

    def end(self) -> None:
        self.ended += 1


class VisitsTest(ManagementTest):
    """`alice` and `master` come and go."""

    async def setUp(self) -> None:
        await super().setUp()
        self.clock = Clock()
        self.visits = self.make(IDLE)

    def make(self, idle: float) -> Visits:
        visits = Visits(self.clock, random.Random(3).randbytes, idle)
        self.addCleanup(visits.close)
        return visits

    def begin(self, user_id: str = "alice") -> tuple[bytes, Visit]:
        session = Session(self.appliance, "10.0.0.1:1234", kind="web")
        session.user_id = user_id
        cookie, visit = self.visits.begin(session)
        return cookie.encode(), visit


class Cookies(VisitsTest):
    def test_a_cookie_names_its_visit(self) -> None:
        cookie, visit = self.begin()
        other, another = self.begin("master")
        self.assertIs(self.visits.find(cookie), visit)
        self.assertIs(self.visits.find(other), another)
        self.assertNotEqual((cookie, visit.csrf), (other, another.csrf))
        self.assertNotEqual(cookie.decode(), visit.csrf)

    def test_no_cookie_names_none(self) -> None:
        cookie, _ = self.begin()
        for wrong in (None, b"", b"\xff", cookie[:-1], cookie.upper() + b"0"):
            self.assertIsNone(self.visits.find(wrong))

    def test_what_is_kept_is_no_cookie(self) -> None:
        cookie, visit = self.begin()
        kept: Any = self.visits._open
        self.assertNotIn(cookie, kept)
        self.assertNotIn(visit.csrf, repr(visit))

    def test_logged_out(self) -> None:
        cookie, visit = self.begin()
        other, _ = self.begin()
        self.visits.end(visit, "asked for")
        self.assertIsNone(self.visits.find(cookie))
        self.assertIsNotNone(self.visits.find(other))
        self.visits.end(visit, "asked for")

    async def test_a_user_who_is_gone(self) -> None:
        cookie, _ = self.begin()
        await self.partitions.remove("alice")
        self.assertIsNone(self.visits.find(cookie))

    def test_all_visits_of_a_user_end(self) -> None:
        first, _ = self.begin()
        second, _ = self.begin()
        other, _ = self.begin("master")
        self.visits.end_user("alice", Lapse.BLOCKED)
        self.assertEqual([self.visits.find(each) is not None for each in (first, second, other)], [False, False, True])
        self.assertEqual(self.recorded(), ["00000000|web 'alice': logout: the user was blocked"] * 2)

    def test_all_but_that_which_has_changed_the_own_password(self) -> None:
        first, visit = self.begin()
        second, _ = self.begin()
        self.visits.end_user("alice", Lapse.RENEWED, visit.session)
        self.assertEqual([self.visits.find(each) is not None for each in (first, second)], [True, False])


class Idle(VisitsTest):
    def test_who_does_nothing_is_logged_out(self) -> None:
        cookie, visit = self.begin()
        looking = Looking()
        visit.open.add(looking)
        self.clock.advance(IDLE - 1)
        self.assertEqual(looking.ended, 0)
        self.clock.advance(1)
        self.assertEqual(looking.ended, 1)
        self.assertIsNone(self.visits.find(cookie))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_who_does_something_is_not(self) -> None:
        cookie, visit = self.begin()
        for _ in range(3):
            self.clock.advance(IDLE - 1)
            self.assertIs(self.visits.find(cookie), visit)
        self.clock.advance(IDLE)
        self.assertIsNone(self.visits.find(cookie))

    def test_what_no_person_did_does_not_count(self) -> None:
        cookie, visit = self.begin()
        self.clock.advance(IDLE - 1)
        self.assertIs(self.visits.find(cookie, used=False), visit)
        self.clock.advance(1)
        self.assertIsNone(self.visits.find(cookie))

    def test_without_time_out(self) -> None:
        self.visits = self.make(0)
        cookie, visit = self.begin()
        self.clock.advance(10 * IDLE)
        self.assertIs(self.visits.find(cookie), visit)


class Bounds(VisitsTest):
    def test_the_oldest_of_one_user_goes(self) -> None:
        cookies = [self.begin()[0] for _ in range(MOST_OF_ONE + 1)]
        found = [self.visits.find(cookie) is not None for cookie in cookies]
        self.assertEqual(found, [False] + [True] * MOST_OF_ONE)

    async def test_so_many_and_no_more(self) -> None:
        users = [f"user{number}" for number in range(MOST_SESSIONS // MOST_OF_ONE)]
        for user_id in users:
            await self.partitions.create(user_id, PASSWORD, UserType.USER)
            for _ in range(MOST_OF_ONE):
                self.begin(user_id)
        with self.assertRaises(TooManySessions):
            self.begin()
        self.visits.end_user(users[0], Lapse.REMOVED)
        self.begin()
