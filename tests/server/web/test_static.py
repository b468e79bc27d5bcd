"""Rules for the files that browsers are given: hsmsim/server/web/static."""

import re
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server.web.pages import FOLDER
from tests.support import rows

FILES = sorted(path for path in FOLDER.iterdir())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
LINES = 300  # of a script
COLUMNS = 120

# What the Content Security Policy forbids, and what makes a text of somebody else's a part of the page.
FORBIDDEN = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser", "srcdoc",
    "eval(", "Function(", 'setAttribute("style"', "cssText", "javascript:", "@import", "url(",
)  # fmt: skip
# The one address that stands in them: the name of SVG, which nobody asks for.
NAME_OF_SVG = "http://www.w3.org/2000/svg"


@rows(**{path.name.replace(".", "_"): (path,) for path in FILES})
class Files(SynchronousTestCase):
    """Each of them."""

    def check(self, path: Path) -> None:
        text = path.read_text()
        for word in FORBIDDEN:
            self.assertNotIn(word, text)
        self.assertNotRegex(text.replace(NAME_OF_SVG, ""), r"\bhttps?:|[\"'(]//")
        self.assertNotRegex(text, r"[ \t]+\n")
        self.assertLessEqual(max(map(len, text.splitlines())), COLUMNS)


@rows(**{path.stem: (path,) for path in SCRIPTS})
class Scripts(SynchronousTestCase):
    """Each script."""

    def check(self, path: Path) -> None:
        text = path.read_text()
        self.assertTrue(text.startswith("/* "), "it does not say what it is")
        self.assertLessEqual(text.count("\n"), LINES)
        for names, source in re.findall(r"^import \{(.*?)\} from \"(.*?)\";", text, re.MULTILINE | re.DOTALL):
            self.check_import(
                text, [name.split(" as ")[-1].strip() for name in names.split(",") if name.strip()], source
            )
        for source in re.findall(r"import\(\"(.*?)\"\)", text):
            self.assertTrue((FOLDER / source).exists(), source)

    def check_import(self, text: str, names: list[str], source: str) -> None:
        self.assertTrue(source.startswith("./") and (FOLDER / source).exists(), source)
        for name in names:
            self.assertGreater(len(re.findall(rf"\b{name}\b", text)), 1, f"{name} is imported and not used")


class Together(SynchronousTestCase):
    def test_what_the_page_names_is_there(self) -> None:
        text = (FOLDER / "index.html").read_text()
        names = re.findall(r"(?:src|href)=\"(.*?)\"", text)
        self.assertEqual([name for name in names if not (FOLDER / name.removeprefix("/static/")).exists()], [])

    def test_nothing_is_left_over(self) -> None:
        """Each file is named by another one."""
        texts = {path: path.read_text() for path in FILES}
        left = [
            path.name
            for path in FILES
            if path.name != "index.html" and not any(path.name in text for each, text in texts.items() if each != path)
        ]
        self.assertEqual(left, [])
