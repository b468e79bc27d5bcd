"""The text form of TTLV, for people: a tree (`tree.py`) with one line an item, indented, what is secret masked.

It shows any bytes, right or wrong, as far as they can be read; what is wrong stands in the last line. The text is safe
to print: control characters are escaped, and every line is of bounded length.
"""

from hsmsim.ttlv.schema import ItemType
from hsmsim.ttlv.tree import TYPES, Item, Masked, Names, Tree, read_tree

_INDENT = "  "


def render(data: bytes, names: Names, masked: Masked) -> str:
    """The items in `data` as lines; the last line has no line end.

    Args:
        data: one message, or any other bytes.
        names: what numbers are called.
        masked: of whose values only the size is shown.
    """
    return text_of(read_tree(data, names, masked), names)


def text_of(tree: Tree, names: Names) -> str:
    """A tree as lines."""
    lines = [_line(item, names) for item in tree.items]
    if tree.wrong is not None:
        lines.append(f"-- malformed after {tree.read} of {tree.size} bytes: {tree.wrong}")
    elif tree.read < tree.size:
        lines.append(f"-- {tree.read} of {tree.size} bytes are shown: there are too many items")
    return "\n".join(lines)


def _line(item: Item, names: Names) -> str:
    line = f"{_INDENT * item.depth}{names.title(item.tag)} ({TYPES[item.item_type]})"
    if item.closed:
        return f"{line}\n{_INDENT * (item.depth + 1)}({item.length} bytes, too deep to show)"
    if item.item_type == ItemType.STRUCTURE:
        return line
    return f"{line}: ({item.length} bytes, masked)" if item.masked else f"{line}: {item.value}"
