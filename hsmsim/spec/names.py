"""What numbers are called in texts for people, and which values such texts never show."""

from functools import cache

from hsmsim.spec import enums
from hsmsim.spec.attributes import RULES
from hsmsim.spec.masks import CryptographicUsageMask, StorageStatusMask
from hsmsim.spec.sections import OPERATION_SECTIONS, TAG_SECTIONS
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import Term
from hsmsim.ttlv.spelling import Spelling
from hsmsim.ttlv.tree import Masked, Names, Sections

# An enumeration belongs to the tag of the same name; these tags use another's.
_BORROWED = {
    Tag.MASK_GENERATOR_HASHING_ALGORITHM: enums.HashingAlgorithm,
}

_MASKS = {
    Tag.CRYPTOGRAPHIC_USAGE_MASK: CryptographicUsageMask,
    Tag.STORAGE_STATUS_MASK: StorageStatusMask,
}

_SMALL = {"MAC", "CRL"}  # words of mask bits that stay capitals
_REMARKS = {"CONTENT_COMMITMENT": "(Non Repudiation)"}  # what the table adds to the name of a mask bit


def _key(name: str) -> str:
    return name.replace("_", "").lower()


def _enumerations() -> dict[int, dict[int, str]]:
    tags = {_key(tag.name): tag for tag in Tag}
    own = {
        tags[_key(name)]: cls
        for name, cls in vars(enums).items()
        if isinstance(cls, type) and issubclass(cls, Term) and cls is not Term
    }
    return {int(tag): {int(term): term.title for term in cls} for tag, cls in (own | _BORROWED).items()}


def _title(name: str) -> str:
    words = [word if word in _SMALL else word.capitalize() for word in name.split("_")]
    return " ".join([*words, _REMARKS[name]] if name in _REMARKS else words)


def _bits(cls: type) -> dict[int, str]:
    return {bit: _title(name) for name, bit in vars(cls).items() if name.isupper()}


NAMES = Names(
    tags={int(tag): tag.title for tag in Tag},
    enumerations=_enumerations(),
    masks={int(tag): _bits(cls) for tag, cls in _MASKS.items()},
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


@cache
def spelling() -> Spelling:
    """The names that the XML and JSON encodings use; made when it is asked for, because it takes a while."""
    return Spelling(NAMES)


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
