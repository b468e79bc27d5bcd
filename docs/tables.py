"""A Sphinx directive that writes a table of the product: `.. facts:: settings`. Nothing of it is typed by hand."""

from collections.abc import Callable, Iterable

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from hsmsim.settings import SETTINGS

Rows = Iterable[tuple[str, ...]]


def settings() -> Rows:
    """All settings."""
    yield "Setting", "Value", "Default", "Meaning"
    for row in SETTINGS:
        default = f"``{row.default}``" if row.default is not None else ""
        repeatable = ", repeatable" if row.many else ""
        yield f"``--{row.name}``", f"{row.kind}{repeatable}", default, _plain(row.help)


TABLES: dict[str, Callable[[], Rows]] = {"settings": settings}


def _plain(text: str) -> str:
    """Text that RST takes as it is."""
    return "".join(f"\\{letter}" if letter in "\\*`|_" else letter for letter in text)


def as_rst(rows: Rows) -> list[str]:
    """Rows as a list-table; the first is the head."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in rows:
        for number, cell in enumerate(row):
            lines.append(f"   {'* -' if number == 0 else '  -'} {cell}")
    return lines


class Facts(Directive):
    """The directive."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        parent = nodes.container()
        lines = as_rst(TABLES[self.arguments[0]]())
        self.state.nested_parse(StringList(lines, source="hsmsim"), self.content_offset, parent)
        return parent.children


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("facts", Facts)
    return {"parallel_read_safe": True}
