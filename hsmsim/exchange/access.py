"""Access: what an operation needs on objects of a partition that is another's, and which operations use keys.

With Read on it, a partition can be seen. What an operation does to an object of it takes one right, whatever else the
operation looks at: the key that unwraps the key that encrypts is as much used as that one.
"""

from hsmsim.errors import NotPermitted
from hsmsim.interfaces.partitions import Authorization
from hsmsim.model.access import Rights
from hsmsim.spec.attributes import KEYS, SECRET
from hsmsim.spec.enums import Operation as Op

NEEDS = {
    # to find an object, to see it whole or in part
    **dict.fromkeys((Op.LOCATE, Op.CHECK, Op.GET_ATTRIBUTES, Op.GET_ATTRIBUTE_LIST, Op.OBTAIN_LEASE), Rights.READ),
    **dict.fromkeys((Op.GET, Op.EXPORT, Op.VALIDATE), Rights.READ),
    # to use a key, though its Usage Limits count down and it is linked to what is derived from it
    **dict.fromkeys((Op.ENCRYPT, Op.DECRYPT, Op.SIGN, Op.SIGNATURE_VERIFY, Op.MAC, Op.MAC_VERIFY), Rights.READ),
    **dict.fromkeys((Op.DERIVE_KEY, Op.CREATE_SPLIT_KEY, Op.JOIN_SPLIT_KEY, Op.GET_USAGE_ALLOCATION), Rights.READ),
    # to open with another's key or password what becomes an object of one's own
    **dict.fromkeys((Op.REGISTER, Op.IMPORT), Rights.READ),
    # to change it, to put another in its place
    **dict.fromkeys((Op.ADD_ATTRIBUTE, Op.MODIFY_ATTRIBUTE, Op.DELETE_ATTRIBUTE), Rights.UPDATE),
    **dict.fromkeys((Op.ACTIVATE, Op.REVOKE, Op.ARCHIVE, Op.RECOVER, Op.CERTIFY), Rights.UPDATE),
    **dict.fromkeys((Op.RE_KEY, Op.RE_KEY_KEY_PAIR, Op.RE_CERTIFY), Rights.UPDATE),
    Op.DESTROY: Rights.DELETE,
}

_WORDS = {Rights.READ: "read", Rights.DELETE: "delete", Rights.CREATE: "create", Rights.UPDATE: "update"}

# Whatever key these load, they use it or give it away: not while its partition waits for its custodians (M of N).
USES = frozenset(
    {
        *(Op.ENCRYPT, Op.DECRYPT, Op.SIGN, Op.SIGNATURE_VERIFY, Op.MAC, Op.MAC_VERIFY, Op.GET_USAGE_ALLOCATION),
        *(Op.GET, Op.EXPORT, Op.DERIVE_KEY, Op.CREATE_SPLIT_KEY, Op.JOIN_SPLIT_KEY),
        *(Op.REGISTER, Op.IMPORT, Op.CERTIFY, Op.RE_CERTIFY),
    }
)
WITHHELD = KEYS | SECRET


def needed(operation: Op) -> int:
    """The right that an operation needs on another's object; of one that nobody has thought about, to change it."""
    return NEEDS.get(operation, Rights.UPDATE)


def not_granted(owner: str, right: int) -> NotPermitted:
    """The refusal of what takes a right that the owner of a partition has not granted."""
    return NotPermitted(f"{owner!r} has not granted the right to {_WORDS[right]} objects")


def is_withheld(authorization: Authorization) -> bool:
    """Whether the keys of a partition can be made and not used."""
    return authorization in (Authorization.ASSOCIATED, Authorization.UNAUTHORIZED)
