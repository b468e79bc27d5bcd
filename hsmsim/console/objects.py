"""Keys/Objects: Remove and List, and how objects are asked for."""

from collections.abc import AsyncIterator

from hsmsim.console import plain
from hsmsim.console.desk import Desk
from hsmsim.console.users import yes_or_no
from hsmsim.management.object_attributes import ObjectAttributes
from hsmsim.management.object_list import ListObjects
from hsmsim.management.object_remove import RemoveObject
from hsmsim.spec.enums import State

_LINE = "{:<36}  {:<13}  {:<14}  {:<11}  {:<10}  {:<9}  {}"


async def need_object(desk: Desk, prompt: str = "Object name: ") -> str:
    """An object of the HSM: its name, `partition/name` of another's, or its Unique Identifier."""
    return desk.need(prompt, await _names(desk))


async def _names(desk: Desk) -> list[str]:
    """Those that a question may be completed to: the newest, where somebody types."""
    if not desk.terminal.live:
        return []
    return [each["name"] or each["uid"] for each in (await desk.link.call(ListObjects))["objects"]]


async def remove(desk: Desk) -> None:
    """2 - Remove."""
    name = await need_object(desk)
    active = (await desk.link.call(ObjectAttributes, object=name))["state"] == State.ACTIVE.title
    if active:
        desk.say(f"Object '{name}' is Active: it is revoked first.")
    if desk.yes(f"Confirm removing permanently object '{name}'."):
        await desk.link.call(RemoveObject, object=name, force=active)
        desk.done(f"Object '{name}' successfully removed.", apart=False)


async def list_all(desk: Desk) -> None:
    """6 - List."""
    partition = desk.terminal.ask("Partition (Enter for the own): ", await desk.user_ids()).strip() or None
    count = 0

    async def lines() -> AsyncIterator[str]:
        nonlocal count
        yield _LINE.format("Name", "Type", "Key", "State", "Exportable", "Temporary", "Blocked").rstrip()
        async for each in desk.every(ListObjects, partition=partition):
            key = f"{each['algorithm']} {each['length'] or ''}".rstrip()
            flags = [yes_or_no(each[name]) for name in ("exportable", "temporary", "blocked")]
            yield _LINE.format(plain.line(each["name"] or each["uid"]), each["object_type"], key, each["state"], *flags)
            count += 1

    desk.say()
    whole = await desk.show(lines())
    desk.done(f"{count} object(s)." if whole else f"{count} object(s) and more.")
