"""The source of the project as syntax trees, for rules about how it is built."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hsmsim

PACKAGE = Path(hsmsim.__file__).parent
TESTS = Path(__file__).parent.parent

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file.

    Args:
        name: as it is imported: hsmsim.ttlv.binary.
        part: the package or module directly inside hsmsim that it belongs to; empty for hsmsim itself.
    """

    name: str
    part: str
    path: Path

    @property
    def lines(self) -> int:
        """How many there are."""
        return self.path.read_text().count("\n")

    @property
    def tree(self) -> ast.Module:
        """Parsed each time: the trees of all files are two million objects, and all tests would pay to keep them."""
        return ast.parse(self.path.read_text())


def modules(root: Path, name: str) -> list[Module]:
    """All modules of a package."""
    found = []
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).with_suffix("").parts
        inside = inside[:-1] if inside[-1] == "__init__" else inside
        found.append(Module(".".join((name, *inside)), inside[0] if inside else "", path))
    return found


def functions(module: Module) -> Iterator[Function]:
    """Every function, those inside others too."""
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def classes(module: Module) -> Iterator[ast.ClassDef]:
    """Every class."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))


def imported(module: Module) -> Iterator[str]:
    """The full names that are imported, wherever the import stands; `from a import b` is a.b."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.name} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def size(function: Function) -> int:
    """Lines of a function without its docstring; those of functions inside count with it."""
    total = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        total -= (first.end_lineno or 0) - first.lineno + 1
    return total
