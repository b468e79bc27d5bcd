"""Tests of hsmsim/management/object_create.py and object_making.py."""

from typing import Any

from hsmsim.errors import Refused
from hsmsim.management.command import NotPermitted
from hsmsim.management.object_create import CreateObject
from hsmsim.management.object_words import Curve, KeyAlgorithm, Usage
from hsmsim.model.access import Rights
from hsmsim.spec.attributes import TEMPORARY
from hsmsim.spec.enums import CryptographicAlgorithm, LinkType, ObjectType, Operation, RecommendedCurve, State
from hsmsim.spec.masks import CryptographicUsageMask as M
from tests.management.bench import NOW
from tests.management.objects_bench import ObjectsTest
from tests.objects import made, text_name
from tests.support import rows

AES, RSA, EC = KeyAlgorithm["AES"], KeyAlgorithm["RSA"], KeyAlgorithm["EC"]
USE = M.ENCRYPT | M.DECRYPT


class Keys(ObjectsTest):
    """A symmetric key."""

    async def test_as_it_is_without_wishes(self) -> None:
        answer = await self.ask(CreateObject, name="key_1", algorithm=AES, length=256)
        self.assertIsNone(answer["public_uid"])
        obj = self.load(answer["uid"])
        self.assertIs(obj.object_type, ObjectType.SYMMETRIC_KEY)
        found = await self.attributes(obj.uid)
        expected: dict[str, Any] = {
            "Name": text_name("key_1"),
            "Cryptographic Algorithm": CryptographicAlgorithm.AES,
            "Cryptographic Length": 256,
            "Cryptographic Usage Mask": USE,
            "State": State.PRE_ACTIVE,
            "Extractable": False,
            "Sensitive": True,
            "Never Extractable": True,
            "Initial Date": NOW,
        }
        self.assertEqual({name: found[name] for name in expected}, expected)
        self.assertEqual(len(obj.value.key_block.key_value.key_material), 32)  # type: ignore[union-attr]
        self.assertNotIn(TEMPORARY, obj.attributes)

    async def test_as_it_is_wished(self) -> None:
        usage = frozenset({Usage["WRAP_KEY"], Usage["UNWRAP_KEY"]})
        answer = await self.ask(
            CreateObject, name="kek", algorithm=AES, length=128, usage=usage, exportable=True, activate=True
        )
        found = await self.attributes(answer["uid"])
        self.assertEqual(found["Cryptographic Usage Mask"], M.WRAP_KEY | M.UNWRAP_KEY)
        self.assertEqual((found["Extractable"], found["Sensitive"]), (True, False))
        self.assertEqual((found["State"], found["Activation Date"]), (State.ACTIVE, NOW))

    async def test_a_name_is_taken_once(self) -> None:
        self.put(made("k1", having={"Name": text_name("kmip_name")}))
        text = await self.refused(Refused, CreateObject, name="kmip_name", algorithm=AES, length=128)
        self.assertEqual((self.number, text), (5022, "the name 'kmip_name' is taken"))
        self.assertEqual(self.store.count("alice"), 1)

    async def test_the_audit_log_has_it(self) -> None:
        answer = await self.ask(CreateObject, name="key", algorithm=AES, length=128, exportable=True)
        self.assertEqual(
            self.recorded(),
            [
                f"00000007|KMIP inside 'alice': Create {answer['uid']}: Success",
                "00000007|console 'alice': objects create name=key algorithm=AES length=128 exportable=True: done",
            ],
        )


class Pairs(ObjectsTest):
    """Private and public key."""

    async def test_rsa(self) -> None:
        answer = await self.ask(CreateObject, name="pair", algorithm=RSA, length=1024, activate=True, exportable=True)
        private, public = self.load(answer["uid"]), self.load(answer["public_uid"])
        self.assertEqual([private.get("Name"), public.get("Name")], [text_name("pair"), text_name("pair_pub")])
        self.assertEqual([private.state, public.state], [State.ACTIVE, State.ACTIVE])
        self.assertEqual(private.get("Cryptographic Usage Mask"), M.SIGN | M.DECRYPT)
        self.assertEqual(public.get("Cryptographic Usage Mask"), M.VERIFY | M.ENCRYPT)
        self.assertEqual([private.get("Extractable"), public.get("Extractable")], [True, True])
        self.assertIs(private.get("Link").link_type, LinkType.PUBLIC_KEY_LINK)

    async def test_on_a_curve(self) -> None:
        answer = await self.ask(CreateObject, name="ec", algorithm=EC, curve=Curve["P_256"])
        private, public = self.load(answer["uid"]), self.load(answer["public_uid"])
        self.assertEqual([private.get("Extractable"), public.get("Extractable")], [False, True])
        domain = private.get("Cryptographic Domain Parameters")
        self.assertIs(domain.recommended_curve, RecommendedCurve.P_256)

    async def test_uses_are_shared_out(self) -> None:
        usage = frozenset(Usage[name] for name in ("WRAP_KEY", "UNWRAP_KEY", "DERIVE_KEY", "CERTIFICATE_SIGN"))
        answer = await self.ask(CreateObject, name="ec", algorithm=EC, curve=Curve["P_256"], usage=usage)
        masks = [self.load(answer[key]).get("Cryptographic Usage Mask") for key in ("uid", "public_uid")]
        self.assertEqual(masks, [M.UNWRAP_KEY | M.DERIVE_KEY | M.CERTIFICATE_SIGN, M.WRAP_KEY | M.DERIVE_KEY])

    async def test_a_name_that_is_too_long_for_a_pair(self) -> None:
        """It is a name, so that is not what is said of it."""
        text = await self.refused(Refused, CreateObject, name="x" * 29, algorithm=RSA, length=1024)
        self.assertEqual(text, f"'{'x' * 29}' is too long: with '_pub' it has more than 32 characters")

    async def test_both_names_have_to_be_free(self) -> None:
        self.put(made("k1", having={"Name": text_name("pair_pub")}))
        await self.refused(Refused, CreateObject, name="pair", algorithm=RSA, length=1024)
        self.assertEqual((self.number, self.store.count("alice")), (5022, 1))

    async def test_a_name_that_is_taken_while_the_pair_is_made(self) -> None:
        within = self.appliance.within

        async def slow(function: Any, *arguments: Any) -> Any:
            self.put(made("k1", having={"Name": text_name("pair")}))
            return function(*arguments)

        within._work.offload = slow
        await self.refused(Refused, CreateObject, name="pair", algorithm=RSA, length=1024)
        self.assertEqual((self.number, self.store.count("alice")), (5022, 1))


@rows(
    empty=({"name": ""}, 5023),
    long=({"name": "x" * 33}, 5023),
    long_for_a_pair=({"name": "x" * 29, "algorithm": RSA, "length": 1024}, 5023),
    minus=({"name": "a-b"}, 5023),
    blank=({"name": "a b"}, 5023),
    letters_of_others=({"name": "ä"}, 5023),
    huge=({"name": "x" * 60_000}, 5023),
    length=({"length": 100}, 5003),
    no_length=({"length": None}, 5003),
    huge_length=({"length": 10**30}, 5003),
    negative_length=({"length": -128}, 5003),
    rsa_length=({"algorithm": RSA, "length": 10**30}, 5003),
    rsa_without_length=({"algorithm": RSA, "length": None}, 5003),
    curve_for_aes=({"curve": Curve["P_256"]}, 5021),
    no_such_curve=({"algorithm": EC, "length": None, "curve": Curve["ANSIX9C2TNB431R1"]}, 5003),
    no_such_keys=({"algorithm": KeyAlgorithm["MARS"]}, 5003),
    partition_of_another=({"partition": "bob"}, 5002),
    no_partition=({"partition": "nobody"}, 5002),
)
class Refusals(ObjectsTest):
    async def check(self, how: dict[str, Any], number: int) -> None:
        text = await self.refused(Refused, CreateObject, **{"name": "key", "algorithm": AES, "length": 128, **how})
        self.assertEqual(self.number, number, text)
        self.assertLess(len(text), 200)
        self.assertEqual(self.store.count("alice") + self.store.count("bob"), 0)


class Elsewhere(ObjectsTest):
    """In another's partition, by whoever may create there."""

    async def test_what_it_takes(self) -> None:
        for rights, may in ((Rights.READ | Rights.UPDATE | Rights.DELETE, False), (Rights.CREATE, True)):
            await self.trusted(rights)
            create = CreateObject, {"name": "key", "algorithm": AES, "length": 128, "partition": "bob"}
            if may:
                answer = await self.ask(create[0], **create[1])
                self.assertEqual(self.load(answer["uid"], "bob").get("Name"), text_name("key"))
            else:
                text = await self.refused(Refused, create[0], **create[1])
                self.assertEqual((self.number, text), (5002, "'bob' has not granted the right to create objects"))

    async def test_names_are_the_partitions(self) -> None:
        self.put(made("k1", having={"Name": text_name("key")}))
        await self.trusted(Rights.CREATE)
        await self.ask(CreateObject, name="key", algorithm=AES, length=128, partition="bob")
        await self.refused(Refused, CreateObject, name="key", algorithm=AES, length=128, partition="bob")
        self.assertEqual(self.number, 5022)

    async def test_operators_may_no_more_than_others(self) -> None:
        self.master()
        await self.refused(Refused, CreateObject, name="key", algorithm=AES, length=128, partition="bob")
        self.assertEqual(self.number, 5002)
        await self.ask(CreateObject, name="key", algorithm=AES, length=128)
        self.assertEqual(self.store.count("master"), 1)

    async def test_under_custodians_keys_are_made(self) -> None:
        await self.custodians()
        answer = await self.ask(CreateObject, name="pair", algorithm=RSA, length=1024, temporary=True)
        with self.assertRaises(Refused):
            await self.appliance.within.perform("alice", Operation.GET, unique_identifier=answer["uid"])

    async def test_nobody_makes_any(self) -> None:
        self.session.user_id = ""
        await self.refused(NotPermitted, CreateObject, name="key", algorithm=AES, length=128)


class Temporary(ObjectsTest):
    """What goes with the session."""

    async def make(self, name: str = "key", **how: Any) -> str:
        answer = await self.ask(CreateObject, name=name, algorithm=AES, length=128, temporary=True, **how)
        return str(answer["uid"])

    async def test_it_goes_with_the_session(self) -> None:
        uid = await self.make()
        await self.ask(CreateObject, name="stays", algorithm=AES, length=128, temporary=False)
        self.assertIn(TEMPORARY, self.load(uid).attributes)
        self.session.end()
        self.session.end()
        self.assertEqual((self.store.count("alice"), self.store.named("alice", "key")), (1, []))

    async def test_both_keys_of_a_pair(self) -> None:
        await self.ask(CreateObject, name="ec", algorithm=EC, curve=Curve["P_256"], temporary=True)
        self.session.end()
        self.assertEqual(self.store.count("alice"), 0)

    async def test_in_another_partition(self) -> None:
        await self.trusted(Rights.CREATE)
        await self.make(partition="bob")
        self.assertEqual(self.store.count("bob"), 1)
        await self.partitions.revoke("bob", "alice")
        self.session.end()
        self.assertEqual(self.store.count("bob"), 0)

    async def test_a_session_that_ends_meanwhile(self) -> None:
        self.appliance.within._work.offload = self._end_meanwhile
        await self.ask(CreateObject, name="pair", algorithm=RSA, length=1024, temporary=True)
        self.assertEqual(self.store.count("alice"), 0)

    async def _end_meanwhile(self, function: Any, *arguments: Any) -> Any:
        self.session.end()
        return function(*arguments)

    async def test_one_that_cannot_be_removed(self) -> None:
        await self.make()
        self.store.apply = None  # type: ignore[assignment,method-assign]
        self.session.end()
        self.assertEqual([event["log_format"] for event in self.events], ["temporary object {uid} stays"])
