"""Checks: whether somebody is who they say, by one factor or both."""

from dataclasses import replace
from typing import NoReturn, cast

from hsmsim.interfaces.partitions import CodeNeeded, Credential, Refusal, User
from hsmsim.interfaces.user_errors import PasswordExpired
from hsmsim.partitions.certificates import Certificate
from hsmsim.partitions.policy import has_expired
from hsmsim.partitions.record import Record
from hsmsim.partitions.renewal import Renewal
from hsmsim.partitions.rules import WRONG_IN_A_ROW, shown


class Checks(Renewal):
    """Both factors, the count of wrong ones, and blocking. `admit` and a password that is remembered do not wait."""

    def admit(self, fingerprint: bytes) -> User:
        """The user whose second factor is this certificate. No more than look-ups: every request comes here."""
        record = self._roll.owner(fingerprint)
        if record is None:
            raise Refusal(f"no user has the certificate {fingerprint.hex()}")
        if record.blocked:
            raise Refusal(f"user '{record.user_id}' is blocked")
        self._check_validity(record, cast(Certificate, record.certificate))
        return record.user

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
        second factor that the password is right. What is said of a new password is said to who has both factors.
        """
        async with self._turns.of(credential.user_id):
            record = self._roll.get(credential.user_id)
            if record is not None and record.device is not None and credential.code is None:
                raise CodeNeeded("a code is needed")
            record = await self._check_password(credential.user_id, credential.password)
            record = await self._check_factor(record, credential)
            failures = record.failures
            if credential.new_password is not None:
                record = await self._change(record, credential.new_password)
            elif record.must_change or has_expired(self._roll.policy, record, self._clock()):
                await self._keep(record)
                raise PasswordExpired("the password has to be changed")
            record = await self._right(record)
        self._check_still(record)
        return replace(record.user, failures=failures)

    def _check_still(self, record: Record) -> None:
        """Refuse whose record was changed when the turn ended: whoever waited for it has ended all sessions by now."""
        now = self._roll.get(record.user_id)
        if now is None or now.blocked or now.factors != record.factors:
            raise Refusal(f"user '{record.user_id}' has just been changed")

    async def _change(self, record: Record, new_password: str) -> Record:
        """The record with a new password, not written yet; a code that was right is used up in any case."""
        await self._keep(record)
        return await self._renewed(record.user_id, new_password, reset=False)

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
        await self._keep(record)
        return record

    async def _keep(self, record: Record) -> None:
        """Write a record if it has changed."""
        if record is not self._roll.get(record.user_id):
            await self._roll.keep(record)
