"""What wrapping is made of: its layers, and the key of each (KMIP 1.4 sections 2.1.5, 2.1.6)."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from hsmsim.errors import (
    Archived,
    CryptographicFailure,
    EncodingOptionNotPermitted,
    FeatureNotSupported,
    InvalidField,
    NoMatchingParameters,
    NoSuchObject,
    NoSuchWrappingKey,
    NotUsable,
    Refused,
    WrappingKeyNotAKey,
    WrappingKeyNotUsable,
)
from hsmsim.exchange.context import Context
from hsmsim.model.lifecycle import check_processing, check_protecting
from hsmsim.model.links import linked
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import LinkType, ObjectType, ResultReason, WrappingMethod
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import KeyWrappingData, KeyWrappingSpecification
from hsmsim.spec.values import CryptographicParameters

# The rows of table 338 that speak of wrapping, and what is not in the table: the cryptography does not work out.
WRAPPING_ERRORS: dict[type[Refused], ResultReason] = {
    NoSuchWrappingKey: ResultReason.ITEM_NOT_FOUND,
    WrappingKeyNotAKey: ResultReason.ILLEGAL_OPERATION,
    WrappingKeyNotUsable: ResultReason.PERMISSION_DENIED,
    NoMatchingParameters: ResultReason.ITEM_NOT_FOUND,
    Archived: ResultReason.OBJECT_ARCHIVED,
    EncodingOptionNotPermitted: ResultReason.ENCODING_OPTION_ERROR,
    CryptographicFailure: ResultReason.CRYPTOGRAPHIC_FAILURE,
}

_KEYS = frozenset({ObjectType.SYMMETRIC_KEY, ObjectType.PUBLIC_KEY, ObjectType.PRIVATE_KEY})


class Layer(Enum):
    """One thing that is done to a Key Value."""

    ENCRYPTION = auto()
    SEAL = auto()  # MAC or signature


# In the order in which they are put on.
LAYERS: dict[WrappingMethod, tuple[Layer, ...]] = {
    WrappingMethod.ENCRYPT: (Layer.ENCRYPTION,),
    WrappingMethod.MAC_SIGN: (Layer.SEAL,),
    WrappingMethod.ENCRYPT_THEN_MAC_SIGN: (Layer.ENCRYPTION, Layer.SEAL),
    WrappingMethod.MAC_SIGN_THEN_ENCRYPT: (Layer.SEAL, Layer.ENCRYPTION),
}


def layers_of(how: KeyWrappingSpecification | KeyWrappingData) -> tuple[Layer, ...]:
    """The layers of a Wrapping Method, in the order in which they are put on.

    Raises:
        FeatureNotSupported: TR-31, or a method of a vendor.
        InvalidField: the information on a key that the method takes is missing, or on one that it does not take given.
    """
    layers = LAYERS.get(how.wrapping_method)
    if layers is None:
        raise FeatureNotSupported("keys are wrapped by encryption and by MAC or signature only")
    if (how.encryption_key_information is not None) != (Layer.ENCRYPTION in layers):
        raise InvalidField("Encryption Key Information goes with the Wrapping Methods that encrypt, and only with them")
    if (how.mac_signature_key_information is not None) != (Layer.SEAL in layers):
        raise InvalidField("MAC/Signature Key Information goes with the Wrapping Methods that make one, and only so")
    return layers


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a key is wanted for.

    Args:
        symmetric: bits of Cryptographic Usage Mask, one of which a symmetric key needs.
        pair: the same for private and public keys.
        private: whether the private key serves where its public key is named.
        check: asks state and dates.
    """

    symmetric: int
    pair: int
    private: bool
    check: Callable[[ManagedObject, int], None]


_MASK = CryptographicUsageMask
# Published cases have keys unwrapped by others whose mask has Wrap Key alone.
_UNWRAP = _MASK.WRAP_KEY | _MASK.UNWRAP_KEY

TO_WRAP = Purpose(_MASK.WRAP_KEY, _MASK.WRAP_KEY, False, check_protecting)
TO_UNWRAP = Purpose(_UNWRAP, _UNWRAP, True, check_processing)
TO_SEAL = Purpose(_MASK.MAC_GENERATE, _MASK.SIGN, True, check_protecting)
TO_VERIFY = Purpose(_MASK.MAC_GENERATE | _MASK.MAC_VERIFY, _MASK.SIGN | _MASK.VERIFY, False, check_processing)


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """A key of a layer.

    Args:
        named: the object that the client named.
        used: the object whose key does it: the same, or the private key to a public one.
    """

    named: ManagedObject
    used: ManagedObject

    def own(self) -> list[CryptographicParameters]:
        """The instances of its Cryptographic Parameters."""
        name = "Cryptographic Parameters"
        return [each.value for each in self.named.all(name) or self.used.all(name)]

    def matching(self, asked: CryptographicParameters | None) -> CryptographicParameters:
        """The instance that matches what is asked for, or the first (2.1.6).

        A key that has none is used as is asked for: clients seldom give a key any.

        Raises:
            NoMatchingParameters: none match, or there are none and none are asked for.
        """
        own = self.own()
        if asked is not None and not own:
            return asked
        for instance in own:
            if asked is None or _match(asked, instance):
                return instance
        raise NoMatchingParameters("the wrapping key has no such Cryptographic Parameters")

    def told(self, said: CryptographicParameters | None) -> CryptographicParameters:
        """What Key Wrapping Data says or, where it says nothing, the first instance (2.1.5).

        Raises:
            NoMatchingParameters: neither is there.
        """
        return said if said is not None else self.matching(None)


def _match(asked: CryptographicParameters, have: CryptographicParameters) -> bool:
    pairs = ((getattr(asked, each.name), getattr(have, each.name)) for each in dataclasses.fields(asked))
    return all(wanted is None or wanted == value for wanted, value in pairs)


async def wrapping_key(ctx: Context, uid: str, purpose: Purpose) -> WrappingKey:
    """The key of a layer, once everything that can forbid its use, but Usage Limits, has been asked.

    Raises:
        NoSuchWrappingKey, Archived, WrappingKeyNotAKey, WrappingKeyNotUsable: see there.
    """
    named = await _load(ctx, uid)
    used = named
    if purpose.private and named.object_type is ObjectType.PUBLIC_KEY:
        used = await _private_of(ctx, named)
    bits = purpose.symmetric if used.object_type is ObjectType.SYMMETRIC_KEY else purpose.pair
    if not (used.get("Cryptographic Usage Mask") or 0) & bits:
        raise WrappingKeyNotUsable("the Cryptographic Usage Mask of the wrapping key does not permit this use")
    try:
        purpose.check(used, ctx.now)
    except NotUsable as error:
        raise WrappingKeyNotUsable(str(error)) from None
    return WrappingKey(named, used)


async def _load(ctx: Context, uid: str) -> ManagedObject:
    try:
        obj = await ctx.objects.load(uid)
    except NoSuchObject:
        raise NoSuchWrappingKey(f"no object {uid!r} to wrap with") from None
    if obj.archived:
        raise Archived("the wrapping key is archived")
    if obj.object_type not in _KEYS:
        raise WrappingKeyNotAKey(f"an object of type {obj.object_type.title} is no key")
    return obj


async def _private_of(ctx: Context, public: ManagedObject) -> ManagedObject:
    uid = linked(public, LinkType.PRIVATE_KEY_LINK)
    if uid is None:
        raise NoSuchWrappingKey("the public key has no link to its private key")
    return await _load(ctx, uid)
