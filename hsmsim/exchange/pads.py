"""One-time pads: every byte of one encrypts once, and decrypts once (Cryptographic Algorithm One Time Pad).

The specification has the name and no text. Published cases encrypt twice with a pad and then decrypt both, in the order
in which they were encrypted: so there are two places in a pad, and each use moves one of them on. A pad that is
registered without Key Value is one that the server itself makes: it is drawn when it is needed, and never given out.
"""

from dataclasses import replace

from hsmsim.errors import CryptographicFailure, NoKeyValue
from hsmsim.exchange.context import Context
from hsmsim.exchange.unwrapping import opened
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.keyblock import key_block_of, plain_key_value
from hsmsim.model.managed import ManagedObject
from hsmsim.model.working import Working
from hsmsim.spec.enums import CryptographicAlgorithm
from hsmsim.spec.structures import TransparentKey

LONGEST_PAD = 65536  # bytes that the server draws for one pad

_ALGORITHM = CryptographicAlgorithm.ONE_TIME_PAD


def is_pad(obj: ManagedObject) -> bool:
    """Whether the object is a one-time pad."""
    return obj.get("Cryptographic Algorithm") is _ALGORITHM


async def take(ctx: Context, obj: ManagedObject, size: int, encrypts: bool) -> Key:
    """The next bytes of a pad, as a key for just as much data; they are used up with it.

    Raises:
        CryptographicFailure: not so much of the pad is left.
        NoKeyValue: the pad is wrapped with a key that is not here.
    """
    working = obj.working or Working()
    start = working.encrypted if encrypts else working.decrypted
    end = start + size
    working = replace(working, encrypted=end) if encrypts else replace(working, decrypted=end)
    pad = _given(await opened(ctx, obj))
    if pad is None:
        working = _drawn(ctx, working, end) if encrypts else working
        pad = working.pad or b""
    if end > len(pad):
        raise CryptographicFailure("the one-time pad is used up: too little of it is left for this data")
    obj.working = working
    ctx.objects.put_quietly(obj)
    return Key(Form.SYMMETRIC, _ALGORITHM, size * 8, pad[start:end])


def _given(obj: ManagedObject) -> bytes | None:
    """The pad that the object holds; None where the server makes it."""
    block = key_block_of(obj.value)
    if block is not None and block.key_value is None:
        return None
    material = plain_key_value(obj)[1].key_material
    if not isinstance(material, TransparentKey):
        return material
    if material.key is None:
        raise NoKeyValue("the Transparent Symmetric Key has no Key")
    return material.key


def _drawn(ctx: Context, working: Working, end: int) -> Working:
    """As much of the pad as is needed."""
    pad = working.pad or b""
    if end > LONGEST_PAD:
        raise CryptographicFailure(f"the server makes one-time pads of {LONGEST_PAD} bytes, not more")
    return replace(working, pad=pad + ctx.crypto.random(max(0, end - len(pad))))
