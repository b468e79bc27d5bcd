"""Keys/Objects - Create."""

from enum import Enum
from typing import Any

from hsmsim.console.desk import Action, Desk
from hsmsim.management.object_create import CreateObject
from hsmsim.management.object_words import Curve, KeyAlgorithm, Usage

_USAGE = "Usage, with commas between (ENTER for the usual one): "
_CURVED = frozenset({"EC", "ECDSA", "ECDH", "ECMQV"})


async def create(desk: Desk) -> None:
    """1 - Create."""
    actions = [
        Action("Symmetric key", _create, CreateObject),
        Action("Key pair", _create, CreateObject),
    ]
    await desk.act(actions)


async def _create(desk: Desk) -> None:
    desk.say()
    named = ask_name(desk)
    algorithm = ask_algorithm(desk)
    size = _ask_curve(desk) if algorithm.value in _CURVED else _ask_length(desk)
    answer = await desk.link.call(CreateObject, **named, algorithm=algorithm, **size, **ask_how(desk))
    desk.say(f"\nObject '{named['name']}' successfully created.\nUID - {answer['uid']}")
    if answer["public_uid"] is not None:
        desk.say(f"UID of the public key - {answer['public_uid']}")
    desk.pause()


def ask_name(desk: Desk) -> dict[str, Any]:
    """The name of a new object, in the own partition or, as `partition/name`, in another's."""
    typed = desk.need("Object name: ")
    partition, slash, name = typed.partition("/")
    return {"name": name, "partition": partition} if slash else {"name": typed}


def ask_algorithm(desk: Desk, prompt: str = "Algorithm: ") -> Enum:
    """One of KMIP's algorithms, by its name in any capitals."""
    return _ask_one(desk, prompt, KeyAlgorithm)


def _ask_one(desk: Desk, prompt: str, choices: type[Enum]) -> Enum:
    found = {each.value.lower(): each for each in choices}
    while (answer := desk.need(prompt, [each.value for each in choices])).lower() not in found:
        desk.say(f"'{answer}' is none. There are: {', '.join(each.value for each in choices)}.")
    return found[answer.lower()]


def _ask_curve(desk: Desk) -> dict[str, Any]:
    return {"curve": _ask_one(desk, "Curve: ", Curve)}


def _ask_length(desk: Desk) -> dict[str, Any]:
    return {"length": desk.number("Length in bits: ")}


def ask_how(desk: Desk) -> dict[str, Any]:
    """How a new object shall be."""
    return {
        "usage": _ask_usage(desk),
        "exportable": desk.yes("Exportable"),
        "temporary": desk.yes("Temporary"),
        "activate": desk.yes("Active from now on"),
    }


def _ask_usage(desk: Desk) -> frozenset[Enum] | None:
    known = {each.value.lower(): each for each in Usage}
    while True:
        words = [each.strip() for each in desk.terminal.ask(_USAGE, [each.value for each in Usage]).split(",")]
        wrong = [each for each in words if each and each.lower() not in known]
        if not wrong:
            return frozenset(known[each.lower()] for each in words if each) or None
        desk.say(f"'{wrong[0]}' is none. There are: {', '.join(each.value for each in Usage)}.")
