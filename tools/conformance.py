"""Where the official cases and their judge are: ../shared/conformance, or what HSMSIM_CONFORMANCE names."""

import os
from pathlib import Path

HERE = Path(__file__).absolute().parent.parent
CASES, SET_UP = "cases", "cases/setup-1.3"  # in the folder


class NotHere(Exception):
    """The judge and its cases are not where they are looked for."""


def folder() -> Path:
    """The folder of the judge.

    Raises:
        NotHere: there is none.
    """
    found = Path(os.environ.get("HSMSIM_CONFORMANCE", HERE.parent / "shared" / "conformance"))
    if not (found / "judge.py").exists():
        raise NotHere(f"{found} is not here")
    return found
