"""Lines of the audit log as they come."""

from collections.abc import Callable
from typing import Any

from hsmsim.console.pages import Caller
from hsmsim.management.log_follow import LogFollow
from hsmsim.management.log_unfollow import LogUnfollow

# How long a wait for lines may keep the person waiting who wants it to end.
_SECONDS = 1


async def follow(caller: Caller, after: int, show: Callable[[dict[str, Any]], None], ended: Callable[[], bool]) -> None:
    """Show each line after a position, until it is enough.

    Args:
        show: takes a line and its position.
        ended: whether it is enough.

    Raises:
        RefusedByHsm: as many follow already as may.
    """
    while True:
        for each in (await caller.call(LogFollow, after=after, seconds=_SECONDS))["lines"]:
            show(each)
            after = each["position"]
        if ended():
            break
    await caller.call(LogUnfollow)
