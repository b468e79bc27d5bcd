"""What every provider of IPartitions must do."""

from collections.abc import Callable

from twisted.trial.unittest import TestCase
from zope.interface.verify import verifyObject

from hsmsim.interfaces.partitions import (
    CodeNeeded,
    Credential,
    IPartitions,
    PartitionsError,
    Permission,
    Refusal,
    SecondFactor,
    UserType,
)
from hsmsim.interfaces.store import IStore
from hsmsim.partitions.oath import hotp, step_at
from tests.partitions.pairs import NOT_AFTER, NOT_BEFORE, pair
from tests.suites.partitions_base import ID, NOW, OTHER, PASSWORD, SECRET, PartitionsTest, deferred
from tests.suites.partitions_custodians import Custodians
from tests.suites.partitions_passwords import Passwords
from tests.suites.partitions_sessions import Sessions
from tests.suites.partitions_trust import Trust


class Users(PartitionsTest):
    """Users and their two factors."""

    # ------------------------------------------------------------------------------------------------ users

    def test_provides_the_interface(self) -> None:
        self.assertTrue(verifyObject(IPartitions, self.subject))

    async def test_users_are_made(self) -> None:
        made = await self.subject.create(ID, PASSWORD, UserType.USER)
        self.assertEqual((made.user_id, made.user_type, made.blocked), (ID, UserType.USER, False))
        self.assertEqual((made.second_factor, made.fingerprint), (SecondFactor.NONE, None))
        self.assertEqual(self.subject.user(ID), made)
        self.assertEqual(self.subject.users(), [made])

    async def test_users_are_sorted_and_case_counts(self) -> None:
        for user_id in ("bob", "Bob", "abc"):
            await self.subject.create(user_id, PASSWORD, UserType.USER)
        self.assertEqual([user.user_id for user in self.subject.users()], ["Bob", "abc", "bob"])

    async def test_a_user_exists_once(self) -> None:
        await self.with_user()
        await self.not_done("exists", self.subject.create(ID, OTHER, UserType.USER))
        await self.subject.confirm(ID, PASSWORD)

    async def test_two_at_once_make_one_user(self) -> None:
        first = deferred(self.subject.create(ID, PASSWORD, UserType.USER))
        await self.not_done("exists", self.subject.create(ID, OTHER, UserType.USER))
        await first

    async def test_ids(self) -> None:
        for user_id in ("ab", "a" * 17, "a_b", "a-b", "ä123", "abc\n", "", "a b"):
            await self.not_done("3 to 16", self.subject.create(user_id, PASSWORD, UserType.USER))
        for user_id in ("master", "hsm", "rsa2k"):
            await self.not_done("reserved", self.subject.create(user_id, PASSWORD, UserType.USER))

    async def test_passwords(self) -> None:
        for password in ("7 chars", "6" * 65, ""):
            await self.not_done("8 to 64", self.subject.create(ID, password, UserType.USER))
        await self.not_done("control", self.subject.create(ID, "12345678\n", UserType.USER))
        for number, password in enumerate(("8 charac", "é" * 64)):
            await self.subject.create(f"user{number}", password, UserType.USER)
            await self.subject.confirm(f"user{number}", password)

    async def test_there_is_no_such_user(self) -> None:
        with self.assertRaises(PartitionsError):
            self.subject.user(ID)
        for doing in (
            self.subject.remove(ID),
            self.subject.set_password(ID, PASSWORD),
            self.subject.set_type(ID, UserType.USER),
            self.subject.set_permissions(ID, frozenset()),
            self.subject.set_blocked(ID, True),
            self.subject.set_certificate(ID, pair(ID).pem),
            self.subject.set_otp(ID, SecondFactor.OATH_HOTP, None),
            self.subject.resynchronise(ID, "123456", "123456"),
            self.subject.clear_factor(ID),
        ):
            await self.not_done("no user 'ukmip'", doing)

    async def test_users_outlive_the_process(self) -> None:
        await self.with_certificate()
        await self.subject.create("other", OTHER, UserType.USER)
        await self.subject.set_otp("other", SecondFactor.OATH_TOTP, SECRET)
        await self.subject.set_blocked("other", True)
        before, self.subject = self.subject.users(), self.again()
        self.assertEqual(self.subject.users(), before)
        await self.subject.confirm(ID, PASSWORD)
        self.assertEqual(self.subject.admit(pair(ID).fingerprint).user_id, ID)

    async def test_no_secret_is_shown(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        shown = repr(self.subject.users()) + repr(Credential(ID, PASSWORD, "755224", new_password=OTHER))
        for secret in (PASSWORD, OTHER, "755224", repr(SECRET)):
            self.assertNotIn(secret, shown)

    async def test_removed(self) -> None:
        fingerprint = await self.with_certificate()
        gone: list[str] = []
        self.subject.watch(gone.append)
        await self.subject.remove(ID)
        self.assertEqual((self.subject.users(), self.again().users(), gone), ([], [], [ID]))
        with self.assertRaises(Refusal):
            self.subject.admit(fingerprint)
        await self.refused("not known", self.subject.confirm(ID, PASSWORD))

    async def test_removal_waits_for_those_who_work_in_the_partition(self) -> None:
        await self.with_user()
        async with self.store.shared(ID):
            removal = deferred(self.subject.remove(ID))
            self.assertIn(ID, self.store.users())
            self.assertEqual(self.subject.users(), [])
        await removal
        self.assertEqual(self.store.users(), {})

    async def test_type(self) -> None:
        await self.with_user()
        await self.subject.set_type(ID, UserType.USER)
        self.assertEqual(self.again().user(ID).user_type, UserType.USER)

    async def test_permissions(self) -> None:
        some = frozenset({Permission.BACKUP, Permission.LIST_USERS})
        made = await self.subject.create(ID, PASSWORD, UserType.USER, some)
        self.assertEqual((made.permissions, self.again().user(ID).permissions), (some, some))
        await self.subject.set_permissions(ID, frozenset())
        self.assertEqual(self.again().user(ID).permissions, frozenset())

    async def test_an_operator_has_all_permissions(self) -> None:
        every = frozenset(Permission)
        await self.not_done("has all", self.subject.create(ID, PASSWORD, UserType.OPERATOR, every))
        await self.with_user()
        self.assertEqual(self.subject.user(ID).permissions, every)
        await self.not_done("has all", self.subject.set_permissions(ID, frozenset()))

    async def test_who_becomes_a_user_again_begins_without_permissions(self) -> None:
        await self.subject.create(ID, PASSWORD, UserType.USER, frozenset({Permission.BACKUP}))
        await self.subject.set_type(ID, UserType.USER)
        self.assertEqual(self.subject.user(ID).permissions, {Permission.BACKUP})
        for user_type in (UserType.OPERATOR, UserType.USER):
            await self.subject.set_type(ID, user_type)
        self.assertEqual(self.subject.user(ID).permissions, frozenset())

    # ---------------------------------------------------------------------------------------------- starting

    async def test_master_is_made_once(self) -> None:
        self.assertEqual(await self.subject.ensure_master(None), ["made"])
        self.assertEqual(self.subject.user("master").user_type, UserType.OPERATOR)
        await self.subject.confirm("master", "master12345")
        self.assertEqual(await self.again().ensure_master(None), [])

    async def test_master_stays(self) -> None:
        await self.subject.ensure_master(PASSWORD)
        await self.subject.confirm("master", PASSWORD)
        await self.not_done("cannot be removed", self.subject.remove("master"))
        await self.not_done("cannot be changed", self.subject.set_type("master", UserType.USER))

    async def test_masters_password_unblocks(self) -> None:
        await self.subject.ensure_master(None)
        await self.subject.set_blocked("master", True)
        self.assertEqual(await self.subject.ensure_master(None), [])
        self.assertTrue(self.subject.user("master").blocked)
        self.assertEqual(await self.subject.ensure_master(PASSWORD), ["password", "unblocked"])
        await self.subject.confirm("master", PASSWORD)
        self.assertEqual(await self.subject.ensure_master(PASSWORD), [])

    async def test_ensured(self) -> None:
        self.assertEqual(await self.subject.ensure(ID, None, pair(ID).pem), ["made", "X.509 second factor"])
        user = self.subject.user(ID)
        self.assertEqual((user.user_type, user.fingerprint), (UserType.OPERATOR, pair(ID).fingerprint))
        await self.subject.confirm(ID, "user12345")
        self.assertEqual(await self.subject.ensure(ID, None, pair(ID).pem), [])
        self.assertEqual(await self.subject.ensure(ID, "user12345", None), [])
        self.assertEqual(await self.subject.ensure(ID, PASSWORD, None), ["password"])
        self.assertEqual(await self.subject.ensure(ID, None, pair("new").pem), ["X.509 second factor"])
        self.assertEqual(await self.subject.ensure("other", PASSWORD, None), ["made"])
        await self.subject.confirm("other", PASSWORD)

    async def test_ensuring_takes_nobodys_certificate(self) -> None:
        await self.with_certificate()
        await self.not_done("user 'ukmip'", self.subject.ensure("other", None, pair(ID).pem))
        await self.not_done("no X.509", self.subject.ensure("other", None, b"junk"))
        self.assertEqual(len(self.subject.users()), 1)

    # --------------------------------------------------------------------------------------------- passwords

    async def test_a_password_is_right_or_wrong(self) -> None:
        await self.with_user()
        for _ in range(2):
            await self.subject.confirm(ID, PASSWORD)
            await self.refused("wrong password of user 'ukmip' (1 of 7)", self.subject.confirm(ID, OTHER))

    async def test_a_new_password(self) -> None:
        await self.with_user()
        await self.subject.confirm(ID, PASSWORD)
        await self.subject.set_password(ID, OTHER)
        await self.refused("wrong password", self.subject.confirm(ID, PASSWORD))
        await self.subject.confirm(ID, OTHER)
        await self.not_done("8 to 64", self.subject.set_password(ID, "short"))

    async def test_unknown_users_are_refused_and_not_repeated_at_length(self) -> None:
        await self.refused("user 'nobody' is not known", self.subject.confirm("nobody", PASSWORD))
        await self.refused(r"user '\n\n\n\n\n", self.subject.confirm("\n" * 99, "\ud800"))

    async def test_seven_wrong_passwords_block(self) -> None:
        fingerprint = await self.with_certificate()
        await self.subject.confirm(ID, PASSWORD)
        gone: list[str] = []
        self.subject.watch(gone.append)
        for count in range(1, 7):
            await self.refused(f"{count} of 7)", self.subject.confirm(ID, OTHER))
        self.assertEqual(gone, [])
        await self.refused("7 of 7, now blocked", self.subject.confirm(ID, OTHER))
        self.assertEqual(gone, [ID])
        await self.refused("user 'ukmip' is blocked", self.subject.confirm(ID, PASSWORD))
        self.subject = self.again()
        await self.refused("user 'ukmip' is blocked", self.subject.confirm(ID, PASSWORD))
        with self.assertRaisesRegex(Refusal, "user 'ukmip' is blocked"):
            self.subject.admit(fingerprint)
        await self.subject.set_blocked(ID, False)
        await self.subject.confirm(ID, PASSWORD)
        self.assertEqual(self.subject.admit(fingerprint).user_id, ID)

    async def test_parallel_guesses_are_counted(self) -> None:
        await self.with_user()
        guesses = [deferred(self.subject.confirm(ID, f"guess no {number}")) for number in range(9)]
        for guess in guesses:
            await self.assertFailure(guess, Refusal)
        await self.refused("is blocked", self.subject.confirm(ID, PASSWORD))

    async def test_the_right_one_starts_the_count_anew(self) -> None:
        await self.with_user()
        for _ in range(3):
            for _ in range(6):
                await self.refused("wrong", self.subject.confirm(ID, OTHER))
            await self.subject.confirm(ID, PASSWORD)

    # ------------------------------------------------------------------------------------------ certificates

    async def test_admitted_by_certificate(self) -> None:
        fingerprint = await self.with_certificate()
        user = self.subject.admit(fingerprint)
        self.assertEqual((user.user_id, user.second_factor), (ID, SecondFactor.X509))
        self.assertEqual((user.fingerprint, user.certificate), (fingerprint, pair(ID).pem))

    async def test_unknown_certificates_are_refused(self) -> None:
        with self.assertRaisesRegex(Refusal, "no user has the certificate " + "00" * 32):
            self.subject.admit(bytes(32))

    async def test_only_inside_its_validity(self) -> None:
        fingerprint = await self.with_certificate()
        self.clock.rightNow = NOT_BEFORE - 1
        with self.assertRaisesRegex(Refusal, "not valid yet"):
            self.subject.admit(fingerprint)
        self.clock.rightNow = NOT_AFTER
        self.subject.admit(fingerprint)
        self.clock.advance(1)
        with self.assertRaisesRegex(Refusal, "expired"):
            self.subject.admit(fingerprint)

    async def test_one_certificate_one_user(self) -> None:
        await self.with_certificate()
        await self.subject.create("other", OTHER, UserType.USER)
        await self.not_done("that of user 'ukmip'", self.subject.set_certificate("other", pair(ID).pem))
        await self.subject.set_certificate(ID, pair(ID).pem)
        await self.subject.set_certificate(ID, pair("new").pem)
        await self.subject.set_certificate("other", pair(ID).pem)
        self.assertEqual(self.subject.admit(pair(ID).fingerprint).user_id, "other")

    async def test_only_the_certificate_is_kept(self) -> None:
        await self.with_user()
        await self.subject.set_certificate(ID, pair(ID).key_pem + pair(ID).pem)
        self.assertEqual(self.subject.user(ID).certificate, pair(ID).pem)
        await self.not_done("no X.509", self.subject.set_certificate(ID, pair(ID).key_pem))

    async def test_another_factor_ends_it(self) -> None:
        for change in (
            lambda: self.subject.clear_factor(ID),
            lambda: self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET),
            lambda: self.subject.set_certificate(ID, pair("new").pem),
        ):
            fingerprint = await self.with_certificate()
            await change()
            with self.assertRaises(Refusal):
                self.subject.admit(fingerprint)
            await self.subject.remove(ID)

    # ------------------------------------------------------------------------------------------------- codes

    async def test_event_codes(self) -> None:
        await self.with_user()
        self.assertEqual(await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET), SECRET)
        self.assertEqual(self.subject.user(ID).second_factor, SecondFactor.OATH_HOTP)
        await self.subject.confirm_code(ID, hotp(SECRET, 0))
        await self.refused("used before", self.subject.confirm_code(ID, hotp(SECRET, 0)))
        self.subject = self.again()
        await self.refused("used before", self.subject.confirm_code(ID, hotp(SECRET, 0)))
        await self.subject.confirm_code(ID, hotp(SECRET, 10))
        await self.refused("wrong code", self.subject.confirm_code(ID, hotp(SECRET, 30)))
        await self.refused("no code", self.subject.confirm_code(ID, "12345"))

    async def test_time_codes(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_TOTP, SECRET)
        self.assertEqual(self.subject.user(ID).second_factor, SecondFactor.OATH_TOTP)
        code = hotp(SECRET, step_at(NOW))
        await self.subject.confirm_code(ID, code)
        await self.refused("used before", self.subject.confirm_code(ID, code))
        self.clock.advance(90)
        await self.refused("used before", self.subject.confirm_code(ID, code))
        await self.subject.confirm_code(ID, hotp(SECRET, step_at(self.clock.seconds())))

    async def test_a_secret_is_made(self) -> None:
        await self.with_user()
        secret = await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, None)
        self.assertEqual(len(secret), 20)
        await self.subject.confirm_code(ID, hotp(secret, 0))

    async def test_secrets_and_factors_that_are_none(self) -> None:
        await self.with_user()
        await self.not_done("16 to 64", self.subject.set_otp(ID, SecondFactor.OATH_HOTP, b"short"))
        await self.not_done("no codes", self.subject.set_otp(ID, SecondFactor.X509, SECRET))

    async def test_digits_and_steps_that_no_device_has(self) -> None:
        await self.with_user()
        for digits in (5, 9):
            await self.not_done("6 to 8", self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET, digits))
        for step in (14, 301):
            await self.not_done("15 to 300", self.subject.set_otp(ID, SecondFactor.OATH_TOTP, SECRET, 6, step))

    async def test_longer_codes_and_other_steps(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_TOTP, SECRET, digits=8, step=60)
        self.subject = self.again()
        code = hotp(SECRET, step_at(NOW, 60), 8)
        await self.refused("no code", self.subject.confirm_code(ID, code[2:]))
        await self.subject.confirm_code(ID, code)

    async def test_resynchronised(self) -> None:
        await self.with_user()
        await self.not_done("no OATH", self.subject.resynchronise(ID, "123456", "123456"))
        await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        await self.not_done("no two codes", self.subject.resynchronise(ID, hotp(SECRET, 99), hotp(SECRET, 99)))
        await self.subject.resynchronise(ID, hotp(SECRET, 99), hotp(SECRET, 100))
        await self.subject.confirm_code(ID, hotp(SECRET, 101))

    async def test_codes_of_nobody(self) -> None:
        await self.refused("not known", self.subject.confirm_code("nobody", "123456"))
        await self.with_user()
        await self.refused("no OATH", self.subject.confirm_code(ID, "123456"))
        await self.subject.set_blocked(ID, True)
        await self.refused("is blocked", self.subject.confirm_code(ID, "123456"))

    async def test_seven_wrong_codes_block_though_the_password_is_right(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        for count in range(1, 8):
            await self.subject.confirm(ID, PASSWORD)
            await self.refused(f"wrong code of user 'ukmip' ({count} of 7", self.subject.confirm_code(ID, "000000"))
        await self.refused("is blocked", self.subject.confirm(ID, PASSWORD))

    # ------------------------------------------------------------------------------------------------- login

    async def test_login_without_second_factor(self) -> None:
        await self.with_user()
        user = await self.subject.login(Credential(ID, PASSWORD))
        self.assertEqual(user.user_id, ID)
        await self.refused("wrong password", self.subject.login(Credential(ID, OTHER)))
        await self.refused("not known", self.subject.login(Credential("nobody", PASSWORD)))
        await self.refused("no OATH", self.subject.login(Credential(ID, PASSWORD, code="123456")))
        await self.refused("no X.509", self.subject.login(Credential(ID, PASSWORD, fingerprint=bytes(32))))

    async def test_login_with_certificate(self) -> None:
        fingerprint = await self.with_certificate()
        await self.subject.login(Credential(ID, PASSWORD, fingerprint=fingerprint))
        await self.refused("no certificate", self.subject.login(Credential(ID, PASSWORD)))
        await self.refused("another", self.subject.login(Credential(ID, PASSWORD, fingerprint=bytes(32))))
        await self.refused("wrong pass", self.subject.login(Credential(ID, OTHER, fingerprint=fingerprint)))
        self.clock.rightNow = NOT_AFTER + 1
        await self.refused("expired", self.subject.login(Credential(ID, PASSWORD, fingerprint=fingerprint)))

    async def test_login_with_code(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        for password in (PASSWORD, OTHER):
            await self.assertFailure(deferred(self.subject.login(Credential(ID, password))), CodeNeeded)
        code = hotp(SECRET, 0)
        await self.refused("wrong password", self.subject.login(Credential(ID, OTHER, code)))
        await self.refused("no X.509", self.subject.login(Credential(ID, PASSWORD, code, bytes(32))))
        await self.subject.login(Credential(ID, PASSWORD, code))
        await self.refused("used before", self.subject.login(Credential(ID, PASSWORD, code)))

    async def test_login_counts_both_factors(self) -> None:
        await self.with_user()
        await self.subject.set_otp(ID, SecondFactor.OATH_HOTP, SECRET)
        for count in range(1, 7):
            password = PASSWORD if count % 2 else OTHER
            await self.refused(f"{count} of 7", self.subject.login(Credential(ID, password, "000000")))
        await self.subject.login(Credential(ID, PASSWORD, hotp(SECRET, 0)))
        await self.refused("1 of 7", self.subject.login(Credential(ID, PASSWORD, "000000")))


def partitions_suite(make: Callable[[IStore, Callable[[], float]], IPartitions]) -> type[TestCase]:
    """The suite for one provider.

    Args:
        make: gives it a store and a clock.
    """
    return type("Suite", (Users, Trust, Passwords, Custodians, Sessions), {"make": staticmethod(make)})
