"""PKCS#12 containers: taken apart when they are registered, put together for Get (KMIP 1.4 3.45, 4.3, 4.11, 11.4).

A container is protected with the Password that a PKCS#12 Password Link names. One that a client has registered
is kept as it came; beside it the server keeps the key, and objects for the certificates.
"""

from collections.abc import Iterable
from dataclasses import replace

from hsmsim.errors import Archived, FormatNotSupported, InvalidAttribute, NoKeyValue, NoSuchObject, Refused
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import add_object, one, value_of_key
from hsmsim.exchange.registering import facts_of
from hsmsim.exchange.unwrapping import opened
from hsmsim.exchange.uses import key_of
from hsmsim.interfaces.crypto import Container
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.keyblock import check_block, plain_key_value
from hsmsim.model.managed import ManagedObject
from hsmsim.model.working import Working
from hsmsim.spec.enums import CertificateType, KeyFormatType, LinkType, ObjectType, SecretDataType
from hsmsim.spec.structures import Certificate, KeyBlock, PrivateKey, SecretData
from hsmsim.spec.values import Link

LINK = "Link"
FRIENDLY_NAME = "PKCS#12 Friendly Name"
USUAL_NAME = "alias"  # 3.45

HELD = frozenset({ObjectType.PRIVATE_KEY})  # what containers are for; their certificates are objects of their own

_LONGEST_CHAIN = 32


def is_container(value: PrivateKey) -> bool:
    """Whether a private key that a client brings is in a container that is not wrapped."""
    block = value.key_block
    plain = block.key_value is not None and block.key_wrapping_data is None
    return plain and block.key_format_type is KeyFormatType.PKCS_12


# --------------------------------------------------------------------------------------------------- registering


async def take_in(ctx: Context, value: PrivateKey, given: Given) -> ManagedObject:
    """Keep the private key of a container, and its certificates as objects that it is linked to.

    Raises:
        InvalidAttribute: there is no Password to open it with, or more than one (table 330).
        BadKeyMaterial: it is no container, or not protected with this password.
        The errors of `facts_of` and `add_object`.
    """
    check_block(value.key_block)
    links = [link.linked_object_identifier for link in given.get(LINK, []) if _is_of(link, _PASSWORD)]
    password = await _password(ctx, links, InvalidAttribute)
    container: Container = ctx.crypto.open_container(_encoded(value.key_block), password, one(given, FRIENDLY_NAME))
    if container.friendly_name is not None:
        given.setdefault(FRIENDLY_NAME, [container.friendly_name])
    block = _plain_block(ctx, container, value.key_block)
    given = facts_of(ctx, ObjectType.PRIVATE_KEY, PrivateKey(key_block=block), given)
    obj = await add_object(ctx, ObjectType.PRIVATE_KEY, value, given, Origin(None), Working(key_block=block))
    await _add_chain(ctx, obj, container.certificates)
    return obj


def _encoded(block: KeyBlock) -> bytes:
    """The container: published messages have it as the Key Value itself, 2.1.4 has it as Key Material."""
    if isinstance(block.key_value, bytes):
        return block.key_value
    assert block.key_value is not None
    if not isinstance(block.key_value.key_material, bytes):
        raise InvalidAttribute("a PKCS#12 container is bytes, the Key Material is a structure")
    return block.key_value.key_material


def _plain_block(ctx: Context, container: Container, said: KeyBlock) -> KeyBlock:
    """The key of a container in a key block that says what the client's does."""
    made = value_of_key(ctx, ObjectType.PRIVATE_KEY, container.key, KeyFormatType.PKCS_8)
    assert isinstance(made, PrivateKey)
    if said.cryptographic_algorithm is None:
        return made.key_block
    return replace(
        made.key_block,
        cryptographic_algorithm=said.cryptographic_algorithm,
        cryptographic_length=said.cryptographic_length,
    )


async def _add_chain(ctx: Context, key: ManagedObject, certificates: list[bytes]) -> None:
    """Keep the certificates; each is linked to by what it certifies. A client's own links come first."""
    if _linked(key, _CERTIFICATE):
        return
    before = key
    for encoded in certificates:
        value = Certificate(certificate_type=CertificateType.X_509, certificate_value=encoded)
        given = facts_of(ctx, ObjectType.CERTIFICATE, value, {})
        obj = await add_object(ctx, ObjectType.CERTIFICATE, value, given, Origin(None))
        before.add(LINK, Link(link_type=_CERTIFICATE, linked_object_identifier=obj.uid))
        before = obj


# ---------------------------------------------------------------------------------------------------------- Get


async def packed(ctx: Context, obj: ManagedObject) -> KeyBlock:
    """A private key and its certificates as a container; the Key Value is bytes, as published cases have it.

    Raises:
        FormatNotSupported: there is no one Password, no one chain of certificates, or no container for such a key.
        Archived: an object that is needed for it is archived.
        NoKeyValue, BadKeyMaterial: see there.
    """
    if obj.object_type not in HELD:
        raise FormatNotSupported("only a private key is given in a PKCS#12 container")
    key = key_of(ctx, await opened(ctx, obj))
    password = await _password(ctx, _linked(obj, _PASSWORD), FormatNotSupported)
    name = obj.get(FRIENDLY_NAME) or USUAL_NAME
    encoded: bytes = ctx.crypto.make_container(key, await _chain(ctx, obj), name, password)
    return KeyBlock(key_format_type=KeyFormatType.PKCS_12, key_value=encoded)


async def _chain(ctx: Context, key: ManagedObject) -> list[bytes]:
    """The certificates by links: from the private key, or from its public key, and then from each certificate."""
    uid = _next(key)
    public = _only(_linked(key, LinkType.PUBLIC_KEY_LINK)) if uid is None else None
    if public is not None:
        uid = _next(await _load(ctx, public, ObjectType.PUBLIC_KEY))
    chain: dict[str, bytes] = {}
    while uid is not None and uid not in chain:
        if len(chain) == _LONGEST_CHAIN:
            raise FormatNotSupported(f"a chain of certificates has up to {_LONGEST_CHAIN}")
        obj = await _load(ctx, uid, ObjectType.CERTIFICATE)
        if not isinstance(obj.value, Certificate):
            raise FormatNotSupported("a certificate of the chain has been destroyed")
        chain[uid] = obj.value.certificate_value
        uid = _next(obj)
    return list(chain.values())


def _next(obj: ManagedObject) -> str | None:
    """The certificate that an object is linked to."""
    uid = _only(_linked(obj, _CERTIFICATE))
    return _only(_linked(obj, LinkType.CERTIFICATE_LINK)) if uid is None else uid


def _only(uids: list[str]) -> str | None:
    if len(set(uids)) > 1:
        raise FormatNotSupported("there is more than one chain of certificates")
    return uids[0] if uids else None


async def _load(ctx: Context, uid: str, object_type: ObjectType) -> ManagedObject:
    """An object that another is linked to."""
    try:
        obj = await ctx.objects.online(uid)
    except NoSuchObject:
        raise FormatNotSupported("an object that a link leads to is not there") from None
    except Archived:
        raise Archived("an object that a link leads to is archived") from None
    if obj.object_type is not object_type:
        raise FormatNotSupported(f"a link leads to an object of type {obj.object_type.title}")
    return obj


# -------------------------------------------------------------------------------------------------------- links

_PASSWORD, _CERTIFICATE = LinkType.PKCS_12_PASSWORD_LINK, LinkType.PKCS_12_CERTIFICATE_LINK


def _is_of(link: Link, link_type: LinkType) -> bool:
    return link.link_type is link_type


def _linked(obj: ManagedObject, link_type: LinkType) -> list[str]:
    links: Iterable[Link] = (instance.value for instance in obj.all(LINK))
    return [link.linked_object_identifier or "" for link in links if _is_of(link, link_type)]


async def _password(ctx: Context, uids: list[str], refusal: type[Refused]) -> bytes:
    """The Password that is linked to.

    Raises:
        `refusal`: there is not just one link, or it leads to no such thing.
        Archived: it has to be recovered first.
    """
    if len(uids) != 1:
        raise refusal("a PKCS#12 container needs one PKCS#12 Password Link")
    wrong = refusal("the PKCS#12 Password Link does not lead to Secret Data of type Password")
    try:
        obj = await ctx.objects.online(uids[0])
        if not isinstance(obj.value, SecretData) or obj.value.secret_data_type is not SecretDataType.PASSWORD:
            raise wrong
        material = plain_key_value(await opened(ctx, obj))[1].key_material
    except (NoSuchObject, NoKeyValue):
        raise wrong from None
    if not isinstance(material, bytes):
        raise wrong
    return material
