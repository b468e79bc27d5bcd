"""Message headers: a request's is read once for all that have the same, an answer's is patched (KMIP 1.4 7.2)."""

from dataclasses import dataclass

from hsmsim.errors import InvalidMessage
from hsmsim.spec.structures import ProtocolVersion, RequestHeader, ResponseHeader, VersionedHeader
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4, Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import Raw

_MOST = 256  # headers that are remembered
_LONGEST = 256  # bytes of one that is


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a client and we talk in one message.

    Args:
        asked: the version of the request, which the answer has too.
        version: whose tables apply: `asked`, or the newest we have when `asked` is a later minor version.
        lenient: whether unknown fields are ignored, as between different minor versions (11.1).
    """

    asked: Version
    version: Version
    lenient: bool


NEWEST = Spoken(V1_4, V1_4, False)


class RequestHeaders:
    """Reads Request Headers. Most clients send the same one again and again.

    A header with credentials is read anew each time: no password stays here.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Spoken, RequestHeader]] = {}

    def spoken(self, raw: Raw) -> Spoken:
        """How the message is spoken, whatever else stands in its header.

        Raises:
            InvalidMessage: another major version (11.1).
            Malformed: there is no Protocol Version.
        """
        known = self._known.get(raw.data[raw.start : raw.start + raw.length])
        return known[0] if known is not None else spoken_in(raw)

    def read(self, raw: Raw, spoken: Spoken) -> RequestHeader:
        """The header, which is not for changing.

        Raises:
            Malformed: it is no Request Header of its version.
        """
        data = raw.data[raw.start : raw.start + raw.length]
        known = self._known.get(data)
        if known is not None:
            return known[1]
        header = binary.decode_raw(RequestHeader, raw, version=spoken.version, lenient=spoken.lenient)
        if header.authentication is None and raw.length <= _LONGEST:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[data] = spoken, header
        return header


def spoken_in(raw: Raw) -> Spoken:
    """The version that a header says, whatever else stands in it.

    Raises:
        InvalidMessage: another major version (11.1).
        Malformed: there is no Protocol Version.
    """
    version = binary.decode_raw(VersionedHeader, raw, lenient=True).protocol_version
    asked = Version(version.protocol_version_major, version.protocol_version_minor)
    if asked.major != V1_4.major or asked.minor < 0:
        raise InvalidMessage(f"KMIP {asked} is not spoken here; 1.0 to 1.4 are")
    return Spoken(asked, min(asked, V1_4), asked > V1_4)


class ResponseHeaders:
    """Writes Response Headers. Those of one second and version differ in their Batch Count alone."""

    def __init__(self) -> None:
        self._now = 0
        self._written: dict[Version, bytes] = {}

    def write(self, asked: Version, now: int, correlation: str | None) -> bytes:
        """A header as `response_header` makes it."""
        if correlation is not None:
            return response_header(asked, now, correlation)
        if now != self._now or len(self._written) > _MOST:
            self._now = now
            self._written.clear()
        data = self._written.get(asked)
        if data is None:
            data = self._written[asked] = response_header(asked, now)
        return data


def response_header(asked: Version, now: int, correlation: str | None = None) -> bytes:
    """A Response Header with a Batch Count of 0, which `with_count` changes.

    Args:
        asked: the version of the request.
        correlation: Server Correlation Value (6.19).
    """
    header = ResponseHeader(
        protocol_version=ProtocolVersion(protocol_version_major=asked.major, protocol_version_minor=asked.minor),
        time_stamp=now,
        server_correlation_value=correlation,
        batch_count=0,
    )
    return binary.encode(header, Tag.RESPONSE_HEADER, version=min(asked, V1_4))


def with_count(header: bytes, count: int) -> bytes:
    """The header with its Batch Count: it is the last field, its value lies 8 bytes before the end."""
    return header[:-8] + count.to_bytes(4, "big") + header[-4:]
