"""Factors: the second factor of a user is set, found again, and taken away."""

from dataclasses import replace

from hsmsim.interfaces.partitions import Refusal, SecondFactor
from hsmsim.interfaces.user_errors import BadSecret, BadValue, NoDevice
from hsmsim.partitions import oath
from hsmsim.partitions.certificates import read_certificate
from hsmsim.partitions.device import Device
from hsmsim.partitions.shared import Shared


class Factors(Shared):
    """A certificate, or a device, or none: one takes the place of the other."""

    async def set_certificate(self, user_id: str, pem: bytes, by: object = None) -> None:
        """Make an X.509 certificate the second factor."""
        certificate = read_certificate(pem)
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            self._roll.check_free(user_id, certificate)
            await self._roll.keep(replace(record, certificate=certificate, device=None), by)

    async def set_otp(
        self,
        user_id: str,
        factor: SecondFactor,
        secret: bytes | None,
        digits: int = oath.DIGITS,
        step: int = oath.STEP,
        by: object = None,
    ) -> bytes:
        """Make OATH HOTP or TOTP the second factor."""
        made = self._random(oath.SECRET_SIZE) if secret is None else secret
        device = _device(factor, made, digits, step)
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), certificate=None, device=device), by)
        return made

    async def resynchronise(self, user_id: str, first: str, second: str) -> None:
        """Find a HOTP or TOTP device again by two codes in a row."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            if record.device is None:
                raise NoDevice(f"user '{user_id}' has no OATH second factor")
            try:
                device = record.device.resynchronise(first, second, self._clock())
            except Refusal as refusal:
                raise BadValue(f"{refusal}: give two that the device showed one after the other") from None
            await self._roll.keep(replace(record, device=device))

    async def clear_factor(self, user_id: str, by: object = None) -> None:
        """Set no second factor."""
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), certificate=None, device=None), by)


def _device(factor: SecondFactor, secret: bytes, digits: int, step: int) -> Device:
    if factor not in (SecondFactor.OATH_HOTP, SecondFactor.OATH_TOTP):
        raise BadValue("this second factor has no codes")
    sizes, shown, steps = oath.SECRET_SIZES, oath.DIGITS_OF_DEVICES, oath.STEPS_OF_DEVICES
    if len(secret) not in sizes:
        raise BadSecret(f"a secret has {sizes[0]} to {sizes[-1]} bytes")
    if digits not in shown:
        raise BadValue(f"a code has {shown[0]} to {shown[-1]} digits")
    if step not in steps:
        raise BadValue(f"a device shows a code for {steps[0]} to {steps[-1]} seconds")
    return Device(factor is SecondFactor.OATH_TOTP, secret, digits=digits, step=step)
