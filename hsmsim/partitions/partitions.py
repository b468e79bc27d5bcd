"""Partitions: the users, in memory for speed and in the store for keeps."""

from collections.abc import Callable
from dataclasses import replace

from zope.interface import implementer

from hsmsim.interfaces.partitions import Custody, IPartitions, Lapse, PartitionsError, Permission, User, UserType
from hsmsim.interfaces.user_errors import BadUserId, BadValue, MasterStays, NotRemovable, UserExists
from hsmsim.partitions.certificates import read_certificate
from hsmsim.partitions.checks import Checks
from hsmsim.partitions.custodians import Custodians
from hsmsim.partitions.factors import Factors
from hsmsim.partitions.policy import check_new_password
from hsmsim.partitions.record import Record
from hsmsim.partitions.rules import MASTER, MASTER_PASSWORD, RESERVED, USER_PASSWORD, check_user_id
from hsmsim.partitions.trusting import Trusting


@implementer(IPartitions)
class Partitions(Checks, Custodians, Factors, Trusting):
    """The users of one appliance; what it is made with is told in `Shared`."""

    # ------------------------------------------------------------------------------------------------- looking

    def users(self) -> list[User]:
        """All users, by User ID."""
        return [record.user for record in self._roll.all()]

    def user(self, user_id: str) -> User:
        """One user."""
        return self._roll.record(user_id).user

    def watch(self, gone: Callable[[str], object]) -> None:
        """Have `gone` called whenever a user is blocked or removed."""
        self._roll.watch(gone)

    def watch_sessions(self, lapsed: Callable[[str, Lapse, object], object]) -> None:
        """Have `lapsed` called whenever the sessions of a user end."""
        self._roll.watch_sessions(lapsed)

    def end(self) -> None:
        """Write nothing more: others are in the place of these users."""
        self._roll.end()

    # ------------------------------------------------------------------------------------------------ changing

    async def create(
        self,
        user_id: str,
        password: str,
        user_type: UserType,
        permissions: frozenset[Permission] = frozenset(),
        custody: Custody | None = None,
    ) -> User:
        """Make a user with an empty partition and no second factor."""
        _check_not_reserved(user_id)
        if user_type is UserType.OPERATOR and permissions:
            raise BadValue("an Operator has all permissions")
        check_new_password(self._roll.policy, password)
        return await self._create(user_id, password, user_type, permissions, custody, self._roll.policy.must_change)

    async def remove(self, user_id: str) -> None:
        """Remove a user, the partition and every object in it."""
        if user_id == MASTER:
            raise MasterStays(f"'{MASTER}' cannot be removed")
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            self._check_removable(record)
            await self._roll.drop(record)

    def _check_removable(self, record: Record) -> None:
        if record.custody is not None:
            raise NotRemovable(f"partition '{record.user_id}' has custodians; they have to be dissolved first")
        for other in self._roll.all():
            if other.custody is not None and record.user_id in other.custody.custodians:
                raise NotRemovable(f"user '{record.user_id}' is a custodian of partition '{other.user_id}'")

    async def set_type(self, user_id: str, user_type: UserType) -> None:
        """Change the type. Permissions do not outlive it: who becomes a User again begins without."""
        if user_id == MASTER:
            raise PartitionsError(f"the type of '{MASTER}' cannot be changed")
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            if record.user_type is not user_type:
                await self._roll.keep(replace(record, user_type=user_type, permissions=frozenset()))

    async def set_permissions(self, user_id: str, permissions: frozenset[Permission]) -> None:
        """Change the permissions of a User."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            if record.user_type is UserType.OPERATOR:
                raise BadValue("an Operator has all permissions")
            await self._roll.keep(replace(record, permissions=permissions))

    async def set_blocked(self, user_id: str, blocked: bool) -> None:
        """Block or unblock; either forgets wrong passwords."""
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), blocked=blocked, failures=0))

    # ------------------------------------------------------------------------------------------------ starting

    async def ensure(self, user_id: str, password: str | None, certificate: bytes | None) -> list[str]:
        """See to it that an Operator is there, with what is given."""
        wanted = certificate and read_certificate(certificate)
        if wanted:
            self._roll.check_free(user_id, wanted)
        changed = []
        if self._roll.get(user_id) is None:
            _check_not_reserved(user_id)
            await self._create(user_id, USER_PASSWORD if password is None else password, UserType.OPERATOR)
            changed.append("made")
        elif await self._ensure_password(user_id, password):
            changed.append("password")
        if wanted and self._roll.record(user_id).certificate != wanted:
            await self.set_certificate(user_id, wanted.pem)
            changed.append("X.509 second factor")
        return changed

    async def ensure_master(self, password: str | None) -> list[str]:
        """See to it that `master` is there; a given password is set and unblocks it."""
        if self._roll.get(MASTER) is None:
            await self._create(MASTER, MASTER_PASSWORD if password is None else password, UserType.OPERATOR)
            return ["made"]
        changed = ["password"] if await self._ensure_password(MASTER, password) else []
        if password is not None and self._roll.record(MASTER).blocked:
            await self.set_blocked(MASTER, False)
            changed.append("unblocked")
        return changed

    async def _ensure_password(self, user_id: str, password: str | None) -> bool:
        if password is None or await self._offload(self._roll.record(user_id).password.matches, password):
            return False
        async with self._turns.of(user_id):
            hashed = await self._hash(password)
            await self._roll.keep(self._with_password(user_id, hashed, must_change=False))
        return True

    async def _create(
        self,
        user_id: str,
        password: str,
        user_type: UserType,
        permissions: frozenset[Permission] = frozenset(),
        custody: Custody | None = None,
        must_change: bool = False,
    ) -> User:
        async with self._turns.of(user_id):
            if self._roll.get(user_id) is not None:
                raise UserExists(f"user '{user_id}' exists already")
            hashed = await self._hash(password)
            record = Record(
                user_id,
                user_type,
                hashed,
                permissions=permissions,
                custody=custody and self._new(custody),
                changed_at=int(self._clock()),
                must_change=must_change,
            )
            await self._roll.keep(record)
        return record.user


def _check_not_reserved(user_id: str) -> None:
    """Raises BadUserId unless this may be a User ID, and is not one of the appliance's own."""
    check_user_id(user_id)
    if user_id in RESERVED:
        raise BadUserId(f"the User ID '{user_id}' is reserved")
