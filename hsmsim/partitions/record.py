"""Record: all that is kept of a user, and how it is written for the store."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from hsmsim.interfaces.partitions import (
    Authorization,
    Custody,
    PartitionsError,
    Permission,
    SecondFactor,
    User,
    UserType,
)
from hsmsim.partitions.certificates import Certificate, read_certificate
from hsmsim.partitions.device import Device
from hsmsim.partitions.passwords import Hashed
from hsmsim.partitions.rules import WRONG_IN_A_ROW

# 1 knew neither permissions nor trust, nor anything of passwords but how the current one is kept.
FORMATS = range(1, 2 + 1)


@dataclass(frozen=True)
class Record:
    """A user. At most one of `certificate` and `device` is there: the second factor.

    Args:
        failures: wrong passwords and codes in a row.
        permissions: of a User.
        trustees: who has which rights on the partition.
        custody: the custodians of the partition. What they have approved is not written.
        changed_at: when the password was set, seconds since 1970; 0 where nobody knows.
        must_change: the password has to be changed at the next login.
        former: passwords that were, newest first; no more than the policy asks for.
    """

    user_id: str
    user_type: UserType
    password: Hashed
    blocked: bool = False
    failures: int = 0
    certificate: Certificate | None = None
    device: Device | None = None
    permissions: frozenset[Permission] = frozenset()
    trustees: Mapping[str, int] = field(default_factory=dict)
    custody: Custody | None = None
    changed_at: int = 0
    must_change: bool = False
    former: tuple[Hashed, ...] = ()

    @cached_property
    def user(self) -> User:
        """What others may know of it; made once, for it is handed out with every request."""
        certificate, custody = self.certificate, self.custody
        return User(
            self.user_id,
            self.user_type,
            self.blocked,
            self.second_factor,
            certificate.fingerprint if certificate else None,
            certificate.pem if certificate else None,
            frozenset(Permission) if self.user_type is UserType.OPERATOR else self.permissions,
            self.failures,
            custody.authorization if custody else Authorization.NONE,
            self.must_change,
        )

    @property
    def second_factor(self) -> SecondFactor:
        """Which second factor it is."""
        if self.certificate is not None:
            return SecondFactor.X509
        if self.device is not None:
            return SecondFactor.OATH_TOTP if self.device.timed else SecondFactor.OATH_HOTP
        return SecondFactor.NONE

    @property
    def factors(self) -> tuple[object, ...]:
        """What the user is let in with, without what a login changes of it."""
        return self.password, self.certificate, self.device and self.device.as_it_came

    # ------------------------------------------------------------------------------------------------- changes

    def failed(self) -> "Record":
        """After one more wrong password or code."""
        failures = self.failures + 1
        return replace(self, failures=failures, blocked=self.blocked or failures >= WRONG_IN_A_ROW)

    def trusting(self, trustee: str, rights: int) -> "Record":
        """With these rights for a trustee; with none, that one is no trustee any more."""
        others = {each: theirs for each, theirs in self.trustees.items() if each != trustee}
        return replace(self, trustees={**others, trustee: rights} if rights else others)

    def with_password(self, password: Hashed, now: float, must_change: bool, former: int) -> "Record":
        """With another password.

        Args:
            former: how many of those before it are kept.
        """
        return replace(
            self,
            password=password,
            changed_at=int(now),
            must_change=must_change,
            former=(self.password, *self.former)[:former],
        )

    # ------------------------------------------------------------------------------------------------- writing

    def to_bytes(self) -> bytes:
        """The record as the store keeps it: JSON."""
        fields = {
            "format": FORMATS[-1],
            "user_id": self.user_id,
            "user_type": self.user_type.value,
            "blocked": self.blocked,
            "failures": self.failures,
            "password": _password_fields(self.password),
            "certificate": self.certificate and self.certificate.pem.decode(),
            "device": self.device and _device_fields(self.device),
            "permissions": [each.value for each in Permission if each in self.permissions],
            "trustees": dict(self.trustees),
            "custody": self.custody and {"needed": self.custody.needed, "custodians": self.custody.custodians},
            "changed_at": self.changed_at,
            "must_change": self.must_change,
            "former": [_password_fields(each) for each in self.former],
        }
        return json.dumps(fields).encode()

    @classmethod
    def from_bytes(cls, user_id: str, data: bytes) -> "Record":
        """A record from the store.

        Raises:
            PartitionsError: it is not one that we wrote.
        """
        try:
            return cls._from_fields(json.loads(data))
        except (KeyError, TypeError, ValueError, PartitionsError):
            raise PartitionsError(f"the stored record of user '{user_id}' cannot be read") from None

    @classmethod
    def _from_fields(cls, fields: dict[str, Any]) -> "Record":
        if fields["format"] not in FORMATS:
            raise ValueError("format")
        certificate, device = fields["certificate"], fields["device"]
        first = cls(
            user_id=fields["user_id"],
            user_type=UserType(fields["user_type"]),
            password=_password(fields["password"]),
            blocked=fields["blocked"],
            failures=fields["failures"],
            certificate=certificate and read_certificate(certificate.encode()),
            device=device and Device(**{**device, "secret": b64decode(device["secret"])}),
        )
        return first if fields["format"] == 1 else first._with_fields(fields)

    def _with_fields(self, fields: dict[str, Any]) -> "Record":
        """With what came with format 2."""
        custody = fields["custody"]
        return replace(
            self,
            permissions=frozenset(Permission(each) for each in fields["permissions"]),
            trustees=fields["trustees"],
            custody=custody and Custody(custody["needed"], tuple(custody["custodians"])),
            changed_at=fields["changed_at"],
            must_change=fields["must_change"],
            former=tuple(_password(each) for each in fields["former"]),
        )


def _password_fields(password: Hashed) -> dict[str, object]:
    return {"work": password.work, "salt": _text(password.salt), "digest": _text(password.digest)}


def _password(fields: Mapping[str, Any]) -> Hashed:
    return Hashed(fields["work"], b64decode(fields["salt"]), b64decode(fields["digest"]))


def _device_fields(device: Device) -> dict[str, object]:
    return {
        "timed": device.timed,
        "secret": _text(device.secret),
        "digits": device.digits,
        "step": device.step,
        "unused": device.unused,
        "drift": device.drift,
    }


def _text(data: bytes) -> str:
    return b64encode(data).decode()
