"""What numbers are called in texts for people, and which values such texts never show."""

from typing import Any

from hsmsim.spec.attributes import RULES
from hsmsim.spec.sections import OPERATION_SECTIONS, TAG_SECTIONS
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import AnyKind, ItemType, Kind, fields, reachable
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


# Key Material hides all that it holds; the parts of private and secret keys are masked by themselves too, so that one
# that stands in the wrong place does not show. A Key Value is a byte string when it is wrapped, or when it is wrong.
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
    octets=frozenset({Tag.KEY_VALUE}),
)
