"""What is measured: one row for each kind of request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import messages
from bench.load import Check, all_succeeded, json_succeeded, succeeded, xml_succeeded
from bench.messages import KIB, MIB
from bench.preparation import BATCH, Objects

MANY = 16  # connections, besides one
LOCATE_SIZES = (100, 10_000, 100_000)
AT_PYKMIP = 100  # objects: with more of them it takes seconds


@dataclass(frozen=True)
class Row:
    """Requests of one kind.

    Args:
        name: for `--only`, and in the table.
        requests: whole messages, sent in turn.
        check: tells a good answer.
        peer: whether PyKMIP's server is measured too.
        https: whether it goes over HTTPS; then there is no peer.
    """

    name: str
    requests: Callable[[Objects], Sequence[bytes]]
    check: Check = succeeded
    peer: bool = True
    https: bool = False


def _over_https(name: str, media: str, check: Check) -> Row:
    """Get over HTTPS, in an encoding."""
    return Row(
        f"Get, HTTPS, {name}",
        lambda objects: [messages.posted(messages.get(uid), media) for uid in objects.keys],
        check,
        peer=False,
        https=True,
    )


ROWS = (
    Row("Discover Versions", lambda objects: [messages.discover_versions()]),
    Row("Create AES-256", lambda objects: [messages.create()]),
    Row("Get", lambda objects: [messages.get(uid) for uid in objects.keys]),
    Row("Get Attributes", lambda objects: [messages.get_attributes(uid) for uid in objects.keys]),
    Row("Encrypt 1 KiB", lambda objects: [messages.encrypt(objects.keys[0], KIB)]),
    # PyKMIP takes 16 seconds for one of these.
    Row("Encrypt 1 MiB", lambda objects: [messages.encrypt(objects.keys[0], MIB)], peer=False),
    Row("Sign RSA-2048", lambda objects: [messages.sign(objects.private_key)]),
    Row("Create Key Pair RSA-2048", lambda objects: [messages.create_key_pair()]),
    Row("batch of 64 Get", lambda objects: [messages.get_many(objects.keys)], all_succeeded(BATCH)),
    Row("Register AES-256", lambda objects: [messages.register()]),
    Row("Derive Key HMAC", lambda objects: [messages.derive_key(uid) for uid in objects.bases]),
    # PyKMIP has neither of these.
    Row("Re-key AES-256", lambda objects: [messages.re_key(uid) for uid in objects.old_keys], peer=False),
    Row("Certify P-256", lambda objects: [messages.certify(uid) for uid in objects.public_keys], peer=False),
    _over_https("TTLV", "application/octet-stream", succeeded),
    _over_https("XML", "text/xml", xml_succeeded),
    _over_https("JSON", "application/json", json_succeeded),
)
NEW, RESUMED = "new connection", "resumed connection"
LOCATE = "Locate by name"
BESIDE = "Get while 4 RSA-2048 pairs are made"
STANDING = "memory, start and stop"


def locate_name(size: int) -> str:
    """The name of a Locate row."""
    return f"{LOCATE}, {size:,} objects"
