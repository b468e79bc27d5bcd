"""What numbers are called in texts for people, and which values such texts never show."""

from collections.abc import Mapping
from typing import Any

from hsmsim.spec.attributes import RULES
from hsmsim.spec.sections import OPERATION_SECTIONS, TAG_SECTIONS
from hsmsim.spec.structures import (
    Credential,
    DerivationParameters,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
)
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import AnyKind, ItemType, Kind, fields, item_types, reachable, structures
from hsmsim.ttlv.tree import Masked, Names, Sections

_SMALL = {"MAC", "CRL"}  # words of mask bits that stay capitals
_REMARKS = {"CONTENT_COMMITMENT": "(Non Repudiation)"}  # what the table adds to the name of a mask bit


def names_of(*structures: type) -> Names:
    """What numbers are called in these structures and all that they hold: as the fields are declared.

    In KMIP 1.x a tag means the same wherever it stands, but for Attribute Value: that is what the rule of the
    attribute says.
    """
    declared: list[tuple[int, AnyKind]] = [(rule.tag, rule.kind) for rule in RULES.values()]
    declared += [(field.tag, field.kind) for cls in reachable(*structures) for field in fields(cls)]
    return Names(
        tags={int(tag): tag.title for tag in Tag},
        enumerations={
            int(tag): {int(term): term.title for term in cls} for tag, cls in _classes(declared, ItemType.ENUMERATION)
        },
        masks={int(tag): bits_of(cls) for tag, cls in _classes(declared, ItemType.INTEGER)},
        value_tag=Tag.ATTRIBUTE_VALUE,
        name_tag=Tag.ATTRIBUTE_NAME,
        meanings={name: int(rule.tag) for name, rule in RULES.items()},
        sections=Sections(
            tags=TAG_SECTIONS,
            selector=Tag.OPERATION,
            chosen=frozenset({Tag.REQUEST_PAYLOAD, Tag.RESPONSE_PAYLOAD}),
            choices=OPERATION_SECTIONS,
        ),
    )


def _classes(declared: list[tuple[int, AnyKind]], item_type: ItemType) -> list[tuple[int, Any]]:
    """The classes that have names for the numbers of a type, by tag."""
    kinds = [(tag, kind) for tag, kind in declared if isinstance(kind, Kind) and kind.item_type is item_type]
    return [(tag, kind.cls) for tag, kind in kinds if kind.cls is not None]


def _title(name: str) -> str:
    words = [word if word in _SMALL else word.capitalize() for word in name.split("_")]
    return " ".join([*words, _REMARKS[name]] if name in _REMARKS else words)


def bits_of(cls: type) -> dict[int, str]:
    """What the bits of a mask are called."""
    return {bit: _title(name) for name, bit in vars(cls).items() if name.isupper()}


def harmless_in(holders: Mapping[int, type]) -> dict[int, dict[int, frozenset[ItemType]]]:
    """What may be shown of structures that hold secrets: what they are declared to hold and is no secret.

    Args:
        holders: the structures by tag.

    Returns:
        Tags of members and their types, by the tag of the structure; also of all structures that stand in those.
    """
    found: dict[int, dict[int, frozenset[ItemType]]] = {}
    waiting = list(holders.items())
    seen = set(waiting)
    while waiting:
        tag, cls = waiting.pop()
        members = found.setdefault(tag, {})
        for each in fields(cls):
            harmless = item_types(each.kind) & {ItemType.STRUCTURE} if each.secret else item_types(each.kind)
            members[each.tag] = members.get(each.tag, frozenset()) | harmless
            inside = {(each.tag, held) for held in structures(each.kind)} - seen
            seen |= inside
            waiting += inside
    return found


_HOLDERS: dict[int, type] = {
    Tag.SYMMETRIC_KEY: SymmetricKey,
    Tag.PUBLIC_KEY: PublicKey,
    Tag.PRIVATE_KEY: PrivateKey,
    Tag.SPLIT_KEY: SplitKey,
    Tag.SECRET_DATA: SecretData,
    Tag.OPAQUE_OBJECT: OpaqueObject,
    Tag.PGP_KEY: PGPKey,
    Tag.CREDENTIAL: Credential,
    Tag.DERIVATION_PARAMETERS: DerivationParameters,
}

# Key Material hides all that it holds; the parts of private and secret keys are masked by themselves too, so that one
# that stands in the wrong place does not show. A Key Value is a byte string when it is wrapped, or when it is wrong.
# What is undeclared in a key, of a vendor's own or misspelled, may be the key.
MASKED = Masked(
    everything=frozenset(
        {
            Tag.KEY_MATERIAL,
            Tag.PASSWORD,
            Tag.OPAQUE_DATA_VALUE,
            Tag.DERIVATION_DATA,
            Tag.KEY,
            Tag.D,
            Tag.X,
            Tag.PRIVATE_EXPONENT,
            Tag.PRIME_EXPONENT_P,
            Tag.PRIME_EXPONENT_Q,
            Tag.CRT_COEFFICIENT,
        }
    ),
    holders=frozenset({*_HOLDERS, Tag.KEY_BLOCK, Tag.KEY_VALUE, Tag.CREDENTIAL_VALUE}),
    harmless=harmless_in(_HOLDERS),
)
