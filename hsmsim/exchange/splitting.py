"""Split keys: the secret that is in a key, and the key that is in a secret (KMIP 1.4 sections 2.2.5, 4.38, 4.39)."""

from collections.abc import Iterable, Mapping

from hsmsim.errors import CryptographicFailure, WrongObjectType
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import FORMS
from hsmsim.exchange.uses import key_of
from hsmsim.model import sharing
from hsmsim.model.attributes import Given
from hsmsim.model.fields import is_prime, takes_long
from hsmsim.model.keyblock import plain_key_value
from hsmsim.model.managed import ManagedObject
from hsmsim.model.sharing import Scheme
from hsmsim.spec.enums import ObjectType, SplitKeyMethod
from hsmsim.spec.structures import TransparentKey

ASYMMETRIC = frozenset({ObjectType.PRIVATE_KEY, ObjectType.PUBLIC_KEY})

_SEQUENCE = 0x30


def secret_of(ctx: Context, obj: ManagedObject) -> tuple[bytes, int]:
    """The bytes of an object that are split, and how many bits it has.

    The bare bytes of symmetric keys and secret data; PKCS#8 of private keys, SubjectPublicKeyInfo of public keys.

    Raises:
        WrongObjectType: there is no secret in an object of this type.
        NoKeyValue, BadKeyMaterial, FormatNotSupported: see there.
    """
    if obj.object_type not in FORMS:
        raise WrongObjectType(f"an object of type {obj.object_type.title} is not split")
    if obj.object_type in ASYMMETRIC:
        key = key_of(ctx, obj)
        return key.material, key.length
    material = plain_key_value(obj)[1].key_material
    secret = (material.key or b"") if isinstance(material, TransparentKey) else material
    return secret, len(secret) * 8


async def know_prime(ctx: Context, number: int | None) -> None:
    """Let a thread find out whether a Prime Field Size is a prime, where that takes long: from then on it is known."""
    if number is not None and takes_long(number):
        await ctx.offload(is_prime, number)


async def shares_of(ctx: Context, scheme: Scheme, secret: bytes) -> list[bytes]:
    """The shares of a secret, made in a thread where there is much to do; raises as `sharing.split`."""
    if sharing.work(scheme, len(secret), scheme.parts) < sharing.LARGE_WORK:
        return sharing.split(scheme, secret, ctx.crypto.random)
    shares: list[bytes] = await ctx.offload(sharing.split, scheme, secret, ctx.crypto.random)
    return shares


async def joined_of(ctx: Context, scheme: Scheme, shares: Mapping[int, bytes]) -> bytes:
    """The secret of its shares, joined in a thread where there is much to do; raises as `sharing.join`."""
    if sharing.work(scheme, max(map(len, shares.values())), len(shares)) < sharing.LARGE_WORK:
        return sharing.join(scheme, shares)
    joined: bytes = await ctx.offload(sharing.join, scheme, shares)
    return joined


def whole(joined: bytes, scheme: Scheme, object_type: ObjectType, length: int | None) -> bytes:
    """The secret of what has been joined: without what the field has added to it.

    Args:
        length: bits of a symmetric key or of secret data; None where nobody said.

    Raises:
        CryptographicFailure: it is longer than was said.
    """
    prime = scheme.method is SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD
    if object_type in ASYMMETRIC:
        secret = joined.lstrip(b"\0") if prime else joined
        return secret[: _der_size(secret)]
    if length is None:
        return joined.lstrip(b"\0") if prime else joined
    size = (length + 7) // 8
    if prime and len(joined) > size:
        joined, filling = joined[-size:], joined[:-size]
    elif scheme.method is SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_16 and len(joined) == size + size % 2:
        joined, filling = joined[:size], joined[size:]
    else:
        return joined.rjust(size, b"\0") if prime else joined
    if any(filling):
        raise CryptographicFailure(f"the split keys do not make a secret of {length} bits")
    return joined


def _der_size(secret: bytes) -> int:
    """How many bytes the DER at the beginning has; all of them where there is none."""
    if len(secret) < 2 or secret[0] != _SEQUENCE or secret[1] == 0x80:
        return len(secret)
    if secret[1] < 0x80:
        return 2 + secret[1]
    width = secret[1] & 0x7F
    return 2 + width + int.from_bytes(secret[2 : 2 + width], "big")


def follow_secrecy(given: Given, sources: Iterable[ManagedObject]) -> None:
    """Let nothing leave in another shape that could not leave before: what is made is as secret as what it is of."""
    for source in sources:
        if source.get("Sensitive"):
            given["Sensitive"] = [True]
        if source.get("Extractable") is False:
            given["Extractable"] = [False]
