"""The tests."""

from hypothesis import HealthCheck, settings

# Deterministic, nothing written to the disk, and no clock: the same examples in every run, on slow machines too.
settings.register_profile(
    "hsmsim", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hsmsim")
