"""Tests of the commands that change an object's state or flags: hsmsim/management/object_activate.py, object_revoke.py,
object_archive.py, object_recover.py, object_remove.py, object_block.py, object_unblock.py and object_doing.py.
"""

from typing import Any

from hsmsim.errors import Refused
from hsmsim.exchange.steps import set_mark
from hsmsim.management.command import NotUnderstood
from hsmsim.management.object_activate import ActivateObject
from hsmsim.management.object_archive import ArchiveObject
from hsmsim.management.object_block import BlockObject
from hsmsim.management.object_recover import RecoverObject
from hsmsim.management.object_remove import RemoveObject
from hsmsim.management.object_revoke import RevokeObject
from hsmsim.management.object_unblock import UnblockObject
from hsmsim.management.object_words import Reason
from hsmsim.model.access import Rights
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import ObjectType, Operation, RevocationReasonCode, State
from hsmsim.spec.values import RevocationReason
from tests.management.bench import NOW
from tests.management.objects_bench import ObjectsTest
from tests.objects import BORN, made, text_name
from tests.support import rows

UNSPECIFIED, COMPROMISE = Reason["UNSPECIFIED"], Reason["KEY_COMPROMISE"]


class Changes(ObjectsTest):
    """What comes of each."""

    async def test_activate(self) -> None:
        self.put(made("k1", having={"Name": text_name("key")}))
        self.assertEqual(await self.ask(ActivateObject, object="key"), {})
        self.assertEqual((self.load("k1").state, self.load("k1").get("Activation Date")), (State.ACTIVE, NOW))

    async def test_revoke(self) -> None:
        self.put(made("k1", state=State.ACTIVE), made("k2"))
        await self.ask(RevokeObject, object="k1", reason=UNSPECIFIED)
        await self.ask(RevokeObject, object="k2", reason=COMPROMISE, message="found in a bin", occurred=BORN + 5)
        self.assertIs(self.load("k1").state, State.DEACTIVATED)
        found = await self.attributes("k2")
        self.assertEqual((found["State"], found["Compromise Date"]), (State.COMPROMISED, NOW))
        self.assertEqual(found["Compromise Occurrence Date"], BORN + 5)
        expected = RevocationReason(
            revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE, revocation_message="found in a bin"
        )
        self.assertEqual(found["Revocation Reason"], expected)
        self.assertNotIn("bin", " ".join(self.recorded()))

    async def test_revoke_at_a_time_that_cannot_be(self) -> None:
        self.put(made("k1"))
        await self.refused(NotUnderstood, RevokeObject, object="k1", reason=COMPROMISE, occurred=2**63)
        await self.refused(Refused, RevokeObject, object="k1", reason=UNSPECIFIED, occurred=NOW)
        self.assertEqual(self.number, 5021)

    async def test_archive_and_recover(self) -> None:
        self.put(made("k1"))
        await self.ask(ArchiveObject, object="k1")
        self.assertTrue(self.load("k1").archived)
        for command in (ArchiveObject, ActivateObject, RemoveObject):
            text = await self.refused(Refused, command, object="k1")
            self.assertEqual((self.number, text), (5004, "the object is archived"))
        await self.ask(RecoverObject, object="k1")
        await self.ask(RecoverObject, object="k1")
        self.assertFalse(self.load("k1").archived)

    async def test_block_and_unblock(self) -> None:
        self.put(made("k1", state=State.ACTIVE))
        for _ in range(2):
            await self.ask(BlockObject, object="k1")
        with self.assertRaises(Refused):
            await self.appliance.within.perform("alice", Operation.GET, unique_identifier="k1")
        for _ in range(2):
            await self.ask(UnblockObject, object="k1")
        await self.appliance.within.perform("alice", Operation.GET, unique_identifier="k1")

    async def test_a_blocked_object_is_changed_as_before(self) -> None:
        self.put(made("k1"))
        await self.ask(BlockObject, object="k1")
        await self.ask(ActivateObject, object="k1")
        await self.ask(RemoveObject, object="k1", force=True)
        self.assertIs(self.load("k1").state, State.DESTROYED)

    async def test_what_is_destroyed_is_not_blocked(self) -> None:
        self.put(made("k1", state=State.DESTROYED))
        for command in (BlockObject, UnblockObject):
            await self.refused(Refused, command, object="k1")
            self.assertEqual(self.number, 5004)


@rows(
    pre_active=(State.PRE_ACTIVE, None, State.DESTROYED),
    active=(State.ACTIVE, None, 5005),
    active_without_force=(State.ACTIVE, False, 5005),
    active_with_force=(State.ACTIVE, True, State.DESTROYED),
    deactivated=(State.DEACTIVATED, None, State.DESTROYED),
    compromised=(State.COMPROMISED, True, State.DESTROYED_COMPROMISED),
    destroyed=(State.DESTROYED, True, 5004),
    destroyed_compromised=(State.DESTROYED_COMPROMISED, None, 5004),
)
class Removing(ObjectsTest):
    async def check(self, state: State, force: bool | None, becomes: State | int) -> None:
        self.put(made("k1", state=state))
        if isinstance(becomes, State):
            await self.ask(RemoveObject, object="k1", force=force)
            self.assertEqual((self.load("k1").state, self.load("k1").value), (becomes, None))
        else:
            await self.refused(Refused, RemoveObject, object="k1", force=force)
            self.assertEqual((self.number, self.load("k1").state), (becomes, state))


class Removed(ObjectsTest):
    async def test_what_has_no_state_goes_whole(self) -> None:
        self.put(made("o1", ObjectType.OPAQUE_OBJECT), made("t1", ObjectType.TEMPLATE))
        for uid in ("o1", "t1"):
            await self.ask(RemoveObject, object=uid)
        self.assertEqual(self.store.count("alice"), 0)

    async def test_the_name_is_free_again(self) -> None:
        self.put(made("k1", having={"Name": text_name("key")}))
        await self.ask(RemoveObject, object="key")
        await self.refused(Refused, RemoveObject, object="key")
        self.assertEqual(self.number, 5004)

    async def test_nothing_is_half_done(self) -> None:
        """Who may change objects and not remove them."""
        self.put(made("k1", state=State.ACTIVE), user="bob")
        await self.trusted(Rights.READ | Rights.UPDATE)
        await self.refused(Refused, RemoveObject, object="k1", force=True)
        self.assertEqual((self.number, self.load("k1", "bob").state), (5002, State.ACTIVE))
        self.assertEqual(
            self.recorded()[0],
            "00000007|KMIP inside 'alice': Revoke k1: Operation Undone; Destroy k1: Permission Denied",
        )


R = Rights
REVOKE = {"reason": COMPROMISE}
FORCE = {"force": True}


def _matrix() -> dict[str, tuple[Any, ...]]:
    """Each command by its name, the object of bob's that it is for, and the rights that it takes."""
    update, delete = R.READ | R.UPDATE, R.READ | R.DELETE
    commands: dict[str, tuple[type, str, dict[str, Any], int]] = {
        "activate": (ActivateObject, "early", {}, update),
        "revoke": (RevokeObject, "early", REVOKE, update),
        "archive": (ArchiveObject, "early", {}, update),
        "recover": (RecoverObject, "away", {}, update),
        "block": (BlockObject, "early", {}, update),
        "unblock": (UnblockObject, "blocked", {}, update),
        "remove": (RemoveObject, "early", {}, delete),
        "remove_active": (RemoveObject, "active", FORCE, update | delete),
    }
    granted = {
        "nothing": R.NONE,
        "update_alone": R.UPDATE,
        "read": R.READ,
        "create": R.READ | R.CREATE,
        "update": update,
        "delete": delete,
        "all": R.ALL,
    }
    return {
        f"{name}_by_{rights}": (*command, bits)
        for name, command in commands.items()
        for rights, bits in granted.items()
    }


@rows(**_matrix())
class RightsOnAnothers(ObjectsTest):
    """Without Read there is no object, with too little it is refused; in all cases nothing has changed."""

    async def check(self, command: Any, uid: str, how: dict[str, Any], needed: int, granted: int) -> None:
        blocked = made("blocked")
        set_mark(blocked, BLOCKED)
        self.put(made("early"), made("active", state=State.ACTIVE), made("away", archived=True), blocked, user="bob")
        await self.trusted(granted)
        if granted & needed == needed:
            await self.ask(command, object=f"bob/{uid}", **how)
            self.assertEqual(self.load(uid, "bob").revision, 2)
            return
        await self.refused(Refused, command, object=f"bob/{uid}", **how)
        self.assertEqual(self.number, 5002 if granted & R.READ else 5004)
        self.assertEqual(self.load(uid, "bob").revision, 1)


class Callers(ObjectsTest):
    async def test_an_operator_without_rights_sees_nothing_of_others(self) -> None:
        self.put(made("k1"), user="bob")
        self.master()
        for word in ("k1", "bob/k1"):
            await self.refused(Refused, RemoveObject, object=word)
            self.assertEqual(self.number, 5004)

    async def test_custodians_do_not_keep_anybody_from_it(self) -> None:
        await self.custodians()
        self.put(made("k1"))
        await self.ask(ActivateObject, object="k1")
        await self.ask(RemoveObject, object="k1", force=True)

    async def test_names(self) -> None:
        self.put(*(made(uid, having={"Name": text_name("twice")}) for uid in ("k1", "k2")))
        text = await self.refused(Refused, ActivateObject, object="twice")
        self.assertEqual((self.number, text), (5004, "2 objects are named 'twice': say which by its Unique Identifier"))
        for word in ("", "absent", "bob/k1"):
            await self.refused(Refused, ActivateObject, object=word)
            self.assertEqual(self.number, 5004)

    async def test_states(self) -> None:
        self.put(made("k1", state=State.DESTROYED))
        text = await self.refused(Refused, ActivateObject, object="k1")
        self.assertEqual((self.number, text), (5008, "an object in state Destroyed cannot be activated"))
