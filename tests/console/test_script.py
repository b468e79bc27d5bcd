"""Tests of hsmsim/console/script.py: hsmcon HOST USER -c COMMAND."""

import json

from twisted.internet.error import ConnectError

from hsmsim.interfaces.partitions import SecondFactor, UserType
from hsmsim.management import trust_list, user_list
from hsmsim.management.login import REFUSED
from hsmsim.model.access import Rights
from hsmsim.partitions.oath import hotp
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import ItemType, Node
from tests.console.hsm import ConsoleTest, NoEndpoint
from tests.management.bench import OTHER, PASSWORD
from tests.objects import made
from tests.partitions.pairs import pair

SECRET = b"12345678901234567890"
LIST = """\
user_id  user_type  blocked  second_factor   failures  authorization
alice    User       yes      OATH OTP Event  0         no
master   Operator   no       no              0         no
"""


class Plain(ConsoleTest):
    """Answers for people."""

    async def test_done(self) -> None:
        self.assertEqual(await self.script("users create bob User", answers=[OTHER]), 0)
        self.assertEqual((self.answered, self.errors, self.left), ("", "", []))
        await self.partitions.confirm("bob", OTHER)

    async def test_values(self) -> None:
        self.assertEqual(await self.script("policy show"), 0)
        self.assertEqual(self.answered, "minimum_length: 8\nmaximum_age: 0\nhistory: 0\nmust_change: no\n")

    async def test_table_of_all_pages(self) -> None:
        self.patch(user_list, "PAGE", 1)
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, None)
        await self.partitions.set_blocked("alice", True)
        self.assertEqual(await self.script("users list"), 0)
        self.assertEqual(self.answered, LIST)

    async def test_what_the_next_page_comes_after(self) -> None:
        self.patch(trust_list, "PAGE", 1)
        await self.user("bob")
        for owner, trustee in (("alice", "bob"), ("alice", "master"), ("bob", "alice")):
            await self.partitions.grant(owner, trustee, Rights.READ)
        self.assertEqual(await self.script("trust list"), 0)
        pairs = [tuple(line.split()[:2]) for line in self.answered.splitlines()[1:]]
        self.assertEqual(pairs, [("alice", "bob"), ("alice", "master"), ("bob", "alice")])

    async def test_certificate(self) -> None:
        self.assertEqual(await self.script("hsm certificate"), 0)
        self.assertEqual(self.answered.encode(), pair("hsm").pem)

    async def test_certificate_to_a_file(self) -> None:
        name = self.folder / "hsm_cert.pem"
        self.assertEqual(await self.script(f"hsm certificate > {name}"), 0)
        self.assertEqual((self.answered, name.read_bytes()), ("", pair("hsm").pem))

    async def test_in_order_up_to_the_first_that_is_refused(self) -> None:
        status = await self.script("users type alice Operator", "users remove nobody", "users remove alice")
        self.assertEqual((status, self.answered), (1, ""))
        self.assertEqual(self.errors, "Error 5020: there is no user 'nobody'.\n")
        self.assertEqual(self.partitions.user("alice").user_type, UserType.OPERATOR)

    async def test_rights(self) -> None:
        self.assertEqual(await self.script("users list", user="alice"), 1)
        self.assertEqual(self.errors, "Error 5002: this needs the permission 'List Users'.\n")

    async def test_file_from_standard_input(self) -> None:
        lines = pair("alice").pem.decode().splitlines()
        self.assertEqual(await self.script("users factor x509 alice -", answers=lines), 0)
        self.assertEqual(self.partitions.user("alice").certificate, pair("alice").pem)


class Json(ConsoleTest):
    """Answers for programs."""

    async def test_documents(self) -> None:
        self.assertEqual(await self.script("policy show", "users block alice yes", "help trust", json=True), 0)
        documents = [json.loads(line) for line in self.answered.splitlines()]
        policy = {"minimum_length": 8, "maximum_age": 0, "history": 0, "must_change": False}
        self.assertEqual(documents[:2], [policy, {}])
        self.assertIn("  trust revoke TRUSTEE", documents[2]["help"])

    async def test_refused(self) -> None:
        self.assertEqual(await self.script("users remove master", json=True), 1)
        error = {"number": 5018, "text": "'master' cannot be removed"}
        self.assertEqual(json.loads(self.answered), {"error": error})
        self.assertEqual(self.errors, "")

    async def test_login_refused(self) -> None:
        self.assertEqual(await self.hsmcon(OTHER, user="alice", commands=("policy show",), json=True), 1)
        self.assertEqual(json.loads(self.answered), {"error": {"number": 5002, "text": REFUSED}})

    async def test_nobody_there(self) -> None:
        self.endpoint = NoEndpoint(ConnectError())
        self.assertEqual(await self.script("policy show", json=True), 1)
        self.assertEqual(json.loads(self.answered)["error"]["number"], -12)

    async def test_session_ended(self) -> None:
        def end() -> str:
            self.factory.close()
            return OTHER

        self.assertEqual(await self.script("users reset alice", answers=[end], json=True), 1)
        self.assertEqual(json.loads(self.answered)["error"]["number"], 5001)

    async def test_no_such_file(self) -> None:
        status = await self.script("policy show", json=True, hsm_certificate="/nowhere")
        self.assertEqual(status, 1)
        error = {"number": None, "text": "/nowhere: No such file or directory"}
        self.assertEqual(json.loads(self.answered), {"error": error})


class Usage(ConsoleTest):
    """What is said before anything is done."""

    async def test_unknown_words(self) -> None:
        self.assertEqual(await self.script("users block alice yes", "users lock alice"), 2)
        self.assertIn("hsmcon: 'users lock alice' is no command", self.errors)
        self.assertEqual((self.answered, self.seen, self.log), ("", "", []))

    async def test_who_and_where(self) -> None:
        for given in ({"host": None}, {"user": None}):
            status = await self.hsmcon(**{"user": "master", "commands": ("policy show",), **given})
            self.assertEqual((status, self.errors), (2, "hsmcon: -c needs HOST and USER\n"))

    async def test_bad_input(self) -> None:
        self.assertEqual(await self.script("users block alice -", answers=["maybe"]), 2)
        self.assertEqual(self.errors, "hsmcon: blocked is not yes or no\n")

    async def test_questions_need_no_hsm(self) -> None:
        self.endpoint = NoEndpoint(ConnectError())
        self.assertEqual(await self.hsmcon(host=None, commands=("users factor", "help policy show")), 0)
        self.assertIn("  users factor clear USER_ID\n", self.answered)
        self.assertIn("  May be run by: Operators; Users with Create/Remove Users.\n", self.answered)


class Login(ConsoleTest):
    """Logging in for a script."""

    async def test_nothing_but_questions(self) -> None:
        await self.script("policy show", hsm_certificate=self.file("hsm.pem", pair("hsm").pem))
        self.assertEqual(self.seen, "HSM User Password : \n")

    async def test_password_of_the_environment(self) -> None:
        self.password = PASSWORD
        self.assertEqual(await self.hsmcon(user="master", commands=("policy show",)), 0)
        self.assertNotIn("Password", self.seen)

    async def test_menus_do_not_look_there(self) -> None:
        self.password = OTHER
        await self.menus()

    async def test_code(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        self.assertEqual(await self.script("users attributes alice", answers=[hotp(SECRET, 0)], user="alice"), 0)

    async def test_certificate(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        files = {"private_key": self.file("k", pair("alice").key_pem), "certificate": self.file("c", pair("alice").pem)}
        self.assertEqual(await self.script("users attributes alice", user="alice", **files), 0)
        self.assertIn("second_factor: X.509\n", self.answered)

    async def test_a_password_that_is_due_ends_it(self) -> None:
        """What comes next on standard input may be meant for something else."""
        await self.partitions.set_must_change("alice", True)
        self.assertEqual(await self.script("users attributes alice", answers=[OTHER, OTHER], user="alice"), 1)
        self.assertEqual((self.left, self.errors[:11]), ([OTHER, OTHER], "Error 5178:"))


class Objects(ConsoleTest):
    """Commands on objects, as scripts give them."""

    async def test_walk(self) -> None:
        key, out = self.file("key", bytes(range(16))), self.folder / "out"
        commands = (
            f"objects import key1 @{key} algorithm=AES exportable=yes activate=yes",
            f"objects export key1 > {out}",
            "objects create pair EC curve=P-256 usage=Sign,Verify",
            "objects list",
            "objects attributes key1",
        )
        self.assertEqual(await self.script(*commands, user="alice", json=True), 0)
        imported, exported, made_pair, listed, attributes = [json.loads(line) for line in self.answered.splitlines()]
        self.assertEqual([each["name"] for each in imported["objects"]], ["key1"])
        self.assertEqual((exported, out.read_bytes()), ({"form": "raw"}, bytes(range(16))))
        uids = {made_pair["uid"], made_pair["public_uid"], attributes["uid"]}
        self.assertEqual({each["uid"] for each in listed["objects"]}, uids)
        self.assertEqual((listed["partition"], listed["total"]), ("alice", 3))
        self.assertEqual((attributes["state"], attributes["usage"]), ("Active", ["Encrypt", "Decrypt"]))
        self.assertIn("Activation Date", [each["name"] for each in attributes["attributes"]])

    async def test_for_people(self) -> None:
        self.assertEqual(
            await self.script("objects create key1 AES length=128", "objects attributes key1", user="alice"), 0
        )
        self.assertIn("\nusage: Encrypt, Decrypt\ndates:\n  name ", self.answered)
        self.assertRegex(self.answered, r"\n  Initial Date +2023/11/14 22:13:20\n")
        self.assertIn("\ncreated: 2023/11/14 22:13:20\n", self.answered)

    async def test_all_pages(self) -> None:
        self.put("alice", *[made(f"k{number}") for number in range(120)])
        self.assertEqual(await self.script("objects list", user="alice", json=True), 0)
        self.assertEqual(len(json.loads(self.answered)["objects"]), 120)

    async def test_all_attributes(self) -> None:
        custom = Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "x" * 200)
        names = {f"x-{number:03}": custom for number in range(600)}
        self.put("alice", made("k1", having=names))
        self.assertEqual(await self.script("objects attributes k1", user="alice", json=True), 0)
        found = [each["name"] for each in json.loads(self.answered)["attributes"]]
        self.assertLessEqual(set(names), set(found))
        self.assertEqual(len(found), len(set(found)))

    async def test_refused(self) -> None:
        self.assertEqual(await self.script("objects remove nothing", user="alice"), 1)
        self.assertTrue(self.errors.startswith("Error 5004: "), self.errors)
