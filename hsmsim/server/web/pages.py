"""The files that browsers are given: those of the folder `static`, and nothing else."""

from pathlib import Path
from typing import Any

from twisted.web import static
from twisted.web.iweb import IRequest

FOLDER = Path(__file__).parent / "static"

_TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_TYPES |= dict.fromkeys((".js", ".mjs"), "text/javascript; charset=utf-8")


class Files(static.File):
    """A folder whose files are given, and which is not listed."""

    contentTypes = _TYPES
    defaultType = "application/octet-stream"

    def render_GET(self, request: IRequest) -> object:
        """A file; the browser asks each time whether it has changed, so that a new version is seen at once."""
        request.setHeader("Cache-Control", "no-cache")
        return super().render_GET(request)  # type: ignore[arg-type]

    def directoryListing(self) -> Any:
        """There is none."""
        return self.childNotFound


def files() -> Files:
    """What stands below /static/."""
    return Files(str(FOLDER))


def first_page() -> bytes:
    """The one page that there is; all else is drawn by its scripts."""
    return (FOLDER / "index.html").read_bytes()
