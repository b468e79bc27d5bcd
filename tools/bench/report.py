"""The tables at the end."""

from collections.abc import Iterable, Mapping

from bench.comparison import THEN, TODAY, Comparison
from bench.goals import ECHO, OURS, PYKMIP, Results, Verdict
from bench.load import Sample

_LINE = "{:<36}{:>5}  {:<26}{:<26}{:<26}{:>7}{:>9}"
_COMPARED = "{:<56}{:>18}{:>18}{:>17}{:>8}  {}"


def tell(line: str) -> None:
    """Print progress."""
    print(line, flush=True)


def tell_requests(results: Results) -> None:
    """Print one line for each row and number of connections."""
    print(f"\nrequests per second / median ms / 99th percentile ms; share of {ECHO}; times {PYKMIP}\n")
    print(_LINE.format("", "conns", OURS, f"{ECHO} (the limit)", PYKMIP, "share", "times"))
    for name, connections in dict.fromkeys((name, connections) for name, connections, _ in results):
        samples = [results.get((name, connections, server)) for server in (OURS, ECHO, PYKMIP)]
        ours, echo, peer = samples
        cells = [figures(sample) for sample in samples]
        print(_LINE.format(name, connections, *cells, _ratio(ours, echo, "{:.0%}"), _ratio(ours, peer, "{:.1f}")))


def figures(sample: Sample | None) -> str:
    """A sample in one cell."""
    if sample is None:
        return "-"
    return f"{sample.rate:,.0f} / {sample.median:.3g} / {sample.p99:.3g}"


def _ratio(ours: Sample | None, other: Sample | None, form: str) -> str:
    return form.format(ours.rate / other.rate) if ours and other else ""


def tell_standing(by_server: Mapping[str, Mapping[str, float]], units: Mapping[str, str]) -> None:
    """Print what was measured besides requests."""
    if not by_server:
        return
    print(f"\n{'':<36}" + "".join(f"{server:>14}" for server in by_server))
    for name, unit in units.items():
        cells = [f"{found[name]:.2f} {unit}" if name in found else "-" for found in by_server.values()]
        print(f"{name:<36}" + "".join(f"{cell:>14}" for cell in cells))


def tell_goals(verdicts: Iterable[Verdict]) -> None:
    """Print the goals."""
    print(f"\n{'goal':<52}{'goal':>14}{'found':>14}")
    for verdict in verdicts:
        print(f"{verdict.name:<52}{verdict.goal:>14}{verdict.found:>14}  {'met' if verdict.met else 'MISSED'}")


def tell_compared(compared: Iterable[Comparison], left_out: Iterable[str], then: str) -> None:
    """Print one line for each measurement of two revisions."""
    print("\nmedians; new by old: the median over pairs of rounds, and its standard error\n")
    print(_COMPARED.format("", OURS, then, "new/old", "rounds", "").rstrip())
    for each in compared:
        figures = [f"{each.typical(side):,.4g} {each.unit}" for side in (TODAY, THEN)]
        ratio = f"{each.ratio:.3f} +- {each.error:.3f}"
        print(_COMPARED.format(each.name, *figures, ratio, len(each.figures[TODAY]), each.verdict))
    for name in left_out:
        print(f"left out, {then} does not answer it: {name}")
