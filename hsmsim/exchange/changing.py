"""Changing attributes: what follows from a change that a client has made (KMIP 1.4 sections 4.14 and 4.15)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.objects import NAME
from hsmsim.model.attributes import ORDERED_DATES, check_dates, follow_secrecy, sent
from hsmsim.model.lifecycle import settle
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.structures import Attribute


async def keep_change(ctx: Context, obj: ManagedObject, name: str, index: int) -> Attribute:
    """Let the change have its consequences, save the object and return the instance as it is now.

    Raises:
        InvalidAttribute: a date would stand before one that it has to follow.
        NameTaken: another object has the name.
    """
    if name in ORDERED_DATES:
        check_dates(obj)
    settle(obj, ctx.now)
    follow_secrecy(obj)
    value = obj.instance(name, index).value
    if name == NAME:
        await ctx.objects.check_name(obj.uid, value.name_value)
    ctx.objects.put(obj)
    return sent(obj, name, index, value)
