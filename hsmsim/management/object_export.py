"""Keys/Objects - Export."""

from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.errors import NoKeyValue, WrongObjectType
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.key_wrapping import called, check_strength, way_out
from hsmsim.management.object_actions import EXPORTED
from hsmsim.management.object_naming import find
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
from hsmsim.spec.structures import Certificate, EncryptionKeyInformation, KeyValue, KeyWrappingSpecification

_FORMATS = {
    ObjectType.SYMMETRIC_KEY: KeyFormatType.RAW,
    ObjectType.PRIVATE_KEY: KeyFormatType.PKCS_8,
    ObjectType.PUBLIC_KEY: KeyFormatType.X_509,
    ObjectType.CERTIFICATE: KeyFormatType.X_509,
}
_SECRET = (ObjectType.SYMMETRIC_KEY, ObjectType.PRIVATE_KEY)


class ExportObject(ManagementCommand):
    """Give a key or a certificate.

    With `kek`, the object of the HSM that wraps it, a key is wrapped: by AES key wrap, or with RSAES-OAEP. With
    `password` a private key is encrypted. Else all but symmetric keys is PEM. `form` says what the data are.
    """

    arguments: ClassVar = [
        OBJECT,
        (b"kek", amp.Unicode(optional=True)),
        (b"password", amp.Unicode(optional=True)),
    ]
    response: ClassVar = [(b"data", amp.String()), (b"form", amp.Unicode())]


@responder(ExportObject, Right.OWN, "objects export")
async def export_object(session: Session, object: str, kek: str | None, password: str | None) -> Answer:
    """What is not exportable stays; a key does not leave with one that is weaker than it is."""
    obj = (await find(session, object)).obj
    if obj.object_type not in EXPORTED:
        raise WrongObjectType(f"objects of type {obj.object_type.title} are not exported here")
    if (kek is not None and obj.object_type not in _SECRET) or (kek is not None and password is not None):
        raise NotUnderstood("a wrapping key goes with symmetric and private keys, and without password")
    if password is not None and obj.object_type is not ObjectType.PRIVATE_KEY:
        raise NotUnderstood("a password goes with private keys")
    if kek is not None:
        data, form = await _wrapped(session, obj, kek)
    else:
        data, form = _written(session, obj, await _given(session, obj, key_wrap_type=_PLAIN), password)
    return {"data": check_size(data), "form": form}


_PLAIN = KeyWrapType.NOT_WRAPPED


async def _given(session: Session, obj: ManagedObject, **how: Any) -> bytes:
    """What Get gives of a key or certificate, in its usual format."""
    if obj.object_type is ObjectType.CERTIFICATE:
        how = {}
    answer = await session.appliance.within.perform(
        session.user_id,
        Operation.GET,
        number=session.number,
        unique_identifier=obj.uid,
        key_format_type=_FORMATS[obj.object_type],
        **how,
    )
    value = getattr(answer, FIELDS[obj.object_type])
    if isinstance(value, Certificate):
        return value.certificate_value
    key_value = value.key_block.key_value
    if not isinstance(key_value, KeyValue) or not isinstance(key_value.key_material, bytes):
        raise NoKeyValue("the HSM has no value of this key that it could give")
    return key_value.key_material


def _written(session: Session, obj: ManagedObject, encoded: bytes, password: str | None) -> tuple[bytes, str]:
    """The data that a file is made of, and what they are."""
    if obj.object_type is ObjectType.SYMMETRIC_KEY:
        return encoded, "raw"
    if password is not None:
        return session.appliance.key_files.write_encrypted(encoded, password), "encrypted PKCS#8, PEM"
    return session.appliance.key_files.write(obj.object_type, encoded), _FORMS[obj.object_type]


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


async def _public_half(session: Session, kek: ManagedObject) -> ManagedObject:
    """The key that wraps: of a pair it is the public key, whichever of the two is named."""
    uid = linked(kek, LinkType.PUBLIC_KEY_LINK) if kek.object_type is ObjectType.PRIVATE_KEY else None
    return kek if uid is None else (await find(session, uid)).obj
