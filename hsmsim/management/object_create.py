"""Keys/Objects - Create."""

from enum import Enum
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.errors import CryptographicFailure, InvalidAttribute, InvalidMessage
from hsmsim.exchange.steps import Steps
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_errors import CannotCreate
from hsmsim.management.object_making import MAKING, Making, make, template
from hsmsim.management.object_naming import PUBLIC, check_name, check_suffixed
from hsmsim.management.object_words import UID, Curve, KeyAlgorithm
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation, RecommendedCurve
from hsmsim.spec.values import CryptographicDomainParameters

Facts = dict[str, Any]


class CreateObject(ManagementCommand):
    """Make a key, or a pair of which the private key gets the name and the public key the name with `_pub`.

    `length` is in bits; keys on curves have a `curve` instead. `public_uid` is there of pairs.
    """

    arguments: ClassVar = [
        (b"name", amp.Unicode()),
        (b"algorithm", Choice(KeyAlgorithm)),
        (b"length", amp.Integer(optional=True)),
        (b"curve", Choice(Curve, optional=True)),
        *MAKING,
    ]
    response: ClassVar = [UID, (b"public_uid", amp.Unicode(optional=True))]


@responder(CreateObject, Right.OWN, "objects create")
async def create_object(
    session: Session, name: str, algorithm: Enum, length: int | None, curve: Enum | None, **how: Any
) -> Answer:
    """In another's partition it takes the right to create there."""
    making, wanted = Making(**how), CryptographicAlgorithm[algorithm.name]
    is_pair = wanted in session.appliance.crypto.pairs
    names = [check_name(name), check_suffixed(name, PUBLIC)] if is_pair else [check_name(name)]
    facts = {**_facts(wanted, length, curve), **making.common(session.appliance.within.now())}

    async def steps(steps: Steps) -> dict[str, str]:
        for each in names:
            await steps.check_name(each)  # before a pair is made, which can take a while
        return await (_pair if is_pair else _key)(steps, wanted, names, facts, making)

    try:
        uids = list(await make(session, making, f"Create of {algorithm.value}", steps))
    except (InvalidAttribute, InvalidMessage, CryptographicFailure) as error:
        raise CannotCreate(str(error)) from None
    return {"uid": uids[0], "public_uid": uids[1] if is_pair else None}


def _facts(algorithm: CryptographicAlgorithm, length: int | None, curve: Enum | None) -> Facts:
    facts: Facts = {"Cryptographic Algorithm": algorithm}
    if length is not None:
        facts["Cryptographic Length"] = length
    if curve is not None:
        named = RecommendedCurve[curve.name]
        facts["Cryptographic Domain Parameters"] = CryptographicDomainParameters(recommended_curve=named)
    return facts


async def _key(
    steps: Steps, algorithm: CryptographicAlgorithm, names: list[str], facts: Facts, making: Making
) -> dict[str, str]:
    made = await steps.perform(
        Operation.CREATE,
        object_type=ObjectType.SYMMETRIC_KEY,
        template_attribute=template({**facts, **making.secret(algorithm)}, names[0]),
    )
    return {made.unique_identifier: names[0]}


async def _pair(
    steps: Steps, algorithm: CryptographicAlgorithm, names: list[str], facts: Facts, making: Making
) -> dict[str, str]:
    made = await steps.perform(
        Operation.CREATE_KEY_PAIR,
        common_template_attribute=template(facts),
        private_key_template_attribute=template(making.private(algorithm), names[0]),
        public_key_template_attribute=template(making.public(algorithm), names[1]),
    )
    return {made.private_key_unique_identifier: names[0], made.public_key_unique_identifier: names[1]}
