"""`make bench`: how fast this HSM is, beside PyKMIP's server and a bare Twisted TLS echo, in one run.

This process is the client; each server is a process of its own on the loopback interface. Figures move from machine to
machine and with what else runs: what counts are the ratios, and the goals at the end are ratios where they can be.

With --against REV it is measured beside itself as another revision has it, the two in turn in many short rounds. The
exit status is 1 if something is slower by more than 5 %.
"""

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

from bench import goals, measurements, messages, report, revision, standing
from bench.against import Against
from bench.comparison import slower
from bench.connection import Place
from bench.echo_server import message as echo_message
from bench.load import Arrivals, Check, Group, Sample, Wrong, measure, measure_arrivals, whole
from bench.measurements import AT_PYKMIP, BESIDE, LOCATE, LOCATE_SIZES, MANY, NEW, RESUMED, ROWS, STANDING, Row
from bench.preparation import Objects, fill, names_among, prepare, prepare_more
from bench.report import tell
from bench.servers import Earlier, Echo, NotStarted, Ours, PyKmip, Server

HOME = revision.ROOT / ".interop"
IDLE = 2000
STARTS = 5
ROUNDS = 3  # in which each measurement is taken, the servers in turn


class Bench:
    """One run.

    Args:
        seconds: of each measurement.
        only: part of the names of what is measured; all if empty.
        quick: fewer objects and connections, to see that it works.
        options: of our server, besides those that are needed.
    """

    def __init__(self, seconds: float, only: str, quick: bool, options: Sequence[str]) -> None:
        self.seconds = seconds
        self.only = only.lower()
        self.options = options
        self.sizes = LOCATE_SIZES[:2] if quick else LOCATE_SIZES
        self.idle = standing.allow_connections(IDLE // 10 if quick else IDLE)
        self.results: dict[tuple[str, int, str], Sample] = {}
        self.standing: dict[str, dict[str, float]] = {}
        self.objects: dict[str, Objects] = {}

    def run(self, folder: Path, home: Path) -> None:
        """Measure everything that is asked for."""
        with ExitStack() as stack:
            ours = stack.enter_context(Ours(folder / "ours", self.options))
            echo = stack.enter_context(Echo(folder / "echo"))
            servers: list[Server] = [ours, echo]
            if installed(home):
                servers.append(stack.enter_context(PyKmip(folder / "pykmip", home)))
            else:
                tell(f"PyKMIP is not measured: {home} is not there; make interop makes it")
            self._rows(servers)
            self._arrivals(servers)
            if self._wanted(LOCATE):
                # A server of its own: PyKMIP's looks at every object it has, and by now it has many.
                fresh = [stack.enter_context(PyKmip(folder / "pykmip locates", home)) for _ in servers[2:]]
                self._locate(ours, echo, fresh)
            self._beside(ours)
        if self._wanted(STANDING):
            self._standing(folder, home)

    def against(self, folder: Path, other: str, their_options: Sequence[str]) -> int:
        """Compare with another revision; 1 if something is slower."""
        name = f"{goals.OURS} {other}"
        with revision.checked_out(other, folder / "code") as code:
            then = partial(Earlier, name=name, code=code, known=revision.options(code), options=their_options)
            makes = partial(Ours, options=self.options), then
            against = Against(folder, makes, self._wanted, self.seconds, self.sizes, self.idle)
            against.run()
        report.tell_compared(against.compared, against.left_out, name)
        return 1 if slower(against.compared) else 0

    def _wanted(self, name: str) -> bool:
        return self.only in name.lower()

    # ------------------------------------------------------------------------------------------------- requests

    def _rows(self, servers: Sequence[Server]) -> None:
        rows = [row for row in ROWS if self._wanted(row.name)]
        for server in servers:
            if rows and not isinstance(server, Echo):
                self.objects[server.name] = prepare(server.place)
                if isinstance(server, Ours):
                    prepare_more(server.place, self.objects[server.name])
        for row in rows:
            for connections in (1, MANY):
                for _ in range(ROUNDS):
                    self._row(row, connections, servers)
                self._tell(row.name, connections)

    def _row(self, row: Row, connections: int, servers: Sequence[Server]) -> None:
        for server in servers:
            if isinstance(server, Echo):
                self._echo(row.name, row.requests(self.objects[goals.OURS]), connections, server)
            elif row.peer or isinstance(server, Ours):
                requests = row.requests(self.objects[server.name])
                place = server.https_place if row.https and isinstance(server, Ours) else server.place
                self._measure(row.name, connections, server, place, requests, row.check)

    def _measure(
        self, name: str, connections: int, server: Server, place: Place, requests: Sequence[bytes], check: Check
    ) -> None:
        (sample,) = measure(place, [Group(requests, connections, check)], self.seconds / ROUNDS)
        self._keep(name, connections, server, sample)

    def _echo(self, name: str, requests: Sequence[bytes], connections: int, echo: Server) -> None:
        """The same sizes as ours had."""
        size = self.results[name, connections, goals.OURS].size
        same = [echo_message(len(requests[0]), size)]
        self._measure(name, connections, echo, echo.place, same, whole)

    def _keep(self, name: str, connections: int, server: Server, sample: Sample) -> None:
        """Keep the best round: what else runs on the machine only ever makes it slower."""
        key = name, connections, server.name
        if key not in self.results or self.results[key].rate < sample.rate:
            self.results[key] = sample

    def _tell(self, name: str, connections: int) -> None:
        plural = "s" if connections > 1 else ""
        for (row, count, server), sample in self.results.items():
            if (row, count) == (name, connections):
                tell(f"{name}, {connections} connection{plural}, {server}: {report.figures(sample)}")

    def _arrivals(self, servers: Sequence[Server]) -> None:
        request = messages.discover_versions()
        for name, resumed in ((NEW, False), (RESUMED, True)):
            for parallel in (1, MANY) if self._wanted(name) else ():
                for _, server in itertools.product(range(ROUNDS), servers):
                    self._arrive(name, parallel, server, resumed, request)
                self._tell(name, parallel)

    def _arrive(self, name: str, parallel: int, server: Server, resumed: bool, request: bytes) -> None:
        if isinstance(server, Echo):
            arrivals = Arrivals(echo_message(len(request), len(request)), parallel, resumed, whole)
        else:
            arrivals = Arrivals(request, parallel, resumed)
        self._keep(name, parallel, server, measure_arrivals(server.place, arrivals, self.seconds / ROUNDS))

    def _locate(self, ours: Ours, echo: Server, peers: Sequence[Server]) -> None:
        have = 0
        for size in self.sizes:
            name = measurements.locate_name(size)
            tell(f"{name}: making them")
            many = ours.place_of("many")
            fill(many, have, size)
            have = size
            requests = [messages.locate(each) for each in names_among(size)]
            row = Row(name, lambda objects, requests=requests: requests)
            if size == AT_PYKMIP:
                for peer in peers:
                    fill(peer.place, 0, size)
            for connections in (1, MANY):
                for _ in range(ROUNDS):
                    self._measure(name, connections, ours, many, requests, row.check)
                    self._echo(name, requests, connections, echo)
                    for peer in peers if size == AT_PYKMIP else ():
                        self._measure(name, connections, peer, peer.place, requests, row.check)
                self._tell(name, connections)

    def _beside(self, ours: Ours) -> None:
        if not self._wanted(BESIDE):
            return
        objects = self.objects.get(ours.name) or prepare(ours.place)
        gets = Group([messages.get(uid) for uid in objects.keys], 1)
        pairs = Group([messages.create_key_pair()], 4)
        sample, made = measure(ours.place, [gets, pairs], max(self.seconds, 1.0))
        self._keep(BESIDE, 1, ours, sample)
        self._tell(BESIDE, 1)
        tell(f"    and {made.rate:.0f} pairs a second")

    # ------------------------------------------------------------------------------------------ besides requests

    def _standing(self, folder: Path, home: Path) -> None:
        """Of servers that have done nothing yet."""
        ours = Ours(folder / "again", self.options)
        starts = [standing.start_and_stop(ours) for _ in range(STARTS + 1)]
        start, _, stop = map(median, zip(*starts[1:], strict=True))  # the first start makes keys
        self._found(goals.OURS, "start until ready", start)
        self._found(goals.OURS, "stop when idle", stop)
        self._memory(ours)
        self._memory(Echo(folder / "echo again"))
        if installed(home):
            self._memory(PyKmip(folder / "pykmip again", home))

    def _memory(self, server: Server) -> None:
        request = messages.discover_versions()
        asked = echo_message(len(request), len(request)) if isinstance(server, Echo) else request
        with server:
            self._found(server.name, "memory at rest", server.memory / goals.MIB)
            cost = standing.idle_connections(server, self.idle, asked)
            self._found(server.name, "memory of an idle connection", cost / goals.KIB)

    def _found(self, server: str, name: str, value: float) -> None:
        self.standing.setdefault(server, {})[name] = value
        tell(f"{name}, {server}: {value:.2f} {goals.LIMITS[name][1]}")

    # ------------------------------------------------------------------------------------------------- the tables

    def tell(self) -> None:
        """Print the tables."""
        report.tell_requests(self.results)
        report.tell_standing(self.standing, {name: unit for name, (_, unit) in goals.LIMITS.items()})
        report.tell_goals(goals.verdicts(self.results, self.standing.get(goals.OURS, {})))


def installed(home: Path) -> bool:
    """PyKMIP's environment is there, whole."""
    return any(home.glob("installed-*"))


def names() -> Iterator[str]:
    """Of everything that can be measured."""
    yield from (row.name for row in ROWS)
    yield from (NEW, RESUMED, LOCATE, BESIDE, STANDING)


def options() -> argparse.ArgumentParser:
    """The command line."""
    epilog = f"what is measured: {'; '.join(names())}"
    parser = argparse.ArgumentParser("bench", description=__doc__, epilog=epilog)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement (%(default)s)")
    parser.add_argument("--only", metavar="NAME", default="", help="what has this in its name")
    parser.add_argument("--quick", action="store_true", help="0.3 seconds each, fewer objects and connections")
    parser.add_argument(
        "--against",
        metavar="REV",
        help="beside this revision of the project instead of the other servers; `.` is the code as it is here",
    )
    for name, whose in (("--server-option", "our server"), ("--their-option", "the server of REV")):
        help = f"one more option of {whose}, such as {name}=--tls-key-type=rsa"
        parser.add_argument(name, metavar="OPTION", action="append", default=[], help=help)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run; the exit status."""
    parser = options()
    given = parser.parse_args(words)
    if not any(given.only.lower() in name.lower() for name in names()):
        parser.error(f"nothing has {given.only!r} in its name; there are: {'; '.join(names())}")
    if given.their_option and given.against is None:
        parser.error("--their-option goes with --against")
    bench = Bench(0.3 if given.quick else given.seconds, given.only, given.quick, given.server_option)
    with tempfile.TemporaryDirectory(prefix="hsmsim-bench-") as folder:
        try:
            if given.against is not None:
                return bench.against(Path(folder), given.against, given.their_option)
            bench.run(Path(folder), HOME)
        except (NotStarted, Wrong, messages.NotDone, revision.NoRevision) as error:
            sys.exit(f"bench: {error}")
    bench.tell()
    return 0


if __name__ == "__main__":
    sys.exit(main())
