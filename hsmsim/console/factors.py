"""Users - Attributes - Two Factor Authentication."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hsmsim.console import qr
from hsmsim.console.desk import Cancelled, Desk
from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.factor_clear import ClearFactor
from hsmsim.management.factor_oath import SetOath
from hsmsim.management.factor_resynchronise import Resynchronise
from hsmsim.management.factor_x509 import SetX509
from hsmsim.partitions import oath

TITLE = "Users - Attributes"
OATH = (SecondFactor.OATH_HOTP, SecondFactor.OATH_TOTP)
FACTORS = {"1": SecondFactor.OATH_HOTP, "2": SecondFactor.OATH_TOTP, "3": SecondFactor.X509}


async def change(desk: Desk, user_id: str, current: SecondFactor) -> None:
    """Change: Two Factor Authentication."""
    desk.frame(TITLE)
    desk.say(f"User ID: {user_id}\n")
    if not desk.yes("Set Two Factor Authentication"):
        await _clear(desk, user_id, current)
        return
    desk.say("\nType:")
    factor = FACTORS[desk.choose({key: each.value for key, each in FACTORS.items()})]
    desk.say()
    await (_set_oath(desk, user_id, factor) if factor in OATH else _set_x509(desk, user_id))
    desk.done(f"Two Factor Authentication for user '{user_id}' successfully set.")


async def resynchronise(desk: Desk, user_id: str) -> None:
    """Change: Resynchronize OATH OTP."""
    desk.say()
    first = desk.need("OTP : ")
    second = desk.need("Next OTP : ")
    await desk.link.call(Resynchronise, user_id=user_id, first=first, second=second)
    desk.done(f"OATH OTP of user '{user_id}' successfully resynchronized.")


async def _clear(desk: Desk, user_id: str, current: SecondFactor) -> None:
    if current is SecondFactor.NONE:
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
    digits = desk.number(f"Digits of a code (ENTER for {oath.DIGITS}) : ")
    timed = factor is SecondFactor.OATH_TOTP
    step = desk.number(f"Seconds of a code (ENTER for {oath.STEP}) : ") if timed else None
    answer = await desk.link.call(
        SetOath, user_id=user_id, second_factor=factor, secret=typed, digits=digits, step=step
    )
    if typed is None:
        _provision(desk, answer["secret"], answer["address"])


def _provision(desk: Desk, secret: bytes, address: str) -> None:
    if desk.terminal.live and desk.terminal.blocks:
        desk.say(f"\n{qr.drawn(address)}")
    desk.say(f"\nSecret : {oath.encode_secret(secret)}\nAddress : {address}")
    desk.say("They are shown this once: type the secret into the device now, or have it read the QR code.")


def _secret(desk: Desk) -> bytes | None:
    while True:
        text = desk.terminal.ask_secret("Secret in base32 (ENTER to have one made) : ")
        if not text.strip():
            return None
        try:
            return oath.decode_secret(text)
        except ValueError as error:
            desk.say(f"Not so: {error}.")
