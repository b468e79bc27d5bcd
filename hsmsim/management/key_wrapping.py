"""How keys are wrapped with a KEK on their way out and in: by AES key wrap or RSAES-OAEP."""

from hsmsim.errors import CryptographicFailure
from hsmsim.exchange.steps import Steps
from hsmsim.management.object_errors import NotAWrappingKey, WeakKey
from hsmsim.model.managed import ManagedObject
from hsmsim.model.strength import strength
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    EncodingOption,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    PaddingMethod,
    WrappingMethod,
)
from hsmsim.spec.structures import EncryptionKeyInformation, KeyBlock, KeyValue, KeyWrappingData
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

RFC_3394 = CryptographicParameters(block_cipher_mode=BlockCipherMode.NISTKEYWRAP)
RFC_5649 = CryptographicParameters(block_cipher_mode=BlockCipherMode.AESKEYWRAPPADDING)


def _oaep(hashing: HashingAlgorithm, mask: HashingAlgorithm) -> CryptographicParameters:
    return CryptographicParameters(
        padding_method=PaddingMethod.OAEP, hashing_algorithm=hashing, mask_generator_hashing_algorithm=mask
    )


_SHA_1, _SHA_256 = HashingAlgorithm.SHA_1, HashingAlgorithm.SHA_256
OAEP = _oaep(_SHA_256, _SHA_256)

# The ways that a wrapped key may come; no two of them give anything for the same bytes.
_WAYS = {
    CryptographicAlgorithm.AES: (RFC_3394, RFC_5649),
    CryptographicAlgorithm.RSA: (OAEP, _oaep(_SHA_1, _SHA_1), _oaep(_SHA_256, _SHA_1)),
}

# What RFC 3394 wraps is longer than one half block, and whole ones; in bits.
_HALF_BLOCK = 64

_CALLED = ((RFC_3394, "AES key wrap, RFC 3394"), (RFC_5649, "AES key wrap with padding, RFC 5649"))


def called(parameters: CryptographicParameters) -> str:
    """What a way is called."""
    return next((title for way, title in _CALLED if way == parameters), "RSAES-OAEP with SHA-256")


def way_out(kek: ManagedObject, obj: ManagedObject) -> CryptographicParameters:
    """How a key leaves; by RFC 5649 only where RFC 3394 does not do.

    Raises:
        NotAWrappingKey: the console does not wrap with such a key, or not such a key with it.
    """
    symmetric = obj.object_type is ObjectType.SYMMETRIC_KEY
    if OAEP in _ways(kek):
        if not symmetric:
            raise NotAWrappingKey("an RSA key wraps symmetric keys: others are too long for it")
        return OAEP
    length = obj.get("Cryptographic Length") or 0
    # Those of 3DES are three half blocks, or two of two keys, whether parity is counted or not.
    whole = length % _HALF_BLOCK == 0 or obj.get("Cryptographic Algorithm") is CryptographicAlgorithm.DES3
    regular = symmetric and length > _HALF_BLOCK and whole
    return RFC_3394 if regular else RFC_5649


def check_strength(kek: ManagedObject, obj: ManagedObject) -> None:
    """Refuse to wrap a key with a weaker one.

    Raises:
        WeakKey: see above.
    """
    bits, least = _strength(kek), _strength(obj)
    if bits < least:
        raise WeakKey(f"the wrapping key is weaker than the key: {bits} bits of security, not {least}")


def _strength(obj: ManagedObject) -> int:
    return strength(obj.get("Cryptographic Algorithm"), obj.get("Cryptographic Length") or 0)


def _ways(kek: ManagedObject) -> tuple[CryptographicParameters, ...]:
    algorithm = kek.get("Cryptographic Algorithm")
    ways = _WAYS.get(algorithm)
    if ways is None:
        raise NotAWrappingKey(f"keys are wrapped with AES and RSA keys; this is one of {title(algorithm)}")
    return ways


async def unwrapped(steps: Steps, kek: ManagedObject, wrapped: bytes, key_format_type: KeyFormatType) -> bytes:
    """The key that came wrapped, in whatever way.

    Raises:
        NotAWrappingKey: the console does not unwrap with such a key.
        CryptographicFailure: it is not what was wrapped, or not with this key.
        Refused: what else KMIP refuses.
    """
    failure: CryptographicFailure | None = None
    for parameters in _ways(kek):
        try:
            return await _unwrapped(steps, kek, wrapped, key_format_type, parameters)
        except CryptographicFailure as error:
            failure = error
    assert failure is not None
    raise failure


async def _unwrapped(
    steps: Steps,
    kek: ManagedObject,
    wrapped: bytes,
    key_format_type: KeyFormatType,
    parameters: CryptographicParameters,
) -> bytes:
    information = EncryptionKeyInformation(unique_identifier=kek.uid, cryptographic_parameters=parameters)
    data = KeyWrappingData(
        wrapping_method=WrappingMethod.ENCRYPT,
        encryption_key_information=information,
        encoding_option=EncodingOption.NO_ENCODING,
    )
    block = await steps.unwrapped(
        KeyBlock(key_format_type=key_format_type, key_value=KeyValue(key_material=wrapped), key_wrapping_data=data)
    )
    assert isinstance(block.key_value, KeyValue) and isinstance(block.key_value.key_material, bytes)
    return block.key_value.key_material
