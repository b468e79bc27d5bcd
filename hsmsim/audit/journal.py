"""The audit log itself: lines go into the newest volume, and the oldest volumes go."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, cast

from twisted.internet.interfaces import IReactorTime
from zope.interface import implementer

from hsmsim.audit.chain import BEGINNING, Chain, Heading, Link, chained, shown
from hsmsim.audit.checking import Volume, check
from hsmsim.audit.following import Following
from hsmsim.audit.lines import Lines
from hsmsim.audit.opening import head_of, standing
from hsmsim.audit.reading import Place, Reader, places
from hsmsim.audit.volumes import Volumes
from hsmsim.interfaces.audit import Extent, IAudit, IFollower, Line, LogUnusable, Verdict
from hsmsim.interfaces.log import Log


@implementer(IAudit)
class Journal:
    """The audit log in some volumes.

    Args:
        volumes: where the lines are.
        lines: makes them.
        reactor: its clock.
        offload: runs a slow function elsewhere: `await offload(function, *arguments)`.
        log: is told when lines cannot be written.
        size: bytes after which a new volume is begun.
        keep: full volumes that are kept.
        told: as if given to `watch`, but before the first line.

    Raises:
        LogUnusable: the volumes cannot be read or written.
    """

    def __init__(
        self,
        volumes: Volumes,
        lines: Lines,
        reactor: IReactorTime,
        offload: Callable[..., Awaitable[Any]],
        log: Log,
        size: int,
        keep: int,
        told: Iterable[Callable[[str], None]] = (),
    ) -> None:
        self._volumes = volumes
        self._make = lines.make
        self._chain = Chain(volumes.key)
        self._after = self._chain.after
        self._offload = offload
        self._log = log
        self._most = self._limit = size
        self._keep = keep
        self._reader = Reader(volumes)
        self._following = Following(self.retrieve, reactor)
        self._told = list(told)
        self._collected: list[tuple[int, str]] = []
        self._lost = self._untold = 0
        self._gap = 0  # position of the line after which the last was lost
        self._trouble = self._why = ""
        self._closed = False
        try:
            self._open()
        except OSError as error:
            raise LogUnusable(f"the audit log cannot be used: {error.strerror}") from None

    def _open(self) -> None:
        self._index = places(self._volumes)
        stands = standing(self._volumes, self._index, self._chain)
        self._position, self._state = stands.link
        self._volumes.keep_head(head_of(self._position, self._state.hex().encode()))
        if stands.number is None:
            self._begin(stands.heading)
        else:
            self._volumes.go_on(stands.number, stands.size)
            self._size = stands.size
            self._forget(stands.heading.kept)  # a crash may have left them
        if stands.note:
            self._log.warn("audit {note}", note=stands.note)
            self.record(0, stands.note)

    # --------------------------------------------------------------------------------------------------- writing

    def record(self, number: int, text: str) -> None:
        """See IAudit."""
        self.collect(number, text)
        self.settle()

    def collect(self, number: int, text: str) -> None:
        """See IAudit."""
        if not self._closed:
            self._collected.append((number, text))

    def settle(self) -> None:
        """See IAudit."""
        if not self._collected:
            return
        events, self._collected = self._collected, []
        if not self._write(events):
            self._lost += len(events)
            self._untold += len(events)
            self._gap = self._position
        elif self._untold:
            self._tell_lost()

    def _write(self, events: Sequence[tuple[int, str]]) -> bool:
        """Write a line for each; False if that fails. Who watches is told either way."""
        lines = [self._make(number, text) for number, text in events]
        for told in self._told:
            for line in lines:
                told(line)
        chain, state, digits = [], self._state, b""
        for data in map(str.encode, lines):
            state = self._after(state, data)
            digits = state.hex().encode()
            chain.append(chained(data, digits))
        written = b"".join(chain)
        try:
            self._volumes.append(written)
            self._state = state
            self._size += len(written)
            self._position += len(lines)
            self._volumes.keep_head(head_of(self._position, digits))
        except OSError as error:
            self._fails(error)
            return self._state is state
        if self._trouble:
            self._recovers()
        if self._following.waiting:
            self._following.wake()
        if self._size >= self._limit:
            self._turn_over()
        return True

    def _fails(self, error: OSError) -> None:
        why = error.strerror or str(error)
        if why != self._trouble:
            self._log.warn("the audit log cannot be written: {reason}; events are lost until it can be", reason=why)
        self._trouble = self._why = why

    def _recovers(self) -> None:
        self._trouble = ""
        self._log.info("the audit log can be written again")

    def _tell_lost(self) -> None:
        """Say in the log itself what it lacks, now that it can be written again."""
        lost, self._untold, since = self._untold, 0, self._position - self._gap
        last = "one" if since == 1 else since
        text = f"log incomplete: {lost} events before the last {last} could not be written: {self._why}"
        if not self._write([(0, text)]):
            self._untold = lost

    # --------------------------------------------------------------------------------------------------- volumes

    def _begin(self, heading: Heading) -> None:
        """Begin a volume; raises OSError."""
        number = self._index[-1].number + 1 if self._index else 1
        line = heading.write()
        state = self._after(BEGINNING, line)
        digits = state.hex().encode()
        written = chained(line, digits)
        self._volumes.begin(number, written)
        self._state, self._size, self._limit = state, len(written), self._most
        self._index.append(Place(heading.first, number))
        try:
            self._volumes.keep_head(head_of(self._position, digits))
        except OSError as error:  # the next start finds the heading
            self._fails(error)

    def _turn_over(self) -> None:
        """Begin a new volume, and let the oldest go."""
        first = self._position + 1
        kept = [*(place.first for place in self._index), first][-1 - self._keep :][0]
        try:
            self._begin(Heading(first, kept, shown(self._state)))
        except OSError as error:
            self._limit = self._size + self._most  # go on in this one, and do not try again with each line
            self._fails(error)
        else:
            self._forget(kept)

    def _forget(self, kept: int) -> None:
        """Remove the volumes before the oldest line that is kept."""
        while len(self._index) > 1 and self._index[1].first <= kept:
            try:
                self._volumes.remove(self._index.pop(0).number)
            except OSError as error:
                self._fails(error)

    def clear(self, number: int, user_id: str) -> None:
        """See IAudit."""
        self.settle()
        first = self._position + 1
        try:
            self._begin(Heading(first, first, shown(self._state)))
        except OSError as error:
            raise LogUnusable(f"no new log can be begun: {error.strerror}") from None
        self.record(number, f"log cleared by '{user_id}'")
        self._forget(first)

    # --------------------------------------------------------------------------------------------------- reading

    def extent(self) -> Extent:
        """See IAudit."""
        self.settle()
        size = sum(self._volumes.size(place.number) for place in self._index)
        return Extent(self._index[0].first, self._position, size, self._lost, self._trouble)

    def retrieve(self, after: int, most: int, chained: bool = False) -> list[Line]:
        """See IAudit."""
        self.settle()
        return self._reader.page(self._index, after, min(most, self._position - after), chained)

    async def verify(self) -> Verdict:
        """See IAudit."""
        self.settle()
        volumes: list[Volume] = []
        end, newest = Link(self._position, self._state), self._index[-1]
        try:
            for first, number in self._index:
                volumes.append(Volume(first, self._volumes.open(number)))
            ours = self._volumes.size(newest.number) == self._size
            verdict = cast(Verdict, await self._offload(check, self._chain, volumes, end))
        except FileNotFoundError:
            return Verdict(0, self._index[len(volumes)].first, "the file that it was in is missing")
        finally:
            for volume in volumes:
                volume.file.close()
        if verdict.bad is None and not ours:
            return Verdict(verdict.checked, end.position + 1, "what stands after the last line was not written here")
        return verdict

    def follow(self) -> IFollower:
        """See IAudit."""
        return cast(IFollower, self._following.take())

    def watch(self, told: Callable[[str], None]) -> None:
        """See IAudit."""
        self._told.append(told)

    def close(self) -> None:
        """See IAudit."""
        if not self._closed:
            self.settle()
            self._closed = True
            self._following.close()
            self._volumes.close()
