"""Users - Trust Relations, and Keys/Objects - Permissions: who may do what with whose objects."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from hsmsim.console.desk import Action, Desk, each_of
from hsmsim.console.users import yes_or_no
from hsmsim.management.rights import TrustRight
from hsmsim.management.trust_grant import GrantTrust
from hsmsim.management.trust_list import ListTrust
from hsmsim.management.trust_revoke import RevokeTrust

_LINE = "{:<16}  {:<6} {:<6} {:<4} {:<6}"
_WIDTH = len(_LINE.format("", "", "", "", ""))
_HEAD = tuple(right.value for right in TrustRight)  # Create Delete Read Update
TRUSTEE, TRUSTER = "trustee", "truster"

# What is asked when rights are given; the first two imply Read.
_ASKED = {"Create/Read": TrustRight.CREATE, "Delete/Read": TrustRight.DELETE, "Update": TrustRight.UPDATE}


async def relations(desk: Desk) -> None:
    """21 - Trust Relations: of one user, or of all."""
    typed = desk.terminal.ask("User ID (Enter to list all): ", await desk.user_ids()).strip()
    found = [each async for each in desk.every(ListTrust, user_id=typed or None)]
    involved = [typed] if typed else sorted({each[side] for each in found for side in (TRUSTEE, TRUSTER)})
    await desk.show(each_of([line for user_id in involved for line in _of(user_id, found)]))
    desk.done(f"{len(found)} trust relation(s).")


def _of(user_id: str, found: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Both tables of one user."""
    yield ""
    yield f"User ID: {user_id}"
    yield from _table(TRUSTEE, [each for each in found if each[TRUSTER] == user_id])
    yield from _table(TRUSTER, [each for each in found if each[TRUSTEE] == user_id])


def _table(side: str, found: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "=" * _WIDTH
    yield _LINE.format(side.capitalize(), *_HEAD).rstrip()
    yield "." * _WIDTH
    for each in found:
        yield _LINE.format(each[side], *(yes_or_no(right in each["rights"]) for right in TrustRight)).rstrip()


# ---------------------------------------------------------------------------------------------------- permissions


async def permissions(desk: Desk) -> None:
    """7 - Permissions: on the own partition."""
    actions = [
        Action("Add", _add, GrantTrust),
        Action("Remove", _remove, RevokeTrust),
        Action("List Trustees", partial(_list, side=TRUSTEE, own=TRUSTER), ListTrust),
        Action("List Trusters", partial(_list, side=TRUSTER, own=TRUSTEE), ListTrust),
    ]
    await desk.act(actions)


async def _add(desk: Desk) -> None:
    desk.frame("Keys/Objects - Permissions - Add")
    trustee = await desk.need_user("User name: ")
    desk.say("Permissions :")
    rights = frozenset(right for question, right in _ASKED.items() if desk.yes(question))
    await desk.link.call(GrantTrust, trustee=trustee, rights=rights)
    named = _listed([right.value for right in _ASKED.values() if right in rights])
    plural = "s" if len(rights) > 1 else ""
    owned = f"keys/objects of user '{desk.user_id}'"
    desk.done(f"Permission{plural} {named} on {owned} successfully granted to user '{trustee}'.", apart=False)


def _listed(names: Sequence[str]) -> str:
    """Create, Delete and Update."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


async def _remove(desk: Desk) -> None:
    desk.frame("Keys/Objects - Permissions - Remove")
    trustee = await desk.need_user("User name: ")
    await desk.link.call(RevokeTrust, trustee=trustee)
    text = f"Permissions to user '{trustee}' keys/objects of user '{desk.user_id}' successfully removed."
    desk.done(text, apart=False)


async def _list(desk: Desk, side: str, own: str) -> None:
    desk.frame(f"Keys/Objects - Permissions - List {side.capitalize()}s")
    found = [each async for each in desk.every(ListTrust, user_id=desk.user_id) if each[own] == desk.user_id]
    await desk.show(each_of(list(_table(side, found))))
    desk.done(f"{len(found)} {side}(s).")
