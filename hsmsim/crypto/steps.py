"""Encryption and decryption in parts: what `encryptor` and `decryptor` hand out."""

from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag

from hsmsim.crypto.padding import Padding, Random
from hsmsim.errors import CryptographicFailure

NOT_WHOLE_BLOCKS = "without padding, data has to be whole blocks"


class Context(Protocol):
    """A cipher at work."""

    def update(self, data: bytes | memoryview) -> bytes: ...

    def finalize(self) -> bytes: ...


class Direct:
    """A cipher whose output is as long as its input: stream modes, and block modes without padding."""

    __slots__ = ("_context", "tag")

    def __init__(self, context: Context) -> None:
        self._context = context
        self.tag: bytes | None = None

    def update(self, data: bytes) -> bytes:
        return self._context.update(data)

    def finish(self) -> bytes:
        try:
            return self._context.finalize()
        except ValueError:
            raise CryptographicFailure(NOT_WHOLE_BLOCKS) from None


class Pad:
    """A one-time pad at work: the exclusive or with bytes that are used once."""

    __slots__ = ("_at", "_pad")

    def __init__(self, pad: bytes) -> None:
        self._pad, self._at = pad, 0

    def update(self, data: bytes | memoryview) -> bytes:
        piece = self._pad[self._at : self._at + len(data)]
        if len(piece) < len(data):
            raise CryptographicFailure("the one-time pad is shorter than the data")
        self._at += len(data)
        return (int.from_bytes(data, "big") ^ int.from_bytes(piece, "big")).to_bytes(len(data), "big")

    def finalize(self) -> bytes:
        return b""


class Padded:
    """Encryption of blocks with padding; only the count of bytes is needed to make it."""

    __slots__ = ("_block", "_context", "_padding", "_random", "_size", "tag")

    def __init__(self, context: Context, padding: Padding, block: int, random: Random) -> None:
        self._context, self._padding, self._block, self._random = context, padding, block, random
        self._size = 0
        self.tag: bytes | None = None

    def update(self, data: bytes) -> bytes:
        self._size += len(data)
        return self._context.update(data)

    def finish(self) -> bytes:
        missing = self._block - self._size % self._block
        rest = self._context.update(self._padding.fill(self._random, missing, self._block))
        return rest + self._context.finalize()


class Unpadded:
    """Decryption of blocks with padding: the last block is held back until it is known to be the last."""

    __slots__ = ("_block", "_context", "_held", "_padding")

    def __init__(self, context: Context, padding: Padding, block: int) -> None:
        self._context, self._padding, self._block = context, padding, block
        self._held = b""

    def update(self, data: bytes) -> bytes:
        if len(data) < self._block:
            data = self._held + data
            self._held = data[-self._block :]
            return self._context.update(data[: -self._block])
        earlier = self._context.update(self._held)
        self._held = data[-self._block :]
        # A view, so that the megabyte before the last block is not copied.
        return earlier + self._context.update(memoryview(data)[: -self._block])

    def finish(self) -> bytes:
        try:
            last = self._context.update(self._held) + self._context.finalize()
        except ValueError:
            raise CryptographicFailure("the data is not whole blocks") from None
        if not last and self._padding.empty:
            return b""
        return self._strip(last)

    def _strip(self, last: bytes) -> bytes:
        # One text for all ways to be wrong: no need to tell which byte it was.
        if last:
            try:
                return self._padding.strip(last)
            except ValueError:
                pass
        raise CryptographicFailure("the padding is not right")


class AuthenticatedContext(Context, Protocol):
    """A cipher at work that makes a tag."""

    @property
    def tag(self) -> bytes: ...


class Sealed:
    """Encryption by a mode that streams and makes a tag."""

    __slots__ = ("_context", "_tag_size", "tag")

    def __init__(self, context: AuthenticatedContext, tag_size: int) -> None:
        self._context, self._tag_size = context, tag_size
        self.tag: bytes | None = None

    def update(self, data: bytes) -> bytes:
        return self._context.update(data)

    def finish(self) -> bytes:
        rest = self._context.finalize()
        self.tag = self._context.tag[: self._tag_size]
        return rest


class Opened:
    """Decryption by a mode that streams and checks a tag; `finish` raises where the tag is not the data's."""

    __slots__ = ("_context",)

    def __init__(self, context: Context) -> None:
        self._context = context

    def update(self, data: bytes) -> bytes:
        return self._context.update(data)

    def finish(self) -> bytes:
        try:
            return self._context.finalize()
        except InvalidTag:
            raise CryptographicFailure("the authentication tag is not the data's") from None


MOST_COLLECTED = 8 << 20  # bytes


class Collected:
    """A use that needs all data at once: it is kept, up to MOST_COLLECTED, and worked on by `finish`."""

    __slots__ = ("_parts", "_size", "_work", "tag")

    def __init__(self, work: Callable[[bytes], bytes]) -> None:
        self._work = work
        self._parts: list[bytes] = []
        self._size = 0
        self.tag: bytes | None = None

    def update(self, data: bytes) -> bytes:
        self._size += len(data)
        if self._size > MOST_COLLECTED:
            raise CryptographicFailure(f"more than {MOST_COLLECTED} bytes, which this mode needs all at once")
        self._parts.append(data)
        return b""

    def finish(self) -> bytes:
        return self._work(b"".join(self._parts))


class CollectedSealed(Collected):
    """A collected encryption whose output ends in the tag."""

    __slots__ = ("_tag_size",)

    def __init__(self, work: Callable[[bytes], bytes], tag_size: int) -> None:
        super().__init__(work)
        self._tag_size = tag_size

    def finish(self) -> bytes:
        output = super().finish()
        self.tag = output[-self._tag_size :]
        return output[: -self._tag_size]
