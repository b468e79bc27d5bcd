"""Names that the console gives to objects."""

import re

from hsmsim.errors import NoSuchObject
from hsmsim.exchange.finding import Seen
from hsmsim.management.object_errors import BadObjectName
from hsmsim.management.session import Session
from hsmsim.model.managed import ManagedObject

MOST_CHARACTERS = 32
_proper = re.compile(rf"[A-Za-z0-9_]{{1,{MOST_CHARACTERS}}}").fullmatch

# What is added to a name for what comes with the object that has it.
PUBLIC = "_pub"
CERTIFICATE = "_cert"


def check_name(name: str) -> str:
    """The name, if it is one that the appliance takes; names that clients give are freer.

    Raises:
        BadObjectName: it is none.
    """
    if not _proper(name):
        shown = name if len(name) <= MOST_CHARACTERS else f"{name[:MOST_CHARACTERS]}..."
        raise BadObjectName(f"{shown!r} is no name: 1 to {MOST_CHARACTERS} letters, digits and '_'")
    return name


def check_suffixed(name: str, suffix: str) -> str:
    """The name of what comes with the object that has this name.

    Raises:
        BadObjectName: the name is none, or too long for it.
    """
    check_name(name)
    if len(name) + len(suffix) > MOST_CHARACTERS:
        raise BadObjectName(f"{name!r} is too long: with '{suffix}' it has more than {MOST_CHARACTERS} characters")
    return name + suffix


def first_name(obj: ManagedObject) -> str:
    """What an object is shown as: its first Name; empty without one."""
    name = obj.get("Name")
    return "" if name is None else name.name_value or ""


async def find(session: Session, word: str) -> Seen:
    """The object that the session's user means by a word: Unique Identifier, Name or `partition/object`.

    Raises:
        NoSuchObject, AmbiguousName: see `Within.find`.
    """
    if not word:
        raise NoSuchObject
    return await session.appliance.within.find(session.user_id, word)
