"""Whether a message is the one that a case publishes, and what a case's placeholders stand for.

A message holds what is published: the same fields in the same order and nothing else, with the same types and values.
The exceptions:

 1. A server's request carries a Time Stamp, which 6.5 requires and no case publishes, and it may carry a Server
    Correlation Value (6.19). Both stand where table 282 has them.
 2. A placeholder ($UNIQUE_IDENTIFIER_0) stands for the value that comes at its place first, from then on for no other.
 3. $NOW is a second between the case's first message and now.
 4. Key Material that no request of the client has shown was made by the server: any bytes of the published length,
    always the same. What is published as its SHA-256 is the SHA-256 of what came.
 5. Attributes of one payload come in any order, Attribute Index 0 may be left out, and Put may bring more of them
    (table 256).

A message is a tree of items with `tag`, `type`, `name`, `value` and `children`; the names are those of the cases, and
the value of a structure is the list of its children.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

STRUCTURE, INTEGER, ENUMERATION, TEXT_STRING, DATE_TIME = 1, 2, 5, 7, 9  # types of items
HEADER = ("ProtocolVersion", "ServerCorrelationValue", "TimeStamp", "BatchCount")  # table 282, of what may come
ADDED = {"ServerCorrelationValue": TEXT_STRING, "TimeStamp": DATE_TIME}

Item = Any


class Difference(Exception):
    """A message is not the published one.

    Args:
        path: where, in names of fields.
    """

    def __init__(self, path: str, expected: object, came: object) -> None:
        super().__init__(f"{path}: expected {expected}, came {came}")
        self.path, self.expected, self.came = path, str(expected), str(came)


def field(item: Item, *names: str) -> Any:
    """The value at the end of a path of names; None where there is no such field."""
    for name in names:
        item = next((child for child in item.children if child.name == name), None)
        if item is None:
            return None
    return item.value


class Comparison:
    """Holds the messages of one case against what it publishes.

    Args:
        clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._started = int(clock())
        self._bound: dict[str, Any] = {}  # what placeholders stand for
        self._made: dict[bytes, bytes] = {}  # what the server has made, by what is published in its place
        self._shown: set[bytes] = set()  # what requests of the client hold
        self.more: list[str] = []  # attributes that no case publishes

    # -------------------------------------------------------------------------------------- what we send

    def resolved(self, item: Item) -> Item:
        """A published message as it can be sent.

        Raises:
            Difference: nothing has come yet for a placeholder in it.
        """
        if item.type == STRUCTURE:
            return type(item)(item.tag, STRUCTURE, [self.resolved(child) for child in item.children])
        value = item.value
        if value == "$NOW":
            value = int(self._clock())
        elif _is_placeholder(value):
            if value not in self._bound:
                raise Difference(item.name, f"a value for {value}", "none yet")
            value = self._bound[value]
        elif isinstance(value, bytes):
            value = self._made.get(value, value)
            self._shown.add(value)
        return type(item)(item.tag, item.type, value)

    # -------------------------------------------------------------------------------------- what comes

    def compare(self, expected: Item, came: Item) -> None:
        """Take a message for the published one.

        Raises:
            Difference: it is not; this is the first difference.
        """
        if expected.tag != came.tag:
            raise Difference("message", expected.name, came.name)
        before = dict(self._bound), dict(self._made), list(self.more)
        try:
            self._compare(expected, came, came.name)
        except Difference:
            self._bound, self._made, self.more = before  # another message may be the published one
            raise

    def _compare(self, expected: Item, came: Item, path: str) -> None:
        _check_type(expected.type, came, path)
        if expected.type != STRUCTURE:
            self._compare_value(expected, came, path)
            return
        wanted, got = expected.children, came.children
        if came.name == "RequestHeader":
            got = self._as_published(wanted, got, path)
        elif came.name == "Attribute":
            wanted, got = _without_index_0(wanted), _without_index_0(got)
        elif came.name == "RequestPayload":
            got = self._paired(wanted, got, path)
        self._compare_fields(wanted, got, path)

    def _compare_fields(self, expected: Sequence[Item], came: Sequence[Item], path: str) -> None:
        for number in range(max(len(expected), len(came))):
            one, other = (side[number] if number < len(side) else None for side in (expected, came))
            if one is None or other is None or one.tag != other.tag:
                raise Difference(path, _name(one), _name(other))
            title = field(one, "AttributeName")
            self._compare(one, other, f"{path}/{one.name}" + (f"[{title}]" if title else ""))

    def _compare_value(self, expected: Item, came: Item, path: str) -> None:
        wanted, got = expected.value, came.value
        if wanted == "$NOW":
            self._check_time(came, path)
            return
        if _is_placeholder(wanted) and got and isinstance(got, str | bytes):
            wanted = self._bound.setdefault(wanted, got)
        elif isinstance(wanted, bytes):
            wanted = self._made_for(wanted, came, path)
        if wanted != got:
            raise Difference(path, _shown(wanted), _shown(got))

    def _made_for(self, published: bytes, came: Item, path: str) -> bytes:
        """The bytes that have to come in the place of what is published."""
        if came.name != "KeyMaterial" or published in self._shown or published in self._made:
            return self._made.get(published, published)
        if len(came.value) != len(published):
            raise Difference(path, f"{len(published)} bytes", f"{len(came.value)} bytes")
        self._made[published] = came.value
        self._made[hashlib.sha256(published).digest()] = hashlib.sha256(came.value).digest()
        return came.value

    def _check_time(self, came: Item, path: str) -> None:
        latest = int(self._clock())
        if not self._started <= came.value <= latest:
            raise Difference(path, f"a time from {self._started} to {latest}", came.value)

    def _as_published(self, expected: Sequence[Item], came: Sequence[Item], path: str) -> list[Item]:
        """The fields of a request's header without those that a server adds."""
        names = [child.name for child in came]
        ranks = [HEADER.index(name) for name in names if name in HEADER]
        if "TimeStamp" not in names or ranks != sorted(set(ranks)):
            raise Difference(path, f"{', '.join(HEADER)} in this order", ", ".join(names))
        added = [child for child in came if child.name in ADDED]
        for child in added:
            _check_type(ADDED[child.name], child, f"{path}/{child.name}")
        self._check_time(came[names.index("TimeStamp")], f"{path}/TimeStamp")
        published = {child.name for child in expected}
        return [child for child in came if child not in added or child.name in published]

    def _paired(self, expected: Sequence[Item], came: Sequence[Item], path: str) -> list[Item]:
        """The fields of a payload, attributes in the order in which they are published."""
        first = next((number for number, child in enumerate(came) if child.name == "Attribute"), len(came))
        fields, rest = list(came[:first]), list(came[first:])
        for wanted in (child for child in expected if child.name == "Attribute"):
            match = next((child for child in rest if _which(child) == _which(wanted)), None)
            if match is None:
                raise Difference(path, _name(wanted), "no such attribute")
            rest.remove(match)
            fields.append(match)
        if any(child.name == "PutFunction" for child in fields):
            self.more += [field(child, "AttributeName") for child in rest if child.name == "Attribute"]
            rest = [child for child in rest if child.name != "Attribute"]
        return fields + rest


def _check_type(expected: int, came: Item, path: str) -> None:
    if came.type != expected:
        raise Difference(path, f"type {expected}", f"type {came.type}")


def _is_placeholder(value: object) -> bool:
    return isinstance(value, str) and value.startswith("$")


def _without_index_0(fields: Iterable[Item]) -> list[Item]:
    return [child for child in fields if (child.name, child.value) != ("AttributeIndex", 0)]


def _which(item: Item) -> tuple[Any, Any, int]:
    """Which instance of which attribute an item is."""
    return (item.name, field(item, "AttributeName"), field(item, "AttributeIndex") or 0)


def _name(item: Item) -> str:
    title = "" if item is None else field(item, "AttributeName")
    return "nothing more" if item is None else item.name + (f"[{title}]" if title else "")


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else repr(value)
