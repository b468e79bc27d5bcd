"""Custodians: M of N users, without whose approval a partition's keys are not used."""

from dataclasses import replace

from hsmsim.interfaces.partitions import Authorization, Custody, PartitionsError
from hsmsim.interfaces.user_errors import BadValue
from hsmsim.partitions.record import Record
from hsmsim.partitions.shared import Shared

# On the appliance these are cards.
NUMBERS = range(2, 64 + 1)


class Custodians(Shared):
    """Who has to approve, and who has.

    Neither the owner nor an Operator gets around the custodians: they are changed and dissolved while they have
    authorized the partition, and none of them is removed before.
    """

    def custody(self, user_id: str) -> Custody | None:
        """The custodians of a user's partition."""
        return self._roll.record(user_id).custody

    async def set_custodians(self, user_id: str, custody: Custody) -> None:
        """Put a partition under custodians, or under others."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            _check_authorized(record)
            await self._roll.keep(replace(record, custody=self._new(custody)))

    def _new(self, custody: Custody) -> Custody:
        """These custodians, none of whom has approved; raises BadValue and NoSuchUser."""
        custodians = custody.custodians
        if len(custodians) not in NUMBERS or len(set(custodians)) != len(custodians):
            raise BadValue(f"a partition has {NUMBERS[0]} to {NUMBERS[-1]} custodians, each of them once")
        if custody.needed not in range(1, len(custodians) + 1):
            raise BadValue(f"of {len(custodians)} custodians 1 to {len(custodians)} have to approve")
        for each in custodians:
            self._roll.record(each)
        return Custody(custody.needed, tuple(sorted(custodians)))

    async def dissolve(self, user_id: str) -> None:
        """Have no custodians any more."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            _custody(record)
            _check_authorized(record)
            await self._roll.keep(replace(record, custody=None))

    async def approve(self, user_id: str, custodian: str) -> Custody:
        """One custodian approves."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            custody = _custody(record)
            if custodian not in custody.custodians:
                raise PartitionsError(f"you are no custodian of partition '{user_id}'")
            if custodian in custody.approvals:
                raise PartitionsError(f"you have approved the use of partition '{user_id}' already")
            after = replace(custody, approvals=custody.approvals | {custodian})
            self._roll.remember(replace(record, custody=after))
        return after

    async def close(self, user_id: str) -> None:
        """Forget all approvals."""
        async with self._turns.of(user_id):
            record = self._roll.record(user_id)
            custody = _custody(record)
            self._roll.remember(replace(record, custody=replace(custody, approvals=frozenset(), ended=True)))


def _custody(record: Record) -> Custody:
    if record.custody is None:
        raise PartitionsError(f"partition '{record.user_id}' has no custodians")
    return record.custody


def _check_authorized(record: Record) -> None:
    """Raises PartitionsError while custodians have something to say."""
    if record.custody is not None and record.custody.authorization is not Authorization.AUTHORIZED:
        raise PartitionsError(f"the custodians of partition '{record.user_id}' have not authorized it: let them first")
