"""The files that browsers are given: those of the folder `static`, and nothing else."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "static"
FIRST = "index.html"  # the one page that there is; all else is drawn by its scripts

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Page(NamedTuple):
    """A file and what browsers are told of it.

    Args:
        tag: changes with the content (RFC 9110 8.8.3).
    """

    data: bytes
    media: str
    tag: str


def find(name: str) -> Page | None:
    """A file by its name; None where the folder has no such file.

    It is read whole and at once: files are small, and Twisted's own way to send them needs the one reactor of the
    process, which is not always ours.
    """
    files = {path.name: path for path in FOLDER.iterdir() if path.suffix in _TYPES}
    path = files.get(name)
    if path is None:
        return None
    data = path.read_bytes()
    return Page(data, _TYPES[path.suffix], f'"{sha256(data).hexdigest()[:32]}"')
