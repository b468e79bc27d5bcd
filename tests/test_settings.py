"""Tests of hsmsim.settings."""

import dataclasses
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.exchange.jobs import Wait
from hsmsim.readers import Receiver, SyslogReceiver
from hsmsim.settings import SETTINGS, BadSetting, NewUser, Settings, load
from hsmsim.spec.enums import Operation
from tests.support import rows

HOME = Path("~").expanduser()


@rows(
    nothing=({}, {}),
    not_given=({"kmip": None}, {}),
    port=({"kmip": "1234"}, {"kmip": "tcp:1234:interface=127.0.0.1"}),
    any_port=({"console": "0"}, {"console": "tcp:0:interface=127.0.0.1"}),
    off=({"kmip": "off"}, {"kmip": None}),
    loopback=({"kmip": "tcp:5696"}, {"kmip": "tcp:5696:interface=127.0.0.1"}),
    loopback6=({"kmip": "tcp6:5696"}, {"kmip": r"tcp6:5696:interface=\:\:1"}),
    everywhere=({"kmip": "tcp:5696:interface=0.0.0.0"}, {"kmip": "tcp:5696:interface=0.0.0.0"}),
    unix=({"kmip": "unix:/tmp/x"}, {"kmip": "unix:/tmp/x"}),
    systemd=({"kmip": "systemd:domain=INET:index=0"}, {"kmip": "systemd:domain=INET:index=0"}),
    folder=({"state": "~/s"}, {"state": HOME / "s"}),
    words=({"tls": "kmip"}, {"tls": "kmip"}),
    flag=({"no-user": True}, {"no_user": True}),
    flag_off=({"no-user": False}, {"no_user": False}),
    grace=({"grace": "0.5"}, {"grace": 0.5}),
    size=({"max-message": "4096"}, {"max_message": 4096}),
    count=({"wire-ring": "0"}, {"wire_ring": 0}),
    count_most=({"wire-ring": "20000"}, {"wire_ring": 20_000}),
    san=({"san": ["::0001", "a.example", "*.b.example"]}, {"san": ("::1", "a.example", "*.b.example")}),
    one_san=({"san": "a"}, {"san": ("a",)}),
    user=({"user": ["abc"]}, {"user": (NewUser("abc", None, None),)}),
    user_file=({"user": ["abc=x.pem"]}, {"user": (NewUser("abc", None, Path("x.pem")),)}),
    user_all=({"user": ["abc:a=b:cdefg=x.pem"]}, {"user": (NewUser("abc", "a=b:cdefg", Path("x.pem")),)}),
    user_password=({"user": ["abc:12345678"]}, {"user": (NewUser("abc", "12345678", None),)}),
    notify=(
        {"notify": ["alice=localhost:5697,a,b.pem", "bob=[::1]:1,c.pem"]},
        {
            "notify": (
                Receiver("alice", "localhost", 5697, Path("a,b.pem")),
                Receiver("bob", "::1", 1, Path("c.pem")),
            )
        },
    ),
    audit=(
        {"audit": "~/a", "audit-size": "5000", "audit-keep": "0"},
        {"audit": HOME / "a", "audit_size": 5000, "audit_keep": 0},
    ),
    syslog=({"syslog": "udp:localhost:514"}, {"syslog": SyslogReceiver("udp", "localhost", 514)}),
    syslog_6=({"syslog": "tcp:[::1]:601"}, {"syslog": SyslogReceiver("tcp", "::1", 601)}),
    syslog_socket=({"syslog": "unix:/dev/log"}, {"syslog": SyslogReceiver("unix", "/dev/log", 0)}),
    syslog_off=({"syslog": "off"}, {}),
    wait_polls=({"asynchronous": ["Create=polls:2"]}, {"asynchronous": (Wait(Operation.CREATE, 2, 0),)}),
    wait_seconds=(
        {"asynchronous": ["*=seconds:1", "create key pair=polls:0", "Re-key=seconds:3"]},
        {
            "asynchronous": (
                Wait(None, 0, 1),
                Wait(Operation.CREATE_KEY_PAIR, 0, 0),
                Wait(Operation.RE_KEY, 0, 3),
            )
        },
    ),
    two_users=({"user": ["abc", "abd"]}, {"user": (NewUser("abc", None, None), NewUser("abd", None, None))}),
)
class Reads(SynchronousTestCase):
    def check(self, given: dict[str, Any], changed: dict[str, Any]) -> None:
        self.assertEqual(load(given), dataclasses.replace(Settings(), **changed))


@rows(
    port=({"kmip": "65536"}, "--kmip: 65536 is no port number: they end at 65535"),
    where=(
        {"kmip": "ssl:5696"},
        "--kmip: 'ssl:5696' is no port number, no tcp:, tcp6:, unix: or systemd: endpoint, and not off",
    ),
    nowhere=(
        {"kmip": "tcp"},
        "--kmip: 'tcp' is no port number, no tcp:, tcp6:, unix: or systemd: endpoint, and not off",
    ),
    folder=({"state": ""}, "--state: the name is empty"),
    audit_keep=({"audit-keep": "-1"}, "--audit-keep: '-1' is no number from 0 to 1000"),
    syslog=({"syslog": "514"}, "--syslog: it is written udp:HOST:PORT, tcp:HOST:PORT, unix:PATH, or off"),
    syslog_socket=({"syslog": "unix:"}, "--syslog: it is written udp:HOST:PORT, tcp:HOST:PORT, unix:PATH, or off"),
    syslog_port=({"syslog": "udp:box:0"}, "--syslog: 0 is no port number to connect to"),
    syslog_host=({"syslog": "tcp:a b:1"}, "--syslog: 'a b' is no host name and no address"),
    newline=({"state": "a\nb"}, "--state: it is one line of text"),
    grace=({"grace": "abc"}, "--grace: 'abc' is no number of seconds, 0 or more"),
    negative=({"grace": "-1"}, "--grace: '-1' is no number of seconds, 0 or more"),
    infinite=({"grace": "inf"}, "--grace: 'inf' is no number of seconds, 0 or more"),
    size=({"max-message": "4095"}, "--max-message: '4095' is no number of bytes, 4096 or more"),
    word=({"tls": "old"}, "--tls: 'old' is none of modern, kmip"),
    san=({"san": ["a b"]}, "--san: 'a b' is no host name and no address"),
    password=({"master-password": "short"}, "--master-password: a password has 8 to 64 characters"),
    user=(
        {"user": ["a b"]},
        "--user: a User ID has 3 to 16 letters and digits (a-z, A-Z, 0-9); it is written NAME[:PASSWORD][=CERT.pem]",
    ),
    user_form=({"user": ["abc=a=b"]}, "--user: it is written NAME[:PASSWORD][=CERT.pem]"),
    user_password=({"user": ["abc:1"]}, "--user: a password has 8 to 64 characters"),
    user_file=({"user": ["abc="]}, "--user: the name is empty"),
    reserved=({"user": ["master"]}, "--user: the name master is reserved"),
    reserved_file=({"user": ["rsa2k"]}, "--user: the name rsa2k is reserved"),
    twice=({"user": ["abc", "abc"]}, "--user: the same name is given twice"),
    contradiction=({"user": ["abc"], "no-user": True}, "--no-user: there is a --user too"),
    half_a_pair=({"tls-key": "x"}, "--tls-key and --tls-cert go together"),
    other_half=({"tls-cert": "x"}, "--tls-key and --tls-cert go together"),
    suites=({"tls": "kmip", "tls-key-type": "ec"}, "--tls kmip needs an RSA key; leave out --tls-key-type ec"),
    flag=({"no-user": "yes"}, "--no-user: it is true or false"),
    notify_form=({"notify": ["alice=localhost:1"]}, "--notify: it is written NAME=HOST:PORT,CERT.pem"),
    notify_name=(
        {"notify": ["a=localhost:1,c.pem"]},
        "--notify: a User ID has 3 to 16 letters and digits (a-z, A-Z, 0-9); it is written NAME=HOST:PORT,CERT.pem",
    ),
    notify_port=({"notify": ["alice=localhost:0,c.pem"]}, "--notify: 0 is no port number to connect to"),
    notify_host=({"notify": ["alice=a b:1,c.pem"]}, "--notify: 'a b' is no host name and no address"),
    notify_twice=(
        {"notify": ["alice=a:1,c.pem", "alice=b:1,c.pem"]},
        "--notify: the same name is given twice",
    ),
    wait_form=(
        {"asynchronous": ["Create"]},
        "--asynchronous: 'Create' is not OPERATION=polls:N or OPERATION=seconds:N, N at most 86400",
    ),
    wait_long=(
        {"asynchronous": ["Create=polls:86401"]},
        "--asynchronous: 'Create=polls:86401' is not OPERATION=polls:N or OPERATION=seconds:N, N at most 86400",
    ),
    wait_operation=(
        {"asynchronous": ["Poll=polls:1"]},
        "--asynchronous: 'Poll' is no operation that can be asynchronous; write it as CreateKeyPair, or * for all",
    ),
    wait_twice=(
        {"asynchronous": ["*=polls:1", "*=polls:2"]},
        "--asynchronous: there are two rules for one operation",
    ),
    unknown=({"bogus": "1"}, "settings: there is no setting 'bogus'; twistd hsmsim --help lists them"),
    count_too_many=({"wire-ring": "20001"}, "--wire-ring: '20001' is no number from 0 to 20000"),
    count_no_number=({"wire-ring": "-1"}, "--wire-ring: '-1' is no number from 0 to 20000"),
)
class Refuses(SynchronousTestCase):
    def check(self, given: dict[str, Any], text: str) -> None:
        with self.assertRaises(BadSetting) as caught:
            load(given)
        self.assertEqual(str(caught.exception), text)


class File(SynchronousTestCase):
    def write(self, text: str) -> Path:
        file = Path(self.mktemp())
        file.write_text(text)
        return file

    def refused(self, file: Path) -> str:
        with self.assertRaises(BadSetting) as caught:
            load({}, file)
        return str(caught.exception).replace(str(file), "FILE")

    def test_values(self) -> None:
        """A file has the names of the command line and TOML's own types."""
        file = self.write('kmip = 0\ngrace = 1.5\nno-user = true\nsan = ["a", "b"]\ntls = "kmip"\n')
        want = Settings(kmip="tcp:0:interface=127.0.0.1", grace=1.5, no_user=True, san=("a", "b"), tls="kmip")
        self.assertEqual(load({}, file), want)

    def test_command_line_wins(self) -> None:
        """What both give is the command line's."""
        file = self.write('user = ["abc"]\ngrace = 9\n')
        self.assertEqual(load({"user": ["abd"]}, file), Settings(user=(NewUser("abd", None, None),), grace=9.0))

    def test_unknown(self) -> None:
        """A name that is no setting is not overlooked."""
        self.assertEqual(
            self.refused(self.write("kmpi = 1")), "FILE: there is no setting 'kmpi'; twistd hsmsim --help lists them"
        )

    def test_wrong_type(self) -> None:
        """A value of another type is refused with the name of its setting."""
        self.assertEqual(self.refused(self.write("state = [1]")), "FILE: state: it is one text")
        self.assertEqual(self.refused(self.write("no-user = 1")), "FILE: no-user: it is true or false")
        self.assertEqual(self.refused(self.write("grace = true")), "FILE: grace: it is one text")

    def test_no_toml(self) -> None:
        """Bad TOML and bad UTF-8 are one line each."""
        self.assertTrue(self.refused(self.write("kmip 1")).startswith("--config: FILE: Expected '='"))
        file = Path(self.mktemp())
        file.write_bytes(b"\xff")
        self.assertTrue(self.refused(file).startswith("--config: FILE: 'utf-8' codec"))

    def test_missing(self) -> None:
        """A file that is not there is named."""
        self.assertEqual(self.refused(Path("/nonexistent/x")), "--config: cannot read FILE: No such file or directory")


class Rows(SynchronousTestCase):
    def test_complete(self) -> None:
        """Every row has a help text, and a unit unless it is on or off."""
        for row in SETTINGS:
            self.assertTrue(row.help.endswith("."), row.name)
            self.assertEqual(row.unit == "", row.kind == "on or off", row.name)

    def test_defaults(self) -> None:
        """The default that is documented is the one that holds."""
        for row in SETTINGS:
            if row.default is not None:
                assert row.read is not None
                self.assertEqual(row.read(row.default), getattr(Settings(), row.attribute), row.name)

    def test_key_type(self) -> None:
        """KMIP's own suites imply an RSA key."""
        self.assertEqual(Settings().key_type, "ec")
        self.assertEqual(Settings(tls="kmip").key_type, "rsa")
        self.assertEqual(Settings(tls_key_type="rsa").key_type, "rsa")

    def test_secrets(self) -> None:
        """No password is in the text of the settings."""
        shown = repr(Settings(master_password="s3cretpw", user=(NewUser("abc", "s3cretpw", None),)))
        self.assertNotIn("s3cretpw", shown)
