"""Re-certify: a certificate takes the place of another for the same key pair (KMIP 1.4 4.8, errors 11.9)."""

from hsmsim.errors import NoActivationDate, NoSuchObject, NotCertifiable
from hsmsim.exchange.certifying import (
    CERTIFYING_ERRORS,
    TYPE,
    USAGE,
    Order,
    certifiable,
    check_key,
    issue,
    wish_of,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.interfaces.crypto import CertificateFacts, CertificateRequest, Constraints, Key
from hsmsim.model.links import LINK, link, linked
from hsmsim.model.managed import ManagedObject
from hsmsim.model.rekeying import hand_over, replacement
from hsmsim.spec.attributes import ISSUING_CA, RULES, SERVER_PREFIX, By
from hsmsim.spec.enums import (
    CertificateRequestType,
    CertificateType,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    State,
)
from hsmsim.spec.structures import Certificate, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Link
from hsmsim.ttlv.schema import enumeration, interval, nested, octets, structure, text

# The same as of Re-key, where the table has a row for it (4.4, table 331).
_ERRORS = CERTIFYING_ERRORS | {NoActivationDate: ResultReason.ILLEGAL_OPERATION}

_RENEWABLE = frozenset({State.PRE_ACTIVE, State.ACTIVE, State.DEACTIVATED})


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


@operation(Operation.RE_CERTIFY, request=Request, response=Response, errors=_ERRORS, makes={ObjectType.CERTIFICATE})
async def re_certify(ctx: Context, ask: Request) -> Response:
    """Make the new certificate, move the names to it, and link old, new and public key."""
    old = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    encoded = _renewable(old)
    ctx.objects.make_beside(old)
    wish = await wish_of(ctx, ask.certificate_request_type, ask.certificate_request, ask.template_attribute)
    facts: CertificateFacts = ctx.crypto.certificate(encoded)
    public = await _public_key(ctx, old)
    key = _key(ctx, public, facts)
    check_key(key, wish.request)
    wish.given = replacement(_without_its_own(old), wish.given, ask.offset, ctx.now)
    said: Constraints = ctx.crypto.constraints(encoded)
    order = Order(wish, _usual(old, key, facts, said), said.not_after - said.not_before)
    new = await issue(ctx, order)
    hand_over(old, new)
    ctx.objects.put(old)
    if public is not None:
        _relink(public, old, new)
        ctx.objects.put(public)
    ctx.placeholder = new.uid
    return Response(unique_identifier=new.uid, template_attribute=generated(new, ask.template_attribute))


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


def _without_its_own(old: ManagedObject) -> ManagedObject:
    """The existing certificate without the attributes that the certificate itself says or the server sets."""
    kept = old.copy()
    for name in old.attributes:
        own = name == USAGE or name.startswith(SERVER_PREFIX)
        if own or (name in RULES and not RULES[name].set_by & By.CLIENT):
            kept.clear(name)
    return kept


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


def _relink(public: ManagedObject, old: ManagedObject, new: ManagedObject) -> None:
    """The public key is that of the new certificate now (4.8)."""
    link(new, LinkType.PUBLIC_KEY_LINK, public.uid)
    for each in public.all(LINK):
        if each.value == Link(link_type=LinkType.CERTIFICATE_LINK, linked_object_identifier=old.uid):
            public.remove(LINK, each.index)
    link(public, LinkType.CERTIFICATE_LINK, new.uid)
