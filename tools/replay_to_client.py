"""Replay the official cases in which the server asks: an HSM with `--notify`, and a client that answers as published.

`make judge` and `make conformance-report` do so after the judge, which can only ask. Alone, it replays all such cases,
or those in the files and folders that are its words; exit status 0 if all pass, 1 if one does not, 2 if there is no
such file.
"""

import importlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import conformance
from exchanged.comparison import Difference
from exchanged.lines import Listener, NoMessage, asking
from exchanged.play import Play

from hsmsim.settings import DEFAULT_USER
from hsmsim.testing import Appliance


def main(words: Sequence[str]) -> int:
    try:
        folder = conformance.folder()
    except conformance.NotHere as error:
        print(f"replay_to_client: {error}; nothing is replayed")
        return 0
    try:
        found = verdicts(folder, words or [str(folder / conformance.CASES)])
    except FileNotFoundError as error:
        print(f"replay_to_client: {error} is not here")
        return 2
    for case in found:
        print(line(case))
    return 1 if any(case["status"] == "FAIL" for case in found) else 0


def line(case: dict[str, Any]) -> str:
    """A verdict for people, as the judge writes it."""
    besides = f" (sent besides: {', '.join(case['warnings'])})" if case["warnings"] else ""
    return f"{case['status']} {case['case']}, sides exchanged" + (f": {case['reason']}" if case["reason"] else besides)


def verdicts(
    folder: Path, cases: Iterable[str], wanted: Callable[[str], bool] = lambda name: True
) -> list[dict[str, Any]]:
    """What comes of the cases in which the server asks; verdicts have the fields of the judge's, and `exchanged`.

    Args:
        folder: of the judge.
        cases: files, and folders of files.
        wanted: whether a case of this name is replayed.
    """
    suite, ttlv = _reader(folder)
    found = (path for path in suite.find_cases(cases) if suite.SERVER_TO_CLIENT.match(path.stem))
    return [verdict(suite.load(path), ttlv) for path in found if wanted(path.stem)]


def _reader(folder: Path) -> tuple[Any, Any]:
    """The judge's modules that read cases and messages."""
    sys.path.append(str(folder))
    try:
        return importlib.import_module("suite"), importlib.import_module("ttlv")
    finally:
        sys.path.remove(str(folder))


def verdict(case: Any, ttlv: Any) -> dict[str, Any]:
    """What comes of one case.

    Args:
        ttlv: the judge's module of that name, or one like it.
    """
    found = {"case": case.name, "family": case.family, "exchanged": True}
    try:
        return {**found, "status": "PASS", "reason": "", "warnings": _replayed(case.steps, ttlv)}
    except (Difference, NoMessage) as error:
        return {**found, "status": "FAIL", "reason": str(error), "warnings": []}


def _replayed(steps: Sequence[Any], ttlv: Any) -> list[str]:
    """Replay a case with an HSM of its own; what the server sends besides.

    Raises:
        Difference, NoMessage: the case does not pass.
    """
    with ExitStack() as stack:
        listener = stack.enter_context(Listener(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        told = f"{DEFAULT_USER}={listener.setting}"
        hsm = stack.enter_context(Appliance.spawn(console="off", notify=told))
        ours = stack.enter_context(closing(asking(hsm, ttlv)))
        play = Play(steps, ours, lambda: stack.enter_context(closing(listener.accept(hsm.hsm_cert, ttlv))), time.time)
        play.run()
        return play.more


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
