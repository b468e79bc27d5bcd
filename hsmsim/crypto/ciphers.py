"""Symmetric encryption: which cipher, which mode, which padding."""

from collections.abc import Callable
from typing import cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers import (
    BlockCipherAlgorithm,
    Cipher,
    CipherAlgorithm,
    algorithms,
    modes,
)
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from hsmsim.crypto import streams, weak
from hsmsim.crypto.counters import Keystream, Limited, counter_block, nonce_size
from hsmsim.crypto.facts import CipherFacts
from hsmsim.crypto.padding import Random, padding_of
from hsmsim.crypto.steps import (
    Collected,
    Context,
    Direct,
    Opened,
    Padded,
    Sealed,
    Unpadded,
)
from hsmsim.crypto.streams import STREAMS
from hsmsim.crypto.uses import (
    Use,
    chosen,
    cipher_context,
    exactly,
    free_iv,
    given_iv,
    refuse_authentication,
    refuse_padding,
    sealing,
    tag_size,
    tried,
)
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Key
from hsmsim.spec.enums import BlockCipherMode as Mode
from hsmsim.spec.enums import CryptographicAlgorithm
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

_AES_MODES = frozenset(
    {
        *(Mode.ECB, Mode.CBC, Mode.CFB, Mode.OFB, Mode.CTR, Mode.GCM, Mode.CCM, Mode.XTS),
        *(Mode.NISTKEYWRAP, Mode.AESKEYWRAPPADDING),
    }
)
CIPHERS: dict[CryptographicAlgorithm, CipherFacts] = {
    # 512 bits are the two keys of AES-256 in XTS mode.
    CryptographicAlgorithm.AES: CipherFacts(algorithms.AES, {128: 16, 192: 24, 256: 32, 512: 64}, 16, _AES_MODES),
    **weak.CIPHERS,
}
_GCM_NONCE = 12  # SP 800-38D 5.2.1.1 recommends it
_GCM_TAGS = frozenset({4, 8, 12, 13, 14, 15, 16})  # SP 800-38D 5.2.1.2
_CCM_TAGS = frozenset({4, 6, 8, 10, 12, 14, 16})  # SP 800-38C A.1
Step = Direct | Padded | Unpadded | Sealed | Opened | Collected
Sealing = Direct | Padded | Sealed | Collected


def algorithm_of(key: Key, parameters: CryptographicParameters) -> CryptographicAlgorithm:
    """The cipher: the key's, and ChaCha20-Poly1305 where that is asked of a ChaCha20 key.

    Raises:
        CryptographicFailure: the parameters name another algorithm than the key's.
    """
    asked = parameters.cryptographic_algorithm
    if asked is None or asked == key.algorithm:
        if key.algorithm == CryptographicAlgorithm.CHACHA20 and parameters.block_cipher_mode == Mode.AEAD:
            return CryptographicAlgorithm.CHACHA20POLY1305
        return key.algorithm
    if (key.algorithm, asked) == (CryptographicAlgorithm.CHACHA20, CryptographicAlgorithm.CHACHA20POLY1305):
        return asked
    raise CryptographicFailure(f"the key is for {title(key.algorithm)}, not for {title(asked)}")


def iv_size(key: Key, parameters: CryptographicParameters) -> int:
    """Bytes of IV that a use takes, by its mode, or by IV Length where the mode lets one choose."""
    if key.algorithm in STREAMS:
        return streams.iv_size(key, parameters)
    facts = CIPHERS.get(key.algorithm)
    size = _IV_SIZES.get(parameters.block_cipher_mode or 0) if facts else None
    return 0 if facts is None or size is None else size(facts, parameters)


_IV_SIZES: dict[int, Callable[[CipherFacts, CryptographicParameters], int]] = {
    Mode.CBC: lambda facts, parameters: facts.block,
    Mode.CFB: lambda facts, parameters: facts.block,
    Mode.OFB: lambda facts, parameters: facts.block,
    Mode.XTS: lambda facts, parameters: facts.block,
    Mode.CTR: lambda facts, parameters: chosen(parameters, nonce_size(parameters, facts.block)),
    Mode.GCM: lambda facts, parameters: chosen(parameters, _GCM_NONCE),
    Mode.CCM: lambda facts, parameters: chosen(parameters, _GCM_NONCE),
}


def tag_length(key: Key, parameters: CryptographicParameters) -> int:
    """Bytes of tag that a use makes: Tag Length, or 16; 0 where it authenticates nothing."""
    authenticated = parameters.block_cipher_mode in _AUTHENTICATED
    if not authenticated and algorithm_of(key, parameters) != CryptographicAlgorithm.CHACHA20POLY1305:
        return 0
    return 16 if parameters.tag_length is None else parameters.tag_length


def encryptor(key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes, random: Random) -> Sealing:
    """Start an encryption with a symmetric key; see ICrypto.encryptor."""
    return cast(Sealing, _start(Use(key, parameters, iv, aad, None, True, random)))


def decryptor(
    key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes, tag: bytes | None, random: Random
) -> Step:
    """Start a decryption with a symmetric key; see ICrypto.decryptor."""
    return _start(Use(key, parameters, iv, aad, tag, False, random))


def _start(use: Use) -> Step:
    algorithm = algorithm_of(use.key, use.parameters)
    try:
        if algorithm in STREAMS:
            return STREAMS[algorithm](use)
        return _block_cipher(use, _facts(algorithm))
    except (ValueError, UnsupportedAlgorithm):
        raise CryptographicFailure(
            f"{title(algorithm)} with a key of {len(use.key.material) * 8} bits does not work in Block Cipher Mode "
            f"{title(use.parameters.block_cipher_mode)} with this IV and tag"
        ) from None


def _facts(algorithm: CryptographicAlgorithm) -> CipherFacts:
    if algorithm not in CIPHERS:
        raise CryptographicFailure(f"{title(algorithm)} does not encrypt here")
    return CIPHERS[algorithm]


def _block_cipher(use: Use, facts: CipherFacts) -> Step:
    mode = use.parameters.block_cipher_mode
    if mode is None:
        raise CryptographicFailure("a Block Cipher Mode is required")
    if mode not in facts.modes:
        raise CryptographicFailure(f"Block Cipher Mode {title(mode)} is not available for {title(use.key.algorithm)}")
    if mode not in _AUTHENTICATED:
        refuse_authentication(use)
    if mode not in _PADDED:
        refuse_padding(use)
    return _MODES[mode](use, facts)


# ------------------------------------------------------------------------------------------------------- modes


def _blocks(use: Use, facts: CipherFacts) -> Step:
    ecb = use.parameters.block_cipher_mode == Mode.ECB
    mode = modes.ECB() if ecb else modes.CBC(given_iv(use, exactly(facts.block)))
    padding = padding_of(use.parameters.padding_method)
    context = cipher_context(use, facts.load(use.key.material), mode)
    if padding is None:
        return Direct(context)
    if use.encrypts:
        return Padded(context, padding, facts.block, use.random)
    return Unpadded(context, padding, facts.block)


def _feedback(use: Use, facts: CipherFacts) -> Step:
    mode = weak.MODES[cast(Mode, use.parameters.block_cipher_mode)](given_iv(use, exactly(facts.block)))
    return Direct(cipher_context(use, facts.load(use.key.material), mode))


def _counter(use: Use, facts: CipherFacts) -> Step:
    initial, limit = counter_block(free_iv(use, range(1, facts.block + 1)), use.parameters, facts.block)
    context = _counter_context(use, facts.load(use.key.material), initial)
    return Direct(context if limit is None else Limited(context, limit))


def _counter_context(use: Use, cipher: CipherAlgorithm, initial: bytes) -> Context:
    if isinstance(cipher, algorithms.AES):
        return cipher_context(use, cipher, modes.CTR(initial))
    return Keystream(cast(Context, Cipher(cipher, modes.ECB()).encryptor()), initial)


def _gcm(use: Use, facts: CipherFacts) -> Step:
    size = tag_size(use, _GCM_TAGS)
    iv = free_iv(use, range(8, 129))  # the lengths that OpenSSL has
    made: Cipher[modes.ModeWithAuthenticationTag] = Cipher(
        facts.load(use.key.material), modes.GCM(iv, use.tag, min_tag_length=size)
    )
    if use.encrypts:
        sealing_context = made.encryptor()
        sealing_context.authenticate_additional_data(use.aad)
        return Sealed(sealing_context, size)
    context = made.decryptor()
    context.authenticate_additional_data(use.aad)
    return Opened(context)


def _ccm(use: Use, facts: CipherFacts) -> Step:
    size = tag_size(use, _CCM_TAGS)
    iv = free_iv(use, range(7, 14))
    # What the nonce leaves of the block counts the bytes of data (SP 800-38C A.1).
    return sealing(use, AESCCM(use.key.material, size), iv, size, 1 << 8 * (15 - len(iv)))


def _xts(use: Use, facts: CipherFacts) -> Step:
    # The tweak is for one data unit, and how many bytes the last two blocks share is known only at its end.
    mode = modes.XTS(given_iv(use, exactly(facts.block)))
    context = cipher_context(use, facts.load(use.key.material), mode)
    return Collected(lambda data: tried(lambda: context.update(data) + context.finalize()))


_WRAPS: dict[tuple[Mode, bool], Callable[[bytes, bytes], bytes]] = {
    (Mode.NISTKEYWRAP, True): keywrap.aes_key_wrap,
    (Mode.NISTKEYWRAP, False): keywrap.aes_key_unwrap,
    (Mode.AESKEYWRAPPADDING, True): keywrap.aes_key_wrap_with_padding,
    (Mode.AESKEYWRAPPADDING, False): keywrap.aes_key_unwrap_with_padding,
}


def _wrap(use: Use, facts: CipherFacts) -> Step:
    work = _WRAPS[cast(Mode, use.parameters.block_cipher_mode), use.encrypts]
    if len(use.key.material) > 32:
        raise CryptographicFailure("a key for XTS wraps no keys")
    return Collected(lambda data: tried(lambda: work(use.key.material, data)))


_PADDED = frozenset({Mode.ECB, Mode.CBC})
_AUTHENTICATED = frozenset({Mode.GCM, Mode.CCM})
_MODES: dict[Mode, Callable[[Use, CipherFacts], Step]] = {
    Mode.ECB: _blocks,
    Mode.CBC: _blocks,
    Mode.CFB: _feedback,
    Mode.OFB: _feedback,
    Mode.CTR: _counter,
    Mode.GCM: _gcm,
    Mode.CCM: _ccm,
    Mode.XTS: _xts,
    Mode.NISTKEYWRAP: _wrap,
    Mode.AESKEYWRAPPADDING: _wrap,
}


def block_cipher(key: Key) -> BlockCipherAlgorithm:
    """The block cipher of a key, for MACs.

    Raises:
        CryptographicFailure: the key is for none.
    """
    facts = CIPHERS.get(key.algorithm)
    if facts is None or not facts.block:
        raise CryptographicFailure(f"{title(key.algorithm)} is no block cipher")
    return cast(BlockCipherAlgorithm, facts.load(key.material))
