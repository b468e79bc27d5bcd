"""Tables of the management commands: what scripts call them, who may run them, and how refusals are numbered."""

from protocol import Rows, plain

from hsmsim.console.desk import needed
from hsmsim.console.menu import ENTRIES
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Needs, Right
from hsmsim.management.numbers import NUMBERS
from hsmsim.management.table import table


def commands() -> Rows:
    """What scripts can ask of the HSM."""
    yield "Words", "Arguments", "Who may", "For others"
    for row in sorted(table().values(), key=lambda row: row.words):
        if row.words:
            arguments = [(name.decode(), argument.optional) for name, argument in row.command.arguments]
            shown = (f"[{name}]" if optional else name for name, optional in arguments)
            foreign = row.others or (Right.OPERATOR if ("user_id", False) in arguments else None)
            others = _who(foreign) if row.needs is Right.OWN and foreign is not None else ""
            yield f"``{row.words}``", plain(", ".join(shown)), _who(row.needs), others


def _who(needs: Needs) -> str:
    if isinstance(needs, Permission):
        return needs.value
    return {Right.ANYONE: "anybody, without login", Right.OWN: "every user", Right.OPERATOR: "Operators"}[needs]


def menu() -> Rows:
    """The entries of the console's main menu."""
    yield "Number", "Column", "Entry", "Who sees it"
    for entry in ENTRIES:
        needs = needed(entry.opens)
        who = f"Users with {needs.value}" if isinstance(needs, Permission) else "every user"
        yield str(entry.number), entry.column.title, entry.title.rstrip("."), who


def refusals() -> Rows:
    """The numbers of what is refused."""
    yield "Number", "What was refused"
    for kind, number in sorted(NUMBERS.items(), key=lambda each: each[1]):
        if kind is not Exception:
            yield str(number), plain((kind.__doc__ or "").partition(".")[0])
