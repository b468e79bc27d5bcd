"""hsmsim/operations/discover_versions.py (4.26)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import discover_versions
from hsmsim.spec.enums import Operation
from hsmsim.spec.structures import ProtocolVersion
from hsmsim.spec.versions import SERVED, Version
from tests.appliance import Hsm
from tests.support import rows


def versions(*numbers):
    return [
        ProtocolVersion(protocol_version_major=major, protocol_version_minor=minor)
        for major, minor in (map(int, each.split(".")) for each in numbers)
    ]


ALL = ("1.4", "1.3", "1.2", "1.1", "1.0")


@rows(
    none_asked=((), ALL),
    one=(("1.4",), ("1.4",)),
    ours_first=(("1.0", "1.2", "1.4"), ("1.4", "1.2", "1.0")),
    one_is_newer=(("2.0", "1.4"), ("1.4",)),
    later_minor=(("1.5",), ()),
    none_in_common=(("3.0", "2.1", "2.0", "0.9"), ()),
    twice=(("1.2", "1.2"), ("1.2",)),
)
class Discovering(TestCase):
    """The answer does not depend on the version of the request, not even on 1.0, which has no such operation."""

    async def check(self, asked, common):
        for version in (*SERVED, Version(1, 5)):
            payload = discover_versions.Request(protocol_version=versions(*asked))
            answered = await Hsm().ask(Operation.DISCOVER_VERSIONS, payload, version=version)
            self.assertEqual(answered.protocol_version, versions(*common))
