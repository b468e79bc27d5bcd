"""Keys/Objects - Export."""

from typing import Any, ClassVar, cast

from twisted.protocols import amp

from hsmsim.errors import NoKeyValue, WrongObjectType
from hsmsim.interfaces.crypto import Form
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.key_wrapping import called, check_strength, way_out
from hsmsim.management.object_actions import EXPORTED
from hsmsim.management.object_naming import find, first_name
from hsmsim.management.object_pages import check_size
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.model.keyblock import FIELDS
from hsmsim.model.links import linked
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import (
    EncodingOption,
    KeyFormatType,
    KeyWrapType,
    LinkType,
    ObjectType,
    Operation,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Certificate,
    EncryptionKeyInformation,
    KeyValue,
    KeyWrappingSpecification,
    OpaqueObject,
)

_FORMATS = {
    ObjectType.SYMMETRIC_KEY: KeyFormatType.RAW,
    ObjectType.PRIVATE_KEY: KeyFormatType.PKCS_8,
    ObjectType.PUBLIC_KEY: KeyFormatType.X_509,
    ObjectType.CERTIFICATE: KeyFormatType.X_509,
}
_SECRET = (ObjectType.SYMMETRIC_KEY, ObjectType.PRIVATE_KEY)
_WITHOUT_KEY_BLOCK = (ObjectType.CERTIFICATE, ObjectType.OPAQUE_OBJECT)
_LONGEST_CHAIN = 32  # certificates in a container; KMIP gives no more either


class ExportObject(ManagementCommand):
    """Give a key, a certificate or an opaque object.

    With `kek`, the object of the HSM that wraps it, a key is wrapped: by AES key wrap, or with RSAES-OAEP. With
    `password` a private key is encrypted; with `with_certificate` as well it is in a PKCS#12 container, together with
    that certificate of the HSM and those of its issuers that it is linked to. Else keys of pairs and certificates are
    PEM, and all else is bytes as they are. `form` says what the data are.
    """

    arguments: ClassVar = [
        OBJECT,
        (b"kek", amp.Unicode(optional=True)),
        (b"password", amp.Unicode(optional=True)),
        (b"with_certificate", amp.Unicode(optional=True)),
    ]
    response: ClassVar = [(b"data", amp.String()), (b"form", amp.Unicode())]


@responder(ExportObject, Right.OWN, "objects export")
async def export_object(
    session: Session, object: str, kek: str | None, password: str | None, with_certificate: str | None
) -> Answer:
    """What is not exportable stays; a key does not leave with one that is weaker than it is."""
    obj = (await find(session, object)).obj
    if obj.object_type not in EXPORTED:
        raise WrongObjectType(f"objects of type {obj.object_type.title} are not exported here")
    if (kek is not None and obj.object_type not in _SECRET) or (kek is not None and password is not None):
        raise NotUnderstood("a wrapping key goes with symmetric and private keys, and without password")
    if password is not None and obj.object_type is not ObjectType.PRIVATE_KEY:
        raise NotUnderstood("a password goes with private keys")
    if with_certificate is not None and password is None:
        raise NotUnderstood("a certificate goes with a private key and a password")
    if kek is not None:
        data, form = await _wrapped(session, obj, kek)
    elif with_certificate is not None:
        data, form = await _contained(session, obj, with_certificate, cast(str, password))
    else:
        data, form = _written(session, obj, await _given(session, obj, key_wrap_type=_PLAIN), password)
    return {"data": check_size(data), "form": form}


_PLAIN = KeyWrapType.NOT_WRAPPED


async def _given(session: Session, obj: ManagedObject, **how: Any) -> bytes:
    """What Get gives of a key, a certificate or an opaque object, in its usual format."""
    if obj.object_type in _WITHOUT_KEY_BLOCK:
        how = {}
    answer = await session.appliance.within.perform(
        session.user_id,
        Operation.GET,
        number=session.number,
        unique_identifier=obj.uid,
        key_format_type=_FORMATS.get(obj.object_type),
        **how,
    )
    value = getattr(answer, FIELDS[obj.object_type])
    if isinstance(value, Certificate):
        return value.certificate_value
    if isinstance(value, OpaqueObject):
        return value.opaque_data_value
    key_value = value.key_block.key_value
    if not isinstance(key_value, KeyValue) or not isinstance(key_value.key_material, bytes):
        raise NoKeyValue("the HSM has no value of this key that it could give")
    return key_value.key_material


def _written(session: Session, obj: ManagedObject, encoded: bytes, password: str | None) -> tuple[bytes, str]:
    """The data that a file is made of, and what they are."""
    if obj.object_type in _AS_IT_IS:
        return encoded, _AS_IT_IS[obj.object_type]
    if password is not None:
        return session.appliance.key_files.write_encrypted(encoded, password), "encrypted PKCS#8, PEM"
    return session.appliance.key_files.write(obj.object_type, encoded), _FORMS[obj.object_type]


_AS_IT_IS = {ObjectType.SYMMETRIC_KEY: "raw", ObjectType.OPAQUE_OBJECT: "opaque data"}
_FORMS = {
    ObjectType.PRIVATE_KEY: "PKCS#8, PEM",
    ObjectType.PUBLIC_KEY: "SubjectPublicKeyInfo, PEM",
    ObjectType.CERTIFICATE: "X.509, PEM",
}


async def _wrapped(session: Session, obj: ManagedObject, word: str) -> tuple[bytes, str]:
    kek = await _public_half(session, (await find(session, word)).obj)
    parameters = way_out(kek, obj)
    check_strength(kek, obj)
    how = KeyWrappingSpecification(
        wrapping_method=WrappingMethod.ENCRYPT,
        encryption_key_information=EncryptionKeyInformation(
            unique_identifier=kek.uid, cryptographic_parameters=parameters
        ),
        encoding_option=EncodingOption.NO_ENCODING,
    )
    return await _given(session, obj, key_wrapping_specification=how), called(parameters)


async def _contained(session: Session, obj: ManagedObject, word: str, password: str) -> tuple[bytes, str]:
    crypto, encoded = session.appliance.crypto, await _given(session, obj, key_wrap_type=_PLAIN)
    key = crypto.read_key(Form.PRIVATE, KeyFormatType.PKCS_8, encoded, None, False)
    chain = await _chain(session, word)
    return crypto.make_container(key, chain, first_name(obj) or obj.uid, password.encode()), "PKCS#12"


async def _chain(session: Session, word: str) -> list[bytes]:
    """A certificate, and those of its issuers as far as links lead to them."""
    found: dict[str, bytes] = {}
    next_one: str | None = word
    while next_one is not None and len(found) < _LONGEST_CHAIN:
        certificate = (await find(session, next_one)).obj
        if certificate.object_type is not ObjectType.CERTIFICATE:
            raise WrongObjectType(f"a certificate is needed, not an object of type {certificate.object_type.title}")
        if certificate.uid in found:
            break
        found[certificate.uid] = await _given(session, certificate)
        next_one = linked(certificate, LinkType.CERTIFICATE_LINK)
    return list(found.values())


async def _public_half(session: Session, kek: ManagedObject) -> ManagedObject:
    """The key that wraps: of a pair it is the public key, whichever of the two is named."""
    uid = linked(kek, LinkType.PUBLIC_KEY_LINK) if kek.object_type is ObjectType.PRIVATE_KEY else None
    return kek if uid is None else (await find(session, uid)).obj
