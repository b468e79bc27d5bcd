"""The TTLV encoding (KMIP 1.4 section 9.1.1): declared structures to bytes and back."""

from hsmsim.ttlv.decoding import MAX_DEPTH, decode, decode_raw, read_head, read_node
from hsmsim.ttlv.encoding import encode, encode_value, write, write_node

__all__ = [
    "MAX_DEPTH",
    "decode",
    "decode_raw",
    "encode",
    "encode_value",
    "read_head",
    "read_node",
    "write",
    "write_node",
]
