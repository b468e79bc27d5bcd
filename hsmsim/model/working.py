"""What the server keeps of an object beside the object that it gives out."""

from enum import IntEnum

from hsmsim.spec.structures import KeyBlock
from hsmsim.ttlv.schema import integer, nested, octets, structure


class _Tag(IntEnum):
    """Tags of what never leaves: in the range of extensions."""

    KEY_BLOCK = 0x540010
    PAD = 0x540011
    ENCRYPTED = 0x540012
    DECRYPTED = 0x540013


WORKING = 0x54000F  # the tag of the whole


@structure(_Tag)
class Working:
    """Never changed in place, and gone with the object's value.

    Args:
        key_block: the key as it is used, where the object is given out in a form that would first have to be opened.
        pad: what has been drawn of a one-time pad that the server itself makes.
        encrypted: bytes of a one-time pad that have been used to encrypt.
        decrypted: bytes that have been used to decrypt.
    """

    key_block: KeyBlock | None = nested(KeyBlock, default=None)
    pad: bytes | None = octets(default=None, secret=True)
    encrypted: int = integer(default=0)
    decrypted: int = integer(default=0)
