"""What the commands that make objects have in common: Create and Import."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred
from twisted.protocols import amp

from hsmsim.exchange.steps import Steps, set_mark
from hsmsim.management.object_words import Usage, mask_of
from hsmsim.management.session import Appliance, Session
from hsmsim.management.values import Choices
from hsmsim.model.lifecycle import ACTIVATION_DATE
from hsmsim.spec.attributes import TEMPORARY
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import NameType
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.structures import Attribute, TemplateAttribute
from hsmsim.spec.values import Name

# Without them: the usual uses of the algorithm, not exportable, not temporary, Pre-Active, in the own partition.
MAKING = (
    (b"usage", Choices(Usage, optional=True)),
    (b"exportable", amp.Boolean(optional=True)),
    (b"temporary", amp.Boolean(optional=True)),
    (b"activate", amp.Boolean(optional=True)),
    (b"partition", amp.Unicode(optional=True)),
)

# What the public key of a pair does, and what both do; all else is the private key's.
_PUBLIC = Mask.VERIFY | Mask.ENCRYPT | Mask.WRAP_KEY
_BOTH = Mask.KEY_AGREEMENT | Mask.DERIVE_KEY

_MASK = "Cryptographic Usage Mask"

_SIGNING, _AGREEING = Mask.SIGN | Mask.VERIFY, Mask.KEY_AGREEMENT | Mask.DERIVE_KEY
_CIPHERING, _MAKING_MACS = Mask.ENCRYPT | Mask.DECRYPT, Mask.MAC_GENERATE | Mask.MAC_VERIFY
_USUAL = {
    Algorithm.RSA: _SIGNING | _CIPHERING,
    **dict.fromkeys((Algorithm.DSA, Algorithm.EC, Algorithm.ECDSA), _SIGNING),
    **dict.fromkeys((Algorithm.DH, Algorithm.ECDH, Algorithm.ECMQV), _AGREEING),
    **{each: _MAKING_MACS for each in Algorithm if each.name.startswith("HMAC") or each is Algorithm.POLY1305},
}


@dataclass(frozen=True, slots=True)
class Making:
    """How new objects shall be; its fields are the arguments of MAKING."""

    usage: frozenset[Enum] | None
    exportable: bool | None
    temporary: bool | None
    activate: bool | None
    partition: str | None

    def common(self, now: int) -> dict[str, Any]:
        """What all objects get: since when they are Active."""
        return {ACTIVATION_DATE: now} if self.activate else {}

    def secret(self, algorithm: Algorithm) -> dict[str, Any]:
        """What a symmetric key gets."""
        return {_MASK: self._mask(algorithm), **self._secrecy()}

    def private(self, algorithm: Algorithm) -> dict[str, Any]:
        """What a private key gets."""
        return {_MASK: self._mask(algorithm) & ~_PUBLIC, **self._secrecy()}

    def public(self, algorithm: Algorithm) -> dict[str, Any]:
        """What a public key gets, which always leaves."""
        return {_MASK: self._mask(algorithm) & (_PUBLIC | _BOTH)}

    def _mask(self, algorithm: Algorithm) -> int:
        """The uses of a key, or of both keys of a pair."""
        return _USUAL.get(algorithm, _CIPHERING) if self.usage is None else mask_of(self.usage)

    def _secrecy(self) -> dict[str, Any]:
        """An exportable key leaves in plain too, any other one not at all."""
        exportable = bool(self.exportable)
        return {"Extractable": exportable, "Sensitive": not exportable}


def template(attributes: Mapping[str, Any], name: str | None = None) -> TemplateAttribute:
    """A Template-Attribute with these attributes, and a Name if there is one."""
    given = dict(attributes)
    if name is not None:
        given["Name"] = Name(name_value=name, name_type=NameType.UNINTERPRETED_TEXT_STRING)
    return TemplateAttribute(
        attribute=[Attribute(attribute_name=key, attribute_value=value) for key, value in given.items()]
    )


async def make(
    session: Session, making: Making, what: str, steps: Callable[[Steps], Awaitable[dict[str, str]]]
) -> dict[str, str]:
    """Make objects, and have them go with the session if they are temporary.

    Args:
        what: is done, for the log.
        steps: makes them, and gives their names by their uids.

    Returns:
        That.

    Raises:
        NameTaken: another object of the partition has one of the names.
        Refused: what else KMIP refuses.
    """

    async def take(taken: Steps) -> dict[str, str]:
        names = await steps(taken)
        for uid, name in names.items():
            await taken.check_name(name, uid)
            if making.temporary:
                await taken.amend(uid, partial(set_mark, mark=TEMPORARY))
        return names

    appliance = session.appliance
    made = await appliance.within.together(
        session.user_id, take, what, partition=making.partition, number=session.number
    )
    if making.temporary:
        for uid in made:
            session.at_end(partial(_forget, appliance, making.partition or session.user_id, uid))
    return made


def _forget(appliance: Appliance, partition: str, uid: str) -> None:
    """Remove a temporary object whose session has ended. If that fails, the next start of the HSM removes it."""
    forgotten = Deferred.fromCoroutine(appliance.within.forget(partition, uid))
    forgotten.addErrback(lambda failure: appliance.log.failure("temporary object {uid} stays", failure, uid=uid))
