"""The Users screens: Create, Remove, List, My Password."""

from hsmsim.console.desk import Desk
from hsmsim.interfaces.partitions import SecondFactor, UserType
from hsmsim.management.my_password import MyPassword
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_list import UserList
from hsmsim.management.user_remove import UserRemove

TYPES = {"1": UserType.USER, "2": UserType.OPERATOR}
_LINE = "{:<16}  {:<8}  {:<7}  {}"


async def create(desk: Desk) -> None:
    """17 - Create."""
    user_id = desk.need("User ID: ")
    desk.say("\nType:")
    user_type = TYPES[desk.choose({key: kind.value for key, kind in TYPES.items()})]
    desk.say()
    password = desk.new_password()
    await desk.link.call(UserCreate, user_id=user_id, password=password, user_type=user_type)
    desk.done(f"User '{user_id}' successfully created.")


async def remove(desk: Desk) -> None:
    """18 - Remove."""
    user_id = desk.need("User ID: ")
    desk.say()
    if desk.yes(f"Confirm removing permanently user '{user_id}'."):
        await desk.link.call(UserRemove, user_id=user_id)
        desk.done(f"User '{user_id}' successfully removed.")


async def list_all(desk: Desk) -> None:
    """19 - List."""
    desk.say(_LINE.format("User ID", "Type", "Blocked", "Two Factor Auth"))
    count, after, more = 0, "", True
    while more:
        page = await desk.link.call(UserList, after=after)
        for user in page["users"]:
            kind, factor = user["user_type"].value, user["second_factor"]
            desk.say(_LINE.format(user["user_id"], kind, yes_or_no(user["blocked"]), factor_word(factor)))
            after = user["user_id"]
            count += 1
        more = page["more"]
    desk.done(f"{count} user(s).")


async def my_password(desk: Desk) -> None:
    """23 - My Password."""
    old = desk.terminal.ask_secret("Current password : ")
    new = desk.new_password()
    await desk.link.call(MyPassword, old=old, new=new)
    desk.done("Password successfully changed.")


def yes_or_no(value: bool) -> str:
    """As screens show it."""
    return "yes" if value else "no"


def factor_word(factor: SecondFactor) -> str:
    """As screens show it."""
    return factor.value
