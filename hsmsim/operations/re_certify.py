"""Re-certify: a certificate takes the place of another for the same key pair (KMIP 1.4 4.8, errors 11.9)."""

from hsmsim.errors import InvalidMessage, NoSuchObject, NotCertifiable
from hsmsim.exchange.certifying import (
    CERTIFYING_ERRORS,
    TYPE,
    USAGE,
    Order,
    certifiable,
    check_key,
    issue,
    link,
    linked,
    relink,
    wish_of,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.interfaces.crypto import CertificateFacts, CertificateRequest, Constraints, Key
from hsmsim.model.attributes import Given, overlay
from hsmsim.model.lifecycle import ACTIVATION_DATE, DEACTIVATION_DATE
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import ISSUING_CA, RULES, SERVER_PREFIX, By
from hsmsim.spec.enums import CertificateRequestType, CertificateType, LinkType, ObjectType, Operation, State
from hsmsim.spec.structures import Certificate, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Link
from hsmsim.ttlv.schema import enumeration, interval, nested, octets, structure, text

_RENEWABLE = frozenset({State.PRE_ACTIVE, State.ACTIVE, State.DEACTIVATED})

# What a new certificate has anew (table 187), or may have another of than the existing one.
_ANEW = frozenset({"Link", "Fresh", "Random Number Generator", "Original Creation Date", USAGE})


@structure(Tag)
class Request:
    """Re-certify Request Payload (table 188)."""

    unique_identifier: str | None = text(default=None)
    certificate_request_type: CertificateRequestType | None = enumeration(CertificateRequestType, default=None)
    certificate_request: bytes | None = octets(default=None)
    offset: int | None = interval(default=None)
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@structure(Tag)
class Response:
    """Re-certify Response Payload (table 189)."""

    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(Operation.RE_CERTIFY, request=Request, response=Response, errors=CERTIFYING_ERRORS)
async def re_certify(ctx: Context, ask: Request) -> Response:
    """Make the new certificate, move the names to it, and link old, new and public key."""
    old = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    encoded = _renewable(old)
    wish = await wish_of(ctx, ask.certificate_request_type, ask.certificate_request, ask.template_attribute)
    if ask.offset is not None and {ACTIVATION_DATE, DEACTIVATION_DATE} & wish.given.keys():
        raise InvalidMessage("Offset goes with neither Activation Date nor Deactivation Date")
    facts: CertificateFacts = ctx.crypto.certificate(encoded)
    public = await _public_key(ctx, old)
    key = _key(ctx, public, facts)
    check_key(key, wish.request)
    wish.given = overlay(_inherited(old) | _dates(old, ask.offset, ctx.now), wish.given)
    said: Constraints = ctx.crypto.constraints(encoded)
    order = Order(wish, _usual(old, key, facts, said), said.not_after - said.not_before)
    new = await issue(ctx, order, _links(old, public))
    _replace(ctx, old, new, public)
    ctx.placeholder = new.uid
    return Response(unique_identifier=new.uid)


def _renewable(old: ManagedObject) -> bytes:
    """The certificate to be renewed.

    Raises:
        NotCertifiable: it is none, or not one that can be renewed.
    """
    if old.object_type is not ObjectType.CERTIFICATE:
        raise NotCertifiable(f"an object of type {old.object_type.title} cannot be certified again")
    if old.state not in _RENEWABLE:
        raise NotCertifiable("a certificate that is compromised or destroyed cannot be certified again")
    if old.get(TYPE) is not CertificateType.X_509 or ISSUING_CA in old.attributes:
        raise NotCertifiable("a certificate of this kind cannot be certified again")
    assert isinstance(old.value, Certificate)
    return old.value.certificate_value


# ----------------------------------------------------------------------------------------------------------- the key


async def _public_key(ctx: Context, old: ManagedObject) -> ManagedObject | None:
    """The public key object that the certificate is linked to; None where the partition has none.

    Raises:
        Archived: it lies in the archive.
    """
    uid = linked(old, LinkType.PUBLIC_KEY_LINK)
    if uid is None:
        return None
    try:
        return await ctx.objects.online(uid)
    except NoSuchObject:
        return None


def _key(ctx: Context, public: ManagedObject | None, facts: CertificateFacts) -> Key:
    """The key that is certified again: that of the certificate, which is the linked object's."""
    if public is not None and certifiable(ctx, public).material != facts.public_key.material:
        raise NotCertifiable("the certificate is linked to a public key that is not its own")
    return facts.public_key


# --------------------------------------------------------------------------------------------- the new certificate


def _inherited(old: ManagedObject) -> Given:
    """The attributes that the new certificate takes over: all but those that are the certificate's own or made anew."""
    return {
        name: [instance.value for instance in instances]
        for name, instances in old.attributes.items()
        if name not in _ANEW and not name.startswith(SERVER_PREFIX) and (name not in RULES or _is_given(name))
    }


def _is_given(name: str) -> bool:
    """Whether a client can have given the attribute, and the certificate itself does not say it."""
    return bool(RULES[name].set_by & By.CLIENT)


def _dates(old: ManagedObject, offset: int | None, now: int) -> Given:
    """Activation and Deactivation Date by table 186; without an Offset they are the existing certificate's."""
    start, end = old.get(ACTIVATION_DATE), old.get(DEACTIVATION_DATE)
    if offset is not None:
        moved = now + offset
        end = None if start is None or end is None else end + moved - start
        start = moved
    dates = {ACTIVATION_DATE: start, DEACTIVATION_DATE: end}
    return {name: [] if date is None else [date] for name, date in dates.items()}


def _usual(old: ManagedObject, key: Key, facts: CertificateFacts, said: Constraints) -> CertificateRequest:
    """What the new certificate says where nobody says otherwise: what the existing one says."""
    subject = facts.x_509_certificate_subject
    usage = old.get(USAGE)
    return CertificateRequest(
        subject=subject.subject_distinguished_name or b"",
        public_key=key,
        alternative_names=list(subject.subject_alternative_name),
        usage=said.usage if usage is None else usage,
        extended_usage=said.extended_usage,
        ca=bool(said.ca),
        path_length=said.path_length,
    )


def _links(old: ManagedObject, public: ManagedObject | None) -> list[Link]:
    links = [link(LinkType.REPLACED_OBJECT_LINK, old.uid)]
    return links if public is None else [*links, link(LinkType.PUBLIC_KEY_LINK, public.uid)]


def _replace(ctx: Context, old: ManagedObject, new: ManagedObject, public: ManagedObject | None) -> None:
    """Names are the new certificate's now, and links point at it."""
    old.clear("Name")
    relink(old, LinkType.REPLACEMENT_OBJECT_LINK, None, new.uid)
    ctx.objects.put(old)
    if public is not None:
        relink(public, LinkType.CERTIFICATE_LINK, old.uid, new.uid)
        ctx.objects.put(public)
