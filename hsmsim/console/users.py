"""The Users screens: Create, Remove, List, My Password."""

from collections.abc import AsyncIterator

from hsmsim.console.desk import Cancelled, Desk
from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.command import Right
from hsmsim.management.my_password import MyPassword
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_list import UserList
from hsmsim.management.user_remove import UserRemove

TYPES = {"1": UserType.USER, "2": UserType.OPERATOR}
_LINE = "{:<16}  {:<8}  {:<7}  {:<14}  {:<12}  {}"


async def create(desk: Desk) -> None:
    """17 - Create."""
    operator = desk.permits(Right.OPERATOR)
    types = {key: kind for key, kind in TYPES.items() if operator or kind is UserType.USER}
    desk.say("Type:")
    user_type = types[desk.choose({key: kind.value for key, kind in types.items()})]
    desk.say()
    user_id = desk.need("User ID: ")
    password = desk.new_password()
    desk.say()
    asked = await ask_custodians(desk) if desk.yes("Partition MxN auth") else {}
    permissions = frozenset[Permission]()
    if user_type is UserType.USER:
        desk.say("\nSystem permissions:")
        permissions = ask_permissions(desk)
    await desk.link.call(
        UserCreate, user_id=user_id, password=password, user_type=user_type, permissions=permissions, **asked
    )
    desk.done(f"User '{user_id}' successfully created.")


def ask_permissions(desk: Desk) -> frozenset[Permission]:
    """Ask for each system permission that who is asked has."""
    return frozenset(each for each in Permission if each in desk.permissions and desk.yes(each.value))


async def ask_custodians(desk: Desk) -> dict[str, object]:
    """Ask who has to approve the use of a partition's keys, and how many of them."""
    typed = desk.need("Custodians (User IDs with commas between them): ", await desk.user_ids())
    custodians = tuple(each.strip() for each in typed.split(",") if each.strip())
    needed = desk.number(f"Needed of these {len(custodians)} : ")
    if needed is None:
        raise Cancelled
    return {"needed": needed, "custodians": custodians}


async def remove(desk: Desk) -> None:
    """18 - Remove."""
    user_id = await desk.need_user()
    if desk.yes(f"Confirm removing permanently user '{user_id}'."):
        await desk.link.call(UserRemove, user_id=user_id)
        desk.done(f"User '{user_id}' successfully removed.", apart=False)


async def list_all(desk: Desk) -> None:
    """19 - List."""
    count = 0

    async def lines() -> AsyncIterator[str]:
        nonlocal count
        yield _LINE.format("User ID", "Type", "Blocked", "Wrong logins", "MxN auth", "Two Factor Auth")
        async for user in desk.every(UserList):
            kind, factor, authorization = user["user_type"], user["second_factor"], user["authorization"]
            blocked, failures = yes_or_no(user["blocked"]), user["failures"]
            yield _LINE.format(user["user_id"], kind.value, blocked, failures, authorization.value, factor.value)
            count += 1

    whole = await desk.show(lines())
    desk.done(f"{count} user(s)." if whole else f"{count} user(s) and more.")


async def my_password(desk: Desk) -> None:
    """23 - My Password."""
    old = desk.terminal.ask_secret("Current password : ")
    new = desk.new_password()
    await desk.link.call(MyPassword, old=old, new=new)
    desk.done("Password successfully changed.")


def yes_or_no(value: bool) -> str:
    """As screens show it."""
    return "yes" if value else "no"
