"""hsmsim/console/ttlv.py: every form into every other, and what goes wrong in one line."""

import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.ttlv import Arguments, main, parse, run
from hsmsim.operations import spelling
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import json, xml
from tests.support import rows
from tests.ttlv.shapes import item, number, whole

MESSAGE = whole(
    number(Tag.BATCH_COUNT, 1), item(Tag.PASSWORD, 7, b"hush-hush"), item(Tag.KEY, 8, b"\1\2"), tag=Tag.REQUEST_MESSAGE
)
FORMS = {
    "hex": MESSAGE.hex().encode() + b"\n",
    "ttlv": MESSAGE,
    "xml": xml.write(MESSAGE, spelling(), indent=True),
    "json": json.write(MESSAGE, spelling(), indent=True),
}
TEXT = b"""\
Request Message (Structure)
  Batch Count (Integer): 1
  Password (Text String): (9 bytes, masked)
  Key (Byte String): (2 bytes, masked)
"""


def converted(data, source="auto", target="text", show_secrets=False, file=None):
    """Status, output, errors."""
    out, errors = BytesIO(), StringIO()
    status = run(Arguments(source, target, show_secrets, file), BytesIO(data), out, errors)
    return status, out.getvalue(), errors.getvalue()


@rows(**{
    f"{source}_to_{target}_from_{given}": (data, given, target, FORMS[target])
    for source, data in FORMS.items()
    for target in FORMS
    for given in ("auto", source)
})  # fmt: skip
class Every(SynchronousTestCase):
    def check(self, data, source, target, expected):
        self.assertEqual(converted(data, source, target), (0, expected, ""))


@rows(
    plain=(FORMS["hex"],),
    prefixed=(b" 0x" + FORMS["hex"],),
    capitals=(FORMS["hex"].upper(),),
    with_colons=(b":".join(b"%02X" % octet for octet in MESSAGE),),
    in_lines=(MESSAGE.hex(" ", 4).replace(" ", "\r\n").encode(),),
    xml_after_a_byte_order_mark=(b"\xef\xbb\xbf\n" + FORMS["xml"].partition(b"\n")[2],),
    xml_in_utf_16=(FORMS["xml"].partition(b"\n")[2].decode().encode("utf-16"),),
    json_after_space=(b" \n" + FORMS["json"],),
)
class FoundOut(SynchronousTestCase):
    def check(self, data):
        self.assertEqual(converted(data, target="ttlv"), (0, MESSAGE, ""))


class Text(SynchronousTestCase):
    def test_secrets_are_masked(self):
        for data in FORMS.values():
            self.assertEqual(converted(data), (0, TEXT, ""))

    def test_unless_they_are_asked_for(self):
        _, out, _ = converted(MESSAGE, show_secrets=True)
        self.assertIn(b"  Password (Text String): 'hush-hush'\n  Key (Byte String): 0102\n", out)

    def test_as_far_as_it_goes(self):
        status, out, errors = converted(MESSAGE[:-8])
        self.assertEqual(status, 1)
        self.assertTrue(out.startswith(b"Request Message (Structure)\n  Batch Count (Integer): 1\n"))
        self.assertEqual(errors, "hsmsim-ttlv: the input is no KMIP message: an item is longer than what holds it\n")

    def test_several_messages_are_shown(self):
        status, out, errors = converted(MESSAGE * 2)
        self.assertEqual((status, out), (1, TEXT * 2))
        self.assertEqual(errors, f"hsmsim-ttlv: {len(MESSAGE)} bytes follow the message\n")


@rows(
    nothing=(b"", "auto", "xml", "the input is no KMIP message: an item is cut short"),
    not_ttlv=(b"hello, world", "auto", "hex", "the input is no KMIP message: an item is longer than what holds it"),
    half_a_digit=(b"420", "auto", "text", "the input is no hexadecimal text: it takes pairs of digits"),
    no_digits=(b"xyz", "hex", "text", "the input is no hexadecimal text: it takes pairs of digits"),
    no_xml=(b"<a", "auto", "text", "the input is no KMIP message in XML: no XML: unclosed token, line 1"),
    no_tag=(b"<a/>", "auto", "text", "the input is no KMIP message in XML: there is no tag 'a'"),
    no_json=(b"{", "auto", "text", None),
    two=(MESSAGE * 2, "ttlv", "json", f"{len(MESSAGE)} bytes follow the message"),
    strange=(
        item(Tag.NAME_VALUE, 7, b"\0"), "ttlv", "xml", "a text string holds a character that XML does not have"
    ),
)  # fmt: skip
class Failures(SynchronousTestCase):
    def check(self, data, source, target, reason):
        status, out, errors = converted(data, source, target)
        self.assertEqual((status, out, errors.count("\n")), (1, b"", 1))
        if reason is not None:
            self.assertEqual(errors, f"hsmsim-ttlv: {reason}\n")


class Broken:
    """A pipe that nobody reads."""

    def write(self, data):
        raise BrokenPipeError(32, "Broken pipe")

    def close(self):
        raise BrokenPipeError(32, "Broken pipe")


class Files(SynchronousTestCase):
    def test_a_file(self):
        path = self.mktemp()
        with open(path, "wb") as file:
            file.write(MESSAGE)
        self.assertEqual(converted(b"", file=path), (0, TEXT, ""))

    def test_standard_input_by_name(self):
        self.assertEqual(converted(MESSAGE, file="-"), (0, TEXT, ""))

    def test_no_such_file(self):
        path = self.mktemp()
        self.assertEqual(
            converted(b"", file=path), (1, b"", f"hsmsim-ttlv: cannot read {path}: No such file or directory\n")
        )

    def test_a_folder(self):
        self.assertEqual(converted(b"", file="/"), (1, b"", "hsmsim-ttlv: cannot read /: Is a directory\n"))

    def test_a_name_that_no_file_has(self):
        self.assertEqual(converted(b"", file="a\0b")[0], 1)

    def test_somebody_who_types_no_more(self):
        class Keyboard:
            def read(self):
                raise KeyboardInterrupt

        errors = StringIO()
        self.assertEqual(run(Arguments("auto", "text", False, None), Keyboard(), BytesIO(), errors), 1)
        self.assertEqual(errors.getvalue(), "\nhsmsim-ttlv: interrupted\n")

    def test_an_output_that_ends(self):
        errors = StringIO()
        self.assertEqual(run(Arguments("auto", "text", False, None), BytesIO(MESSAGE), Broken(), errors), 1)
        self.assertEqual(errors.getvalue(), "hsmsim-ttlv: cannot write the output: Broken pipe\n")


class CommandLine(SynchronousTestCase):
    def refused(self, *words):
        errors = StringIO()
        self.patch(sys, "stderr", errors)
        with self.assertRaises(SystemExit) as caught:
            parse(words)
        return caught.exception.code, errors.getvalue()

    def test_defaults(self):
        self.assertEqual(parse([]), Arguments("auto", "text", False, None))

    def test_all(self):
        self.assertEqual(
            parse(["--from", "hex", "--to", "text", "--show-secrets", "a"]), Arguments("hex", "text", True, "a")
        )

    def test_what_is_wrong(self):
        for words in (
            ["--from", "yaml"],
            ["--to", "auto"],
            ["--fro", "hex"],
            ["a", "b"],
            ["--to", "xml", "--show-secrets"],
        ):
            status, errors = self.refused(*words)
            self.assertEqual(status, 2)
            self.assertIn("usage: hsmsim-ttlv", errors)

    def test_help(self):
        out = StringIO()
        self.patch(sys, "stdout", out)
        with self.assertRaises(SystemExit) as caught:
            main(["--help"])
        self.assertEqual(caught.exception.code, 0)
        for word in ("--from", "--to", "--show-secrets", "FILE", "examples:", "exit status"):
            self.assertIn(word, out.getvalue())

    def test_in_this_process(self):
        for name, buffer in (("stdin", BytesIO(MESSAGE)), ("stdout", BytesIO())):
            self.patch(sys, name, TextIOWrapper(buffer))
        self.assertEqual(main(["--to", "hex"]), 0)
        self.assertEqual(sys.stdout.buffer.getvalue(), FORMS["hex"])

    def test_as_a_command(self):
        done = subprocess.run(
            [sys.executable, "-m", "hsmsim.console.ttlv", "--to", "hex"],
            input=MESSAGE,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, FORMS["hex"], b""))
