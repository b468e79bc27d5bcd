"""Every setting: one row with its name, type, unit, default and help.

`twistd hsmsim --help`, the settings page of the documentation and the TOML file (`--config`) all come from the rows,
which are the fields of `Settings`. A setting is read from the text a person wrote by its row's `read`.
"""

import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, dataclass_transform

from hsmsim.exchange.jobs import Wait
from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.partitions.rules import (
    MASTER,
    MASTER_PASSWORD,
    RESERVED,
    USER_PASSWORD,
    check_password,
    check_user_id,
)
from hsmsim.readers import Receiver, SyslogReceiver, count, host, path, receiver, syslog, wait

T = TypeVar("T")

DEFAULT_USER = "ukmip"
P12_PASSWORD = "hsmsim"
SMALLEST_LIMIT = 4096
_ENDPOINTS = {"tcp": "127.0.0.1", "tcp6": r"\:\:1", "unix": None, "systemd": None}  # and where they listen, by default


class BadSetting(Exception):
    """A setting that cannot be used; the text is one line that says which and why."""


class NewUser(NamedTuple):
    """A user who shall exist, as `--user` names it; None for what was not given."""

    user_id: str
    password: str | None
    certificate: Path | None

    def __repr__(self) -> str:
        return f"NewUser({self.user_id!r})"


# ------------------------------------------------------------------------------------------------- reading values


def where(text: str) -> str | None:
    """Read a place to listen at: a Twisted endpoint description, None for `off`. Loopback unless told otherwise."""
    if text == "off":
        return None
    if text.isdecimal():
        if int(text) > 65535:
            raise ValueError(f"{text} is no port number: they end at 65535")
        return f"tcp:{int(text)}:interface=127.0.0.1"
    kind, _, rest = text.partition(":")
    if kind not in _ENDPOINTS or not rest:
        raise ValueError(f"{text!r} is no port number, no tcp:, tcp6:, unix: or systemd: endpoint, and not off")
    loopback = _ENDPOINTS[kind]
    if loopback is None or ":interface=" in text:
        return text
    return f"{text}:interface={loopback}"


def password(text: str) -> str:
    """Read a password."""
    try:
        check_password(text)
    except PartitionsError as error:
        raise ValueError(str(error)) from None
    return text


def seconds(text: str) -> float:
    """Read a length of time."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ValueError(f"{text!r} is no number of seconds, 0 or more")
    return value


def size(text: str) -> int:
    """Read a number of bytes that is not too small for any message."""
    if not text.isdecimal() or int(text) < SMALLEST_LIMIT:
        raise ValueError(f"{text!r} is no number of bytes, {SMALLEST_LIMIT} or more")
    return int(text)


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader for one of some words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"{text!r} is none of {', '.join(words)}")
        return text

    return read


def user(text: str) -> NewUser:
    """Read NAME[:PASSWORD][=CERT.pem]. The last `=` is before the file: a password may hold one if a file follows."""
    match = re.fullmatch(r"([^:=]*)(?::(.*?))?(?:=([^=]*))?", text)
    if match is None:
        raise ValueError("it is written NAME[:PASSWORD][=CERT.pem]")
    name, secret, file = match.groups()
    try:
        check_user_id(name)
    except PartitionsError as error:
        raise ValueError(f"{error}; it is written NAME[:PASSWORD][=CERT.pem]") from None
    if name in RESERVED:
        raise ValueError(f"the name {name} is reserved")
    return NewUser(name, secret if secret is None else password(secret), file if file is None else path(file))


# ------------------------------------------------------------------------------------------------------ the rows


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One row.

    Args:
        name: as it is written on the command line and in the file, without the dashes before it.
        read: makes the value of the text; None for a setting that is on or off.
        unit: what the text is, for people: a word in capitals.
        default: the text that means the same as leaving it out; None where no text does.
        help: one sentence or two.
        many: it may be given more than once.
    """

    name: str
    read: Callable[[str], Any] | None
    unit: str
    default: str | None
    help: str
    many: bool

    @property
    def attribute(self) -> str:
        """The field of Settings."""
        return self.name.replace("-", "_")

    @property
    def kind(self) -> str:
        """What the value is, for people."""
        return "on or off" if self.read is None else self.unit


def _row(
    read: Callable[[str], Any] | None,
    unit: str,
    default: str | None,
    help: str,
    *,
    many: bool = False,
    secret: bool = False,
) -> Any:
    """Declare a field of Settings: its row, and its default value, which is the row's default, read."""
    row = (read, unit, default, help, many)
    if many:
        return dataclasses.field(default=(), metadata={"row": row}, repr=not secret)
    value = False if read is None else None if default is None else read(default)
    return dataclasses.field(default=value, metadata={"row": row}, repr=not secret)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(_row,))
def _settings(cls: type[T]) -> type[T]:
    return dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(cls)


@_settings
class Settings:
    """What an HSM is started with."""

    kmip: str | None = _row(
        where, "WHERE", "5696",
        "Where KMIP is served: a port number on 127.0.0.1 (0 is any free one), a Twisted endpoint description (tcp, "
        "tcp6, unix, systemd; tcp:5696:interface=0.0.0.0 is every address), or off.",
    )  # fmt: skip
    https: str | None = _row(
        where, "WHERE", "off",
        "Where KMIP is served over HTTPS, as POST /kmip in TTLV, XML and JSON; written as for --kmip.",
    )  # fmt: skip
    console: str | None = _row(where, "WHERE", "4433", "Where hsmcon is served; written as for --kmip.")
    web: str | None = _row(
        where, "WHERE", "8443",
        "Where the web console is served, with HTTPS and the HSM's certificate; written as for --kmip.",
    )  # fmt: skip
    idle: float = _row(
        seconds, "SECONDS", "300",
        "After how long a session of hsmcon or of the web console ends that asks for nothing; 0 is never.",
    )  # fmt: skip
    kmip_idle: float = _row(
        seconds, "SECONDS", "0",
        "After how long a KMIP connection is closed over which nothing came; 0, as on the appliance, is never.",
    )  # fmt: skip
    state: Path | None = _row(
        path, "DIR", None,
        "Folder for the database and keys. Without it everything is in memory and nothing is kept.",
    )  # fmt: skip
    keys: Path | None = _row(
        path, "DIR", None,
        "Folder for the files that clients need: hsm_cert.pem, and for each user whose pair is made here NAME.pem, "
        f"NAME_cert.pem, NAME_combined.pem and NAME.p12 (password {P12_PASSWORD}). Without it: keys in the state "
        "folder, or in a temporary folder that goes at the stop.",
    )  # fmt: skip
    tls_key: Path | None = _row(
        path, "FILE", None, "Private key (PEM) for TLS, with --tls-cert. Without it a new pair is made at each start."
    )
    tls_cert: Path | None = _row(path, "FILE", None, "Certificate (PEM, its chain may follow) for TLS, with --tls-key.")
    tls_key_type: str | None = _row(
        one_of("ec", "rsa"), "ec|rsa", None,
        "Kind of the TLS pair that is made: ec (P-256) or rsa (2048 bits). Default: ec, and rsa with --tls kmip.",
    )  # fmt: skip
    tls: str = _row(
        one_of("modern", "kmip"), "modern|kmip", "modern",
        "Cipher suites: modern (TLS 1.2 and 1.3, AEAD with forward secrecy), or kmip, which adds the RSA and CBC "
        "suites of KMIP's TLS 1.2 authentication suite.",
    )  # fmt: skip
    san: tuple[str, ...] = _row(
        host, "NAME", None,
        "One more name or address in the TLS certificate that is made, besides localhost, 127.0.0.1, ::1 and the "
        "host's name. Repeatable.",
        many=True,
    )  # fmt: skip
    user: tuple[NewUser, ...] = _row(
        user, "NAME[:PASSWORD][=CERT.pem]", None,
        "A user (an Operator) who exists once the HSM is ready, with that certificate as X.509 second factor. Without "
        f"a file a pair is made. A new user's password is {USER_PASSWORD} unless given; a stored user is changed "
        f"only in what is given. Repeatable. Without any user {DEFAULT_USER} is made.",
        many=True,
    )  # fmt: skip
    no_user: bool = _row(None, "", None, f"Make no user: only {MASTER} exists.")
    master_password: str | None = _row(
        password, "PASSWORD", None,
        f"Password of the operator {MASTER} (at first {MASTER_PASSWORD}); giving it also unblocks {MASTER}.",
        secret=True,
    )  # fmt: skip
    require_credential: bool = _row(
        None, "", None,
        "KMIP requests must carry Username and Password besides the certificate. When off they may; then they must "
        "be right.",
    )  # fmt: skip
    log_wire: Path | None = _row(
        path, "FILE", None, "Write every KMIP message there, decoded, key material masked; - is the log."
    )
    audit: Path | None = _row(
        path, "DIR", None,
        "Folder for the audit log. Without it: audit in the state folder, or memory where there is none.",
    )  # fmt: skip
    audit_size: int = _row(size, "BYTES", "4194304", "How large a file of the audit log grows before the next begins.")
    audit_keep: int = _row(count(1000), "FILES", "4", "How many full files of the audit log are kept.")
    syslog: SyslogReceiver | None = _row(
        syslog, "WHERE", "off",
        "Where the audit log is sent too (RFC 5424): udp:HOST:PORT, tcp:HOST:PORT, unix:PATH, or off.",
    )  # fmt: skip
    wire_ring: int = _row(
        count(20_000), "MESSAGES", "1000",
        "How many KMIP messages are kept in memory, for those who look at what went over the wire; 0 keeps none.",
    )  # fmt: skip
    asynchronous: tuple[Wait, ...] = _row(
        wait, "OPERATION=polls:N|seconds:N", None,
        "This operation (CreateKeyPair; * is every other one) is pending for N polls or N seconds when the client's "
        "Asynchronous Indicator is true. Repeatable. Without it every operation is synchronous, as on the appliance.",
        many=True,
    )  # fmt: skip
    notify: tuple[Receiver, ...] = _row(
        receiver, "NAME=HOST:PORT,CERT.pem", None,
        "Send Notify and Put of what happens in the partition of user NAME to the client that listens there, with TLS. "
        "It has to show the certificate (or one of them) in the file; the HSM shows its own. Repeatable.",
        many=True,
    )  # fmt: skip
    model: str = _row(
        str, "NAME|FILE", "standard",
        "The device model, which says what is offered: standard (all of KMIP 1.4 that there is), appliance (its six "
        "profiles, TTLV alone), or a TOML file with a model of your own.",
    )  # fmt: skip
    grace: float = _row(seconds, "SECONDS", "5", "How long answers in work may take when the HSM is stopped.")
    max_message: int = _row(size, "BYTES", "4194304", "The largest KMIP message that is accepted.")
    ready_file: Path | None = _row(
        path, "FILE", None,
        "JSON file that appears, whole, once every listener accepts, and goes at the stop: pid, addresses, paths.",
    )  # fmt: skip

    @property
    def key_type(self) -> str:
        """Kind of the TLS pair that is made."""
        return self.tls_key_type or ("rsa" if self.tls == "kmip" else "ec")


SETTINGS = tuple(
    Setting(field.name.replace("_", "-"), *field.metadata["row"]) for field in dataclasses.fields(Settings)
)
_BY_NAME = {row.name: row for row in SETTINGS}


# ------------------------------------------------------------------------------------------------ reading them all


def load(given: Mapping[str, Any], file: Path | None = None) -> Settings:
    """The settings of a command line and a TOML file; what the command line gives wins.

    Args:
        given: text (a list of them for repeatable ones, True for those that are on) by name; None is "not given".
        file: a TOML file with settings under their names.

    Raises:
        BadSetting: one of them is unknown, unreadable or contradicts another.
    """
    values: dict[str, Any] = {}
    if file is not None:
        for name, value in _read_file(file).items():
            values[name] = _value(_row_of(name, file), _as_text(value), f"{file}: {name}")
    for name, value in given.items():
        if value is not None:
            values[name] = _value(_row_of(name, None), value, f"--{name}")
    settings = Settings(**{_BY_NAME[name].attribute: value for name, value in values.items()})
    _check(settings)
    return settings


def _read_file(file: Path) -> dict[str, Any]:
    import tomllib  # only here: it costs start-up time

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"--config: cannot read {file}: {error.strerror}") from None
    except ValueError as error:  # bad TOML and bad UTF-8
        raise BadSetting(f"--config: {file}: {error}") from None


def _row_of(name: str, file: Path | None) -> Setting:
    if name not in _BY_NAME:
        raise BadSetting(f"{file or 'settings'}: there is no setting {name!r}; twistd hsmsim --help lists them")
    return _BY_NAME[name]


def _as_text(value: Any) -> Any:
    """A value of a TOML file in the form the command line has it."""
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _value(row: Setting, value: Any, title: str) -> Any:
    """The value of one setting; `title` says where it was written.

    Raises:
        BadSetting: it is not what the row wants.
    """
    if row.read is None:
        if not isinstance(value, bool):
            raise BadSetting(f"{title}: it is true or false")
        return value
    if row.many:
        texts: Iterable[Any] = value if isinstance(value, list) else [value]
        return tuple(_read(row.read, each, title) for each in texts)
    return _read(row.read, value, title)


def _read(read: Callable[[str], Any], text: Any, title: str) -> Any:
    if not isinstance(text, str):
        raise BadSetting(f"{title}: it is one text")
    if "\0" in text or "\n" in text:
        raise BadSetting(f"{title}: it is one line of text")
    try:
        return read(text)
    except ValueError as error:
        raise BadSetting(f"{title}: {error}") from None


def _check(settings: Settings) -> None:
    """What concerns more than one setting."""
    twice = [each.user_id for each in settings.user]
    if settings.no_user and settings.user:
        raise BadSetting("--no-user: there is a --user too")
    if len(twice) != len(set(twice)):
        raise BadSetting("--user: the same name is given twice")
    told = [each.user_id for each in settings.notify]
    if len(told) != len(set(told)):
        raise BadSetting("--notify: the same name is given twice")
    operations = [each.operation for each in settings.asynchronous]
    if len(operations) != len(set(operations)):
        raise BadSetting("--asynchronous: there are two rules for one operation")
    if (settings.tls_key is None) != (settings.tls_cert is None):
        raise BadSetting("--tls-key and --tls-cert go together")
    if settings.tls == "kmip" and settings.tls_key_type == "ec":
        raise BadSetting("--tls kmip needs an RSA key; leave out --tls-key-type ec")
