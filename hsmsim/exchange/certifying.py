"""Making a certificate: what Certify and Re-certify have in common (KMIP 1.4 sections 4.7 and 4.8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hsmsim.errors import (
    BadKeyMaterial,
    FeatureNotSupported,
    FormatNotSupported,
    InvalidAttribute,
    InvalidField,
    InvalidMessage,
    NoKeyValue,
    NoSuchObject,
    NotCertifiable,
    Refused,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.issuing import Authority, authority, serial_number
from hsmsim.exchange.making import MAKING_ERRORS, add_object, one
from hsmsim.exchange.registering import facts_of
from hsmsim.exchange.templates import given_by
from hsmsim.exchange.uses import key_of
from hsmsim.interfaces.crypto import CertificateRequest, Certification, Key
from hsmsim.model.attributes import Given, check_value, is_visible
from hsmsim.model.creation import Origin
from hsmsim.model.lifecycle import ACTIVATION_DATE, DEACTIVATION_DATE
from hsmsim.model.links import link
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import SUBJECT_PARTS
from hsmsim.spec.enums import CertificateRequestType, CertificateType, LinkType, ObjectType, ResultReason, State
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import Attribute, Certificate, TemplateAttribute

# Tables 334 and 335: what both have.
CERTIFYING_ERRORS: dict[type[Refused], ResultReason] = MAKING_ERRORS | {
    NoSuchObject: ResultReason.ITEM_NOT_FOUND,
    NotCertifiable: ResultReason.PERMISSION_DENIED,
}

USAGE = "Cryptographic Usage Mask"
TYPE = "Certificate Type"
X_509_SUBJECT = "X.509 Certificate Subject"
SUBJECT = "Certificate Subject"

YEAR = 365 * 86400  # seconds that a certificate is valid where nothing says how long
EARLIEST, LATEST = -631152000, 253402300799  # what a certificate can say: 1950 to 9999 (RFC 5280 4.1.2.5)

_LIVE = frozenset({State.PRE_ACTIVE, State.ACTIVE})

# What the certificate itself says: where a request is there too, that takes precedence (4.7).
_SAID_BY_REQUEST = (TYPE, "Cryptographic Algorithm", "Cryptographic Length")

# From the names of parts as attributes to the parts.
_PARTS = {name: part for part, name in SUBJECT_PARTS.items()}


@dataclass(slots=True)
class Naming:
    """Whom a certificate is for.

    Args:
        subject: distinguished name, DER; None where nothing says it.
        alternative_names: each in DER.
    """

    subject: bytes | None = None
    alternative_names: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class Wish:
    """What a request payload asks of the certificate.

    Args:
        request: the certificate request, if there is one.
        naming: what the Template-Attribute says of the subject.
        given: all other attributes.
    """

    request: CertificateRequest | None
    naming: Naming
    given: Given


# -------------------------------------------------------------------------------------------- reading the payload


async def wish_of(
    ctx: Context,
    request_type: CertificateRequestType | None,
    request: bytes | None,
    template_attribute: TemplateAttribute | None,
) -> Wish:
    """What the fields of the payload ask for.

    Raises:
        InvalidMessage: Certificate Request and Certificate Request Type are not there together.
        FeatureNotSupported: requests of this type are not read, or certificates of this type not made.
        BadKeyMaterial: the request is none of its type.
        The errors of `given_by`.
    """
    if (request_type is None) != (request is None):
        raise InvalidMessage("Certificate Request and Certificate Request Type go together")
    asked = None
    if request_type is not None and request is not None:
        if request_type not in ctx.crypto.requests:
            raise FeatureNotSupported("certificate requests are read as PKCS#10 and as PEM")
        asked = ctx.crypto.certificate_request(request_type, request)
    naming, rest = _split(ctx, template_attribute)
    given = await given_by(ctx, rest)
    if asked is not None:
        given = {name: values for name, values in given.items() if name not in _SAID_BY_REQUEST}
    if one(given, TYPE) not in (None, CertificateType.X_509):
        raise FeatureNotSupported("only X.509 certificates are made")
    return Wish(asked, _naming(ctx, naming), given)


def _split(
    ctx: Context, template_attribute: TemplateAttribute | None
) -> tuple[list[Attribute], TemplateAttribute | None]:
    """Attributes that say who the subject is, which only these two operations take, and all others."""
    if template_attribute is None:
        return [], None
    naming = [each for each in template_attribute.attribute if _names_subject(ctx, each.attribute_name)]
    rest = [each for each in template_attribute.attribute if not _names_subject(ctx, each.attribute_name)]
    return naming, TemplateAttribute(name=template_attribute.name, attribute=rest)


def _names_subject(ctx: Context, name: str) -> bool:
    return (name in (X_509_SUBJECT, SUBJECT) or name in _PARTS) and is_visible(name, ctx.version)


def _naming(ctx: Context, attributes: Sequence[Attribute]) -> Naming:
    """The subject, said in one of three ways: as DER, as text or in parts.

    Raises:
        InvalidAttribute: it is said twice.
        BadKeyMaterial: no certificate can have it.
    """
    for each in attributes:
        check_value(each.attribute_name, each.attribute_value)
    parts = [(_PARTS[each.attribute_name], each) for each in attributes if each.attribute_name in _PARTS]
    whole = [each for each in attributes if each.attribute_name not in _PARTS]
    if len(whole) + bool(parts) > 1:
        raise InvalidAttribute("the subject of the certificate is given more than once")
    if parts:
        return Naming(ctx.crypto.name_of_parts([(part, str(each.attribute_value)) for part, each in parts]))
    return _whole_naming(ctx, whole[0]) if whole else Naming()


def _whole_naming(ctx: Context, attribute: Attribute) -> Naming:
    value = attribute.attribute_value
    if attribute.attribute_name == X_509_SUBJECT:
        return Naming(value.subject_distinguished_name, list(value.subject_alternative_name))  # type: ignore[attr-defined]
    text = value.certificate_subject_distinguished_name  # type: ignore[attr-defined]
    others = value.certificate_subject_alternative_name  # type: ignore[attr-defined]
    subject = None if text is None else ctx.crypto.name_of_text(text)
    return Naming(subject, [ctx.crypto.alternative_name(each) for each in others])


# ----------------------------------------------------------------------------------------------------- the key


def check_key(key: Key, request: CertificateRequest | None) -> None:
    """Refuse a certificate request that is for another key.

    Raises:
        InvalidField: it is.
    """
    if request is not None and request.public_key.material != key.material:
        raise InvalidField("the Certificate Request is for another public key")


def certifiable(ctx: Context, obj: ManagedObject) -> Key:
    """The public key of an object that can be certified.

    Raises:
        NotCertifiable: it is no public key, is not usable any more, or its value is not here.
    """
    if obj.object_type is not ObjectType.PUBLIC_KEY:
        raise NotCertifiable(f"an object of type {obj.object_type.title} cannot be certified")
    if obj.state not in _LIVE:
        raise NotCertifiable("a public key that is deactivated, compromised or destroyed cannot be certified")
    try:
        return key_of(ctx, obj)
    except (NoKeyValue, BadKeyMaterial, FormatNotSupported):
        raise NotCertifiable("the server cannot read the public key") from None


# ------------------------------------------------------------------------------------------------- the certificate


@dataclass(slots=True)
class Order:
    """A certificate that is to be issued.

    Args:
        usual: what it says where neither request nor Template-Attribute says it.
        lasts: seconds that it is valid where no Deactivation Date is given.
    """

    wish: Wish
    usual: CertificateRequest
    lasts: int


async def issue(ctx: Context, order: Order) -> ManagedObject:
    """Make the certificate and its object, linked to the certificate of the CA.

    Raises:
        InvalidAttribute: there is no such validity.
        The errors of `authority` and of `born`.
    """
    issuer = await authority(ctx)
    given = dict(order.wish.given)
    usage = _usage(order)
    if usage is not None:
        given[USAGE] = [usage]
    encoded = _encoded(ctx, order, issuer, given, usage)
    value = Certificate(certificate_type=CertificateType.X_509, certificate_value=encoded)
    given = facts_of(ctx, ObjectType.CERTIFICATE, value, given)
    obj = await add_object(ctx, ObjectType.CERTIFICATE, value, given, Origin(None))
    link(obj, LinkType.CERTIFICATE_LINK, issuer.uid)
    return obj


def _encoded(ctx: Context, order: Order, issuer: Authority, given: Given, usage: int | None) -> bytes:
    asked, naming = order.wish.request or order.usual, _chosen(order)
    start, end = _validity(ctx, given, order.lasts)
    signs = order.wish.request is None and bool((usage or 0) & CryptographicUsageMask.CERTIFICATE_SIGN)
    what = Certification(
        subject=naming.subject or _EMPTY,
        public_key=order.usual.public_key,
        serial_number=serial_number(ctx),
        not_before=start,
        not_after=end,
        alternative_names=naming.alternative_names,
        usage=usage,
        extended_usage=asked.extended_usage,
        ca=asked.ca or signs,
        path_length=asked.path_length,
    )
    encoded: bytes = ctx.crypto.certify(what, issuer.certificate, issuer.key)
    return encoded


def _chosen(order: Order) -> Naming:
    """The names of the request; what it leaves out, of the Template-Attribute; where neither has any, the usual ones.

    A subject without a distinguished name is one too, if it has other names (3.11).
    """
    wish, usual = order.wish, order.usual
    asked = Naming() if wish.request is None else Naming(wish.request.subject, wish.request.alternative_names)
    subject = _filled(asked.subject) or _filled(wish.naming.subject)
    alternative_names = asked.alternative_names or wish.naming.alternative_names
    if subject is None and not alternative_names:
        return Naming(usual.subject, usual.alternative_names)
    return Naming(subject, alternative_names)


_EMPTY = b"\x30\x00"


def _filled(subject: bytes | None) -> bytes | None:
    return None if subject in (None, b"", _EMPTY) else subject


def _usage(order: Order) -> int | None:
    """Cryptographic Usage Mask: of the request, of the Template-Attribute, or the usual one."""
    request = order.wish.request
    if request is not None and request.usage is not None:
        return request.usage
    given: int | None = one(order.wish.given, USAGE)
    return order.usual.usage if given is None else given


def _validity(ctx: Context, given: Given, lasts: int) -> tuple[int, int]:
    """From the Activation Date, or now, to the Deactivation Date, or as long as is usual."""
    start, end = one(given, ACTIVATION_DATE), one(given, DEACTIVATION_DATE)
    start = ctx.now if start is None else start
    end = min(max(start, ctx.now) + lasts, LATEST) if end is None else end
    if not EARLIEST <= start <= end <= LATEST:
        raise InvalidAttribute("a certificate cannot be valid so: it begins after its end, or outside 1950 to 9999")
    return start, end
