"""Keys/Objects - Import and Export. "(local)" is a file of this machine, "(hsm)" an object of the HSM."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from hsmsim.console.desk import Action, Desk
from hsmsim.console.object_create import ask_algorithm, ask_how, ask_name
from hsmsim.console.objects import need_object
from hsmsim.management.object_export import ExportObject
from hsmsim.management.object_import import ImportObject

_INPUT = "Input file (local) : "
_KEK = "KEK (hsm) : "

# What an import is asked for besides name and file.
Ask = Callable[[Desk], Awaitable[dict[str, Any]]]


async def bring_in(desk: Desk) -> None:
    """4 - Import."""
    kinds: dict[str, Ask] = {
        "Symmetric key": _algorithm,
        "Symmetric key by KEK": _wrapped,
        "Private key, public key or PKCS#12": _password,
        "Private key by KEK": _wrapped,
        "Certificates": _nothing,
    }
    await desk.act([Action(title, partial(_import, ask=ask), ImportObject) for title, ask in kinds.items()])


async def _import(desk: Desk, ask: Ask) -> None:
    desk.say()
    named = ask_name(desk)
    asked = await ask(desk)
    _, data = desk.read_file(_INPUT)
    answer = await desk.link.call(ImportObject, **named, data=data, **asked, **ask_how(desk))
    desk.say()
    for each in answer["objects"]:
        desk.say(f"Object '{each['name']}' successfully imported.\nUID - {each['uid']}")
    desk.pause()


async def _nothing(desk: Desk) -> dict[str, Any]:
    return {}


async def _algorithm(desk: Desk) -> dict[str, Any]:
    return {"algorithm": ask_algorithm(desk)}


async def _wrapped(desk: Desk) -> dict[str, Any]:
    return {**await _algorithm(desk), "kek": await need_object(desk, _KEK)}


async def _password(desk: Desk) -> dict[str, Any]:
    return {"password": desk.terminal.ask_secret("Password of the file (ENTER for none) : ") or None}


async def give_out(desk: Desk) -> None:
    """5 - Export."""
    actions = [
        Action("Clear", partial(_export, ask=_nothing), ExportObject),
        Action("By KEK", partial(_export, ask=_by_kek), ExportObject),
        Action("PKCS#8 with password", partial(_export, ask=_with_password), ExportObject),
        Action("PKCS#12 with password", partial(_export, ask=_with_certificate), ExportObject),
    ]
    await desk.act(actions)


async def _export(desk: Desk, ask: Ask) -> None:
    desk.say()
    name = await need_object(desk)
    answer = await desk.link.call(ExportObject, object=name, **await ask(desk))
    file = desk.write_file(answer["data"], private=True)
    desk.done(f"Object '{name}' successfully exported to '{file}': {answer['form']}.")


async def _by_kek(desk: Desk) -> dict[str, Any]:
    return {"kek": await need_object(desk, _KEK)}


async def _with_certificate(desk: Desk) -> dict[str, Any]:
    return {"with_certificate": await need_object(desk, "Certificate (hsm) : "), **await _with_password(desk)}


async def _with_password(desk: Desk) -> dict[str, Any]:
    return {"password": desk.new_password()}
