"""The CA that issues certificates: one for each partition, made when it is first needed (KMIP 1.4 4.7, 4.8).

Its certificate and its private key are objects of the partition. Both carry the Name `CA_NAME`, by which they are
found, and the attribute `ISSUING_CA`, which no client can set. Where no usable CA has this Name, a new one is made.
"""

from dataclasses import dataclass

from hsmsim.errors import Archived
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import add_object, value_of_key
from hsmsim.exchange.registering import facts_of
from hsmsim.exchange.uses import key_of
from hsmsim.interfaces.crypto import Certification, Key
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.lifecycle import ACTIVATION_DATE
from hsmsim.model.links import link
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import ISSUING_CA
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    KeyFormatType,
    LinkType,
    NameType,
    ObjectType,
    RecommendedCurve,
    State,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import Certificate
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Name
from hsmsim.ttlv.schema import ItemType, Node

CA_NAME = "Issuing CA"
_ORGANISATION = "hsmsim"
_USAGE = CryptographicUsageMask.CERTIFICATE_SIGN | CryptographicUsageMask.CRL_SIGN
FOREVER = 253402300799  # the end of 9999, which means that there is no end (RFC 5280 4.1.2.5)


@dataclass(frozen=True, slots=True)
class Authority:
    """The issuing CA.

    Args:
        uid: of its certificate.
        certificate: DER.
        key: its private key.
    """

    uid: str
    certificate: bytes
    key: Key


def serial_number(ctx: Context) -> int:
    """A random serial number that is positive and at most 16 octets long (RFC 5280 4.1.2.2)."""
    return int.from_bytes(ctx.crypto.random(16), "big") >> 1 | 1


async def authority(ctx: Context) -> Authority:
    """The issuing CA of the partition that the new certificate is for.

    Raises:
        Archived: it lies in the archive.
        NotAuthorized: the partition's keys are not used.
    """
    ctx.objects.home.check_authorized(ObjectType.PRIVATE_KEY)
    for each in await ctx.objects.home.named(CA_NAME):
        if each.object_type is ObjectType.CERTIFICATE and ISSUING_CA in each.attributes:
            found = await _usable(ctx, each.uid)
            if found is not None:
                return found
    return await _make(ctx)


async def _usable(ctx: Context, uid: str) -> Authority | None:
    certificate = await ctx.objects.load(uid)
    key = await ctx.objects.load(certificate.get(ISSUING_CA).value)
    if certificate.state is not State.ACTIVE or key.state is not State.ACTIVE:
        return None
    if certificate.archived or key.archived:
        raise Archived("the issuing CA is archived")
    assert isinstance(certificate.value, Certificate)
    return Authority(uid, certificate.value.certificate_value, key_of(ctx, key))


async def _make(ctx: Context) -> Authority:
    """A new CA: a key on P-256, which takes no thread to make, and a certificate without an end."""
    private, public = ctx.crypto.generate_pair(CryptographicAlgorithm.EC, None, RecommendedCurve.P_256, None)
    serial = serial_number(ctx)
    subject = ctx.crypto.name_of_parts(
        # The serial number tells one CA from another that the partition had before.
        [("O", _ORGANISATION), ("OU", ctx.caller.user_id), ("CN", CA_NAME), ("Serial Number", f"{serial:032x}")]
    )
    encoded = ctx.crypto.certify(
        Certification(subject, public, serial, ctx.now, FOREVER, usage=_USAGE, ca=True), None, private
    )
    key = await _add_key(ctx, private)
    certificate = await _add_certificate(ctx, encoded, key)
    link(key, LinkType.CERTIFICATE_LINK, certificate.uid)
    link(certificate, LinkType.PRIVATE_KEY_LINK, key.uid)
    return Authority(certificate.uid, encoded, private)


def _given(ctx: Context, mark: Node) -> Given:
    return {
        "Name": [Name(name_value=CA_NAME, name_type=NameType.UNINTERPRETED_TEXT_STRING)],
        "Cryptographic Usage Mask": [_USAGE],
        ACTIVATION_DATE: [ctx.now],
        ISSUING_CA: [mark],
    }


async def _add_key(ctx: Context, key: Key) -> ManagedObject:
    """The private key, which never leaves."""
    given = _given(ctx, Node(Tag.ATTRIBUTE_VALUE, ItemType.BOOLEAN, True)) | {
        "Cryptographic Algorithm": [key.algorithm],
        "Cryptographic Length": [key.length],
        "Sensitive": [True],
        "Extractable": [False],
    }
    value = value_of_key(ctx, ObjectType.PRIVATE_KEY, key, KeyFormatType.PKCS_8)
    return await add_object(ctx, ObjectType.PRIVATE_KEY, value, given, Origin(ctx.crypto.rng))


async def _add_certificate(ctx: Context, encoded: bytes, key: ManagedObject) -> ManagedObject:
    """The certificate; its mark says which key is its own, since clients can change links."""
    value = Certificate(certificate_type=CertificateType.X_509, certificate_value=encoded)
    given = _given(ctx, Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, key.uid))
    given = facts_of(ctx, ObjectType.CERTIFICATE, value, given)
    return await add_object(ctx, ObjectType.CERTIFICATE, value, given, Origin(None))
