"""Key pairs: what Create Key Pair and Re-key Key Pair have in common (KMIP 1.4 sections 4.2 and 4.5)."""

from typing import Protocol

from hsmsim.errors import InvalidAttribute, InvalidMessage
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import add_object, one, value_of_key
from hsmsim.exchange.templates import given_by
from hsmsim.interfaces.crypto import Key
from hsmsim.model.attributes import Given, overlay
from hsmsim.model.creation import Origin
from hsmsim.model.links import link
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, LinkType, ObjectType, RecommendedCurve
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.values import CryptographicDomainParameters

ALGORITHM, LENGTH, DOMAIN = "Cryptographic Algorithm", "Cryptographic Length", "Cryptographic Domain Parameters"

# Attributes that both keys must have alike (table 168).
_SAME = (ALGORITHM, LENGTH, DOMAIN, "Cryptographic Parameters")

# The Key Format Types that new keys are kept in.
_FORMATS = {
    CryptographicAlgorithm.RSA: (KeyFormatType.PKCS_1, KeyFormatType.PKCS_1),
}
_OTHER_FORMATS = KeyFormatType.PKCS_8, KeyFormatType.X_509


class PairRequest(Protocol):
    """The fields by which a request gives attributes to a new pair."""

    common_template_attribute: TemplateAttribute | None
    private_key_template_attribute: TemplateAttribute | None
    public_key_template_attribute: TemplateAttribute | None


async def given_to_pair(ctx: Context, ask: PairRequest) -> tuple[Given, Given]:
    """The attributes of both keys; what is said of one key wins over what is said of both.

    Raises:
        InvalidAttribute: the keys differ where they must be alike.
        The errors of `given_by`.
    """
    common = await given_by(ctx, ask.common_template_attribute)
    private = overlay(common, await given_by(ctx, ask.private_key_template_attribute))
    public = overlay(common, await given_by(ctx, ask.public_key_template_attribute))
    for name in _SAME:
        if name in private and name in public and private[name] != public[name]:
            raise InvalidAttribute(f"{name} differs between the two keys")
        for one_key, other in ((private, public), (public, private)):
            if name in one_key:
                other.setdefault(name, one_key[name])
    return private, public


async def generate_pair(ctx: Context, given: Given, usual: RecommendedCurve | None = None) -> tuple[Key, Key]:
    """A private and a public key, made in a thread.

    Args:
        usual: the curve where no domain parameters are given.

    Raises:
        InvalidMessage: nothing says how long the keys are.
        CryptographicFailure: there are no such keys.
    """
    domain = one(given, DOMAIN) or CryptographicDomainParameters(recommended_curve=usual)
    length = one(given, LENGTH)
    if length is None and domain.recommended_curve is None:
        raise InvalidMessage("Cryptographic Length or a Recommended Curve is required")
    pair: tuple[Key, Key] = await ctx.offload(
        ctx.crypto.generate_pair, one(given, ALGORITHM), length, domain.recommended_curve, domain.qlength
    )
    return pair


async def add_pair(
    ctx: Context, pair: tuple[Key, Key], private_given: Given, public_given: Given
) -> tuple[ManagedObject, ManagedObject]:
    """Make both objects, linked to each other.

    Raises:
        The errors of `add_object`.
    """
    private, public = pair
    formats = _FORMATS.get(private.algorithm, _OTHER_FORMATS)
    private_obj = await _add(ctx, ObjectType.PRIVATE_KEY, private, formats[0], private_given)
    public_obj = await _add(ctx, ObjectType.PUBLIC_KEY, public, formats[1], public_given)
    link(private_obj, LinkType.PUBLIC_KEY_LINK, public_obj.uid)
    link(public_obj, LinkType.PRIVATE_KEY_LINK, private_obj.uid)
    return private_obj, public_obj


async def _add(ctx: Context, object_type: ObjectType, key: Key, form: KeyFormatType, given: Given) -> ManagedObject:
    given[ALGORITHM] = [key.algorithm]
    given[LENGTH] = [key.length]
    value = value_of_key(ctx, object_type, key, form)
    return await add_object(ctx, object_type, value, given, Origin(ctx.crypto.rng))
