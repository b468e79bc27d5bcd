"""Tables as lines of text."""

from collections.abc import Iterator, Sequence

_GAP = "  "
WIDEST = 60  # characters of a column; a cell that is longer moves the rest of its row


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines with columns as wide as what is in them."""
    widths = [min(max(map(len, column)), WIDEST) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        yield _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def side_by_side(columns: Sequence[tuple[int, Sequence[str]]]) -> Iterator[str]:
    """Lists beside each other.

    Args:
        columns: at which letter each begins, from the left, and its lines.
    """
    for number in range(max(len(lines) for _, lines in columns)):
        text = ""
        for start, lines in columns:
            if number < len(lines):
                text = text.ljust(start) + lines[number]
        yield text
