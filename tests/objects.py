"""Objects and attributes for tests."""

from collections.abc import Mapping
from typing import Any

from hsmsim.interfaces.store import Hint
from hsmsim.model.creation import Origin, born
from hsmsim.model.keyblock import digest_of, make_key_block
from hsmsim.model.lifecycle import GONE, Cause, advance
from hsmsim.model.managed import ARCHIVE_DATE, ManagedObject
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
    SecretDataType,
    SplitKeyMethod,
    State,
)
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
    KeyBlock,
    ObjectValue,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TemplateAttribute,
)
from hsmsim.spec.values import Name
from tests.appliance import NOW, Hsm, KmipError

BORN = NOW - 1000
KEY = bytes(range(16))


def attribute(name: str, value: Any, index: int | None = None) -> Attribute:
    """One attribute as it is sent."""
    return Attribute(attribute_name=name, attribute_index=index, attribute_value=value)


def attributes(values: Mapping[str, Any]) -> list[Attribute]:
    """Attributes as they are sent; a list is several instances."""
    return [
        attribute(name, each)
        for name, value in values.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def template_attribute(values: Mapping[str, Any], *templates: str) -> TemplateAttribute:
    """A Template-Attribute with attributes and the names of templates."""
    return TemplateAttribute(name=[text_name(each) for each in templates], attribute=attributes(values))


def text_name(value: str) -> Name:
    """A Name."""
    return Name(name_value=value, name_type=NameType.UNINTERPRETED_TEXT_STRING)


def raw_block(material: bytes = KEY) -> KeyBlock:
    """A key block with an AES key."""
    return make_key_block(KeyFormatType.RAW, material, CryptographicAlgorithm.AES, len(material) * 8)


def some_value(object_type: ObjectType) -> ObjectValue:
    """Something that an object of this type could be, as far as rules of attributes see it."""
    if object_type is ObjectType.CERTIFICATE:
        return Certificate(certificate_type=CertificateType.X_509, certificate_value=b"certificate")
    if object_type is ObjectType.OPAQUE_OBJECT:
        return OpaqueObject(opaque_data_type=0x80000001, opaque_data_value=b"opaque")  # type: ignore[arg-type]
    if object_type is ObjectType.TEMPLATE:
        return Template()
    if object_type is ObjectType.SECRET_DATA:
        return SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=raw_block(b"password"))
    if object_type is ObjectType.SPLIT_KEY:
        return SplitKey(
            split_key_parts=2,
            key_part_identifier=1,
            split_key_threshold=2,
            split_key_method=SplitKeyMethod.XOR,
            key_block=raw_block(),
        )
    if object_type is ObjectType.PGP_KEY:
        return PGPKey(pgp_key_version=4, key_block=raw_block(b"-----BEGIN PGP PUBLIC KEY BLOCK-----"))
    keys = {ObjectType.PUBLIC_KEY: PublicKey, ObjectType.PRIVATE_KEY: PrivateKey}
    value: ObjectValue = keys.get(object_type, SymmetricKey)(key_block=raw_block())
    return value


_WAY = {
    State.PRE_ACTIVE: (),
    State.ACTIVE: (Cause.ACTIVATE,),
    State.DEACTIVATED: (Cause.ACTIVATE, Cause.DEACTIVATE),
    State.COMPROMISED: (Cause.COMPROMISE,),
    State.DESTROYED: (Cause.DESTROY,),
    State.DESTROYED_COMPROMISED: (Cause.COMPROMISE, Cause.DESTROY),
}


def made(
    uid: str = "k1",
    object_type: ObjectType = ObjectType.SYMMETRIC_KEY,
    having: Mapping[str, Any] | None = None,
    *,
    state: State = State.PRE_ACTIVE,
    archived: bool = False,
    born_at: int = BORN,
) -> ManagedObject:
    """An object of a type, with attributes (a list is several instances), brought to a state."""
    given = {name: value if isinstance(value, list) else [value] for name, value in (having or {}).items()}
    value = some_value(object_type)
    obj = born(uid, value, object_type, given, Origin(None), born_at)
    digest = digest_of(value)
    if digest is not None:
        obj.set("Digest", digest)
    if obj.state is not None:
        for cause in _WAY[state]:
            advance(obj, cause, born_at)
    if obj.state in GONE:
        obj.value = None
    if archived:
        obj.set(ARCHIVE_DATE, born_at)
    return obj


def everything(hsm: Hsm) -> dict[str, ManagedObject]:
    """All objects of both partitions."""
    return {obj.uid: obj.copy() for user in ("alice", "bob") for obj in hsm.store.candidates(user, Hint())}


async def refused(
    case: Any, hsm: Hsm, operation: Operation, payload: Any, reason: ResultReason, **how: Any
) -> KmipError:
    """Assert that an operation fails for this reason and leaves everything as it was; return the failure."""
    before = everything(hsm)
    try:
        answered = await hsm.ask(operation, payload, **how)
    except KmipError as error:
        case.assertEqual(error.reason, reason, error.item.result_message)
        case.assertIs(error.status, ResultStatus.OPERATION_FAILED)
        case.assertTrue(error.item.result_message)
        case.assertEqual(everything(hsm), before)
        return error
    raise case.failureException(f"{operation.title} succeeded: {answered}")
