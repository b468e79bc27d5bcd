"""The table of commands: whatever files of this package declare."""

import functools
import pkgutil
from importlib import import_module

from hsmsim import management
from hsmsim.management.command import Row


@functools.cache
def table() -> dict[bytes, Row]:
    """Every command by its name on the wire."""
    names = [module.name for module in pkgutil.iter_modules(management.__path__)]
    modules = [import_module(f"{management.__name__}.{name}") for name in names]
    rows = [value for module in modules for value in vars(module).values() if isinstance(value, Row)]
    return {row.command.commandName: row for row in rows}
