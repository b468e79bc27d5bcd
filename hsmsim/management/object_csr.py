"""Keys/Objects - Attributes - PKCS#10 CSR."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.errors import WrongObjectType
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_actions import REQUESTING
from hsmsim.management.object_naming import find
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.management.values import Names
from hsmsim.model.links import linked
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
)
from hsmsim.spec.values import CryptographicParameters

_OTHER_HALF = {
    ObjectType.PRIVATE_KEY: LinkType.PUBLIC_KEY_LINK,
    ObjectType.PUBLIC_KEY: LinkType.PRIVATE_KEY_LINK,
}
# The bits of a field up to which a hash is as strong as the curve.
_HASHES = (
    (256, DigitalSignatureAlgorithm.ECDSA_WITH_SHA256),
    (384, DigitalSignatureAlgorithm.ECDSA_WITH_SHA384),
    (1024, DigitalSignatureAlgorithm.ECDSA_WITH_SHA512),
)


class RequestCertificate(ManagementCommand):
    """Make a certificate request of a pair, either key of which is named.

    `subject` is a distinguished name: `CN=www.example.com,O=Example,C=BR`. `alternative_names` are host names,
    addresses, e-mail addresses and URIs: `www.example.com,10.0.0.1`. The request is PEM, and signed by the private key,
    which has to be Active and to permit signing.
    """

    arguments: ClassVar = [
        OBJECT,
        (b"subject", amp.Unicode()),
        (b"alternative_names", Names(optional=True)),
    ]
    response: ClassVar = [(b"request", amp.String())]


@responder(RequestCertificate, Right.OWN, "objects csr")
async def request_certificate(
    session: Session, object: str, subject: str, alternative_names: tuple[str, ...] | None
) -> Answer:
    """With SHA-256, or with what a larger curve asks for."""
    private, public = await _pair(session, (await find(session, object)).obj)
    algorithm = _signature_algorithm(private)
    files, within = session.appliance.key_files, session.appliance.within
    given = await within.perform(
        session.user_id,
        Operation.GET,
        number=session.number,
        unique_identifier=public.uid,
        key_format_type=KeyFormatType.X_509,
    )
    request = files.request(subject, given.public_key.key_block.key_value.key_material, alternative_names or ())
    signed = await within.perform(
        session.user_id,
        Operation.SIGN,
        number=session.number,
        unique_identifier=private.uid,
        cryptographic_parameters=CryptographicParameters(digital_signature_algorithm=algorithm),
        data=request,
    )
    return {"request": files.signed_request(request, algorithm, signed.signature_data)}


async def _pair(session: Session, obj: ManagedObject) -> tuple[ManagedObject, ManagedObject]:
    """Private and public key.

    Raises:
        WrongObjectType: it is none of a pair, or its other half is not here.
    """
    wanted = _OTHER_HALF.get(obj.object_type)
    if wanted is None or obj.get("Cryptographic Algorithm") not in REQUESTING:
        raise WrongObjectType("a certificate is requested for an RSA or EC pair")
    uid = linked(obj, wanted)
    if uid is None:
        raise WrongObjectType("the other key of the pair is not in the HSM")
    other = (await find(session, uid)).obj
    return (obj, other) if obj.object_type is ObjectType.PRIVATE_KEY else (other, obj)


def _signature_algorithm(private: ManagedObject) -> DigitalSignatureAlgorithm:
    if private.get("Cryptographic Algorithm") is CryptographicAlgorithm.RSA:
        return DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION
    length: int = private.get("Cryptographic Length")
    return next(algorithm for most, algorithm in _HASHES if length <= most)
