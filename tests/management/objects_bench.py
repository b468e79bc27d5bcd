"""A session of a user with objects, for tests of commands on objects."""

from typing import Any

from hsmsim.interfaces.partitions import Custody
from hsmsim.interfaces.store import Changes
from hsmsim.model.access import Rights
from hsmsim.model.managed import ManagedObject
from tests.management.bench import ManagementTest


class ObjectsTest(ManagementTest):
    """alice is logged in; bob is there too. The partitions are empty."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.with_users("bob")
        self.alice()

    def put(self, *objects: ManagedObject, user: str = "alice") -> None:
        """Put objects into a partition as they are."""
        self.store.apply({user: Changes(saved={obj.uid: obj for obj in objects})})

    def load(self, uid: str, user: str = "alice") -> ManagedObject:
        """An object as it is stored."""
        return self.store.load(user, uid)

    async def trusted(self, rights: int) -> None:
        """Have bob grant alice these rights, and no others."""
        if rights != Rights.NONE:
            await self.partitions.grant("bob", "alice", rights)

    async def custodians(self, user: str = "alice") -> None:
        """Put a partition under custodians who have not authorized it."""
        await self.with_users("carol", "dave")
        await self.partitions.set_custodians(user, Custody(1, ("carol", "dave")))

    async def attributes(self, uid: str, user: str = "alice") -> dict[str, Any]:
        """The first instance of each attribute, as it is stored."""
        return {name: instances[0].value for name, instances in self.load(uid, user).attributes.items()}
