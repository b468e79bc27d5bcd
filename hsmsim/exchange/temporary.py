"""Temporary objects: they go with the session that made them, and with the HSM."""

from hsmsim.errors import NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.jobs import NO_JOBS
from hsmsim.exchange.work import Work
from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.interfaces.store import TEMPORARY_GROUP, Hint
from hsmsim.spec.attributes import TEMPORARY
from hsmsim.spec.versions import V1_4


async def forget(work: Work, partition: str, uid: str, now: int) -> None:
    """Remove a temporary object, in whatever state it is; one that is gone already is no error.

    Raises:
        Conflict, OSError: see `Work.carry_out`.
    """
    try:
        owner = work.partitions.user(partition)
    except PartitionsError:
        return  # the whole partition is gone
    context = work.context(owner, now, V1_4, NO_JOBS, False)
    await work.carry_out(context, lambda: _remove(context, uid), lambda: work.partitions.user(partition), False)


async def _remove(context: Context, uid: str) -> None:
    own = context.objects.places[0]
    try:
        obj = await own.load(uid)
    except NoSuchObject:
        return
    if TEMPORARY in obj.attributes:
        own.delete(obj)
        context.keep_item()


async def forget_all(work: Work, now: int) -> None:
    """Remove the temporary objects of all partitions: at the start no session is there that they belong to."""
    hint = Hint(object_group=TEMPORARY_GROUP)
    for user in work.partitions.users():
        for uid in [each.uid for each in work.store.candidates(user.user_id, hint)]:
            await forget(work, user.user_id, uid, now)
