"""Today's server beside that of another revision: each measurement is taken by both in turn, in many short rounds."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from bench import messages, standing
from bench.comparison import MORE, THEN, TODAY, Comparison, Take, alternate
from bench.goals import KIB, LIMITS, MIB
from bench.load import Arrivals, Group, Load, Refused, measure_arrivals
from bench.measurements import BESIDE, LOCATE, MANY, NEW, RESUMED, ROWS, STANDING, Row, locate_name
from bench.preparation import Objects, fill, names_among, prepare, prepare_more
from bench.report import tell
from bench.servers import Ours

ROUND = 0.05  # seconds: what else runs on a machine seldom changes faster
BESIDE_ROUND = 0.5  # there, a pair of keys takes a tenth of it
ROUNDS = 8  # at least
START_ROUNDS, IDLE_ROUNDS = 10, 4

Make = Callable[[Path], Ours]  # a server, not started, in that folder
Begin = Callable[[int, ExitStack], Take]  # on a side; what it opens stays open until the stack closes


@dataclass(frozen=True)
class Measurement:
    """What both sides do in turn.

    Args:
        rounds: in a set.
    """

    name: str
    connections: int
    begin: Begin
    rounds: int

    @property
    def title(self) -> str:
        """For people."""
        return f"{self.name}, {self.connections} connection{'s' if self.connections > 1 else ''}"


class Against:
    """One run.

    Args:
        folder: where the servers have theirs.
        makes: today's server, and the other.
        wanted: whether what has this name is measured.
        seconds: of each measurement, on each side.
        sizes: how many objects there are for Locate, in turn.
        idle: how many idle connections are held.
    """

    def __init__(
        self,
        folder: Path,
        makes: tuple[Make, Make],
        wanted: Callable[[str], bool],
        seconds: float,
        sizes: Sequence[int],
        idle: int,
    ) -> None:
        self.compared: list[Comparison] = []
        self.left_out: list[str] = []
        self._folder = folder
        self._makes = makes
        self._wanted = wanted
        self._seconds = seconds
        self._sizes = sizes
        self._idle = idle
        self._servers: list[Ours] = []

    def run(self) -> None:
        """Compare everything that is asked for."""
        with ExitStack() as stack:
            self._servers = [stack.enter_context(server) for server in self._make("requests")]
            for measurement in self._measurements():
                self._compare(measurement)
        if self._wanted(STANDING):
            self._starts()
            self._idle_connections()

    def _make(self, purpose: str) -> list[Ours]:
        """A server for each side, not started."""
        return [make(self._folder / purpose / str(side)) for side, make in enumerate(self._makes)]

    def _compare(self, measurement: Measurement) -> None:
        with ExitStack() as stack:
            today = measurement.begin(TODAY, stack)
            today()
            try:
                then = measurement.begin(THEN, stack)
                then()
            except Refused:
                self.left_out.append(measurement.title)
                return
            self._alternate((today, then), [Comparison(measurement.title, "/s", rate=True)], measurement.rounds)

    def _alternate(self, takes: tuple[Take, Take], compared: Sequence[Comparison], rounds: int) -> None:
        alternate(takes, compared, rounds)
        self.compared += compared
        for each in compared:
            tell(f"{each.name}: {each.ratio:.3f} +- {each.error:.3f}")

    # ------------------------------------------------------------------------------------------------- requests

    @cached_property
    def _objects(self) -> list[Objects]:
        """What the measurements use, on each side."""
        both = [prepare(server.place) for server in self._servers]
        for server, objects in zip(self._servers, both, strict=True):
            prepare_more(server.place, objects)
        return both

    def _measurements(self) -> Iterator[Measurement]:
        for row in ROWS:
            if self._wanted(row.name):
                yield from self._each(row.name, partial(self._row, row))
        for name, resumed in ((NEW, False), (RESUMED, True)):
            if self._wanted(name):
                yield from self._each(name, partial(self._arrivals, resumed))
        if self._wanted(LOCATE):
            yield from self._locates()
        if self._wanted(BESIDE):
            yield Measurement(BESIDE, 1, self._beside, self._rounds(BESIDE_ROUND))

    def _each(self, name: str, begin: Callable[[int, int, ExitStack], Take]) -> Iterator[Measurement]:
        for connections in (1, MANY):
            yield Measurement(name, connections, partial(begin, connections), self._rounds(ROUND))

    def _rounds(self, seconds: float) -> int:
        """How many rounds of so long; even, so that each side is as often first."""
        return max(ROUNDS, 2 * round(self._seconds / seconds / 2))

    def _locates(self) -> Iterator[Measurement]:
        have = 0
        for size in self._sizes:
            tell(f"{locate_name(size)}: making them")
            for server in self._servers:
                fill(server.place_of("many"), have, size)
            have = size
            yield from self._each(locate_name(size), partial(self._locate, size))

    def _row(self, row: Row, connections: int, side: int, stack: ExitStack) -> Take:
        server = self._servers[side]
        place = server.https_place if row.https else server.place
        if place is None:
            raise Refused("it does not listen for HTTPS")
        load = Load(place, [Group(row.requests(self._objects[side]), connections, row.check)])
        return _rate(stack.enter_context(load), ROUND)

    def _arrivals(self, resumed: bool, parallel: int, side: int, stack: ExitStack) -> Take:
        arrivals = Arrivals(messages.discover_versions(), parallel, resumed)
        return lambda: [measure_arrivals(self._servers[side].place, arrivals, ROUND).rate]

    def _locate(self, size: int, connections: int, side: int, stack: ExitStack) -> Take:
        requests = [messages.locate(each) for each in names_among(size)]
        load = Load(self._servers[side].place_of("many"), [Group(requests, connections)])
        return _rate(stack.enter_context(load), ROUND)

    def _beside(self, side: int, stack: ExitStack) -> Take:
        gets = Group([messages.get(uid) for uid in self._objects[side].keys], 1)
        pairs = Group([messages.create_key_pair()], 4)
        return _rate(stack.enter_context(Load(self._servers[side].place, [gets, pairs])), BESIDE_ROUND)

    # ------------------------------------------------------------------------------------------ besides requests

    def _starts(self) -> None:
        names = "start until ready", "memory at rest", "stop when idle"
        takes = tuple(partial(_start, server) for server in self._make("starts"))
        for take in takes:
            take()  # the first start makes keys
        self._alternate(takes, [_standing(name) for name in names], START_ROUNDS)

    def _idle_connections(self) -> None:
        takes = tuple(partial(_idle, server, self._idle) for server in self._make("starts"))
        self._alternate(takes, [_standing("memory of an idle connection")], IDLE_ROUNDS)


def _rate(load: Load, seconds: float) -> Take:
    """Take the rate of the first group."""
    return lambda: [load.measure(seconds)[0].rate]


def _standing(name: str) -> Comparison:
    _, unit = LIMITS[name]
    return Comparison(name, unit, MORE) if unit.endswith("iB") else Comparison(name, unit)


def _start(server: Ours) -> Sequence[float]:
    start, memory, stop = standing.start_and_stop(server)
    return start, memory / MIB, stop


def _idle(server: Ours, count: int) -> Sequence[float]:
    with server:
        return [standing.idle_connections(server, count, messages.discover_versions()) / KIB]
