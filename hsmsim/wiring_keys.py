"""What an HSM begins with: its TLS key, and its users."""

from collections.abc import Iterable

from hsmsim.partitions.rules import MASTER
from hsmsim.readers import host_names
from hsmsim.server import keys
from hsmsim.server.keys import Pair
from hsmsim.settings import DEFAULT_USER, NewUser, Settings


def server_pair(settings: Settings, now: int) -> Pair:
    """The key and certificate that are given, or new ones."""
    if settings.tls_key is not None and settings.tls_cert is not None:
        return Pair(keys.read(settings.tls_key), keys.read(settings.tls_cert))
    names = ("localhost", "127.0.0.1", "::1", *host_names(), *settings.san)
    return keys.server_pair(settings.key_type, names, now)


def wanted_users(settings: Settings, there: Iterable[str]) -> tuple[NewUser, ...]:
    """The users that shall be there; one of a name of ours where nobody is named and nobody is there."""
    if not settings.user and not settings.no_user and all(each == MASTER for each in there):
        return (NewUser(DEFAULT_USER, None, None),)
    return settings.user
