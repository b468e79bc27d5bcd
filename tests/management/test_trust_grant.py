"""Tests of hsmsim/management/trust_grant.py and trust_revoke.py."""

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.management.rights import TrustRight
from hsmsim.management.trust_grant import GrantTrust
from hsmsim.management.trust_revoke import RevokeTrust
from hsmsim.model.access import Rights
from tests.management.bench import ManagementTest

T = TrustRight


class Trust(ManagementTest):
    """A user trusts another with the own partition."""

    async def test_granted_and_taken_back(self) -> None:
        self.alice()
        answer = await self.ask(GrantTrust, trustee="master", rights=frozenset({T.CREATE, T.UPDATE}))
        self.assertEqual(answer["rights"], {T.CREATE, T.READ, T.UPDATE})
        rights = Rights.CREATE | Rights.READ | Rights.UPDATE
        self.assertEqual(self.partitions.trusters("master"), (("alice", rights),))
        await self.ask(RevokeTrust, trustee="master")
        self.assertEqual(self.partitions.trusters("master"), ())

    async def test_operators_too_only_with_what_is_their_own(self) -> None:
        self.master()
        await self.ask(GrantTrust, trustee="alice", rights=frozenset({T.READ}))
        self.assertEqual(self.partitions.trustees("master"), (("alice", Rights.READ),))
        self.assertNotIn(b"user_id", dict(GrantTrust.arguments))
        self.assertNotIn(b"user_id", dict(RevokeTrust.arguments))

    async def test_refused(self) -> None:
        self.alice()
        for number, trustee, rights in (
            (5020, "nobody", frozenset({T.READ})),
            (5021, "alice", frozenset({T.READ})),
            (5021, "master", frozenset()),
        ):
            await self.refused(PartitionsError, GrantTrust, trustee=trustee, rights=rights)
            self.assertEqual(self.number, number)
        for number, trustee in ((5020, "nobody"), (5002, "master")):
            await self.refused(PartitionsError, RevokeTrust, trustee=trustee)
            self.assertEqual(self.number, number)
