"""Texts that are safe to show: clients name their objects as they like, and none of them steers a terminal by it."""


def line(text: str) -> str:
    r"""A text in one line; what does not print, line ends among it, is written as `\x1b` or `\u202e`."""
    return text if text.isprintable() else "".join(each if each.isprintable() else _code(each) for each in text)


def lines(text: str) -> str:
    """The same, with its line ends."""
    return "\n".join(map(line, text.split("\n")))


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
