"""Users - MxN Authorization: partitions whose keys are used only when custodians approve."""

from collections.abc import AsyncIterator

from hsmsim.console.desk import Action, Desk
from hsmsim.console.users import ask_custodians
from hsmsim.management.authorization_approve import Approve
from hsmsim.management.authorization_close import CloseAuthorization
from hsmsim.management.authorization_custodians import SetCustodians
from hsmsim.management.authorization_dissolve import DissolveCustodians
from hsmsim.management.authorization_list import ListAuthorizations

_LINE = "{:<16}  {:<12}  {:<8}  {}"


async def authorization(desk: Desk) -> None:
    """24 - MxN Authorization."""
    actions = [
        Action("List", _list, ListAuthorizations),
        Action("Approve", _approve, Approve),
        Action("End", _end, CloseAuthorization),
        Action("Set custodians", _set, SetCustodians),
        Action("Remove custodians", _dissolve, DissolveCustodians),
    ]
    await desk.act(actions)


async def _list(desk: Desk) -> None:
    desk.frame("Users - MxN Authorization - List")
    await desk.show(_lines(desk))
    desk.done("A name in brackets has not approved.")


async def _lines(desk: Desk) -> AsyncIterator[str]:
    yield _LINE.format("Partition", "MxN auth", "Approved", "Custodians")
    async for each in desk.every(ListAuthorizations):
        names = [name if name in each["approvals"] else f"({name})" for name in each["custodians"]]
        approved = f"{len(each['approvals'])} of {each['needed']}"
        yield _LINE.format(each["partition"], each["authorization"].value, approved, " ".join(names))


async def _partition(desk: Desk) -> str:
    desk.say()
    return await desk.need_user("Partition: ")


async def _approve(desk: Desk) -> None:
    partition = await _partition(desk)
    answer = await desk.link.call(Approve, partition=partition)
    state = answer["authorization"].value
    desk.done(f"Partition '{partition}' successfully approved: {answer['approvals']} of {answer['needed']}, {state}.")


async def _end(desk: Desk) -> None:
    partition = await _partition(desk)
    if desk.yes(f"Confirm ending the authorization of partition '{partition}'."):
        await desk.link.call(CloseAuthorization, partition=partition)
        desk.done(f"Authorization of partition '{partition}' successfully ended.")


async def _set(desk: Desk) -> None:
    partition = await _partition(desk)
    await desk.link.call(SetCustodians, user_id=partition, **await ask_custodians(desk))
    desk.done(f"Custodians of partition '{partition}' successfully set.")


async def _dissolve(desk: Desk) -> None:
    partition = await _partition(desk)
    if desk.yes(f"Confirm removing the custodians of partition '{partition}'."):
        await desk.link.call(DissolveCustodians, user_id=partition)
        desk.done(f"Custodians of partition '{partition}' successfully removed.")
