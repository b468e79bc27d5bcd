"""Where events are told; twisted.logger's Logger provides it."""

from typing import Any, Protocol


class Log(Protocol):
    """Constant formats, values as fields; never a secret in either."""

    def info(self, format: str, **fields: Any) -> None:
        """Tell of something expected."""

    def warn(self, format: str, **fields: Any) -> None:
        """Tell of something that should be looked at."""

    def failure(self, format: str, **fields: Any) -> None:
        """Tell of the exception that is being handled, with its trace."""
