"""Roll: the records of all users and the password policy, in memory and in the store, the same in both."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import cast

from hsmsim.interfaces.partitions import PasswordPolicy
from hsmsim.interfaces.store import IStore
from hsmsim.interfaces.user_errors import BadCertificate, NoSuchUser
from hsmsim.model.access import Rights
from hsmsim.partitions import policy
from hsmsim.partitions.certificates import Certificate
from hsmsim.partitions.record import Record
from hsmsim.partitions.rules import shown
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

    async def keep(self, record: Record) -> None:
        """Put a record in its place."""
        self._put(record)
        await self._durable()

    def remember(self, record: Record) -> None:
        """Put a record in its place whose change is not for the store."""
        self._place(record)

    async def keep_policy(self, asked: PasswordPolicy) -> None:
        """Put another policy in the place of the one that is."""
        self.policy = asked
        self._store.put_user(policy.PLACE, policy.to_bytes(asked))
        await self._durable()

    async def drop(self, record: Record) -> None:
        """Remove a record, what others trust it with, and the partition."""
        for owner, _ in self.trust.of(record.user_id):
            self._put(self._records[owner].trusting(record.user_id, Rights.NONE))
        self._displace(record.user_id)
        self._tell(record.user_id)
        # Whoever still works in the partition finishes first and leaves nothing behind.
        async with cast(AbstractAsyncContextManager[object], self._store.exclusive(record.user_id)):
            await self._store.drop_user(record.user_id)
            await self._durable()

    def _put(self, record: Record) -> None:
        self._place(record)
        self._store.put_user(record.user_id, record.to_bytes())

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
        self.policy = PasswordPolicy()
        for user_id, data in self._store.users().items():
            if user_id == policy.PLACE:
                self.policy = policy.from_bytes(data)
            else:
                self._place(Record.from_bytes(user_id, data))

    def _place(self, record: Record) -> None:
        self._displace(record.user_id)
        self._records[record.user_id] = record
        if record.certificate is not None:
            self._owners[record.certificate.fingerprint] = record
        self.trust.add(record.user_id, record.trustees)
        if record.blocked:
            self._tell(record.user_id)

    def _displace(self, user_id: str) -> None:
        self._replaced(user_id)
        record = self._records.pop(user_id, None)
        if record is None:
            return
        self.trust.drop(user_id, record.trustees)
        if record.certificate is not None:
            del self._owners[record.certificate.fingerprint]

    def _tell(self, user_id: str) -> None:
        for gone in self._watchers:
            gone(user_id)
