"""Messages as trees of items, in place of what the judge's own module reads; and a case that is nobody's but ours."""

from hashlib import sha256
from types import SimpleNamespace

from exchanged.comparison import DATE_TIME, ENUMERATION, INTEGER, STRUCTURE, TEXT_STRING

from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, PutFunction, State
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.spelling import normalise

BYTE_STRING, INTERVAL = 8, 10
TAGS = {normalise(tag.title): int(tag) for tag in Tag}
NAMES = {number: name for name, number in TAGS.items()}
KEY = b"0123456789abcdef"


class MalformedMessage(Exception):
    """The bytes are no message."""


class Item:
    def __init__(self, tag, kind, value):
        self.tag = TAGS[tag] if isinstance(tag, str) else tag
        self.type = kind
        self.value = value

    @property
    def name(self):
        return NAMES[self.tag]

    @property
    def children(self):
        return self.value if self.type == STRUCTURE else []


def encode(item):
    if item.type == STRUCTURE:
        data = b"".join(map(encode, item.value))
    elif isinstance(item.value, int):
        data = item.value.to_bytes(8 if item.type == DATE_TIME else 4, "big")
    else:
        data = item.value.encode() if isinstance(item.value, str) else item.value
    head = item.tag.to_bytes(3, "big") + bytes([item.type]) + len(data).to_bytes(4, "big")
    return head + data + bytes(-len(data) % 8)


def decode(data):
    tag, kind, size = int.from_bytes(data[:3], "big"), data[3], int.from_bytes(data[4:8], "big")
    content = data[8 : 8 + size]
    if tag not in NAMES or len(content) < size:
        raise MalformedMessage(data.hex())
    if kind == STRUCTURE:
        return Item(tag, kind, list(_decode_all(content)))
    read = {TEXT_STRING: bytes.decode, BYTE_STRING: bytes}.get(kind, lambda data: int.from_bytes(data, "big"))
    return Item(tag, kind, read(content))


def _decode_all(content):
    while content:
        size = 8 + int.from_bytes(content[4:8], "big")
        yield decode(content)
        content = content[size + -size % 8 :]


def of(name, *children):
    return Item(name, STRUCTURE, list(children))


def number(name, value):
    return Item(name, INTEGER, value)


def choice(name, value):
    return Item(name, ENUMERATION, int(value))


def text(name, value):
    return Item(name, TEXT_STRING, value)


def attribute(name, *value):
    """An attribute; several values are those of a structure."""
    (first, *_) = value
    given = first if len(value) == 1 and first.name == "AttributeValue" else of("AttributeValue", *value)
    return of("Attribute", text("AttributeName", name), given)


def version():
    return of("ProtocolVersion", number("ProtocolVersionMajor", 1), number("ProtocolVersionMinor", 4))


def request(operation, *payload, header=()):
    """A request message; `header` are further fields of its header."""
    item = of("BatchItem", choice("Operation", operation), of("RequestPayload", *payload))
    return of("RequestMessage", of("RequestHeader", version(), *header, number("BatchCount", 1)), item)


def response(operation, *payload, status=0):
    item = of("BatchItem", choice("Operation", operation), choice("ResultStatus", status))
    item.value += [of("ResponsePayload", *payload)] if payload else []
    header = of("ResponseHeader", version(), Item("TimeStamp", DATE_TIME, "$NOW"), number("BatchCount", 1))
    return of("ResponseMessage", header, item)


def step(asked, answered):
    return SimpleNamespace(request=asked, expected=answered)


AES = attribute("Cryptographic Algorithm", choice("AttributeValue", CryptographicAlgorithm.AES))
LENGTH = attribute("Cryptographic Length", number("AttributeValue", 128))
MINE = attribute("x-mine", text("AttributeValue", "a case of ours"))


def create():
    """A client makes a key."""
    kind = choice("ObjectType", ObjectType.SYMMETRIC_KEY)
    usage = attribute("Cryptographic Usage Mask", number("AttributeValue", 12))
    return step(
        request(Operation.CREATE, kind, of("TemplateAttribute", AES, LENGTH, usage, MINE)),
        response(Operation.CREATE, kind, text("UniqueIdentifier", "$UNIQUE_IDENTIFIER_0")),
    )


def put(state=State.PRE_ACTIVE, uid="$UNIQUE_IDENTIFIER_0", key=KEY, digest=None, time="$NOW", header=()):
    """It is sent to the client."""
    digest = sha256(key).digest() if digest is None else digest
    block = of(
        "KeyBlock",
        choice("KeyFormatType", KeyFormatType.RAW),
        of("KeyValue", Item("KeyMaterial", BYTE_STRING, key)),
        choice("CryptographicAlgorithm", CryptographicAlgorithm.AES),
        number("CryptographicLength", 128),
    )
    return request(
        Operation.PUT,
        text("UniqueIdentifier", uid),
        choice("PutFunction", PutFunction.NEW),
        of("SymmetricKey", block),
        attribute(
            "Digest",
            choice("HashingAlgorithm", 6),
            Item("DigestValue", BYTE_STRING, digest),
            choice("KeyFormatType", KeyFormatType.RAW),
        ),
        MINE,
        attribute("State", choice("AttributeValue", state)),
        attribute("Initial Date", Item("AttributeValue", DATE_TIME, time)),
        header=header,
    )


def query(*functions):
    """The server asks who the client is."""
    return request(Operation.QUERY, *(choice("QueryFunction", each) for each in functions))


def notify(*attributes, uid="$UNIQUE_IDENTIFIER_0", header=()):
    """What has changed is told."""
    return request(Operation.NOTIFY, text("UniqueIdentifier", uid), *attributes, header=header)
