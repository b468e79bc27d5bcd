"""Tests of hsmsim/console/menu.py."""

import re

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.menu import COLUMNS, ENTRIES, drawn
from hsmsim.interfaces.partitions import Permission, UserType
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD
from tests.partitions.pairs import pair
from tests.support import rows

OPERATORS = """\
Keys/Objects              Users                        HSM
1 - Create...            17 - Create                  33 - Info
2 - Remove               18 - Remove                  34 - Logs...
3 - Attributes           19 - List                    35 - Backup...
4 - Import...            20 - Attributes              36 - Monitoring...
5 - Export...            21 - Trust Relations         37 - Firmware update
6 - List                 22 - Password Policy
7 - Permissions          23 - My Password
                         24 - MxN Authorization

0 - Exit
Option : 0
"""
USERS = """\
Keys/Objects              Users                        HSM
1 - Create...            20 - Attributes              33 - Info
2 - Remove               23 - My Password
3 - Attributes           24 - MxN Authorization
4 - Import...
5 - Export...
6 - List
7 - Permissions

0 - Exit
Option : 0
"""
INFO = """\
Product              - 1.2.3
Engine               - 1.2.3
Model                - SIM
Serial number        - S0001
Time                 - 2023/11/14 22:13:20 UTC
Running for          - 0:00:00
Stored in            - memory
Users                - 7
Objects              - 7
Database             - 7 byte(s)
MxN                  - 0 partition(s), 0 authorized
TLS certificate      - {subject}
Key                  - {key}
SHA-256              - {fingerprint}
Valid until          - 2096/10/02 07:06:40 UTC
kmip                 - 127.0.0.1:5696
https                - off

Profiles:
Baseline Server KMIP v1.4

Operations:
Create
Get
{settings}
Press ENTER key to continue...
"""


class Menu(ConsoleTest):
    """The main menu shows what its reader may run."""

    async def test_operator(self) -> None:
        await self.menus()
        self.assertIn(OPERATORS, self.seen)

    async def test_user(self) -> None:
        await self.menus(user="alice")
        self.assertIn(USERS, self.seen)

    async def test_a_user_who_is_made_operator(self) -> None:
        def promote() -> str:
            self.successResultOf(Deferred.fromCoroutine(self.partitions.set_type("alice", UserType.OPERATOR)))
            return "33"

        await self.menus(promote, "", user="alice")
        self.assertIn(OPERATORS, self.seen)

    async def test_no_option(self) -> None:
        await self.menus("99", "17", "", "x" * 99, user="alice")
        self.assertIn(
            "'99' is not an option. Choose one of: 1, 2, 3, 4, 5, 6, 7, 20, 23, 24, 33, 0.\nOption : 17\n", self.seen
        )
        self.assertEqual(self.seen.count("is not an option"), 4)

    async def test_info(self) -> None:
        own = pair("hsm")
        told = {
            "subject": own.certificate.subject.rfc4514_string(),
            "key": "EC secp256r1",
            "fingerprint": own.fingerprint.hex(":").upper(),
        }
        await self.menus("33", "")
        self.assertEqual(self.screen("HSM - Info"), INFO.format(**told, settings="\nSettings:\n--no-user\n"))
        await self.menus("33", "", user="alice")
        self.assertEqual(self.screen("HSM - Info", "alice"), INFO.format(**told, settings=""))

    async def test_firmware(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "37", "", "0", user="master"), 1)
        self.assertIn("Error 5019: this is a simulator, which has no firmware: ", self.screen("HSM - Firmware update"))

    async def test_a_command_that_was_taken_away(self) -> None:
        await self.partitions.create("carol", PASSWORD, UserType.OPERATOR)

        def demote() -> str:
            self.successResultOf(Deferred.fromCoroutine(self.partitions.set_type("carol", UserType.USER)))
            return "19"

        self.assertEqual(await self.hsmcon(PASSWORD, demote, "", "0", user="carol"), 1)
        self.assertIn("Error 5002: this needs the permission 'List Users'.", self.seen)
        self.assertIn(USERS, self.seen)


@rows(
    none=((), "1 2 3 4 5 6 7 20 23 24 33"),
    create_users=((Permission.CREATE_USERS,), "1 2 3 4 5 6 7 17 18 20 21 22 23 24 33"),
    list_users=((Permission.LIST_USERS,), "1 2 3 4 5 6 7 19 20 23 24 33"),
    monitor_log=((Permission.MONITOR_LOG,), "1 2 3 4 5 6 7 20 23 24 33 34 36"),
    backup=((Permission.BACKUP,), "1 2 3 4 5 6 7 20 23 24 33 35"),
    firmware=((Permission.FIRMWARE,), "1 2 3 4 5 6 7 20 23 24 33 37"),
    all=(tuple(Permission), "1 2 3 4 5 6 7 17 18 19 20 21 22 23 24 33 34 35 36 37"),
)
class Rights(ConsoleTest):
    """What a User with each permission sees, and may choose."""

    async def check(self, permissions: tuple[Permission, ...], numbers: str) -> None:
        await self.partitions.set_permissions("alice", frozenset(permissions))
        await self.menus("?", user="alice")
        self.assertIn(f"Choose one of: {', '.join(numbers.split())}, 0.", self.seen)
        drawn = self.screen("Main Menu", "alice").partition("\n\n0 - Exit")[0]
        self.assertEqual(sorted(map(int, re.findall(r"(\d+) - ", drawn))), [int(each) for each in numbers.split()])


class Entries(SynchronousTestCase):
    """The table of the menu."""

    def test_in_order_each_once_and_in_a_column(self) -> None:
        numbers = [entry.number for entry in ENTRIES]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertEqual(
            [entry.column.title for entry in ENTRIES if entry.number in (1, 17, 33)], [c.title for c in COLUMNS]
        )

    def test_a_column_without_entries_is_empty(self) -> None:
        (info,) = [entry for entry in ENTRIES if entry.number == 33]
        self.assertEqual(drawn([info]), [" " * 55 + "HSM", " " * 54 + "33 - Info"])
