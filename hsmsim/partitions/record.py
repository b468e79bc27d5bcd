"""Record: all that is kept of a user, and how it is written for the store."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from hsmsim.interfaces.partitions import PartitionsError, SecondFactor, User, UserType
from hsmsim.partitions.certificates import Certificate, read_certificate
from hsmsim.partitions.device import Device
from hsmsim.partitions.passwords import Hashed
from hsmsim.partitions.rules import WRONG_IN_A_ROW

FORMAT = 1


@dataclass(frozen=True)
class Record:
    """A user. At most one of `certificate` and `device` is there: the second factor.

    Args:
        failures: wrong passwords and codes in a row.
    """

    user_id: str
    user_type: UserType
    password: Hashed
    blocked: bool = False
    failures: int = 0
    certificate: Certificate | None = None
    device: Device | None = None

    @cached_property
    def user(self) -> User:
        """What others may know of it; made once, for it is handed out with every request."""
        certificate = self.certificate
        return User(
            self.user_id,
            self.user_type,
            self.blocked,
            self.second_factor,
            certificate.fingerprint if certificate else None,
            certificate.pem if certificate else None,
        )

    @property
    def second_factor(self) -> SecondFactor:
        """Which second factor it is."""
        if self.certificate is not None:
            return SecondFactor.X509
        if self.device is not None:
            return SecondFactor.OATH_TOTP if self.device.timed else SecondFactor.OATH_HOTP
        return SecondFactor.NONE

    def failed(self) -> "Record":
        """After one more wrong password or code."""
        failures = self.failures + 1
        return replace(self, failures=failures, blocked=self.blocked or failures >= WRONG_IN_A_ROW)

    def to_bytes(self) -> bytes:
        """The record as the store keeps it: JSON."""
        fields = {
            "format": FORMAT,
            "user_id": self.user_id,
            "user_type": self.user_type.value,
            "blocked": self.blocked,
            "failures": self.failures,
            "password": {
                "work": self.password.work,
                "salt": _text(self.password.salt),
                "digest": _text(self.password.digest),
            },
            "certificate": self.certificate and self.certificate.pem.decode(),
            "device": self.device and _device_fields(self.device),
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
        if fields["format"] != FORMAT:
            raise ValueError("format")
        password, certificate, device = fields["password"], fields["certificate"], fields["device"]
        return cls(
            user_id=fields["user_id"],
            user_type=UserType(fields["user_type"]),
            password=Hashed(password["work"], b64decode(password["salt"]), b64decode(password["digest"])),
            blocked=fields["blocked"],
            failures=fields["failures"],
            certificate=certificate and read_certificate(certificate.encode()),
            device=device and Device(**{**device, "secret": b64decode(device["secret"])}),
        )


def _device_fields(device: Device) -> dict[str, object]:
    return {
        "timed": device.timed,
        "secret": _text(device.secret),
        "unused": device.unused,
        "drift": device.drift,
    }


def _text(data: bytes) -> str:
    return b64encode(data).decode()
