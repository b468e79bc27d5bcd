"""The objects that the measurements use, made through KMIP like anybody's."""

from dataclasses import dataclass, field

from bench import messages
from bench.connection import Connection, Place
from bench.load import ask_once, open_one

BATCH = 64
LINKED = 256  # objects from which others are made
_NAME = "object {:06}"


@dataclass
class Objects:
    """Identifiers of what a server has for the measurements.

    Args:
        keys: 64 AES keys; the first is active.
        private_key: active, for signatures.
        bases: secret data, active, to derive from.
        public_keys: of pairs on P-256, to be certified.
        old_keys: AES keys, to be replaced.
    """

    keys: list[str] = field(default_factory=list)
    private_key: str = ""
    bases: list[str] = field(default_factory=list)
    public_keys: list[str] = field(default_factory=list)
    old_keys: list[str] = field(default_factory=list)


def prepare(place: Place) -> Objects:
    """Make them.

    Raises:
        NotDone: the server does not.
    """
    connection = open_one(place)
    try:
        made = Objects()
        for _ in range(BATCH):
            (created,) = _ask(connection, messages.create())
            made.keys.append(created.unique_identifier)
        _ask(connection, messages.activate(made.keys[0]))
        (pair,) = _ask(connection, messages.create_key_pair())
        made.private_key = pair.private_key_unique_identifier
        _ask(connection, messages.activate(made.private_key))
        _prepare_bases(connection, made)
        return made
    finally:
        connection.close()


def _prepare_bases(connection: Connection, made: Objects) -> None:
    """Many of them: each keeps a link to all that is made from it, and no object has many links."""
    for _ in range(LINKED):
        (secret,) = _ask(connection, messages.register_secret())
        made.bases.append(secret.unique_identifier)
        _ask(connection, messages.activate(secret.unique_identifier))


def prepare_more(place: Place, made: Objects) -> None:
    """Make what only this HSM is asked to work with.

    Raises:
        NotDone: the server does not.
    """
    connection = open_one(place)
    try:
        for _ in range(LINKED):
            (created,) = _ask(connection, messages.create())
            made.old_keys.append(created.unique_identifier)
            (pair,) = _ask(connection, messages.create_ec_pair())
            made.public_keys.append(pair.public_key_unique_identifier)
    finally:
        connection.close()


def fill(place: Place, have: int, wanted: int) -> None:
    """Make objects with names until there are as many as wanted."""
    connection = open_one(place)
    try:
        for start in range(have, wanted, BATCH):
            names = [_NAME.format(number) for number in range(start, min(start + BATCH, wanted))]
            _ask(connection, messages.create_many(names) if len(names) > 1 else messages.create(names[0]))
    finally:
        connection.close()


def names_among(count: int) -> list[str]:
    """Names of 50 of so many objects, from oldest to newest."""
    return [_NAME.format(number) for number in range(0, count, max(1, count // 50))]


def _ask(connection: Connection, request: bytes) -> list:
    return messages.read(ask_once(connection, request))
