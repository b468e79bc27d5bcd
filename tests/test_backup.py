"""Backups of whole appliances: what comes out of one and goes into another, over the console's and KMIP's wires."""

import ssl
from dataclasses import dataclass
from typing import Any

from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import TestCase

from hsmsim.console.link import Link, RefusedByHsm, Unreachable, connect
from hsmsim.console.trust import anything
from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.authorization_custodians import SetCustodians
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_read import BackupRead
from hsmsim.management.backup_restore import BackupRestore
from hsmsim.management.backup_upload import BackupUpload
from hsmsim.management.hsm_status import HsmStatus
from hsmsim.management.info import Info
from hsmsim.management.login import Login
from hsmsim.management.my_password import MyPassword
from hsmsim.management.policy_set import SetPolicy
from hsmsim.management.policy_show import ShowPolicy
from hsmsim.management.trust_list import ListTrust
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_list import UserList
from hsmsim.model.access import Rights
from hsmsim.operations import activate, create, create_key_pair, get, get_attributes, locate, query, table
from hsmsim.partitions.rules import MASTER_PASSWORD
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation, QueryFunction
from hsmsim.spec.profiles import PROFILES, SENT_BY_SERVERS
from hsmsim.spec.structures import ResponseBatchItem
from hsmsim.spec.tags import Tag
from hsmsim.testing import Appliance
from hsmsim.ttlv import binary
from tests.appliance import ResponseMessage, item, message
from tests.objects import template_attribute
from tests.plain_client import CREATE_AES, Connection, ask

PIN = "a PIN of a backup 1"
PASSWORD = "a new password"
PIECE = 45_000


@dataclass
class Client:
    """A client whose pair one appliance has made, and who talks to another."""

    home: Appliance
    hsm: Appliance

    @property
    def host(self) -> str:
        return self.hsm.host

    @property
    def port(self) -> int:
        return self.hsm.port

    def ssl_context(self, user: str) -> ssl.SSLContext:
        files = self.home.users[user]
        context = ssl.create_default_context(cafile=str(self.hsm.hsm_cert))
        context.load_cert_chain(files.cert, files.key)
        return context


def perform(connection: Connection, operation: Operation, request: Any) -> Any:
    """Ask for one operation; its response payload."""
    answer = binary.decode(ResponseMessage, connection.ask(message([item(operation, request)])), Tag.RESPONSE_MESSAGE)
    done = binary.decode_raw(ResponseBatchItem, answer.batch_item[0])
    return binary.decode_raw(table()[operation].response, done.response_payload)


def fill(hsm: Appliance) -> None:
    """Have alice and bob make keys."""
    aes = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 256}
    pair = {"Cryptographic Algorithm": CryptographicAlgorithm.EC, "Cryptographic Length": 256}
    for user in ("alice", "bob"):
        with Connection(hsm, user) as connection:
            made = perform(connection, Operation.CREATE, create.Request(
                object_type=ObjectType.SYMMETRIC_KEY,
                template_attribute=template_attribute({**aes, "Cryptographic Usage Mask": 12}),
            ))  # fmt: skip
            perform(connection, Operation.ACTIVATE, activate.Request(unique_identifier=made.unique_identifier))
            request = create_key_pair.Request(common_template_attribute=template_attribute(pair))
            perform(connection, Operation.CREATE_KEY_PAIR, request)


def seen(hsm: Any, user: str) -> list[tuple[Any, Any]]:
    """All that a client sees, newest first: values, attributes, states, links; also of those who trust it."""
    with Connection(hsm, user) as connection:
        found = perform(connection, Operation.LOCATE, locate.Request()).unique_identifier
        return [
            (
                perform(connection, Operation.GET, get.Request(unique_identifier=uid)),
                # A store does not keep their order.
                sorted(
                    perform(
                        connection, Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier=uid)
                    ).attribute,
                    key=lambda each: (each.attribute_name, each.attribute_index or 0),
                ),
            )
            for uid in found
        ]


def queried(hsm: Appliance, request: query.Request) -> Any:
    """What the HSM says to a client."""
    with Connection(hsm) as connection:
        return perform(connection, Operation.QUERY, request)


class Whole(TestCase):
    """Appliance to appliance."""

    timeout = 60

    async def link(self, hsm: Appliance, user_id: str = "master", password: str = MASTER_PASSWORD) -> Link:
        """A session at the console."""
        endpoint = HostnameEndpoint(reactor, "127.0.0.1", hsm.console_port)
        link = await connect(endpoint, "127.0.0.1", anything, reactor)  # type: ignore[arg-type]
        await link.call(Login, user_id=user_id, password=password)
        return link

    async def started(self, **options: Any) -> Appliance:
        hsm = Appliance(**options)
        await hsm.__aenter__()
        self.addCleanup(hsm.__aexit__, None, None, None)
        return hsm

    async def original(self) -> Appliance:
        """An appliance with all that a backup has to have."""
        hsm = await self.started(user=["alice", "bob"], state=self.mktemp())
        await deferToThread(fill, hsm)
        link = await self.link(hsm)
        await link.call(MyPassword, old=MASTER_PASSWORD, new=PASSWORD)
        await link.call(
            UserCreate,
            user_id="carol",
            password=PASSWORD,
            user_type=UserType.USER,
            permissions=frozenset({Permission.BACKUP}),
        )
        # bob's second factor is a certificate: he is not let in by password alone.
        await hsm._hsm._partitions.grant("bob", "alice", Rights.READ)
        await link.call(SetCustodians, user_id="carol", needed=1, custodians=("alice", "bob"))
        await link.call(SetPolicy, minimum_length=10, maximum_age=100, history=3, must_change=False)
        await link.close()
        return hsm

    async def backup(self, hsm: Appliance) -> bytes:
        """The file, got by a User with the permission."""
        link = await self.link(hsm, "carol", PASSWORD)
        made = await link.call(BackupCreate, pin=PIN)
        self.assertEqual((made["users"], made["objects"]), (4, 6))
        file, more = b"", True
        while more:
            piece = await link.call(BackupRead, offset=len(file))
            file, more = file + piece["data"], piece["more"]
        await link.close()
        self.assertEqual(len(file), made["size"])
        return file

    async def restore(self, link: Link, file: bytes, pin: str = PIN) -> dict[str, Any]:
        for offset in range(0, len(file), PIECE):
            await link.call(BackupUpload, offset=offset, data=file[offset : offset + PIECE])
        return await link.call(BackupRestore, pin=pin)

    async def what_console_says(self, hsm: Appliance) -> list[Any]:
        """Users, policy, M of N."""
        link = await self.link(hsm, "master", PASSWORD)
        status = await link.call(HsmStatus)
        users = await link.call(UserList, after="")
        others = [await link.call(ShowPolicy), await link.call(ListTrust)]
        await link.close()
        return [users, *others, *(status[name] for name in ("users", "objects", "under_custodians", "authorized"))]

    async def check_same(self, first: Appliance, second: Appliance) -> None:
        self.assertEqual(await self.what_console_says(second), await self.what_console_says(first))
        for user, count in (("alice", 6), ("bob", 3)):
            before = await deferToThread(seen, first, user)
            after = await deferToThread(seen, Client(first, second), user)
            self.assertEqual((after, len(after)), (before, count))

    async def test_status(self) -> None:
        """What an HSM says of itself is what clients are told of it."""
        hsm = await self.started(state=self.mktemp(), grace="3")
        link = await self.link(hsm)
        status = await link.call(HsmStatus)
        await link.close()
        request = query.Request(query_function=[QueryFunction.QUERY_OPERATIONS, QueryFunction.QUERY_PROFILES])
        answer = await deferToThread(queried, hsm, request)
        asked_for = [each.title for each in answer.operation if each not in SENT_BY_SERVERS]
        self.assertEqual([each["name"] for each in status["operations"]], asked_for)
        titles = {each["name"] for each in status["profiles"]}
        names = {name for profile in PROFILES if profile.title in titles for name in profile.names}
        self.assertEqual(names, {each.profile_name for each in answer.profile_information})
        places = {each["name"]: each["address"] for each in status["listeners"]}
        self.assertEqual(places["kmip"], f"127.0.0.1:{hsm.port}")
        self.assertEqual((places["https"], status["stored"]), ("", "database"))
        self.assertIn({"setting": "--grace 3.0"}, status["settings"])
        self.assertGreater(status["database_bytes"], 0)

    async def test_into_a_fresh_one(self) -> None:
        """The other one is another's copy, and goes on like one."""
        first = await self.original()
        second = await self.started(no_user=True)
        link = await self.link(second)
        contents = await self.restore(link, await self.backup(first))
        self.assertEqual((contents["users"], contents["objects"]), (4, 6))
        with self.assertRaises(Unreachable):
            await link.call(Info)
        await self.check_same(first, second)
        await deferToThread(ask, Client(first, second), CREATE_AES, "alice")

    async def test_into_one_that_was_used(self) -> None:
        """Nothing of what it had is left; nor after another start."""
        first = await self.original()
        state = self.mktemp()
        second = Appliance(user=["alice", "dave"], state=state)
        async with second:
            await self.replaced(first, second)
        await self.check_same(first, await self.started(no_user=True, state=state))

    async def replaced(self, first: Appliance, second: Appliance) -> None:
        await deferToThread(fill_dave, second)
        daves = await deferToThread(Connection, second, "dave")
        self.addCleanup(daves.__exit__)
        link = await self.link(second)
        await self.restore(link, await self.backup(first))
        with self.assertRaises(AssertionError):  # an open connection of one who is no user any more
            await deferToThread(daves.ask, CREATE_AES)
        await self.check_same(first, second)

    async def test_what_does_not_open_changes_nothing(self) -> None:
        first = await self.original()
        file = await self.backup(first)
        second = await self.started(user=["dave"], state=self.mktemp())
        await deferToThread(fill_dave, second)
        before = await deferToThread(seen, second, "dave")
        link = await self.link(second)
        changed = bytearray(file)
        changed[-1] ^= 1
        for wrong, pin, number in (
            (file, "another PIN of 16", 5028),
            (file, "too short", 5028),
            (file[:-1], PIN, 5026),
            (bytes(changed), PIN, 5026),
            (b"x" + file, PIN, 5025),
        ):
            with self.assertRaises(RefusedByHsm) as caught:
                await self.restore(link, wrong, pin)
            self.assertEqual(caught.exception.number, number)
        self.assertEqual((await link.call(Info))["user_id"], "master")
        await link.close()
        self.assertEqual(await deferToThread(seen, second, "dave"), before)


def fill_dave(hsm: Appliance) -> None:
    """Have dave make a key."""
    ask(hsm, CREATE_AES, "dave")
