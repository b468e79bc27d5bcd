"""hsmsim-ttlv: show a KMIP message, or write it in another encoding."""

import argparse
import binascii
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from hsmsim.operations import names, spelling
from hsmsim.spec.names import MASKED
from hsmsim.ttlv import binary, json, xml
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.spelling import MOST_LEVELS
from hsmsim.ttlv.text import render
from hsmsim.ttlv.tree import Masked

DONE, FAILED = 0, 1

_DESCRIPTION = """\
Show a KMIP message as text, or write it as bytes, hexadecimal digits, XML or JSON. How the input is written is found
out by its first character unless --from says it.
"""
_EPILOG = """\
examples:
  hsmsim-ttlv request.bin                     what is in a file
  hsmsim-ttlv --to xml < request.bin          the same in XML
  echo '42007801...' | hsmsim-ttlv            digits from a log; white space, colons and 0x do not matter
  hsmsim-ttlv --from xml --to ttlv question.xml > question.bin

--to text shows as far as it goes what is no whole message, and hides keys and passwords. All other forms are the
whole message, with its keys. exit status: 0 done, 1 failed, 2 usage
"""


class Unreadable(Exception):
    """The input cannot be had or is not what it should be; the text is one line."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was typed."""

    source: str
    target: str
    show_secrets: bool
    file: str | None


def main(words: Sequence[str] | None = None) -> int:
    """Run hsmsim-ttlv; its exit status."""
    arguments = parse(words)
    return run(arguments, sys.stdin.buffer, sys.stdout.buffer, sys.stderr)


def parse(words: Sequence[str] | None) -> Arguments:
    """Read the command line; None stands for that of the process.

    Raises:
        SystemExit: 2 where it is wrong, 0 after --help.
    """
    parser = argparse.ArgumentParser(
        "hsmsim-ttlv",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "--from", dest="source", choices=["auto", *_READ], default="auto", help="how the input is written (%(default)s)"
    )
    add("--to", dest="target", choices=["text", *_WRITE], default="text", help="how it is to be written (%(default)s)")
    add("--show-secrets", action="store_true", help="hide nothing from the text")
    add("file", metavar="FILE", nargs="?", help="what to read; standard input if left out or -")
    found = Arguments(**vars(parser.parse_args(words)))
    if found.show_secrets and found.target != "text":
        parser.error("--show-secrets goes with --to text: the other forms hide nothing")
    return found


def run(arguments: Arguments, source: BinaryIO, target: BinaryIO, errors: TextIO) -> int:
    """Do what the command line asks; every failure is one line and status 1."""
    try:
        data = _decoded(_input(arguments.file, source), arguments.source)
        wrong = _wrong(data)
        if arguments.target == "text":
            shown = render(data, names(), Masked() if arguments.show_secrets else MASKED)
            _output(target, shown.encode() + b"\n")
        elif wrong is None:
            _output(target, _WRITE[arguments.target](data))
        if wrong is None:
            return DONE
        errors.write(f"hsmsim-ttlv: {wrong}\n")
    except (Unreadable, xml.Unwritable) as error:
        errors.write(f"hsmsim-ttlv: {error}\n")
    except KeyboardInterrupt:
        errors.write("\nhsmsim-ttlv: interrupted\n")
    return FAILED


def _input(file: str | None, source: BinaryIO) -> bytes:
    try:
        if file is None or file == "-":
            return source.read()
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise Unreadable(f"cannot read {file or 'standard input'}: {error.strerror}") from None
    except ValueError:
        raise Unreadable("cannot read a file whose name holds a NUL") from None


def _output(target: BinaryIO, data: bytes) -> None:
    try:
        target.write(data)
        target.flush()
    except OSError as error:
        with suppress(OSError):
            target.close()  # or Python tries again at its end, and says so
        raise Unreadable(f"cannot write the output: {error.strerror}") from None


def _decoded(data: bytes, source: str) -> bytes:
    """TTLV, whole or not."""
    kind = _kind(data) if source == "auto" else source
    try:
        return _READ[kind](data)
    except Malformed as wrong:
        raise Unreadable(f"the input is no {_TITLES[kind]}: {wrong}") from None


def _wrong(data: bytes) -> str | None:
    """Why bytes are no message."""
    try:
        _, end = binary.read_node(data, 0, len(data), MOST_LEVELS)
    except Malformed as wrong:
        return f"the input is no KMIP message: {wrong}"
    return None if end == len(data) else f"{len(data) - end} bytes follow the message"


def _kind(data: bytes) -> str:
    """How the input is written: digits are digits, and neither `<` nor `{` begins a message."""
    if _DIGITS.fullmatch(data):
        return "hex"
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<" or data[:2] in _UTF_16:
        return "xml"
    return "json" if start == b"{" else "ttlv"


_DIGITS = re.compile(rb"[0-9A-Fa-f\s:]*|\s*0x[0-9A-Fa-f\s:]*")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # XML may be written so, JSON may not
_TITLES = {"hex": "hexadecimal text", "ttlv": "TTLV", "xml": "KMIP message in XML", "json": "KMIP message in JSON"}


def _from_hex(data: bytes) -> bytes:
    digits = re.sub(rb"[\s:]", b"", data)
    try:
        return binascii.unhexlify(digits.removeprefix(b"0x"))
    except ValueError:
        raise Malformed("it takes pairs of digits") from None


def _from_xml(data: bytes) -> bytes:
    return xml.read(data, spelling())


def _from_json(data: bytes) -> bytes:
    return json.read(data, spelling())


def _to_hex(data: bytes) -> bytes:
    return data.hex().encode() + b"\n"


def _to_xml(data: bytes) -> bytes:
    return xml.write(data, spelling(), indent=True)


def _to_json(data: bytes) -> bytes:
    return json.write(data, spelling(), indent=True)


_READ: dict[str, Callable[[bytes], bytes]] = {"hex": _from_hex, "ttlv": bytes, "xml": _from_xml, "json": _from_json}
_WRITE: dict[str, Callable[[bytes], bytes]] = {"hex": _to_hex, "ttlv": bytes, "xml": _to_xml, "json": _to_json}


if __name__ == "__main__":
    sys.exit(main())
