"""Roll: the records of all users and the password policy, in memory and in the store, the same in both."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import cast

from hsmsim.interfaces.partitions import Lapse, PartitionsError, PasswordPolicy
from hsmsim.interfaces.store import IStore
from hsmsim.interfaces.user_errors import BadCertificate, NoSuchUser
from hsmsim.model.access import Rights
from hsmsim.partitions import policy
from hsmsim.partitions.certificates import Certificate
from hsmsim.partitions.record import Record
from hsmsim.partitions.rules import MASTER, shown
from hsmsim.partitions.trust import Trust


class Roll:
    """Records by User ID, by certificate and by whom they trust.

    Records are immutable: a change puts another one in the old one's place, at once, and then waits for the store.

    Args:
        replaced: called with a User ID before its record changes or goes.

    Raises:
        PartitionsError: the store has a record or a policy that cannot be read.
    """

    def __init__(self, store: IStore, replaced: Callable[[str], object]) -> None:
        self._store = store
        self._replaced = replaced
        self._watchers: list[Callable[[str], object]] = []
        self._watchers_of_sessions: list[Callable[[str, Lapse, object], object]] = []
        self._ended = False
        self._load()

    def all(self) -> list[Record]:
        """All records, by User ID."""
        return [record for _, record in sorted(self._records.items())]

    def get(self, user_id: str) -> Record | None:
        """The record of a user; None without one."""
        return self._records.get(user_id)

    def record(self, user_id: str) -> Record:
        """The record of a user.

        Raises:
            NoSuchUser: there is none.
        """
        record = self._records.get(user_id)
        if record is None:
            raise NoSuchUser(f"there is no user {shown(user_id)}")
        return record

    def owner(self, fingerprint: bytes) -> Record | None:
        """The record of the user who has this certificate; None if nobody has."""
        return self._owners.get(fingerprint)

    def check_free(self, user_id: str, certificate: Certificate) -> None:
        """Raises BadCertificate if the certificate is another user's."""
        owner = self._owners.get(certificate.fingerprint)
        if owner is not None and owner.user_id != user_id:
            raise BadCertificate(f"the certificate is that of user '{owner.user_id}' already")

    def watch(self, gone: Callable[[str], object]) -> None:
        """Have `gone` called whenever a user is blocked or removed."""
        self._watchers.append(gone)

    def watch_sessions(self, lapsed: Callable[[str, Lapse, object], object]) -> None:
        """Have `lapsed` called with the User ID, why, and who has done it, whenever the sessions of a user end."""
        self._watchers_of_sessions.append(lapsed)

    def end(self) -> None:
        """Write nothing more: others are in the place of these users, and what is still done to these came before."""
        self._ended = True

    async def keep(self, record: Record, by: object = None) -> None:
        """Put a record in its place; `by` is told to those who watch sessions."""
        self._put(record, by)
        await self._durable()

    def remember(self, record: Record) -> None:
        """Put a record in its place whose change is not for the store."""
        self._place(record)

    async def keep_policy(self, asked: PasswordPolicy) -> None:
        """Put another policy in the place of the one that is."""
        self.policy = asked
        self._write(policy.PLACE, policy.to_bytes(asked))
        await self._durable()

    async def drop(self, record: Record) -> None:
        """Remove a record, what others trust it with, and the partition."""
        for owner, _ in self.trust.of(record.user_id):
            self._put(self._records[owner].trusting(record.user_id, Rights.NONE))
        self._displace(record.user_id)
        self._tell(record.user_id, Lapse.REMOVED)
        # Whoever still works in the partition finishes first and leaves nothing behind.
        async with cast(AbstractAsyncContextManager[object], self._store.exclusive(record.user_id)):
            if not self._ended:
                await self._store.drop_user(record.user_id)
                await self._durable()

    def _put(self, record: Record, by: object = None) -> None:
        self._place(record, by)
        self._write(record.user_id, record.to_bytes())

    def _write(self, name: str, data: bytes) -> None:
        if not self._ended:
            self._store.put_user(name, data)

    async def _durable(self) -> None:
        try:
            await self._store.durable()
        except OSError:
            # The store has undone what it could not write; memory must not know better.
            self._load()
            raise

    def _load(self) -> None:
        self._records: dict[str, Record] = {}
        self._owners: dict[bytes, Record] = {}
        self.trust = Trust()
        records, self.policy = _read(self._store.users())
        for record in records.values():
            self._place(record)

    def _place(self, record: Record, by: object = None) -> None:
        before = self._records.get(record.user_id)
        self._displace(record.user_id)
        self._records[record.user_id] = record
        if record.certificate is not None:
            self._owners[record.certificate.fingerprint] = record
        self.trust.add(record.user_id, record.trustees)
        if record.blocked:
            self._tell(record.user_id, Lapse.BLOCKED)
        elif before is not None and before.factors != record.factors:
            self._tell(record.user_id, Lapse.RENEWED, by)

    def _displace(self, user_id: str) -> None:
        self._replaced(user_id)
        record = self._records.pop(user_id, None)
        if record is None:
            return
        self.trust.drop(user_id, record.trustees)
        if record.certificate is not None:
            del self._owners[record.certificate.fingerprint]

    def _tell(self, user_id: str, why: Lapse, by: object = None) -> None:
        for gone in self._watchers if why is not Lapse.RENEWED else ():
            gone(user_id)
        for lapsed in self._watchers_of_sessions:
            lapsed(user_id, why, by)


def _read(users: Mapping[str, bytes]) -> tuple[dict[str, Record], PasswordPolicy]:
    """What a store keeps; raises PartitionsError."""
    records = {name: Record.from_bytes(name, data) for name, data in users.items() if name != policy.PLACE}
    asked = users.get(policy.PLACE)
    return records, PasswordPolicy() if asked is None else policy.from_bytes(asked)


def count(users: Mapping[str, bytes]) -> int:
    """How many users there are in what a store keeps, or is to be given.

    Raises:
        PartitionsError: something of it cannot be read, or these cannot be all the users of an HSM.
    """
    records, _ = _read(users)
    if MASTER not in records or any(record.user_id != name for name, record in records.items()):
        raise PartitionsError(f"these records are not those of users, '{MASTER}' among them")
    certificates = [record.certificate.fingerprint for record in records.values() if record.certificate]
    if len(set(certificates)) != len(certificates):
        raise PartitionsError("two users have the same certificate")
    trusted = {trustee for record in records.values() for trustee in record.trustees}
    custodians = {each for record in records.values() if record.custody for each in record.custody.custodians}
    if not trusted | custodians <= records.keys():
        raise PartitionsError("somebody is trusted who is no user")
    return len(records)
