"""The goals, and whether they are met."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.load import Sample
from bench.measurements import BESIDE, MANY, RESUMED

Results = Mapping[tuple[str, int, str], Sample]  # by row, connections and server

OURS, ECHO, PYKMIP = "hsmsim", "echo", "PyKMIP"
SHARES = {  # of the echo's requests per second
    "Discover Versions": 0.60,
    "Get": 0.40,
    "Get Attributes": 0.25,
    "Encrypt 1 KiB": 0.35,
    "Create AES-256": 0.20,
}
TIMES = {  # PyKMIP's requests per second
    "Get": 25.0,
    "Get Attributes": 20.0,
    "Create AES-256": 35.0,
    "Encrypt 1 KiB": 30.0,
    "Sign RSA-2048": 80.0,
    "batch of 64 Get": 50.0,
    RESUMED: 2.5,
}
LARGE, LARGE_TIMES = "Encrypt 1 MiB", 2.0  # the echo's median
BESIDE_P99 = 20.0  # milliseconds
KIB, MIB = 1 << 10, 1 << 20
# What was measured besides requests, by name: at most so much, in a unit.
LIMITS = {
    "memory at rest": (70.0, "MiB"),
    "memory of an idle connection": (60.0, "KiB"),
    "start until ready": (0.6, "s"),
    "stop when idle": (0.3, "s"),
}


@dataclass(frozen=True)
class Verdict:
    """One goal.

    Args:
        goal, found: for people.
    """

    name: str
    goal: str
    found: str
    met: bool


def verdicts(results: Results, standing: Mapping[str, float]) -> list[Verdict]:
    """All goals whose measurements were made."""
    return [*_shares(results), *_times(results), *_latencies(results), *_limits(standing)]


def _rates(results: Results, name: str, other: str) -> float | None:
    ours, theirs = results.get((name, MANY, OURS)), results.get((name, MANY, other))
    return ours.rate / theirs.rate if ours and theirs else None


def _shares(results: Results) -> list[Verdict]:
    found = {name: _rates(results, name, ECHO) for name in SHARES}
    return [
        Verdict(f"{name}, share of the echo", f"{SHARES[name]:.0%}", f"{share:.0%}", share >= SHARES[name])
        for name, share in found.items()
        if share is not None
    ]


def _times(results: Results) -> list[Verdict]:
    found = {name: _rates(results, name, PYKMIP) for name in TIMES}
    return [
        Verdict(f"{name}, times PyKMIP", f"{TIMES[name]:g}", f"{times:.1f}", times >= TIMES[name])
        for name, times in found.items()
        if times is not None
    ]


def _latencies(results: Results) -> list[Verdict]:
    made = []
    ours, echo = results.get((LARGE, 1, OURS)), results.get((LARGE, 1, ECHO))
    if ours and echo:
        times = ours.median / echo.median
        goal = f"under {LARGE_TIMES:g}"
        made.append(Verdict(f"{LARGE}, median, times the echo", goal, f"{times:.2f}", times < LARGE_TIMES))
    beside = results.get((BESIDE, 1, OURS))
    if beside:
        made.append(
            Verdict(f"{BESIDE}, p99", f"under {BESIDE_P99:g} ms", f"{beside.p99:.1f} ms", beside.p99 < BESIDE_P99)
        )
    return made


def _limits(standing: Mapping[str, float]) -> list[Verdict]:
    return [
        Verdict(name, f"under {limit:g} {unit}", f"{standing[name]:.2f} {unit}", standing[name] < limit)
        for name, (limit, unit) in LIMITS.items()
        if name in standing
    ]
