"""Certify: a certificate for a public key, issued by the partition's own CA (KMIP 1.4 4.7, errors 11.8)."""

from hsmsim.errors import InvalidMessage
from hsmsim.exchange.certifying import (
    CERTIFYING_ERRORS,
    TYPE,
    USAGE,
    YEAR,
    Order,
    certifiable,
    check_key,
    issue,
    wish_of,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import one
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.interfaces.crypto import CertificateRequest
from hsmsim.model.attributes import Given
from hsmsim.model.links import link, link_offspring
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CertificateRequestType, LinkType, ObjectType, Operation
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import enumeration, nested, octets, structure, text


@structure(Tag)
class Request:
    """Certify Request Payload (table 184)."""

    unique_identifier: str | None = text(default=None)
    certificate_request_type: CertificateRequestType | None = enumeration(CertificateRequestType, default=None)
    certificate_request: bytes | None = octets(default=None)
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@structure(Tag)
class Response:
    """Certify Response Payload (table 185)."""

    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(
    Operation.CERTIFY, request=Request, response=Response, errors=CERTIFYING_ERRORS, makes={ObjectType.CERTIFICATE}
)
async def certify(ctx: Context, ask: Request) -> Response:
    """Make the certificate and link it and the public key to each other."""
    public = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    key = certifiable(ctx, public)
    wish = await wish_of(ctx, ask.certificate_request_type, ask.certificate_request, ask.template_attribute)
    if wish.request is None and one(wish.given, TYPE) is None:
        raise InvalidMessage("without a Certificate Request, the Certificate Type is required")
    check_key(key, wish.request)
    usual = CertificateRequest(_subject(ctx, public, wish.given), key, [], public.get(USAGE), None, False, None)
    certificate = await issue(ctx, Order(wish, usual, YEAR))
    link(certificate, LinkType.PUBLIC_KEY_LINK, public.uid)
    link_offspring(public, LinkType.CERTIFICATE_LINK, certificate.uid)
    ctx.objects.put(public)
    ctx.placeholder = certificate.uid
    told = generated(certificate, ask.template_attribute)
    return Response(unique_identifier=certificate.uid, template_attribute=told)


def _subject(ctx: Context, public: ManagedObject, given: Given) -> bytes:
    """The subject that nobody names: after the Name of the certificate or of the key, or the key's identifier."""
    name = one(given, "Name") or public.get("Name")
    subject: bytes = ctx.crypto.name_of_parts([("CN", (name and name.name_value) or public.uid)])
    return subject
