"""Which changes of a user end the user's sessions."""

from hsmsim.interfaces.partitions import Credential, Lapse, PasswordPolicy, Permission, Refusal, SecondFactor, UserType
from hsmsim.partitions.oath import hotp
from tests.partitions.pairs import pair
from tests.suites.partitions_base import ID, OTHER, PASSWORD, SECRET, PartitionsTest

TOTP, HOTP = SecondFactor.OATH_TOTP, SecondFactor.OATH_HOTP


class Sessions(PartitionsTest):
    """Those end that began with what the user is not let in with any more."""

    async def watched(self) -> None:
        """Have a user, and what is told of its sessions in `told`."""
        await self.with_user()
        self.told: list[tuple[str, Lapse, object]] = []
        self.subject.watch_sessions(lambda *told: self.told.append(told))

    async def test_another_password(self) -> None:
        await self.watched()
        await self.subject.set_password(ID, OTHER)
        self.assertEqual(self.told, [(ID, Lapse.RENEWED, None)])
        await self.subject.set_password(ID, OTHER, reset=True)
        self.assertEqual(self.told[1:], [(ID, Lapse.RENEWED, None)])

    async def test_a_new_password_at_a_login(self) -> None:
        await self.watched()
        await self.subject.login(Credential(ID, PASSWORD, new_password=OTHER))
        self.assertEqual(self.told, [(ID, Lapse.RENEWED, None)])

    async def test_another_second_factor(self) -> None:
        await self.watched()
        await self.subject.set_certificate(ID, pair(ID).pem)
        await self.subject.set_otp(ID, HOTP, SECRET)
        await self.subject.set_otp(ID, TOTP, SECRET)
        await self.subject.set_otp(ID, TOTP, SECRET, digits=8)
        await self.subject.clear_factor(ID)
        self.assertEqual(self.told, [(ID, Lapse.RENEWED, None)] * 5)

    async def test_who_has_changed_it_is_told(self) -> None:
        await self.watched()
        by = object()
        await self.subject.set_password(ID, OTHER, by=by)
        await self.subject.set_certificate(ID, pair(ID).pem, by=by)
        await self.subject.set_otp(ID, HOTP, SECRET, by=by)
        await self.subject.clear_factor(ID, by=by)
        self.assertEqual(self.told, [(ID, Lapse.RENEWED, by)] * 4)

    async def test_blocked_and_removed(self) -> None:
        await self.watched()
        await self.subject.set_blocked(ID, True)
        await self.subject.set_blocked(ID, False)
        await self.subject.remove(ID)
        self.assertEqual(self.told, [(ID, Lapse.BLOCKED, None), (ID, Lapse.REMOVED, None)])

    async def test_too_many_wrong_logins(self) -> None:
        await self.watched()
        for _ in range(7):
            with self.assertRaises(Refusal):
                await self.subject.confirm(ID, OTHER)
        self.assertEqual(self.told, [(ID, Lapse.BLOCKED, None)])

    async def test_what_ends_none(self) -> None:
        await self.watched()
        await self.subject.set_otp(ID, HOTP, SECRET)
        self.told.clear()
        with self.assertRaises(Refusal):
            await self.subject.confirm(ID, OTHER)
        await self.subject.login(Credential(ID, PASSWORD, hotp(SECRET, 0)))
        await self.subject.resynchronise(ID, hotp(SECRET, 20), hotp(SECRET, 21))
        await self.subject.set_otp(ID, HOTP, SECRET)
        await self.subject.set_must_change(ID, True)
        await self.subject.set_type(ID, UserType.USER)
        await self.subject.set_permissions(ID, frozenset({Permission.LIST_USERS}))
        await self.subject.set_policy(PasswordPolicy(16))
        self.assertEqual(self.told, [])

    async def test_messages_of_kmip_go_on(self) -> None:
        """What works for a user in the name of KMIP ends with the user alone."""
        await self.watched()
        gone: list[str] = []
        self.subject.watch(gone.append)
        await self.subject.set_password(ID, OTHER)
        self.assertEqual(gone, [])
