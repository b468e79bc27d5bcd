"""Tests of hsmsim/management/user_list.py."""

from hsmsim.interfaces.partitions import Authorization, Custody, SecondFactor, UserType
from hsmsim.management.user_list import PAGE, UserList
from tests.management.bench import PASSWORD, ManagementTest


class List(ManagementTest):
    """All users, page by page."""

    async def test_what_is_shown(self) -> None:
        self.master()
        await self.partitions.set_blocked("alice", True)
        await self.partitions.set_otp("alice", SecondFactor.OATH_TOTP, None)
        answer = await self.ask(UserList, after="")
        self.assertFalse(answer["more"])
        self.assertEqual(
            answer["users"][0],
            {
                "user_id": "alice",
                "user_type": UserType.USER,
                "blocked": True,
                "second_factor": SecondFactor.OATH_TOTP,
                "failures": 0,
                "authorization": Authorization.NONE,
            },
        )

    async def test_pages_fit_and_miss_nobody(self) -> None:
        self.master()
        for number in range(PAGE + 1):
            await self.partitions.create(f"longnamed{number:07}", PASSWORD, UserType.OPERATOR)
            await self.partitions.set_otp(f"longnamed{number:07}", SecondFactor.OATH_HOTP, None)
            await self.partitions.set_custodians(f"longnamed{number:07}", Custody(1, ("alice", "master")))
            await self.partitions.close(f"longnamed{number:07}")
        first = await self.ask(UserList)
        self.assertEqual((len(first["users"]), first["more"]), (PAGE, True))
        rest = await self.ask(UserList, after=first["users"][-1]["user_id"])
        self.assertFalse(rest["more"])
        seen = [user["user_id"] for user in first["users"] + rest["users"]]
        self.assertEqual(seen, [user.user_id for user in self.partitions.users()])
