"""Cuts a stream of bytes into whole TTLV items of one kind; it looks at their heads only."""

HEAD_SIZE = 8  # bytes of tag, type and length (9.1.1)
_KIND_SIZE = 4  # bytes of tag and type
MOST_REST = 4096  # bytes that are kept of what cannot be cut


class Unframed(Exception):
    """The stream cannot be cut any further.

    Args:
        before: the items that were whole before the place where it went wrong.
        rest: the first bytes from there on, as far as they have come.
    """

    def __init__(self, text: str, before: list[bytes], rest: bytes) -> None:
        super().__init__(text)
        self.before = before
        self.rest = rest


class NotTTLV(Unframed):
    """Bytes that do not begin as an item of the kind that belongs here."""


class TooLarge(Unframed):
    """An item claims to be larger than is allowed."""


class Framer:
    """Collects bytes, however they are cut, until they make whole items.

    What is kept grows with what arrived, never with what an item claims; each byte is copied a fixed number of times.

    Args:
        kind: the four bytes of tag and type with which every item begins.
        limit: the largest item, in bytes, its head included.
    """

    __slots__ = ("_kept", "_kind", "_limit")

    def __init__(self, kind: bytes, limit: int) -> None:
        self._kind = kind
        self._limit = limit
        self._kept = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take in bytes.

        Returns:
            The items that are whole now, in order.

        Raises:
            NotTTLV, TooLarge: after that the framer is of no more use.
        """
        if self._kept:
            self._kept += data
            whole, used = self._cut(self._kept)
            del self._kept[:used]
        else:
            whole, used = self._cut(data)
            if used < len(data):
                self._kept += data[used:]
        return whole

    def _cut(self, data: bytes | bytearray) -> tuple[list[bytes], int]:
        """The whole items in `data`, and how many bytes they take."""
        whole: list[bytes] = []
        position = 0
        while position < len(data):
            end = self._end(data, position, whole)
            if end is None or end > len(data):
                break
            whole.append(_slice(data, position, end))
            position = end
        return whole, position

    def _end(self, data: bytes | bytearray, position: int, whole: list[bytes]) -> int | None:
        """Where the item at `position` ends; None while its head is not whole."""
        kind = data[position : position + _KIND_SIZE]
        if not self._kind.startswith(kind):
            raise NotTTLV("these bytes are no TTLV request", whole, _rest(data, position))
        if len(data) - position < HEAD_SIZE:
            return None
        size = HEAD_SIZE + int.from_bytes(data[position + _KIND_SIZE : position + HEAD_SIZE], "big")
        if size > self._limit:
            text = f"a message of {size} bytes; the largest allowed has {self._limit}"
            raise TooLarge(text, whole, _rest(data, position))
        return position + size


def _rest(data: bytes | bytearray, position: int) -> bytes:
    return _slice(data, position, position + MOST_REST)


def _slice(data: bytes | bytearray, start: int, end: int) -> bytes:
    if isinstance(data, bytes):
        return data[start:end]
    with memoryview(data) as view:
        return bytes(view[start:end])
