"""Tests of hsmsim/partitions/record.py."""

import json
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.partitions import Authorization, Custody, PartitionsError, Permission, UserType
from hsmsim.partitions.device import Device
from hsmsim.partitions.passwords import Hashed
from hsmsim.partitions.record import Record
from tests.support import rows

SECRET = b"12345678901234567890"
PASSWORD, FORMER = Hashed(2, b"s" * 16, b"d" * 32), Hashed(4, b"t" * 16, b"e" * 32)

# What the first version of the program wrote.
FORMAT_1 = (
    b'{"format": 1, "user_id": "alice", "user_type": "User", "blocked": true, "failures": 3, "password": {"work": 2, '
    b'"salt": "c3Nzc3Nzc3Nzc3Nzc3Nzcw==", "digest": "ZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGQ="}, "certificate": '
    b'null, "device": {"timed": true, "secret": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "unused": 7, "drift": 1}}'
)


class Written(SynchronousTestCase):
    """What is written is read again."""

    def test_whole(self) -> None:
        for factor in ({"device": Device(False, SECRET, 9, 0, 8, 60)}, {}):
            record = Record(
                "alice",
                UserType.USER,
                PASSWORD,
                **factor,
                permissions=frozenset({Permission.BACKUP, Permission.FIRMWARE}),
                trustees={"bob": 3},
                custody=Custody(2, ("anna", "bert", "cleo")),
                changed_at=1_700_000_000,
                must_change=True,
                former=(FORMER, PASSWORD),
            )
            self.assertEqual(Record.from_bytes("alice", record.to_bytes()), record)

    def test_approvals_are_not(self) -> None:
        custody = Custody(1, ("anna", "bert"), frozenset({"anna"}), True)
        record = Record("alice", UserType.USER, PASSWORD, custody=custody)
        self.assertEqual(record.user.authorization, Authorization.AUTHORIZED)
        again = Record.from_bytes("alice", record.to_bytes())
        self.assertEqual(again.custody, Custody(1, ("anna", "bert")))

    def test_format_1(self) -> None:
        record = Record.from_bytes("alice", FORMAT_1)
        device = Device(True, SECRET, 7, 1)
        self.assertEqual(record, Record("alice", UserType.USER, PASSWORD, True, 3, None, device))
        self.assertEqual(Record.from_bytes("alice", record.to_bytes()), record)

    def test_no_secret_is_shown(self) -> None:
        record = Record("alice", UserType.USER, PASSWORD, device=Device(False, SECRET), former=(FORMER,))
        for secret in (SECRET, PASSWORD.digest, PASSWORD.salt, FORMER.digest, FORMER.salt):
            self.assertNotIn(secret.decode(), repr(record))


@rows(
    no_format=("format", None),
    later_format=("format", 3),
    no_permission=("permissions", ["Fly"]),
    no_permissions=("permissions", None),
    no_custodians=("custody", {"needed": 1}),
    no_password=("former", [{}]),
    no_certificate=("certificate", "junk"),
)
class Unreadable(SynchronousTestCase):
    """A record that is none is named."""

    def check(self, name: str, value: Any) -> None:
        fields = json.loads(Record("alice", UserType.USER, PASSWORD).to_bytes())
        with self.assertRaisesRegex(PartitionsError, "record of user 'alice' cannot be read"):
            Record.from_bytes("alice", json.dumps({**fields, name: value}).encode())


class Former(SynchronousTestCase):
    """No more passwords are kept than are asked for."""

    def test_bounded(self) -> None:
        record = Record("alice", UserType.USER, Hashed(0, b"", b""))
        for number in range(1, 9):
            record = record.with_password(Hashed(number, b"", b""), 5.5, must_change=False, former=3)
        self.assertEqual([each.work for each in record.former], [7, 6, 5])
        self.assertEqual((record.password.work, record.changed_at), (8, 5))
        self.assertEqual(record.with_password(PASSWORD, 6, must_change=False, former=0).former, ())
