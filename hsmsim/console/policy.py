"""Users - Password Policy."""

from functools import partial
from typing import Any

from hsmsim.console.desk import Action, Desk
from hsmsim.console.users import yes_or_no
from hsmsim.management.policy_set import SetPolicy
from hsmsim.management.policy_show import ShowPolicy
from hsmsim.management.user_must_change import SetMustChange
from hsmsim.management.user_reset import ResetPassword


async def policy(desk: Desk) -> None:
    """22 - Password Policy."""
    found = await desk.link.call(ShowPolicy)
    age = found["maximum_age"]
    desk.say(f"Minimum length       - {found['minimum_length']}")
    desk.say(f"Maximum age          - {f'{age} day(s)' if age else 'no'}")
    desk.say(f"History              - {found['history'] or 'no'}")
    desk.say(f"Change given ones    - {yes_or_no(found['must_change'])}")
    desk.say("\nChange:")
    actions = [
        Action("Password policy", partial(_change, found=found), SetPolicy),
        Action("Password of a user", _reset, ResetPassword),
        Action("Change at next login", _must_change, SetMustChange),
    ]
    await desk.act(actions, " ")


async def _change(desk: Desk, found: dict[str, Any]) -> None:
    desk.say()
    asked = {
        "minimum_length": desk.number(f"Minimum length (ENTER for {found['minimum_length']}) : "),
        "maximum_age": desk.number(f"Maximum age in days, 0 for none (ENTER for {found['maximum_age']}) : "),
        "history": desk.number(f"Passwords not to be used again (ENTER for {found['history']}) : "),
    }
    must_change = desk.yes("Change at next login what somebody else has given")
    await desk.link.call(SetPolicy, **asked, must_change=must_change)
    desk.done("Password policy successfully changed.")


async def _reset(desk: Desk) -> None:
    desk.say()
    user_id = await desk.need_user("User ID: ")
    await desk.link.call(ResetPassword, user_id=user_id, password=desk.new_password())
    desk.done(f"Password of user '{user_id}' successfully changed.")


async def _must_change(desk: Desk) -> None:
    desk.say()
    user_id = await desk.need_user("User ID: ")
    must_change = desk.yes(f"User '{user_id}' has to change the password at the next login")
    await desk.link.call(SetMustChange, user_id=user_id, must_change=must_change)
    desk.done(f"Change at next login of user '{user_id}' successfully changed.")
