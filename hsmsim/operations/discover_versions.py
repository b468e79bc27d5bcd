"""Discover Versions: which protocol versions client and server have in common (KMIP 1.4 4.26)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.spec.enums import Operation
from hsmsim.spec.structures import ProtocolVersion
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import SERVED
from hsmsim.ttlv.schema import nested, structure


@structure(Tag)
class Request:
    """Discover Versions Request Payload (table 224)."""

    protocol_version: list[ProtocolVersion] = nested(ProtocolVersion, factory=list)


@structure(Tag)
class Response:
    """Discover Versions Response Payload (table 225)."""

    protocol_version: list[ProtocolVersion] = nested(ProtocolVersion, factory=list)


_SERVED = [
    ProtocolVersion(protocol_version_major=version.major, protocol_version_minor=version.minor) for version in SERVED
]


@operation(Operation.DISCOVER_VERSIONS, request=Request, response=Response, errors={})
async def discover_versions(ctx: Context, ask: Request) -> Response:
    """Name the versions that both have, newest first; all of ours when the client names none."""
    if not ask.protocol_version:
        return Response(protocol_version=_SERVED)
    return Response(protocol_version=[version for version in _SERVED if version in ask.protocol_version])
