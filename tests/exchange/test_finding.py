"""The one object that a person means by a word."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import AmbiguousName, AuthenticationNotSuccessful, NoSuchObject
from hsmsim.model.access import Rights
from hsmsim.spec.enums import Operation, State
from tests.appliance import NOW, Hsm
from tests.objects import made, text_name
from tests.support import rows


def named(uid, *names, **how):
    return made(uid, having={"Name": [text_name(each) for each in names]}, **how)


def stocked(rights=Rights.READ):
    """Alice's partition and that of bob, who trusts her."""
    hsm = Hsm()
    hsm.users.grant("bob", "alice", rights)
    hsm.put(
        named("u1", "mine", "also mine"),
        named("u2", "twice"),
        named("u3", "twice"),
        named("u4", "with/slash"),
        named("u5", "gone", state=State.DESTROYED),
        named("mine", "an identifier wins"),
        named("u6", "bob/theirs"),
    )
    hsm.put(
        named("b1", "theirs"),
        named("b2", "twice", "other"),
        named("b3", "other"),
        named("b/4"),
        user="bob",
    )
    return hsm


@rows(
    uid=("u1", "alice", "u1"),
    name=("also mine", "alice", "u1"),
    uid_before_name=("mine", "alice", "mine"),
    slash_in_a_name=("with/slash", "alice", "u4"),
    destroyed=("u5", "alice", "u5"),
    uid_of_another=("b1", "bob", "b1"),
    slash_in_a_uid=("b/4", "bob", "b/4"),
    uid_in_a_partition=("bob/b2", "bob", "b2"),
    name_in_a_partition=("bob/twice", "bob", "b2"),
    own_partition=("alice/also mine", "alice", "u1"),
    own_name_before_a_partition=("bob/theirs", "alice", "u6"),
)
class Found(TestCase):
    async def check(self, word, partition, uid):
        seen = await stocked().exchange.within.find("alice", word)
        self.assertEqual((seen.partition, seen.obj.uid), (partition, uid))
        self.assertEqual(seen.rights, Rights.ALL if partition == "alice" else Rights.READ)
        self.assertIsNone(seen.obj.value)


@rows(
    nothing=("absent", NoSuchObject, "no object 'absent'"),
    empty=("", NoSuchObject, "no object is named"),
    name_of_another=("theirs", NoSuchObject, "no object 'theirs'"),
    destroyed_by_name=("gone", NoSuchObject, "no object 'gone'"),
    no_partition=("carol/k1", NoSuchObject, "no object 'carol/k1'"),
    not_in_the_partition=("bob/u1", NoSuchObject, "no object 'bob/u1'"),
    several=("twice", AmbiguousName, "2 objects are named 'twice'"),
    several_of_another=("bob/other", AmbiguousName, "2 objects are named 'bob/other'"),
    long=("x" * 60_000, NoSuchObject, "no object '" + "x" * 80 + "...'"),
)
class NotFound(TestCase):
    async def check(self, word, error, text):
        with self.assertRaises(error) as caught:
            await stocked().exchange.within.find("alice", word)
        self.assertIn(text, str(caught.exception))
        self.assertLess(len(str(caught.exception)), 200)


class Readers(TestCase):
    async def test_without_read_there_is_nothing(self):
        for word in ("b1", "bob/b1", "bob/twice"):
            with self.assertRaises(NoSuchObject):
                await stocked(Rights.UPDATE).exchange.within.find("alice", word)

    async def test_who_is_nobody_sees_nothing(self):
        with self.assertRaises(AuthenticationNotSuccessful):
            await stocked().exchange.within.find("carol", "u1")

    async def test_dates_count(self):
        hsm = stocked()
        hsm.put(made("dated", having={"Activation Date": NOW + 1}))
        self.assertIs((await hsm.exchange.within.find("alice", "dated")).obj.state, State.PRE_ACTIVE)
        hsm.now += 1
        self.assertIs((await hsm.exchange.within.find("alice", "dated")).obj.state, State.ACTIVE)

    async def test_what_a_right_allows(self):
        within = stocked(Rights.READ | Rights.DELETE).exchange.within
        own, others = await within.find("alice", "u1"), await within.find("alice", "b1")
        asked = (Operation.GET, Operation.DESTROY, Operation.ACTIVATE, Operation.NOTIFY)
        self.assertEqual([within.allows(own, each) for each in asked], [True, True, True, False])
        self.assertEqual([within.allows(others, each) for each in asked], [True, True, False, False])
