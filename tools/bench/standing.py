"""What does not depend on requests: start, stop, memory at rest and of idle connections."""

import resource
import time

from bench.connection import Connection
from bench.load import ask_once, open_one
from bench.servers import Server

_SETTLE = 0.5  # seconds until memory is read
_SPARE = 200  # file descriptors besides those of the connections


def allow_connections(count: int) -> int:
    """Raise the limit of open files for this process and those it starts; how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + _SPARE
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(count, soft - _SPARE)


def start_and_stop(server: Server) -> tuple[float, float, float]:
    """The seconds of a start, the bytes in memory then, and the seconds of a stop while nothing is done."""
    start = time.perf_counter()
    with server:
        seconds = time.perf_counter() - start
        return seconds, server.memory, server.stop()


def idle_connections(server: Server, count: int, request: bytes) -> float:
    """Bytes that each of so many open connections costs; each has had one answer."""
    before = server.memory
    held: list[Connection] = []
    try:
        for _ in range(count):
            held.append(open_one(server.place))
            ask_once(held[-1], request)
        time.sleep(_SETTLE)
        return (server.memory - before) / count
    finally:
        for connection in held:
            connection.close()
