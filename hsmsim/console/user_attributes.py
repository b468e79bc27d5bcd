"""Users - Attributes."""

from functools import partial
from typing import Any

from hsmsim.console import factors
from hsmsim.console.desk import Action, Desk
from hsmsim.console.users import ask_permissions, yes_or_no
from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.command import Right
from hsmsim.management.factor_resynchronise import Resynchronise
from hsmsim.management.factor_x509 import SetX509
from hsmsim.management.user_attributes import UserAttributes
from hsmsim.management.user_block import SetBlocked
from hsmsim.management.user_permissions import SetPermissions
from hsmsim.management.user_type import SetUserType

OTHERS = Permission.CREATE_USERS


async def attributes(desk: Desk) -> None:
    """20 - Attributes: those of any user for who may create users, the own otherwise."""
    user_id = await _whose(desk)
    user = await desk.link.call(UserAttributes, user_id=user_id)
    operator = user["user_type"] is UserType.OPERATOR
    (_show_operator if operator else _show_user)(desk, user)
    desk.say("\nChange:")
    permissions = partial(change_permissions, user_id=user_id, user=user)
    every = [
        Action("Type", partial(change_type, user_id=user_id, user=user), SetUserType),
        Action(
            "Block",
            partial(change_block, user_id=user_id, user=user),
            SetBlocked,
            not operator or desk.permits(Right.OPERATOR),
        ),
        Action(
            "Two Factor Authentication",
            partial(factors.change, user_id=user_id, current=user["second_factor"]),
            SetX509,
            desk.user_id == user_id or desk.permits(Right.OPERATOR),
        ),
        Action(
            "Resynchronize OATH OTP",
            partial(factors.resynchronise, user_id=user_id),
            Resynchronise,
            user["second_factor"] in factors.OATH,
        ),
    ]
    await desk.act(
        every if operator else [Action("System permissions", permissions, SetPermissions), *every],
        "" if operator else " ",
    )


async def _whose(desk: Desk) -> str:
    if desk.permits(OTHERS):
        return await desk.need_user()
    desk.say(f"User ID: {desk.user_id}")
    return desk.user_id


def _fields(user: dict[str, Any]) -> dict[str, str]:
    return {
        "Type": user["user_type"].value,
        "Blocked": yes_or_no(user["blocked"]),
        "Partition MxN auth": user["authorization"].value,
        "Two Factor Auth": user["second_factor"].value,
    }


# The two samples there are of this screen come from different editions of the console, each for one type of user.


def _show_operator(desk: Desk, user: dict[str, Any]) -> None:
    desk.say()
    for name, value in _fields(user).items():
        desk.say(f"{name} - {value}")


def _show_user(desk: Desk, user: dict[str, Any]) -> None:
    for name, value in _fields(user).items():
        desk.say(f"{name:<20} - {value}")
    desk.say("\nSystem permissions:")
    for each in Permission:
        desk.say(f"{each.value:<20} - {yes_or_no(each in user['permissions'])}")


async def change_permissions(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: System permissions. Those that who changes them has not stay as they are."""
    desk.say()
    permissions = ask_permissions(desk) | (user["permissions"] - desk.permissions)
    await desk.link.call(SetPermissions, user_id=user_id, permissions=permissions)
    desk.done(f"System permissions of user  '{user_id}' successfully changed.")


async def change_type(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: Type."""
    other = UserType.USER if user["user_type"] is UserType.OPERATOR else UserType.OPERATOR
    desk.say()
    if desk.yes(f"Changing user type to '{other.value.lower()}'. Confirm"):
        await desk.link.call(SetUserType, user_id=user_id, user_type=other)
        desk.done(f"Type of user '{user_id}' successfully changed.")


async def change_block(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: Block."""
    word = "unblock" if user["blocked"] else "block"
    desk.say()
    if desk.yes(f"Confirm {word}ing user '{user_id}'."):
        await desk.link.call(SetBlocked, user_id=user_id, blocked=not user["blocked"])
        desk.done(f"User '{user_id}' successfully {word}ed.")
