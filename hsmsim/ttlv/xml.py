"""The XML encoding of KMIP messages: an element for each item, its type and value as attributes.

A text becomes TTLV bytes and TTLV bytes become a text; `spelling.py` says why. Expat reads the text and is stopped at a
document type, before an entity can be declared: there is nothing to expand and nothing to fetch.
"""

import re
from collections.abc import Callable, Iterator
from typing import NoReturn
from xml.parsers import expat

from hsmsim.ttlv.decoding import read_node
from hsmsim.ttlv.encoding import write_node
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.spelling import MOST_LEVELS, TYPE_NAMES, TYPES, Spelling

NAMESPACE = "urn:oasis:tc:kmip:xmlns"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

_UNNAMED = "TTLV"  # the element of an item whose tag stands in an attribute
_ATTRIBUTES = {"tag", "name", "type", "value"}
_STRANGE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot write
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


class Unwritable(Exception):
    """A text string holds a character that XML does not have."""


def read(data: bytes, spelling: Spelling) -> bytes:
    """The TTLV bytes of one item in XML.

    Raises:
        Malformed: it is no item in XML.
    """
    reader = _Reader(spelling)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Malformed(f"no XML: {expat.ErrorString(error.code)}, line {error.lineno}") from None
    except (LookupError, ValueError):
        raise Malformed("no XML: an encoding that is not known") from None
    out = bytearray()
    root = reader.root
    write_node(out, root, root.tag)
    return bytes(out)


class _Reader:
    """Items as expat finds them.

    `open` are the structures that have begun and the one value that has; `told` is, for each, what its last item
    that is an attribute's name says of the value to come.
    """

    def __init__(self, spelling: Spelling) -> None:
        self.root = Node(0, ItemType.STRUCTURE, [])
        self._spelling = spelling
        self._open: list[Node] = []
        self._told: list[int | None] = []
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace not in ("", NAMESPACE):
            raise Malformed("an element of another namespace")
        # What another namespace has to say, where a schema lies for instance, is none of ours.
        known = {key: value for key, value in attributes.items() if " " not in key}
        if not known.keys() <= _ATTRIBUTES:
            raise Malformed(f"{local[:60]}: an attribute that is not known")
        self._add(self._node(local, known))

    def _node(self, local: str, attributes: dict[str, str]) -> Node:
        tag = self._spelling.tag(attributes.get("tag", "") if local == _UNNAMED else local)
        item_type = TYPES.get(attributes.get("type", "Structure"))
        value = attributes.get("value")
        if item_type is None:
            raise Malformed(f"{self._spelling.title(tag)}: a type that is not known")
        if (item_type is ItemType.STRUCTURE) != (value is None):
            raise Malformed(f"{self._spelling.title(tag)}: a Structure has no value, all else has one")
        if value is None:
            return Node(tag, item_type, [])
        meaning = self._spelling.meaning(tag, self._told[-1] if self._told else None)
        return Node(tag, item_type, self._spelling.read(item_type, meaning, value))

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
        elif self._open[-1].item_type is not ItemType.STRUCTURE:
            raise Malformed(f"{self._spelling.title(self._open[-1].tag)}: something inside a value")
        elif len(self._open) == MOST_LEVELS and node.item_type is ItemType.STRUCTURE:
            raise Malformed("structures are nested too deeply")
        else:
            self._open[-1].value.append(node)
            self._told[-1] = self._spelling.told(node, self._told[-1])
        self._open.append(node)
        self._told.append(None)

    def _end(self, name: str) -> None:
        self._open.pop()
        self._told.pop()

    def _text(self, text: str) -> None:
        if text.strip():
            raise Malformed("text between elements")

    def _doctype(self, *declaration: object) -> NoReturn:
        raise Malformed("a document type is not accepted")


def write(data: bytes, spelling: Spelling, indent: bool = False, replace: bool = False) -> bytes:
    """One item of TTLV in XML.

    Args:
        data: the item.
        spelling: what numbers are called.
        indent: every element on a line of its own.
        replace: characters that XML does not have become U+FFFD.

    Raises:
        Malformed: the bytes are not one item.
        Unwritable: a text string holds a character that XML does not have.
    """
    node, end = read_node(data, 0, len(data), MOST_LEVELS)
    if end != len(data):
        raise Malformed("bytes after the end")
    feed = (lambda depth: "\n" + "  " * depth) if indent else (lambda depth: "")
    text = HEAD + "".join(_lines(node, None, spelling, feed, 0)) + "\n" * indent
    if _STRANGE.search(text):
        if not replace:
            raise Unwritable("a text string holds a character that XML does not have")
        text = _STRANGE.sub("\ufffd", text)
    return text.encode()


def _lines(node: Node, told: int | None, spelling: Spelling, feed: Callable[[int], str], depth: int) -> Iterator[str]:
    """The parts of the text of an item; the depth of nodes that were read is bounded."""
    name = spelling.name(node.tag)
    element = name or _UNNAMED
    head = f"<{element}" if name else f'<{element} tag="0x{node.tag:06X}"'
    if node.item_type is not ItemType.STRUCTURE:
        text = spelling.write(node, spelling.meaning(node.tag, told), " ")
        yield f'{head} type="{TYPE_NAMES[node.item_type]}" value="{text.translate(_ESCAPED)}"/>'
    elif not node.value:
        yield f"{head}/>"
    else:
        yield f"{head}>"
        named: int | None = None
        for child in node.value:
            yield feed(depth + 1)
            yield from _lines(child, named, spelling, feed, depth + 1)
            named = spelling.told(child, named)
        yield f"{feed(depth)}</{element}>"
