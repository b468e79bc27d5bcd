"""The password policy, as every provider of IPartitions must have it."""

from dataclasses import replace

from hsmsim.interfaces.partitions import Credential, PasswordPolicy, Refusal, SecondFactor, UserType
from hsmsim.interfaces.user_errors import BadValue, PasswordBlocked, PasswordExpired
from hsmsim.partitions.oath import hotp
from tests.suites.partitions_base import ID, OTHER, PASSWORD, SECRET, PartitionsTest, deferred

DAY = 24 * 60 * 60
THIRD = "a third password"


class Passwords(PartitionsTest):
    """Lengths, ages, repetitions, and the duty to change."""

    async def ask_for(self, **policy: int) -> None:
        await self.subject.set_policy(replace(self.subject.policy(), **policy))

    async def login(self, password: str, new_password: str | None = None, code: str | None = None) -> None:
        await self.subject.login(Credential(ID, password, code, new_password=new_password))

    async def expired(self, password: str, code: str | None = None) -> None:
        error = await self.assertFailure(deferred(self.login(password, code=code)), PasswordExpired)
        self.assertEqual(str(error), "the password has to be changed")

    async def blocked(self, text: str, doing: object) -> None:
        error = await self.assertFailure(deferred(doing), PasswordBlocked)  # type: ignore[arg-type]
        self.assertIn(text, str(error))

    # ----------------------------------------------------------------------------------------------- the policy

    async def test_at_first_nothing_is_asked(self) -> None:
        self.assertEqual(self.subject.policy(), PasswordPolicy(8, 0, 0, False))

    async def test_it_outlives_the_process(self) -> None:
        policy = PasswordPolicy(12, 90, 24, True)
        await self.subject.set_policy(policy)
        self.subject = self.again()
        self.assertEqual((self.subject.policy(), self.subject.users()), (policy, []))

    async def test_numbers_out_of_range(self) -> None:
        for name, text, numbers in (
            ("minimum_length", "8 to 64", (7, 65)),
            ("maximum_age", "0 to 3650", (-1, 3651)),
            ("history", "0 to 24", (-1, 25)),
        ):
            for number in numbers:
                error = await self.assertFailure(deferred(self.ask_for(**{name: number})), BadValue)
                self.assertIn(text, str(error))
        self.assertEqual(self.subject.policy(), PasswordPolicy())

    # ---------------------------------------------------------------------------------------------------- length

    async def test_length(self) -> None:
        await self.with_user()
        await self.ask_for(minimum_length=16)
        await self.blocked("at least 16", self.subject.create("bert", PASSWORD, UserType.USER))
        await self.blocked("at least 16", self.subject.set_password(ID, PASSWORD))
        await self.blocked("at least 16", self.login(PASSWORD, new_password="fifteen letters"))
        await self.subject.set_password(ID, "sixteen letters!")
        await self.login("sixteen letters!")

    async def test_passwords_that_are_there_stay(self) -> None:
        await self.with_user()
        await self.ask_for(minimum_length=64)
        await self.login(PASSWORD)

    async def test_who_starts_the_hsm_is_not_asked(self) -> None:
        await self.subject.set_policy(PasswordPolicy(64, 0, 0, True))
        await self.subject.ensure_master(None)
        await self.subject.ensure(ID, None, None)
        await self.subject.ensure(ID, PASSWORD, None)
        await self.login(PASSWORD)
        await self.subject.ensure_master(PASSWORD)
        await self.subject.login(Credential("master", PASSWORD))

    # ----------------------------------------------------------------------------------------------- repetitions

    async def test_none_of_the_last(self) -> None:
        await self.with_user()
        await self.ask_for(history=2)
        await self.blocked("used before", self.subject.set_password(ID, PASSWORD))
        await self.subject.set_password(ID, OTHER)
        self.subject = self.again()
        for password in (PASSWORD, OTHER):
            await self.blocked("used before", self.subject.set_password(ID, password))
            await self.blocked("used before", self.login(OTHER, new_password=password))
        await self.subject.set_password(ID, THIRD)
        await self.subject.set_password(ID, PASSWORD)
        await self.login(PASSWORD)

    async def test_one_is_the_current_one(self) -> None:
        await self.with_user()
        await self.ask_for(history=1)
        await self.blocked("used before", self.subject.set_password(ID, PASSWORD))
        await self.subject.set_password(ID, OTHER)
        await self.subject.set_password(ID, PASSWORD)

    async def test_without_history_any(self) -> None:
        await self.with_user()
        await self.subject.set_password(ID, PASSWORD)
        await self.login(PASSWORD)

    # ------------------------------------------------------------------------------------------------------ age

    async def test_they_never_expire_unless_asked(self) -> None:
        await self.with_user()
        self.clock.advance(3650 * DAY)
        await self.login(PASSWORD)

    async def test_age(self) -> None:
        await self.with_user()
        await self.ask_for(maximum_age=30)
        self.clock.advance(30 * DAY - 1)
        await self.login(PASSWORD)
        self.clock.advance(1)
        await self.expired(PASSWORD)
        await self.subject.set_password(ID, OTHER)
        await self.login(OTHER)

    async def test_expired_ones_are_changed_by_the_login(self) -> None:
        await self.with_user()
        await self.ask_for(maximum_age=30)
        self.clock.advance(30 * DAY)
        await self.login(PASSWORD, new_password=OTHER)
        self.subject = self.again()
        await self.login(OTHER)
        await self.refused("wrong password", self.login(PASSWORD))

    async def test_kmip_goes_on(self) -> None:
        await self.with_user()
        await self.ask_for(maximum_age=30)
        await self.subject.set_must_change(ID, True)
        self.clock.advance(30 * DAY)
        await self.subject.confirm(ID, PASSWORD)

    # ------------------------------------------------------------------------------------------ the duty to change

    async def test_must_change(self) -> None:
        await self.with_user()
        await self.subject.set_must_change(ID, True)
        self.subject = self.again()
        self.assertTrue(self.subject.user(ID).must_change)
        await self.expired(PASSWORD)
        await self.login(PASSWORD, new_password=OTHER)
        self.assertFalse(self.subject.user(ID).must_change)
        await self.login(OTHER)

    async def test_taken_back(self) -> None:
        await self.with_user()
        for must_change in (True, False):
            await self.subject.set_must_change(ID, must_change)
        await self.login(PASSWORD)

    async def test_nobodys(self) -> None:
        await self.not_done("no user 'ukmip'", self.subject.set_must_change(ID, True))

    async def test_whoever_is_wrong_learns_nothing_of_it(self) -> None:
        await self.with_user()
        await self.subject.set_must_change(ID, True)
        await self.refused("wrong password", self.login(OTHER))
        await self.refused("wrong password", self.login(OTHER, new_password="short"))
        await self.refused("no OATH", self.login(PASSWORD, code="123456"))

    async def test_given_by_others(self) -> None:
        await self.ask_for(must_change=True)
        await self.with_user()
        self.assertTrue(self.subject.user(ID).must_change)
        await self.subject.set_password(ID, OTHER)
        self.assertFalse(self.subject.user(ID).must_change)
        await self.subject.set_password(ID, THIRD, reset=True)
        self.assertTrue(self.subject.user(ID).must_change)
        await self.ask_for(must_change=False)
        await self.subject.set_password(ID, OTHER, reset=True)
        self.assertFalse(self.subject.user(ID).must_change)

    async def test_a_login_may_bring_one_at_any_time(self) -> None:
        await self.with_user()
        await self.login(PASSWORD, new_password=OTHER)
        await self.login(OTHER)

    async def test_a_code_is_used_up_whatever_becomes_of_the_password(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        await self.subject.set_must_change(ID, True)
        await self.expired(PASSWORD, code=hotp(SECRET, 0))
        await self.refused("used before", self.login(PASSWORD, OTHER, hotp(SECRET, 0)))
        await self.blocked("8 to 64", self.login(PASSWORD, "short", hotp(SECRET, 1)))
        await self.refused("used before", self.login(PASSWORD, OTHER, hotp(SECRET, 1)))
        await self.login(PASSWORD, OTHER, hotp(SECRET, 2))

    # --------------------------------------------------------------------------------------------- wrong logins

    async def test_wrong_logins_are_counted_and_told(self) -> None:
        await self.with_user()
        for count in (1, 2):
            await self.assertFailure(deferred(self.login(OTHER)), Refusal)
            self.assertEqual(self.subject.user(ID).failures, count)
        self.subject = self.again()
        self.assertEqual((await self.subject.login(Credential(ID, PASSWORD))).failures, 2)
        self.assertEqual(self.subject.user(ID).failures, 0)
        self.assertEqual((await self.subject.login(Credential(ID, PASSWORD))).failures, 0)

    async def test_they_are_told_once_the_login_is_done(self) -> None:
        await self.with_user()
        await self.assertFailure(deferred(self.login(OTHER)), Refusal)
        await self.subject.set_must_change(ID, True)
        await self.expired(PASSWORD)
        user = await self.subject.login(Credential(ID, PASSWORD, new_password=OTHER))
        self.assertEqual((user.failures, user.must_change), (1, False))
        self.assertEqual(self.subject.user(ID).failures, 0)

    async def test_unblocking_forgets_them(self) -> None:
        await self.with_user()
        for _ in range(7):
            await self.assertFailure(deferred(self.login(OTHER)), Refusal)
        user = self.subject.user(ID)
        self.assertEqual((user.blocked, user.failures), (True, 7))
        await self.subject.set_blocked(ID, False)
        user = await self.subject.login(Credential(ID, PASSWORD))
        self.assertEqual((user.blocked, user.failures), (False, 0))
