"""What the cryptographic backend can do, from its own tables. It needs no Sphinx."""

import itertools
from collections.abc import Iterable

from protocol import Rows, listed, yes_or_no

from hsmsim.crypto import curves, formats, hashes, macs, padding, rsa, signatures
from hsmsim.crypto.ciphers import CIPHERS
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.crypto.streams import STREAMS
from hsmsim.exchange.deriving import METHODS, SLOW
from hsmsim.exchange.wrapping_keys import LAYERS, Layer
from hsmsim.interfaces.crypto import Form
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    DerivationMethod,
    KeyFormatType,
    PaddingMethod,
    WrappingMethod,
)


def lengths(bits: Iterable[int]) -> str:
    """Lengths in bits, or the first and the last of many."""
    found = list(bits)
    steps = {after - before for before, after in itertools.pairwise(found)}
    if len(found) < 9 or len(steps) > 1:
        return listed(found)
    return f"{found[0]} to {found[-1]} in steps of {steps.pop()}"


def symmetric() -> Rows:
    """What Create makes keys for, and how they encrypt."""
    yield "Algorithm", "Lengths in bits", "Block Cipher Modes"
    for algorithm, made in OpenSSL.symmetric.items():
        facts = CIPHERS.get(algorithm)
        if facts is not None and facts.block:
            how = listed(each.title for each in sorted(facts.modes))
        else:
            how = "a stream cipher" if algorithm in STREAMS else "for MACs"
        yield algorithm.title, lengths(made), how


def pairs() -> Rows:
    """What Create Key Pair makes."""
    yield "Algorithm", "Lengths in bits", "Curves"
    for algorithm, made in sorted(OpenSSL.pairs.items()):
        named = (each.title for each in curves.CURVES) if algorithm in curves.FAMILY else ()
        yield algorithm.title, lengths(made), listed(named)


def paddings() -> Rows:
    """Which padding goes with what."""
    yield "Padding Method", "Block ciphers", "RSA encryption", "RSA signatures"
    signing = {each.padding_method for each in signatures.SCHEMES.values()}
    for method in PaddingMethod:
        blocks = method in padding.PADDINGS or method is PaddingMethod.NONE
        yield method.title, yes_or_no(blocks), yes_or_no(method in rsa.ENCRYPTIONS), yes_or_no(method in signing)


def mac_algorithms() -> Rows:
    """MACs, and with which keys."""
    yield "MAC", "Keys"
    for algorithm, hashing in macs.HMACS.items():
        yield algorithm.title, f"of any length; with {hashing.title}"
    yield CryptographicAlgorithm.POLY1305.title, "of 256 bits"
    yield BlockCipherMode.CMAC.title, listed(each.title for each, facts in CIPHERS.items() if facts.block)


def hash_algorithms() -> Rows:
    """Hashing Algorithms."""
    yield "Hashing Algorithm", "Bytes"
    for algorithm, found in hashes.HASHES.items():
        yield algorithm.title, str(found.digest_size)


def signature_algorithms() -> Rows:
    """Digital Signature Algorithms, but those whose hash is not there."""
    yield "Digital Signature Algorithm", "Algorithm", "Hashing Algorithm", "Padding Method"
    for name, scheme in signatures.SCHEMES.items():
        hashing, method = scheme.hashing_algorithm, scheme.padding_method
        if hashing is None or hashing in hashes.HASHES:
            named = "any" if hashing is None else hashing.title
            yield name.title, scheme.algorithm.title, named, "" if method is None else method.title


_DONE = {Layer.ENCRYPTION: "encrypted", Layer.SEAL: "with a MAC, or signed"}


def wrapping() -> Rows:
    """Wrapping Methods."""
    yield "Wrapping Method", "What is done to the key, in this order"
    for method in WrappingMethod:
        yield method.title, ", then ".join(_DONE[each] for each in LAYERS[method]) if method in LAYERS else "no"


def derivation() -> Rows:
    """Derivation Methods."""
    yield "Derivation Method", "Since", "Offered", "In a thread"
    for method in DerivationMethod:
        yield method.title, str(method.since), yes_or_no(method in METHODS), yes_or_no(method in SLOW)


def key_formats() -> Rows:
    """Key Format Types of keys that are read and converted."""
    yield "Key Format Type", "Since", "Symmetric keys", "Private keys", "Public keys"
    for each in KeyFormatType:
        yield each.title, str(each.since), *(_use(form, each) for form in (Form.SYMMETRIC, Form.PRIVATE, Form.PUBLIC))


def _use(form: Form, key_format_type: KeyFormatType) -> str:
    uses = (("read", formats.READ), ("written", formats.WRITTEN))
    return listed(word for word, table in uses if key_format_type in table[form])
