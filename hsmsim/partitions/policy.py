"""The password policy: what may be asked, how it is kept, and what it says."""

import json
from dataclasses import asdict

from hsmsim.interfaces.partitions import PartitionsError, PasswordPolicy
from hsmsim.interfaces.user_errors import BadValue, PasswordBlocked
from hsmsim.partitions.record import Record
from hsmsim.partitions.rules import PASSWORD_LENGTHS, check_password

# The store keeps it beside the users, under a name that no user has.
PLACE = "password policy"

DAY = 24 * 60 * 60
AGES = range(3650 + 1)
HISTORIES = range(24 + 1)

_RANGES = {
    "minimum_length": (PASSWORD_LENGTHS, "the minimum length of a password is {} to {} characters"),
    "maximum_age": (AGES, "the maximum age of a password is {} to {} days"),
    "history": (HISTORIES, "{} to {} passwords may not come again"),
}


def check_policy(policy: PasswordPolicy) -> None:
    """Raises BadValue unless this may be asked."""
    for name, (allowed, text) in _RANGES.items():
        if getattr(policy, name) not in allowed:
            raise BadValue(text.format(allowed[0], allowed[-1]))


def check_new_password(policy: PasswordPolicy, password: str) -> None:
    """Raises PasswordBlocked unless this may be a new password, as far as it alone tells."""
    check_password(password)
    if len(password) < policy.minimum_length:
        raise PasswordBlocked(f"a password has at least {policy.minimum_length} characters")


def has_expired(policy: PasswordPolicy, record: Record, now: float) -> bool:
    """Whether a password has come of age; one whose age nobody knows has, once there is an age."""
    return policy.maximum_age > 0 and now - record.changed_at >= policy.maximum_age * DAY


def to_bytes(policy: PasswordPolicy) -> bytes:
    """The policy as the store keeps it: JSON."""
    return json.dumps({"format": 1, **asdict(policy)}).encode()


def from_bytes(data: bytes) -> PasswordPolicy:
    """The policy from the store.

    Raises:
        PartitionsError: it is not one that we wrote.
    """
    try:
        fields = json.loads(data)
        if fields.pop("format") != 1:
            raise ValueError("format")
        policy = PasswordPolicy(**fields)
        check_policy(policy)
    except (AttributeError, KeyError, TypeError, ValueError, BadValue):
        raise PartitionsError("the stored password policy cannot be read") from None
    return policy
