"""Partitions: the users, in memory for speed and in the store for keeps."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NoReturn, cast

from zope.interface import implementer

from hsmsim.interfaces.partitions import (
    CodeNeeded,
    Credential,
    IPartitions,
    PartitionsError,
    Refusal,
    SecondFactor,
    User,
    UserType,
)
from hsmsim.interfaces.store import IStore
from hsmsim.partitions import oath
from hsmsim.partitions.certificates import Certificate, read_certificate
from hsmsim.partitions.device import Device
from hsmsim.partitions.passwords import DIGEST_SIZE, SALT_SIZE, WORK, Hashed, Remembered, hash_password
from hsmsim.partitions.record import Record
from hsmsim.partitions.roll import Roll
from hsmsim.partitions.rules import (
    MASTER,
    MASTER_PASSWORD,
    RESERVED,
    USER_PASSWORD,
    WRONG_IN_A_ROW,
    check_password,
    check_user_id,
    shown,
)
from hsmsim.partitions.turns import Turns

Offload = Callable[..., Awaitable[Any]]


@implementer(IPartitions)
class Partitions:
    """The users of one appliance.

    Changes and slow checks of one user take turns; `admit` and a password that is remembered do not wait.

    Args:
        clock: seconds since 1970.
        offload: runs a slow function elsewhere: `await offload(function, *arguments)`.
        random: that many random bytes.
        work: scrypt's N for new passwords.

    Raises:
        PartitionsError: the store has a record that cannot be read.
    """

    def __init__(
        self,
        store: IStore,
        clock: Callable[[], float],
        offload: Offload,
        random: Callable[[int], bytes],
        work: int = WORK,
    ) -> None:
        self._clock = clock
        self._offload = offload
        self._random = random
        self._work = work
        # What an unknown user's password is compared with, so that it takes as long as a known one's.
        self._decoy = Hashed(work, random(SALT_SIZE), random(DIGEST_SIZE))
        self._remembered = Remembered(random(DIGEST_SIZE))
        self._roll = Roll(store, self._remembered.forget)
        # Parallel guesses take turns, so that each is counted before the next one is tried.
        self._turns = Turns()

    # ------------------------------------------------------------------------------------------------- looking

    def users(self) -> list[User]:
        """All users, by User ID."""
        return [record.user for record in self._roll.all()]

    def user(self, user_id: str) -> User:
        """One user."""
        return self._roll.record(user_id).user

    def admit(self, fingerprint: bytes) -> User:
        """The user whose second factor is this certificate. No more than look-ups: every request comes here."""
        record = self._roll.owner(fingerprint)
        if record is None:
            raise Refusal(f"no user has the certificate {fingerprint.hex()}")
        if record.blocked:
            raise Refusal(f"user '{record.user_id}' is blocked")
        self._check_validity(record, cast(Certificate, record.certificate))
        return record.user

    def watch(self, gone: Callable[[str], object]) -> None:
        """Have `gone` called whenever a user is blocked or removed."""
        self._roll.watch(gone)

    # ------------------------------------------------------------------------------------------------ changing

    async def create(self, user_id: str, password: str, user_type: UserType) -> User:
        """Make a user with an empty partition and no second factor."""
        check_user_id(user_id)
        if user_id in RESERVED:
            raise PartitionsError(f"the User ID '{user_id}' is reserved")
        return await self._create(user_id, password, user_type)

    async def remove(self, user_id: str) -> None:
        """Remove a user, the partition and every object in it."""
        if user_id == MASTER:
            raise PartitionsError(f"'{MASTER}' cannot be removed")
        async with self._turns.of(user_id):
            await self._roll.drop(self._roll.record(user_id))

    async def set_password(self, user_id: str, password: str) -> None:
        """Change a password."""
        async with self._turns.of(user_id):
            self._roll.record(user_id)
            hashed = await self._hash(password)
            await self._roll.keep(replace(self._roll.record(user_id), password=hashed))

    async def set_type(self, user_id: str, user_type: UserType) -> None:
        """Change the type."""
        if user_id == MASTER:
            raise PartitionsError(f"the type of '{MASTER}' cannot be changed")
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), user_type=user_type))

    async def set_blocked(self, user_id: str, blocked: bool) -> None:
        """Block or unblock; either forgets wrong passwords."""
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), blocked=blocked, failures=0))

    async def set_certificate(self, user_id: str, pem: bytes) -> None:
        """Make an X.509 certificate the second factor."""
        certificate = read_certificate(pem)
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            self._roll.check_free(user_id, certificate)
            await self._roll.keep(replace(record, certificate=certificate, device=None))

    async def set_otp(self, user_id: str, factor: SecondFactor, secret: bytes | None) -> bytes:
        """Make OATH HOTP or TOTP the second factor."""
        if factor not in (SecondFactor.OATH_HOTP, SecondFactor.OATH_TOTP):
            raise PartitionsError("this second factor has no codes")
        made = self._random(oath.SECRET_SIZE) if secret is None else secret
        if len(made) not in oath.SECRET_SIZES:
            raise PartitionsError(f"a secret has {oath.SECRET_SIZES[0]} to {oath.SECRET_SIZES[-1]} bytes")
        device = Device(factor is SecondFactor.OATH_TOTP, made)
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), certificate=None, device=device))
        return made

    async def resynchronise(self, user_id: str, first: str, second: str) -> None:
        """Find a HOTP or TOTP device again by two codes in a row."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            if record.device is None:
                raise PartitionsError(f"user '{user_id}' has no OATH second factor")
            try:
                device = record.device.resynchronise(first, second, self._clock())
            except Refusal as refusal:
                raise PartitionsError(f"{refusal}: give two that the device showed one after the other") from None
            await self._roll.keep(replace(record, device=device))

    async def clear_factor(self, user_id: str) -> None:
        """Set no second factor."""
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), certificate=None, device=None))

    # ------------------------------------------------------------------------------------------------ starting

    async def ensure(self, user_id: str, password: str | None, certificate: bytes | None) -> list[str]:
        """See to it that an Operator is there, with what is given."""
        wanted = certificate and read_certificate(certificate)
        if wanted:
            self._roll.check_free(user_id, wanted)
        changed = []
        if self._roll.get(user_id) is None:
            await self.create(user_id, USER_PASSWORD if password is None else password, UserType.OPERATOR)
            changed.append("made")
        elif await self._ensure_password(user_id, password):
            changed.append("password")
        if wanted and self._roll.record(user_id).certificate != wanted:
            await self.set_certificate(user_id, wanted.pem)
            changed.append("X.509 second factor")
        return changed

    async def ensure_master(self, password: str | None) -> list[str]:
        """See to it that `master` is there; a given password is set and unblocks it."""
        if self._roll.get(MASTER) is None:
            await self._create(MASTER, MASTER_PASSWORD if password is None else password, UserType.OPERATOR)
            return ["made"]
        changed = ["password"] if await self._ensure_password(MASTER, password) else []
        if password is not None and self._roll.record(MASTER).blocked:
            await self.set_blocked(MASTER, False)
            changed.append("unblocked")
        return changed

    async def _ensure_password(self, user_id: str, password: str | None) -> bool:
        if password is None or await self._offload(self._roll.record(user_id).password.matches, password):
            return False
        await self.set_password(user_id, password)
        return True

    # ------------------------------------------------------------------------------------------------ checking

    async def confirm(self, user_id: str, password: str) -> None:
        """Check a password; for one that was right before it takes microseconds."""
        if self._remembers(user_id, password):
            return
        async with self._turns.of(user_id):
            if self._remembers(user_id, password):
                return
            record = await self._check_password(user_id, password)
            if record.device is None:
                # With a device the count goes on until its code is right as well.
                record = await self._right(record)
            self._remembered.add(user_id, password)

    async def confirm_code(self, user_id: str, code: str) -> None:
        """Check a HOTP or TOTP code."""
        async with self._turns.of(user_id):
            record = self._roll.get(user_id)
            if record is None:
                raise Refusal(f"user {shown(user_id)} is not known")
            if record.blocked:
                raise Refusal(f"user '{user_id}' is blocked")
            await self._right(await self._check_code(record, code))

    async def login(self, credential: Credential) -> User:
        """Check both factors at once.

        The password always takes scrypt here: the time that a remembered one saves would tell somebody without the
        second factor that the password is right.
        """
        async with self._turns.of(credential.user_id):
            record = self._roll.get(credential.user_id)
            if record is not None and record.device is not None and credential.code is None:
                raise CodeNeeded("a code is needed")
            record = await self._check_password(credential.user_id, credential.password)
            record = await self._check_factor(record, credential)
            return (await self._right(record)).user

    def _remembers(self, user_id: str, password: str) -> bool:
        record = self._roll.get(user_id)
        if record is None or record.blocked or record.failures:
            return False
        return self._remembered.has(user_id, password)

    async def _check_password(self, user_id: str, password: str) -> Record:
        before = self._roll.get(user_id)
        right = await self._offload((before.password if before else self._decoy).matches, password)
        record = self._roll.get(user_id)
        if record is None:
            raise Refusal(f"user {shown(user_id)} is not known")
        if record.blocked:
            raise Refusal(f"user '{user_id}' is blocked")
        if not right:
            await self._wrong(record, "wrong password")
        return record

    async def _check_factor(self, record: Record, credential: Credential) -> Record:
        if record.certificate is not None:
            self._check_fingerprint(record, record.certificate, credential.fingerprint)
        elif credential.fingerprint is not None:
            raise Refusal(f"user '{record.user_id}' has no X.509 second factor, but gave a certificate")
        elif credential.code is not None:
            return await self._check_code(record, credential.code)
        return record

    def _check_fingerprint(self, record: Record, certificate: Certificate, fingerprint: bytes | None) -> None:
        if fingerprint is None:
            raise Refusal(f"user '{record.user_id}' gave no certificate")
        if fingerprint != certificate.fingerprint:
            raise Refusal(f"user '{record.user_id}' has another certificate")
        self._check_validity(record, certificate)

    async def _check_code(self, record: Record, code: str) -> Record:
        if record.device is None:
            raise Refusal(f"user '{record.user_id}' has no OATH second factor")
        try:
            return replace(record, device=record.device.accept(code, self._clock()))
        except Refusal as refusal:
            await self._wrong(record, str(refusal))

    def _check_validity(self, record: Record, certificate: Certificate) -> None:
        now = self._clock()
        if now < certificate.not_before:
            raise Refusal(f"the certificate of user '{record.user_id}' is not valid yet")
        if now > certificate.not_after:
            raise Refusal(f"the certificate of user '{record.user_id}' has expired")

    async def _wrong(self, record: Record, what: str) -> NoReturn:
        failed = record.failed()
        await self._roll.keep(failed)
        end = ", now blocked" if failed.blocked else ""
        raise Refusal(f"{what} of user '{record.user_id}' ({failed.failures} of {WRONG_IN_A_ROW}{end})")

    async def _right(self, record: Record) -> Record:
        record = replace(record, failures=0) if record.failures else record
        if record is not self._roll.get(record.user_id):
            await self._roll.keep(record)
        return record

    # ------------------------------------------------------------------------------------------------- records

    async def _create(self, user_id: str, password: str, user_type: UserType) -> User:
        async with self._turns.of(user_id):
            if self._roll.get(user_id) is not None:
                raise PartitionsError(f"user '{user_id}' exists already")
            record = Record(user_id, user_type, await self._hash(password))
            await self._roll.keep(record)
        return record.user

    async def _hash(self, password: str) -> Hashed:
        check_password(password)
        hashed: Hashed = await self._offload(hash_password, password, self._random(SALT_SIZE), self._work)
        return hashed
