"""Which section of KMIP 1.4 speaks of a tag, and which of an operation.

Attributes have theirs in `attributes.py`, base objects in `objects.py`. What has none is a field of the structure that
it stands in, and that structure's section speaks of it.
"""

from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import Operation
from hsmsim.spec.objects import BASE_OBJECTS
from hsmsim.spec.tags import Tag

_TAGS = {
    Tag.CERTIFICATE: "2.2.1",
    Tag.SYMMETRIC_KEY: "2.2.2",
    Tag.PUBLIC_KEY: "2.2.3",
    Tag.PRIVATE_KEY: "2.2.4",
    Tag.SPLIT_KEY: "2.2.5",
    Tag.TEMPLATE: "2.2.6",
    Tag.SECRET_DATA: "2.2.7",
    Tag.OPAQUE_OBJECT: "2.2.8",
    Tag.PGP_KEY: "2.2.9",
    Tag.PROTOCOL_VERSION: "6.1",
    Tag.OPERATION: "6.2",
    Tag.MAXIMUM_RESPONSE_SIZE: "6.3",
    Tag.UNIQUE_BATCH_ITEM_ID: "6.4",
    Tag.TIME_STAMP: "6.5",
    Tag.AUTHENTICATION: "6.6",
    Tag.ASYNCHRONOUS_INDICATOR: "6.7",
    Tag.ASYNCHRONOUS_CORRELATION_VALUE: "6.8",
    Tag.RESULT_STATUS: "6.9",
    Tag.RESULT_REASON: "6.10",
    Tag.RESULT_MESSAGE: "6.11",
    Tag.BATCH_ORDER_OPTION: "6.12",
    Tag.BATCH_ERROR_CONTINUATION_OPTION: "6.13",
    Tag.BATCH_COUNT: "6.14",
    Tag.BATCH_ITEM: "6.15",
    Tag.MESSAGE_EXTENSION: "6.16",
    Tag.ATTESTATION_CAPABLE_INDICATOR: "6.17",
    Tag.CLIENT_CORRELATION_VALUE: "6.18",
    Tag.SERVER_CORRELATION_VALUE: "6.19",
    Tag.REQUEST_MESSAGE: "7.1",
    Tag.RESPONSE_MESSAGE: "7.1",
    Tag.REQUEST_HEADER: "7.2",
    Tag.RESPONSE_HEADER: "7.2",
}

# By tag.
TAG_SECTIONS: dict[int, str] = {
    int(tag): section
    for tag, section in (
        *((rule.tag, rule.spec) for rule in RULES.values()),
        *BASE_OBJECTS.items(),
        *_TAGS.items(),
    )
}

# By operation code; Query is asked by servers too (5.3).
OPERATION_SECTIONS: dict[int, str] = {
    Operation.CREATE: "4.1",
    Operation.CREATE_KEY_PAIR: "4.2",
    Operation.REGISTER: "4.3",
    Operation.RE_KEY: "4.4",
    Operation.RE_KEY_KEY_PAIR: "4.5",
    Operation.DERIVE_KEY: "4.6",
    Operation.CERTIFY: "4.7",
    Operation.RE_CERTIFY: "4.8",
    Operation.LOCATE: "4.9",
    Operation.CHECK: "4.10",
    Operation.GET: "4.11",
    Operation.GET_ATTRIBUTES: "4.12",
    Operation.GET_ATTRIBUTE_LIST: "4.13",
    Operation.ADD_ATTRIBUTE: "4.14",
    Operation.MODIFY_ATTRIBUTE: "4.15",
    Operation.DELETE_ATTRIBUTE: "4.16",
    Operation.OBTAIN_LEASE: "4.17",
    Operation.GET_USAGE_ALLOCATION: "4.18",
    Operation.ACTIVATE: "4.19",
    Operation.REVOKE: "4.20",
    Operation.DESTROY: "4.21",
    Operation.ARCHIVE: "4.22",
    Operation.RECOVER: "4.23",
    Operation.VALIDATE: "4.24",
    Operation.QUERY: "4.25",
    Operation.DISCOVER_VERSIONS: "4.26",
    Operation.CANCEL: "4.27",
    Operation.POLL: "4.28",
    Operation.ENCRYPT: "4.29",
    Operation.DECRYPT: "4.30",
    Operation.SIGN: "4.31",
    Operation.SIGNATURE_VERIFY: "4.32",
    Operation.MAC: "4.33",
    Operation.MAC_VERIFY: "4.34",
    Operation.RNG_RETRIEVE: "4.35",
    Operation.RNG_SEED: "4.36",
    Operation.HASH: "4.37",
    Operation.CREATE_SPLIT_KEY: "4.38",
    Operation.JOIN_SPLIT_KEY: "4.39",
    Operation.EXPORT: "4.40",
    Operation.IMPORT: "4.41",
    Operation.NOTIFY: "5.1",
    Operation.PUT: "5.2",
}
