"""Ways to spoil a message in XML or JSON, and messages that are made to hurt whoever reads them.

All ways draw from a seeded generator: the same seed spoils the same way.
"""

import re
from collections.abc import Callable, Iterator
from random import Random

STRING = re.compile(r'"[^"]*"')
WORD = re.compile(r'[<{\[]|[>}\]]|"[^"]*"|[A-Za-z0-9_.-]+|\s+|.', re.DOTALL)
EDGES = (
    *("", "0", "-1", "1", "1.5", "1e9", "0x", "0xzz", "fff", "ffff", "0xFFFFFFFF", "0x123456789ABCDEF0", "9" * 50),
    *("4294967296", "-9223372036854775809", "true", "TRUE", "null", "2000-01-01T00:00:00Z", "0000-00-00T99:99:99"),
    *("Structure", "Integer", "LongInteger", "BigInteger", "Enumeration", "Boolean", "TextString", "ByteString"),
    *("DateTime", "Interval", "AES", "Create", "Encrypt|Decrypt", "RequestMessage", "Batch Count", "$NOW"),
    *("0x000000", "0x42000D", "0xFFFFFF", "&amp;", "\\ud800", "\u0000", "\u2028"),
)
MARKS = (
    *("<", "/>", ">", "&", "&#0;", "&#xD800;", "]]>", "<!--", "<![CDATA["),
    *("{", "}", "[", "]", ",", ":", '"', "\\", "\\u0000", "\ufeff"),
)
VALUE = {"value", '"value"'}
DEPTHS = (1, 3, 40, 2000)  # levels around a part


def cut(random: Random, words: list[str]) -> list[str]:
    """Take some words out."""
    at = random.randrange(len(words))
    return words[:at] + words[at + random.choice((1, 1, 2, 5, 40)) :]


def grow(random: Random, words: list[str]) -> list[str]:
    """Say some words twice, or elsewhere."""
    at, to = random.randrange(len(words)), random.randrange(len(words))
    return words[:to] + words[at : at + random.choice((1, 5, 20, 60))] + words[to:]


def mark(random: Random, words: list[str]) -> list[str]:
    """Put in something that means something."""
    at = random.randrange(len(words))
    return [*words[:at], random.choice(MARKS), *words[at:]]


def _strings(random: Random, words: list[str]) -> list[int]:
    """Where strings are: nearly always just those that are values, because little gets past other damage."""
    strings = [number for number, word in enumerate(words) if STRING.fullmatch(word)]
    values = [number for number in strings if VALUE & set(words[max(0, number - 3) : number])]
    return values if values and random.random() < 0.9 else strings


def change(random: Random, words: list[str]) -> list[str]:
    """Give strings another content: of the message, or one of the edges."""
    strings = _strings(random, words)
    changed = list(words)
    for number in random.sample(strings, min(len(strings), random.choice((1, 1, 2, 4)))):
        other = random.choice((f'"{random.choice(EDGES)}"', words[random.choice(strings)]))
        changed[number] = other
    return changed


def bare(random: Random, words: list[str]) -> list[str]:
    """Let a string be none: JSON's numbers, truths and nothings, and an attribute without quotes."""
    strings = _strings(random, words)
    changed = list(words)
    if strings:
        changed[random.choice(strings)] = random.choice(
            ("0", "-1", "1e400", "true", "null", "[]", "{}", "NaN", "12345678901")
        )
    return changed


def nest(random: Random, words: list[str]) -> list[str]:
    """Put a part inside many more."""
    at, levels = random.randrange(len(words)), random.choice(DEPTHS)
    begin, end = random.choice((("<Attribute>", "</Attribute>"), ("[", "]"), ('{"tag":"Attribute","value":[', "]}")))
    return [*words[:at], begin * levels, *words[at : at + 20], end * levels, *words[at + 20 :]]


def swap(random: Random, words: list[str]) -> list[str]:
    """Let two words change places."""
    one, two = random.randrange(len(words)), random.randrange(len(words))
    changed = list(words)
    changed[one], changed[two] = changed[two], changed[one]
    return changed


MUTATORS: tuple[Callable[[Random, list[str]], list[str]], ...] = (cut, grow, mark, bare, nest, swap, *(change,) * 12)
CODES = (*("utf-8",) * 20, "utf-16", "utf-8-sig", "latin-1", "utf-32")


def spoil(random: Random, text: str) -> bytes:
    """A spoiled text; now and then in other characters, or with bytes that are none."""
    words = WORD.findall(text)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        words = random.choice(MUTATORS)(random, words) or [" "]
    data = "".join(words).encode(random.choice(CODES), "replace")
    if random.random() < 0.05:
        at = random.randrange(len(data) or 1)
        data = data[:at] + random.randbytes(4) + data[at + random.choice((0, 4)) :]
    return data


def xml_bombs(size: int) -> Iterator[tuple[str, bytes]]:
    """What hurts careless readers of XML, each of about `size` bytes at most, by name."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    yield "laughs", f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l11;</a>'.encode()
    yield "outside", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    yield "parameter", b'<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:1/e.dtd"> %e;]><a/>'
    yield "document_type", b'<!DOCTYPE RequestMessage SYSTEM "file:///dev/zero"><RequestMessage/>'
    yield "quadratic", b'<!DOCTYPE a [<!ENTITY e "' + b"a" * (size // 2) + b'">]><a>' + b"&e;" * (size // 8) + b"</a>"
    yield "undeclared", b"<RequestMessage>&nothing;</RequestMessage>"
    yield "deep", b"<RequestMessage>" * (size // 17)
    yield "wide", b"<RequestMessage>" + b'<BatchCount type="Integer" value="1"/>' * (size // 40) + b"</RequestMessage>"
    yield "attributes", b"<a " + b" ".join(b'a%d="1"' % n for n in range(size // 12)) + b"/>"
    yield "namespaces", b"<a " + b" ".join(b'xmlns:n%d="u:%d"' % (n, n) for n in range(size // 24)) + b"/>"
    yield "comments", b"<!--a-->" * (size // 9) + b"<RequestMessage/>"
    yield "instructions", b"<?a b?>" * (size // 8) + b"<RequestMessage/>"
    yield "text", b"<RequestMessage>" + b"a" * size + b"</RequestMessage>"
    yield "name", b"<" + b"a" * size + b"/>"
    yield "number", b'<BatchCount type="Integer" value="' + b"9" * size + b'"/>'
    yield "big_number", b'<Modulus type="BigInteger" value="' + b"f" * size + b'"/>'
    yield "mask", b'<CryptographicUsageMask type="Integer" value="' + b"Encrypt " * (size // 9) + b'"/>'
    yield "unknown_characters", b'<?xml version="1.0" encoding="ebcdic-cp-us"?><RequestMessage/>'
    yield "wrong_characters", '<?xml version="1.0" encoding="utf-8"?><RequestMessage/>'.encode("utf-16")
    yield "nothing", b""


def json_bombs(size: int) -> Iterator[tuple[str, bytes]]:
    """What hurts careless readers of JSON, each of about `size` bytes at most, by name."""
    yield "deep_arrays", b"[" * size
    yield "deep_objects", b'{"tag":' * (size // 8)
    structure = b'{"tag":"RequestMessage","value":['
    yield "deep_messages", structure * (size // 40) + b"]}" * (size // 40)
    yield "wide", structure + b"{}," * (size // 3) + b"{}]}"
    yield "keys", b"{" + b",".join(b'"k%d":1' % n for n in range(size // 12)) + b"}"
    yield "same_keys", b"{" + b'"tag":"RequestMessage",' * (size // 24) + b'"value":[]}'
    for name, digits in {
        "number": b"9" * size,
        "exponent": b"1e400",
        "no_number": b"NaN",
        "endless": b"-Infinity",
    }.items():
        yield name, b'{"tag":"BatchCount","type":"Integer","value":' + digits + b"}"
    yield "hexadecimal", b'{"tag":"BatchCount","type":"Integer","value":"0x' + b"f" * size + b'"}'
    yield "big_number", b'{"tag":"Modulus","type":"BigInteger","value":"0x' + b"f" * size + b'"}'
    yield "half_a_character", b'{"tag":"RequestMessage","value":[{"tag":"Name","type":"TextString","value":"\\ud800"}]}'
    yield "text", b'"' + b"\\u0041" * (size // 6) + b'"'
    yield "blanks", b" " * size
    yield "mark", b"\xef\xbb\xbf{}"
    yield "other_characters", "{}".encode("utf-16")
    yield "null", b"null"
    yield "nothing", b""
