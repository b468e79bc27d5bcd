"""Keys/Objects - Attributes."""

from functools import partial
from typing import Any

from hsmsim.console import plain
from hsmsim.console.answers import moment
from hsmsim.console.desk import Action, Desk
from hsmsim.console.objects import need_object
from hsmsim.console.terminal import FILES
from hsmsim.console.users import yes_or_no
from hsmsim.management.object_attributes import ObjectAttributes
from hsmsim.management.object_block import BlockObject
from hsmsim.management.object_csr import RequestCertificate
from hsmsim.management.object_metadata import EditMetadata
from hsmsim.management.object_unblock import UnblockObject
from hsmsim.management.object_words import Usage
from hsmsim.management.values import Names

_TEXTS = {"description": "Description", "comment": "Comment", "contact": "Contact Information"}
_NOTHING = "-"


async def attributes(desk: Desk) -> None:
    """3 - Attributes."""
    name = await need_object(desk)
    found = await desk.link.call(ObjectAttributes, object=name)
    for title, fields in (("Common", _common(found)), ("SP 800-57-1", _life(found))):
        desk.say(f"\n{title}:")
        for field, value in fields.items():
            desk.say(f"{field:<24} - {value}")
    permitted = {each["words"] for each in found["actions"]}
    desk.say("\nActions:")
    word = "unblock" if found["blocked"] else "block"
    actions = [
        Action("Block", partial(_block, name=name, word=word), BlockObject, f"objects {word}" in permitted),
        Action("Edit Metadata", partial(_edit, name=name, found=found), EditMetadata, "objects metadata" in permitted),
        Action("PKCS#10 CSR", partial(_request, name=name), RequestCertificate, "objects csr" in permitted),
    ]
    await desk.act(actions, " ")


def _common(found: dict[str, Any]) -> dict[str, str]:
    kind = [found["object_type"], found["algorithm"], str(found["length"] or "")]
    return {
        "Type": " ".join(each for each in kind if each),
        "Temporary": yes_or_no(found["temporary"]),
        "Exportable": yes_or_no(found["exportable"]),
        "Encrypted": yes_or_no(found["encrypted"]),
        "Blocked": yes_or_no(found["blocked"]),
    }


def _life(found: dict[str, Any]) -> dict[str, str]:
    usage = ", ".join(each.value for each in Usage if each in found["usage"])
    dates = {each["name"]: moment(each["date"]) for each in found["dates"]}
    return {"State": found["state"], "Usage": usage, **dates}


async def _block(desk: Desk, name: str, word: str) -> None:
    desk.say()
    if desk.yes(f"Confirm {word}ing object '{name}'."):
        await desk.link.call(BlockObject if word == "block" else UnblockObject, object=name)
        desk.done(f"Object '{name}' successfully {word}ed.")


async def _edit(desk: Desk, name: str, found: dict[str, Any]) -> None:
    values = {each["name"]: each["value"] for each in found["attributes"]}
    desk.say(f"\nENTER leaves a text as it is, {_NOTHING} takes it away.")
    given = {}
    for argument, attribute in _TEXTS.items():
        answer = desk.terminal.ask(f"{attribute} [{plain.line(values.get(attribute, ''))}] : ").strip()
        if answer:
            given[argument] = "" if answer == _NOTHING else answer
    await desk.link.call(EditMetadata, object=name, **given)
    desk.done(f"Metadata of object '{name}' successfully changed.")


async def _request(desk: Desk, name: str) -> None:
    desk.say()
    subject = desk.need("Subject (CN=...,O=...) : ")
    # What may be left out comes last: scripts answer in this order.
    file = desk.need("Output file (local) : ", FILES)
    names = desk.terminal.ask("Alternative names, with commas between them (ENTER for none) : ")
    found = Names().fromString(names.encode())
    answer = await desk.link.call(RequestCertificate, object=name, subject=subject, alternative_names=found)
    file = desk.write_file(answer["request"], file)
    desk.done(f"PKCS#10 CSR of object '{name}' successfully written to '{file}'.")
