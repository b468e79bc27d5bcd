"""HSM - Logs."""

from collections.abc import AsyncIterator

from hsmsim.console.desk import Action, Desk
from hsmsim.console.following import follow
from hsmsim.console.terminal import FILES
from hsmsim.management.log_clear import LogClear
from hsmsim.management.log_follow import LogFollow
from hsmsim.management.log_retrieve import LogRetrieve
from hsmsim.management.log_size import LogSize
from hsmsim.management.log_verify import LogVerify


async def logs(desk: Desk) -> None:
    """34 - Logs."""
    actions = [
        Action("Retrieve", _retrieve, LogRetrieve),
        Action("Clear", _clear, LogClear),
        Action("Follow", _follow, LogFollow),
        Action("Verify", _verify, LogVerify),
    ]
    await desk.act(actions)


async def _size(desk: Desk) -> int:
    """Say how much there is; the position of the newest line."""
    found = await desk.link.call(LogSize)
    desk.say(f"Log size : {found['size']} byte(s), {found['count']} line(s)")
    if found["lost"]:
        desk.say(f"Lost : {found['lost']} event(s) that could not be written")
    return int(found["last"])


async def _retrieve(desk: Desk) -> None:
    desk.frame("HSM - Logs - Retrieve")
    await _size(desk)
    if not desk.yes("Confirm retrieving the log."):
        return
    chained = desk.yes("With the chain value of each line")
    name = desk.terminal.ask("Output file (local), ENTER for the screen : ", FILES).strip()
    if name:
        lines = [line async for line in _lines(desk, chained)]
        desk.write_file("".join(f"{line}\n" for line in lines).encode(), name)
        desk.done(f"Log successfully retrieved: {len(lines)} line(s).")
    else:
        desk.say()
        await desk.show(_lines(desk, chained))
        desk.done("Log successfully retrieved.")


async def _lines(desk: Desk, chained: bool) -> AsyncIterator[str]:
    async for each in desk.every(LogRetrieve, chained=chained):
        yield each["line"]


async def _clear(desk: Desk) -> None:
    desk.frame("HSM - Logs - Clear")
    await _size(desk)
    if desk.yes("Confirm clearing the log."):
        await desk.link.call(LogClear)
        desk.done("Log successfully cleared.")


async def _follow(desk: Desk) -> None:
    desk.frame("HSM - Logs - Follow")
    after = await _size(desk)
    desk.say("Press ENTER key to stop...\n")
    with desk.terminal.listening() as pressed:
        await follow(desk.link, after, lambda each: desk.say(each["line"]), pressed)


async def _verify(desk: Desk) -> None:
    desk.frame("HSM - Logs - Verify")
    await _size(desk)
    found = await desk.link.call(LogVerify)
    if found["right"]:
        desk.done(f"The log is as it was written: {found['checked']} line(s).")
    else:
        desk.wrong(f"The log is not as it was written. {found['checked']} line(s) are right, then: {found['why']}.")
