"""Tests of hsmsim/management/answer.py."""

from twisted.protocols import amp

from hsmsim.interfaces.partitions import PartitionsError, UserType
from hsmsim.management.answer import answer
from hsmsim.management.command import ManagementCommand, NotPermitted, NotUnderstood
from hsmsim.management.info import Info
from hsmsim.management.user_attributes import UserAttributes
from hsmsim.management.user_create import UserCreate
from tests.management.bench import PASSWORD, ManagementTest
from tests.support import rows


class Answers(ManagementTest):
    """Each box is answered, and the answer is that of its question."""

    async def reply(self, **fields: bytes) -> amp.AmpBox:
        box = amp.AmpBox({key.encode(): value for key, value in fields.items()})
        box[amp.ASK] = b"77"
        return await answer(self.session, box)

    async def test_success(self) -> None:
        self.master()
        reply = await self.reply(_command=b"UserAttributes", user_id=b"alice")
        self.assertEqual(
            reply,
            {
                b"_answer": b"77",
                b"user_type": b"User",
                b"blocked": b"False",
                b"authorization": b"no",
                b"second_factor": b"no",
                b"permissions": b"",
                b"failures": b"0",
                b"must_change": b"False",
            },
        )

    async def test_refusal(self) -> None:
        self.master()
        reply = await self.reply(_command=b"UserAttributes", user_id=b"bob")
        expected = {b"_error": b"77", b"_error_code": b"REFUSED", b"_error_description": b"5020 there is no user 'bob'"}
        self.assertEqual(reply, expected)

    async def test_unknown_command(self) -> None:
        reply = await self.reply(_command=b"StartTLS")
        self.assertEqual(reply[b"_error_code"], amp.UNHANDLED_ERROR_CODE)
        self.assertEqual(reply[b"_error_description"], b"5019 there is no such command")

    async def test_fault_of_ours(self) -> None:
        self.master()
        self.session.appliance.identity = None
        reply = await self.reply(_command=b"Info")
        self.assertEqual(reply[b"_error_code"], amp.UNKNOWN_ERROR_CODE)
        self.assertEqual(reply[b"_error_description"], b"5002 the HSM failed; its log says more")
        self.assertEqual([event["command"] for event in self.events], ["Info"])
        self.assertEqual(self.events[0]["log_failure"].type, AttributeError)

    async def test_not_logged_in(self) -> None:
        self.assertEqual(await self.refused(NotPermitted, Info), "log in first")

    async def test_not_an_operator(self) -> None:
        self.alice()
        text = await self.refused(NotPermitted, UserAttributes, user_id="master")
        self.assertEqual(text, "for another user this needs the permission 'Create/Remove Users'")

    async def test_refusals_are_short_however_long_the_question_is(self) -> None:
        self.master()
        text = await self.refused(PartitionsError, UserAttributes, user_id="x" * 60_000)
        self.assertEqual(text, "there is no user 'xxxxxxxxxxxxxxxx'...")

    def test_codes_are_different(self) -> None:
        self.assertEqual(len(set(ManagementCommand.errors.values())), len(ManagementCommand.errors))


@rows(
    missing=({b"user_id": b"bob"},),
    not_utf8=({b"user_id": b"\xff", b"password": b"x", b"user_type": b"User"},),
    no_such_choice=({b"user_id": b"bob", b"password": b"x", b"user_type": b"King"},),
    choice_not_utf8=({b"user_id": b"bob", b"password": b"x", b"user_type": b"\xff"},),
)
class NotArguments(ManagementTest):
    """Arguments that are none are refused, and nothing is logged as our fault."""

    async def check(self, fields: dict[bytes, bytes]) -> None:
        self.master()
        box = amp.AmpBox({**fields, amp.COMMAND: b"UserCreate", amp.ASK: b"1"})
        reply = await answer(self.session, box)
        self.assertEqual(reply[b"_error_code"], ManagementCommand.errors[NotUnderstood])
        self.assertEqual(self.events, [])

    async def test_good_ones(self) -> None:
        self.master()
        self.assertEqual(await self.ask(UserCreate, user_id="bob", password=PASSWORD, user_type=UserType.USER), {})
