"""Another revision of this project, and what its server can be asked."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).absolute().parent.parent.parent
HERE = "."  # the name of the code as it lies here
TWISTD = (sys.executable, "-c", "from twisted.scripts.twistd import run; run()", "-n", "hsmsim")


class NoRevision(Exception):
    """The revision cannot be had; the text says why."""


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """The code of a revision: a git worktree in this folder, as long as it is needed.

    Raises:
        NoRevision: git does not give it.
    """
    if revision == HERE:
        yield ROOT
        return
    _git("worktree", "add", "--quiet", "--detach", str(folder), revision)
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*words: str) -> None:
    done = subprocess.run(("git", "-C", str(ROOT), *words), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoRevision(done.stderr.strip())


def environment(code: Path) -> dict[str, str]:
    """The environment of a process that runs the code in this folder."""
    return {**os.environ, "PYTHONPATH": str(code)}


def options(code: Path) -> set[str]:
    """The options that the server of this code has, by name: `--https`."""
    # In its folder: Python looks for modules where it is started before it looks anywhere else.
    told = subprocess.run((*TWISTD, "--help"), cwd=code, env=environment(code), capture_output=True, text=True)
    return set(re.findall(r"--[a-z][a-z0-9-]*", told.stdout))
