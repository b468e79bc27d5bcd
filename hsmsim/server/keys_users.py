"""The users that an HSM is started with, and the files their clients need."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import PartitionsError, User
from hsmsim.server import keys
from hsmsim.server.keys import Pair


class UserFiles(NamedTuple):
    """Where a user's files are; None for what is not there."""

    key: Path | None
    cert: Path | None
    combined: Path | None
    p12: Path | None


class Users(Protocol):
    """The part of the partitions that is needed here."""

    def users(self) -> list[User]: ...

    async def ensure(self, user_id: str, password: str | None, certificate: bytes | None) -> list[str]: ...


class Wanted(Protocol):
    """A user who shall exist; None for what was not given."""

    @property
    def user_id(self) -> str: ...

    @property
    def password(self) -> str | None: ...

    @property
    def certificate(self) -> Path | None: ...


async def ensure(
    users: Users,
    wanted: Iterable[Wanted],
    folder: Path,
    make: Callable[[str], Pair],
    password: str,
    log: Log,
    record: Callable[[str], None],
) -> None:
    """See to it that the wanted users exist; a new one without a certificate gets a pair in `folder`.

    Args:
        make: makes a pair for a User ID.
        password: of the PKCS#12 files.
        record: keeps what is made or changed in the audit log.

    Raises:
        BadFile: a file cannot be read or written.
        PartitionsError: a user cannot be made or changed as wanted.
    """
    stored = {user.user_id for user in users.users()}
    for each in wanted:
        certificate = _certificate(each, each.user_id in stored, folder, make, password)
        try:
            changed = await users.ensure(each.user_id, each.password, certificate)
        except PartitionsError as error:
            raise PartitionsError(f"--user {each.user_id}: {error}") from None
        if changed:
            record(f"user '{each.user_id}' at the start: {', '.join(changed)}")
        if changed and each.user_id in stored:
            log.info("stored user {user} is changed: {changed}", user=each.user_id, changed=", ".join(changed))


def _certificate(each: Wanted, stored: bool, folder: Path, make: Callable[[str], Pair], password: str) -> bytes | None:
    if each.certificate is not None:
        return keys.read(each.certificate)
    if stored:
        return None
    files = keys.client_files(folder, each.user_id)
    pair = keys.kept_pair(files, lambda: make(each.user_id))
    keys.write_forms(files, each.user_id, pair, password)
    return pair.certificate


def files_of(user: User, folder: Path, given: Path | None) -> UserFiles:
    """A user's files: the certificate that was given, or those in `folder` that hold the user's certificate.

    Raises:
        BadFile: a file cannot be read.
    """
    if given is not None:
        return UserFiles(None, given.absolute(), None, None)
    files = keys.client_files(folder.absolute(), user.user_id)
    if user.fingerprint is None or not files.cert.exists():
        return UserFiles(None, None, None, None)
    if _fingerprint(keys.read(files.cert)) != user.fingerprint:
        return UserFiles(None, None, None, None)
    return UserFiles(*(file if file.exists() else None for file in files))


def _fingerprint(pem: bytes) -> bytes | None:
    try:
        return x509.load_pem_x509_certificate(pem).fingerprint(SHA256())
    except ValueError:
        return None
