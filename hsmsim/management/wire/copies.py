"""Copies of a message for people and for other programs: as text, XML, JSON and hexadecimal digits."""

from collections.abc import Callable
from enum import Enum

from hsmsim.interfaces.ring import RingError
from hsmsim.spec.names import MASKED
from hsmsim.ttlv import json, xml
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.spelling import Spelling
from hsmsim.ttlv.text import text_of
from hsmsim.ttlv.tree import Masked, Names, Tree, blanked, read_tree


class Form(Enum):
    """How a copy is written."""

    TEXT = "text"
    XML = "xml"
    JSON = "json"
    HEX = "hex"


class NotCopied(RingError):
    """A message cannot be written in this form."""


def looked_at(data: bytes, names: Names, unmask: bool) -> tuple[Tree, bytes]:
    """A message as a tree, and its bytes.

    Args:
        names: what numbers are called.
        unmask: show key material; or else the tree has none of it, and the bytes have zeros in its place.
    """
    tree = read_tree(data, names, Masked() if unmask else MASKED)
    return tree, data if unmask else blanked(data, tree)


def copy(data: bytes, form: Form, names: Callable[[], Names], spelling: Callable[[], Spelling], unmask: bool) -> str:
    """A message in one of the forms.

    Masked XML and JSON are the message with zeros in the place of key material, of the same length, and asterisks
    where that is text: they can be read by whatever reads the message itself.

    Raises:
        NotCopied: what is no whole message has no XML and no JSON.
    """
    tree, shown = looked_at(data, names(), unmask)
    if form is Form.TEXT:
        return text_of(tree, names())
    if form is Form.HEX:
        return shown.hex()
    if not unmask and tree.wrong is None and tree.read < tree.size:
        raise NotCopied("the message has too many items to mask it")
    try:
        if form is Form.XML:
            return xml.write(shown, spelling(), indent=True, replace=True).decode()
        return json.write(shown, spelling(), indent=True).decode()
    except Malformed as wrong:
        raise NotCopied(f"what is no whole message has no {form.name}: {tree.wrong or wrong}") from None
