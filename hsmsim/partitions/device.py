"""A user's OATH device as the appliance follows it: its secret and how far its codes have been used."""

from dataclasses import dataclass, field, replace

from hsmsim.interfaces.partitions import Refusal
from hsmsim.partitions import oath

# How many presses of an event device's button may go unseen.
LOOK_AHEAD = 10
# How many steps a clock may be off from one login to the next.
SLACK = 1
# How far two codes in a row are searched for: presses ahead, or steps to either side.
RESYNCHRONISE = 255


@dataclass(frozen=True, slots=True)
class Device:
    """One device.

    Args:
        timed: TOTP; otherwise HOTP.
        unused: the lowest counter value whose code was not used yet, nor skipped.
        drift: steps by which the device's clock is ahead of ours.
        digits: of a code.
        step: for how many seconds a TOTP device shows a code.
    """

    timed: bool
    secret: bytes = field(repr=False)
    unused: int = 0
    drift: int = 0
    digits: int = oath.DIGITS
    step: int = oath.STEP

    @property
    def as_it_came(self) -> "Device":
        """The device before its first code."""
        return replace(self, unused=0, drift=0)

    def accept(self, code: str, now: float) -> "Device":
        """The device after this code.

        Raises:
            Refusal: no code of the device now, or one that was used before.
        """
        if not oath.is_code(code, self.digits):
            raise Refusal("no code")
        window = self._window(now, SLACK, LOOK_AHEAD)
        found = self._find((code,), window)
        if found is not None:
            return self._after(found, 1, now)
        before = range(max(0, window.start - LOOK_AHEAD), min(self.unused, window.stop))
        used = oath.find(self.secret, (code,), before, self.digits) is not None
        raise Refusal("a code that was used before" if used else "wrong code")

    def resynchronise(self, first: str, second: str, now: float) -> "Device":
        """The device after two codes that it showed one after the other.

        Raises:
            Refusal: no such two codes anywhere near.
        """
        if not (oath.is_code(first, self.digits) and oath.is_code(second, self.digits)):
            raise Refusal("no codes")
        found = self._find((first, second), self._window(now, RESYNCHRONISE, RESYNCHRONISE))
        if found is None:
            raise Refusal("no two codes in a row")
        return self._after(found, 2, now)

    def _find(self, codes: tuple[str, ...], window: range) -> int | None:
        return oath.find(self.secret, codes, range(max(window.start, self.unused), window.stop), self.digits)

    def _window(self, now: float, slack: int, ahead: int) -> range:
        if not self.timed:
            return range(self.unused, self.unused + ahead)
        shown = oath.step_at(now, self.step) + self.drift
        return range(max(0, shown - slack), shown + slack + 1)

    def _after(self, counter: int, codes: int, now: float) -> "Device":
        last = counter + codes - 1
        drift = last - oath.step_at(now, self.step) if self.timed else 0
        return replace(self, unused=last + 1, drift=drift)
