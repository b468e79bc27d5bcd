"""The screens of Users - Attributes."""

from collections.abc import Awaitable, Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hsmsim.console.desk import Cancelled, Desk
from hsmsim.console.users import yes_or_no
from hsmsim.interfaces.partitions import SecondFactor, UserType
from hsmsim.management.command import ManagementCommand
from hsmsim.management.factor_clear import ClearFactor
from hsmsim.management.factor_oath import SetOath
from hsmsim.management.factor_resynchronise import Resynchronise
from hsmsim.management.factor_x509 import SetX509
from hsmsim.management.user_attributes import UserAttributes
from hsmsim.management.user_block import SetBlocked
from hsmsim.management.user_list import UserList
from hsmsim.management.user_type import SetUserType
from hsmsim.partitions import oath

TITLE = "Users - Attributes"
OATH = (SecondFactor.OATH_HOTP, SecondFactor.OATH_TOTP)
FACTORS = {"1": SecondFactor.OATH_HOTP, "2": SecondFactor.OATH_TOTP, "3": SecondFactor.X509}

Change = Callable[[Desk, str, dict[str, Any]], Awaitable[None]]


async def attributes(desk: Desk) -> None:
    """20 - Attributes: those of any user for an Operator, a User's own otherwise."""
    user_id = _whose(desk)
    user = await desk.link.call(UserAttributes, user_id=user_id)
    desk.say(f"\nType - {user['user_type'].value}")
    desk.say(f"Blocked - {yes_or_no(user['blocked'])}")
    desk.say("Partition MxN auth - no")
    desk.say(f"Two Factor Auth - {user['second_factor'].value}")
    desk.say("\nChange:")
    changes = _changes(desk, user["second_factor"])
    chosen = desk.choose({**{key: title for key, (title, _) in changes.items()}, "0": "Main Menu"})
    if chosen != "0":
        await changes[chosen][1](desk, user_id, user)


def _whose(desk: Desk) -> str:
    if desk.permits(UserList):
        return desk.need("User ID: ")
    desk.say(f"User ID: {desk.user_id}")
    return desk.user_id


def _changes(desk: Desk, factor: SecondFactor) -> dict[str, tuple[str, Change]]:
    rows: list[tuple[str, str, Change, type[ManagementCommand], bool]] = [
        ("1", "Type", change_type, SetUserType, True),
        ("2", "Block", change_block, SetBlocked, True),
        ("3", "Two Factor Authentication", change_factor, SetX509, True),
        ("4", "Resynchronize OATH OTP", resynchronise, Resynchronise, factor in OATH),
    ]
    return {key: (title, change) for key, title, change, command, fits in rows if fits and desk.permits(command)}


async def change_type(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: 1 - Type."""
    other = UserType.USER if user["user_type"] is UserType.OPERATOR else UserType.OPERATOR
    desk.say()
    if desk.yes(f"Changing user type to '{other.value.lower()}'. Confirm"):
        await desk.link.call(SetUserType, user_id=user_id, user_type=other)
        desk.done(f"Type of user '{user_id}' successfully changed.")


async def change_block(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: 2 - Block."""
    word = "unblock" if user["blocked"] else "block"
    desk.say()
    if desk.yes(f"Confirm {word}ing user '{user_id}'."):
        await desk.link.call(SetBlocked, user_id=user_id, blocked=not user["blocked"])
        desk.done(f"User '{user_id}' successfully {word}ed.")


async def change_factor(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: 3 - Two Factor Authentication."""
    desk.frame(TITLE)
    desk.say(f"User ID: {user_id}\n")
    if not desk.yes("Set Two Factor Authentication"):
        await _clear_factor(desk, user_id, user["second_factor"])
        return
    desk.say("\nType:")
    factor = FACTORS[desk.choose({key: each.value for key, each in FACTORS.items()})]
    desk.say()
    await (_set_oath(desk, user_id, factor) if factor in OATH else _set_x509(desk, user_id))
    desk.done(f"Two Factor Authentication for user '{user_id}' successfully set.")


async def resynchronise(desk: Desk, user_id: str, user: dict[str, Any]) -> None:
    """Change: 4 - Resynchronize OATH OTP."""
    desk.say()
    first = desk.need("OTP : ")
    second = desk.need("Next OTP : ")
    await desk.link.call(Resynchronise, user_id=user_id, first=first, second=second)
    desk.done(f"OATH OTP of user '{user_id}' successfully resynchronized.")


async def _clear_factor(desk: Desk, user_id: str, factor: SecondFactor) -> None:
    if factor is SecondFactor.NONE:
        raise Cancelled
    if desk.yes(f"Confirm removing Two Factor Authentication of user '{user_id}'."):
        await desk.link.call(ClearFactor, user_id=user_id)
        desk.done(f"Two Factor Authentication for user '{user_id}' successfully removed.")


async def _set_x509(desk: Desk, user_id: str) -> None:
    while True:
        name, data = desk.read_file("X.509 input file (local) : ")
        try:
            # The certificate alone: the file may have the private key in it as well.
            pem = x509.load_pem_x509_certificate(data).public_bytes(Encoding.PEM)
            break
        except ValueError:
            desk.say(f"The file '{name}' has no X.509 certificate in PEM.")
    await desk.link.call(SetX509, user_id=user_id, certificate=pem)


async def _set_oath(desk: Desk, user_id: str, factor: SecondFactor) -> None:
    typed = _secret(desk)
    given = {} if typed is None else {"secret": typed}
    answer = await desk.link.call(SetOath, user_id=user_id, second_factor=factor, **given)
    if typed is None:
        desk.say(f"\nSecret : {oath.encode_secret(answer['secret'])}")
        desk.say("It is shown this once: type it into the device now.")


def _secret(desk: Desk) -> bytes | None:
    while True:
        text = desk.terminal.ask_secret("Secret in base32 (ENTER to have one made) : ")
        if not text.strip():
            return None
        try:
            return oath.decode_secret(text)
        except ValueError as error:
            desk.say(f"Not so: {error}.")
