"""Ways to spoil a TTLV message. All of them draw from a seeded generator: the same seed spoils the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

STRUCTURE, TEXT_STRING, BYTE_STRING = 1, 7, 8
REQUEST_PAYLOAD = 0x420079
EDGES = (0, 1, 2, 7, 8, 9, 0x7F, 0xFF, 0x100, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF)
DEPTHS = (1, 2, 17, 40, 3000)  # levels of structures around an item
TEXTS = (b"", b"x-", b"y-mine", b"State", b"Name", b"Digest", b"x" * 300, b"\0", "\N{SNOWMAN}".encode())
MOST_INSERTED = 64  # bytes


@dataclass
class Item:
    """One item, right or wrong.

    Args:
        value: the bytes of a value, or the items of a structure.
        length: what it claims to be long; None for the truth.
    """

    tag: int
    item_type: int
    value: "bytes | list[Item]"
    length: int | None = None

    def encode(self) -> bytes:
        """The item as bytes, padded."""
        content = self.value if isinstance(self.value, bytes) else b"".join(each.encode() for each in self.value)
        length = len(content) if self.length is None else self.length
        head = self.tag.to_bytes(3, "big") + bytes([self.item_type]) + length.to_bytes(4, "big")
        return head + content + bytes(-len(content) & 7)

    def all(self) -> "list[Item]":
        """This item and everything inside, from the beginning to the end."""
        found, waiting = [], [self]
        while waiting:
            each = waiting.pop()
            found.append(each)
            if not isinstance(each.value, bytes):
                waiting.extend(reversed(each.value))
        return found


def parse(data: bytes) -> Item:
    """The tree of a message that is right."""
    (item,) = _items(data)
    return item


def _items(data: bytes) -> list[Item]:
    found = []
    position = 0
    while position < len(data):
        tag, item_type = int.from_bytes(data[position : position + 3], "big"), data[position + 3]
        length = int.from_bytes(data[position + 4 : position + 8], "big")
        content = data[position + 8 : position + 8 + length]
        found.append(Item(tag, item_type, _items(content) if item_type == STRUCTURE else content))
        position += 8 + length + (-length & 7)
    return found


# ------------------------------------------- mutate(random, tree, item): in place; `item` is, or is inside, `tree`


def cut(random: Random, tree: Item, item: Item) -> None:
    """Take something out of an item."""
    if item.value:
        at = random.randrange(len(item.value))
        item.value = item.value[:at] + item.value[at + random.choice((1, 1, 2, 8)) :]  # type: ignore[operator]


def grow(random: Random, tree: Item, item: Item) -> None:
    """Put something into an item: bytes, or another item of the message."""
    at = random.randint(0, len(item.value))
    if isinstance(item.value, bytes):
        item.value = item.value[:at] + random.randbytes(random.randint(1, MOST_INSERTED)) + item.value[at:]
    else:
        other = random.choice(tree.all())
        if not any(each is item for each in other.all()):  # it would hold itself
            item.value = [*item.value[:at], other, *item.value[at:]]


def retag(random: Random, tree: Item, item: Item) -> None:
    """Give an item another tag: one of KMIP, one of the message, or any."""
    others = [each.tag for each in tree.all()]
    item.tag = random.choice((random.randint(0x420001, 0x420124), random.choice(others), random.getrandbits(24)))


def retype(random: Random, tree: Item, item: Item) -> None:
    """Give an item another type; now and then one that there is not."""
    item.item_type = random.choice((*range(1, 11), 0, 11, 255))


def nest(random: Random, tree: Item, item: Item) -> None:
    """Put an item inside itself, one level deep or very deep."""
    inside = Item(item.tag, item.item_type, item.value, item.length).encode()
    tags = item.tag.to_bytes(3, "big"), b"\x42\x00\x08"
    # By hand and from outside: it is deeper than Python may call itself.
    levels = random.choice(DEPTHS)
    sizes = range(len(inside) + 8 * (levels - 1), len(inside) - 1, -8)
    heads = [
        tag + b"\1" + size.to_bytes(4, "big") for tag, size in zip(random.choices(tags, k=levels), sizes, strict=True)
    ]
    item.item_type, item.value, item.length = STRUCTURE, b"".join((*heads, inside)), None


def lie(random: Random, tree: Item, item: Item) -> None:
    """Let an item claim a wrong length."""
    length = len(item.encode()) - 8
    item.length = random.choice((random.choice(EDGES), max(0, length + random.choice((-8, -1, 1, 7, 8)))))


def change(random: Random, tree: Item, item: Item) -> None:
    """Give values of the message other values, now and then ones that their types permit."""
    for leaf in [each for each in tree.all() if isinstance(each.value, bytes) and each.value]:
        if random.random() < 0.2:
            leaf.value = _another(random, tree, leaf)


def _another(random: Random, tree: Item, leaf: Item) -> bytes:
    size = len(leaf.value)
    if random.random() < 0.2:
        return random.choice((bytes(size), b"\xff" * size, random.randbytes(size)))
    if leaf.item_type == TEXT_STRING:
        texts = [each.value for each in tree.all() if each.item_type == TEXT_STRING and isinstance(each.value, bytes)]
        return random.choice((*TEXTS, *texts))
    if leaf.item_type == BYTE_STRING:
        return random.randbytes(random.choice((0, 1, 8, 12, 16, 32, 257)))
    number = random.choice((random.choice(EDGES), random.randint(0, 50)))
    return number.to_bytes(8, "big")[-min(size, 8) :].rjust(size, b"\0")


def swap(random: Random, tree: Item, item: Item) -> None:
    """Put what structures hold into another order."""
    for each in tree.all():
        if isinstance(each.value, list) and random.random() < 0.5:
            each.value = random.sample(each.value, len(each.value))


MUTATORS: tuple[Callable[[Random, Item, Item], None], ...] = (
    cut,
    grow,
    retag,
    retype,
    nest,
    lie,
    swap,
    *(change,) * 5,  # what passes the codec meets the rest of the server
)


def flip(random: Random, data: bytes) -> bytes:
    """Change, take out or put in some bytes anywhere, lengths left as they are."""
    spoiled = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(spoiled)) if spoiled else 0
        spoiled[at : at + random.choice((0, 1, 1, 1, 4, 8))] = random.randbytes(random.choice((0, 1, 1, 1, 4, 8)))
    return bytes(spoiled)


def mend(data: bytes) -> bytes:
    """Let the outermost length be true and the outermost head right, so that the damage inside is looked at."""
    return b"\x42\x00\x78\x01" + (len(data) - 8).to_bytes(4, "big") + data[8:] if len(data) >= 8 else data


def part(random: Random, tree: Item) -> Item:
    """Where to spoil a message: four times of five inside a payload, because little gets past a spoiled header."""
    payloads = [each for each in tree.all() if each.tag == REQUEST_PAYLOAD]
    return random.choice(payloads) if payloads and random.random() < 0.8 else tree


def mutate(random: Random, data: bytes) -> bytes:
    """A spoiled message; nine of ten look right from outside."""
    if random.random() < 0.15:
        spoiled = flip(random, data)
    else:
        tree = parse(data)
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            chosen = part(random, tree)
            random.choice(MUTATORS)(random, chosen, random.choice(chosen.all()))
        # An inserted item may sit in two places; that is as good as two items.
        spoiled = tree.encode()
    return mend(spoiled) if random.random() < 0.9 else spoiled
