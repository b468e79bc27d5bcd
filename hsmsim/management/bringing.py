"""Bringing: what is in a file becomes objects that have names and know of each other."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from hsmsim.errors import BadKeyMaterial
from hsmsim.exchange.steps import Steps
from hsmsim.interfaces.crypto import CertificateFacts, Form, ICrypto, Key
from hsmsim.interfaces.key_files import Piece
from hsmsim.management.object_making import Making, template
from hsmsim.management.object_naming import CERTIFICATE, PUBLIC, check_suffixed
from hsmsim.model.keyblock import FIELDS, VALUE_CLASSES, make_key_block
from hsmsim.model.links import link
from hsmsim.spec.enums import CertificateType, CryptographicAlgorithm, KeyFormatType, LinkType, ObjectType, Operation
from hsmsim.spec.structures import Certificate, ObjectValue

_FORMS = {ObjectType.PRIVATE_KEY: Form.PRIVATE, ObjectType.PUBLIC_KEY: Form.PUBLIC}


class Bringing:
    """Registers what comes, within the steps of one request.

    Attributes:
        names: of what is registered, by uid.

    Args:
        name: of the first object; those of the others begin with it.
        making: how the objects shall be.
        now: seconds since 1970.
    """

    def __init__(self, steps: Steps, name: str, making: Making, crypto: ICrypto, now: int) -> None:
        self.names: dict[str, str] = {}
        self._steps = steps
        self._name = name
        self._making = making
        self._crypto = crypto
        self._common = making.common(now)

    async def secret(self, algorithm: CryptographicAlgorithm, material: bytes) -> None:
        """Register a symmetric key.

        Raises:
            Refused: see Register.
        """
        given = {"Cryptographic Algorithm": algorithm, **self._making.secret(algorithm)}
        await self._register_key(Piece(ObjectType.SYMMETRIC_KEY, KeyFormatType.RAW, material), given, "")

    async def pieces(self, pieces: Sequence[Piece]) -> None:
        """Register keys and certificates, linked to each other.

        Raises:
            BadKeyMaterial: they do not belong together.
            Refused: see Register.
        """
        public, uids = await self._pair(_only(pieces, ObjectType.PRIVATE_KEY), _only(pieces, ObjectType.PUBLIC_KEY))
        certificates = [each.material for each in pieces if each.object_type is ObjectType.CERTIFICATE]
        if certificates:
            await self._chain(certificates, public, uids)

    async def _pair(self, private: Piece | None, public: Piece | None) -> tuple[Key | None, dict[LinkType, str]]:
        """Register the private key, if there is one, and the public key, which belongs to it."""
        uids: dict[LinkType, str] = {}
        key = None if public is None else self._read(public)
        if private is not None:
            read = self._read(private)
            half: Key = self._crypto.public_of(read)
            if key is not None and key.material != half.material:
                raise BadKeyMaterial("the public key of the file is not the private key's")
            key = half
            given = self._making.private(read.algorithm)
            uids[LinkType.PRIVATE_KEY_LINK] = await self._register_key(private, given, "")
        if key is not None:
            piece = Piece(ObjectType.PUBLIC_KEY, KeyFormatType.X_509, key.material)
            given = self._making.public(key.algorithm)
            uids[LinkType.PUBLIC_KEY_LINK] = await self._register_key(piece, given, PUBLIC)
        if len(uids) > 1:
            await self._link(uids[LinkType.PRIVATE_KEY_LINK], LinkType.PUBLIC_KEY_LINK, uids[LinkType.PUBLIC_KEY_LINK])
            await self._link(uids[LinkType.PUBLIC_KEY_LINK], LinkType.PRIVATE_KEY_LINK, uids[LinkType.PRIVATE_KEY_LINK])
        return key, uids

    def _read(self, piece: Piece) -> Key:
        form, material = _FORMS[piece.object_type], piece.material
        key: Key = self._crypto.read_key(form, piece.key_format_type, material, None, False)
        return key

    async def _chain(self, certificates: Sequence[bytes], key: Key | None, uids: dict[LinkType, str]) -> None:
        """Register certificates: that of the key first, if there is a key, then those of issuers."""
        facts: list[CertificateFacts] = [self._crypto.certificate(each) for each in certificates]
        if key is not None and facts[0].public_key.material != key.material:
            raise BadKeyMaterial("the first certificate of the file is not the key's")
        chain = [await self._register_certificate(each) for each in certificates]
        for link_type, uid in uids.items():
            await self._link(uid, LinkType.CERTIFICATE_LINK, chain[0])
            await self._link(chain[0], link_type, uid)
        for (uid, has), (issuer, its) in pairwise(zip(chain, facts, strict=True)):
            wanted = has.x_509_certificate_issuer.issuer_distinguished_name
            if wanted == its.x_509_certificate_subject.subject_distinguished_name:
                await self._link(uid, LinkType.CERTIFICATE_LINK, issuer)

    # ------------------------------------------------------------------------------------------------- one by one

    async def _register_key(self, piece: Piece, given: dict[str, Any], suffix: str) -> str:
        block = make_key_block(piece.key_format_type, piece.material, None, None)
        value = VALUE_CLASSES[piece.object_type](key_block=block)
        return await self._register(piece.object_type, value, given, suffix)

    async def _register_certificate(self, encoded: bytes) -> str:
        value = Certificate(certificate_type=CertificateType.X_509, certificate_value=encoded)
        return await self._register(ObjectType.CERTIFICATE, value, {}, CERTIFICATE)

    async def _register(self, object_type: ObjectType, value: ObjectValue, given: dict[str, Any], suffix: str) -> str:
        name = self._next_name(suffix)
        made = await self._steps.perform(
            Operation.REGISTER,
            object_type=object_type,
            template_attribute=template({**self._common, **given}, name),
            **{FIELDS[object_type]: value},
        )
        uid: str = made.unique_identifier
        self.names[uid] = name
        return uid

    def _next_name(self, suffix: str) -> str:
        """The name itself for the first object; for others with a suffix, which is counted from the second on."""
        if not self.names:
            return self._name
        taken = self.names.values()
        end, number = suffix, 1
        while self._name + end in taken:
            number += 1
            end = f"{suffix}{number}"
        return check_suffixed(self._name, end)

    async def _link(self, uid: str, link_type: LinkType, to: str) -> None:
        await self._steps.amend(uid, partial(link, link_type=link_type, uid=to))


def _only(pieces: Sequence[Piece], object_type: ObjectType) -> Piece | None:
    found = [each for each in pieces if each.object_type is object_type]
    if len(found) > 1:
        raise BadKeyMaterial("the file has several keys: bring them one by one")
    return found[0] if found else None
