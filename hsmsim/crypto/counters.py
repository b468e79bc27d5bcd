"""Counter mode: the initial counter block, and the mode itself for ciphers where OpenSSL lacks it (SP 800-38A 6.5)."""

from hsmsim.crypto.steps import Context
from hsmsim.errors import CryptographicFailure
from hsmsim.spec.values import CryptographicParameters


def nonce_size(parameters: CryptographicParameters, block: int) -> int:
    """Bytes of IV that a counter mode takes: the block, less what Counter Length says is counter."""
    return block - whole(parameters.counter_length or 0, "Counter Length")


def whole(bits: int, name: str) -> int:
    """A length in bits, in bytes.

    Raises:
        CryptographicFailure: it is negative, or not whole bytes.
    """
    if bits < 0 or bits % 8:
        raise CryptographicFailure(f"{name} of {bits} bits is not whole bytes")
    return bits // 8


def counter_block(iv: bytes, parameters: CryptographicParameters, block: int) -> tuple[bytes, int | None]:
    """The initial counter block, and how many bytes it is good for (None: more than anybody sends).

    An IV of a whole block is the initial counter block. A shorter one is followed by the counter (RFC 3686), which
    starts at Initial Counter Value, or 1 where only Counter Length is given.

    Raises:
        CryptographicFailure: IV and counter are not one block.
    """
    if len(iv) == block:
        return iv, None
    if parameters.counter_length is None and parameters.initial_counter_value is None:
        raise CryptographicFailure(
            f"an IV of {len(iv)} bytes is no block of {block}, and no Counter Length or Initial Counter Value is given"
        )
    width = block - len(iv)
    if width <= 0 or (parameters.counter_length is not None and len(iv) != nonce_size(parameters, block)):
        raise CryptographicFailure(f"an IV of {len(iv)} bytes and the Counter Length do not make a block of {block}")
    start = 1 if parameters.initial_counter_value is None else parameters.initial_counter_value
    if start < 0 or start.bit_length() > width * 8:
        raise CryptographicFailure(f"the Initial Counter Value is no counter of {width} bytes")
    return iv + start.to_bytes(width, "big"), ((1 << width * 8) - start) * block


class Keystream:
    """Counter mode made of the encryption of single blocks."""

    __slots__ = ("_block", "_counter", "_left", "_single")

    def __init__(self, single: Context, initial: bytes) -> None:
        self._single = single
        self._block = len(initial)
        self._counter = int.from_bytes(initial, "big")
        self._left = b""

    def update(self, data: bytes | memoryview) -> bytes:
        stream = self._left + self._more(len(data) - len(self._left))
        self._left = stream[len(data) :]
        size = len(data)
        return (int.from_bytes(data, "big") ^ int.from_bytes(stream[:size], "big")).to_bytes(size, "big")

    def _more(self, size: int) -> bytes:
        count = max(0, -(-size // self._block))
        first, self._counter = self._counter, self._counter + count
        mask = (1 << self._block * 8) - 1
        blocks = [(value & mask).to_bytes(self._block, "big") for value in range(first, first + count)]
        return self._single.update(b"".join(blocks))

    def finalize(self) -> bytes:
        return b""


class Limited:
    """A counter mode that stops before its counter would start over and the keystream repeat."""

    __slots__ = ("_context", "_left")

    def __init__(self, context: Context, limit: int) -> None:
        self._context, self._left = context, limit

    def update(self, data: bytes | memoryview) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise CryptographicFailure("more data than the counter counts")
        return self._context.update(data)

    def finalize(self) -> bytes:
        return self._context.finalize()
