"""Lines of input, of which can be said whether one is there."""

import io
import select

_MOST = 65_536


class Lines:
    """What comes from a file, line by line; none is read before it is asked for.

    Args:
        file: without buffer; it has a file descriptor.
    """

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._left = b""

    def next(self) -> str:
        """The next line with its end, or what there is without one; empty at the end. Waits.

        Bytes that are not UTF-8 become surrogates.
        """
        while b"\n" not in self._left and self._more():
            pass
        line, end, self._left = self._left.partition(b"\n")
        return (line + end).decode("utf-8", "surrogateescape")

    def rest(self, most: int | None = None) -> bytes:
        """What is left: so many bytes of it, fewer at the end alone, or everything. Waits for them."""
        while (most is None or len(self._left) < most) and self._more():
            pass
        left, self._left = self._left[:most], b"" if most is None else self._left[most:]
        return left

    def ready(self) -> bool:
        """Whether `next` does not wait for somebody to begin a line."""
        return bool(self._left) or bool(select.select([self._file], [], [], 0)[0])

    def _more(self) -> bool:
        found = self._file.read(_MOST) or b""
        self._left += found
        return bool(found)
