"""The three servers that are measured, each a process of its own."""

import datetime
import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import Any, Self

from bench import certificates
from bench.connection import Place, http_size
from bench.revision import ROOT, TWISTD, environment
from hsmsim.server import keys

HERE = Path(__file__).absolute().parent
PATIENCE = 30.0  # seconds for a start or a stop
STATE_USERS = ("bench", "many")  # `many` has the objects that are located


class NotStarted(Exception):
    """A server did not start; the text says why."""


class Server:
    """A process that answers at a place.

    Args:
        folder: its own.
    """

    name = ""
    code = ROOT  # where its modules come from

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.place: Place
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when it answers."""
        raise NotImplementedError

    def stop(self) -> float:
        """End it, by its process; how long that took."""
        start = time.perf_counter()
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return time.perf_counter() - start

    @property
    def memory(self) -> int:
        """Bytes that the process, and those it started, hold in memory."""
        assert self._process is not None
        return sum(_resident(pid) for pid in _family(self._process.pid))

    def _launch(self, words: Sequence[str], stdout: Any = None) -> subprocess.Popen[bytes]:
        around = environment(self.code)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=stdout or log, stderr=log, env=around, cwd=self.folder
            )
        return self._process

    def _wait(self, ready: Callable[[], bool]) -> None:
        assert self._process is not None
        end = time.monotonic() + PATIENCE
        while not ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise NotStarted(f"{self.name}: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
            time.sleep(0.001)


class Ours(Server):
    """This HSM with SQLite.

    Args:
        options: given besides those that the measurements need.
    """

    name = "hsmsim"

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        super().__init__(folder)
        self._options = options

    def start(self) -> None:
        """Start as `twistd hsmsim` does."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        self._launch([*TWISTD, *self._needed(ready), *self._options])
        self._wait(ready.exists)
        told = json.loads(ready.read_bytes())
        self._places = {name: _place(told, name) for name in STATE_USERS}
        self.place = self._places["bench"]
        https = told.get("https")
        self.https_place = self.place._replace(port=https["port"], size=http_size) if https else None

    def _needed(self, ready: Path) -> list[str]:
        """The options that the measurements need."""
        users = [f"--user={each}" for each in STATE_USERS]
        places = ["--kmip=0", "--https=0", "--console=0", "--web=off"]
        return [*places, f"--state={self.folder / 'state'}", f"--ready-file={ready}", *users]

    def place_of(self, user: str) -> Place:
        """Where the server is for this user."""
        return self._places[user]


def _place(told: dict[str, Any], user: str) -> Place:
    context = _context(told["hsm_cert"])
    context.load_cert_chain(told["users"][user]["cert"], told["users"][user]["key"])
    return Place(told["kmip"]["host"], told["kmip"]["port"], context)


class Earlier(Ours):
    """The same as another revision has it.

    Args:
        code: its folder.
        known: the options that it has, by name; no other is asked for.
    """

    def __init__(self, folder: Path, name: str, code: Path, known: Container[str], options: Sequence[str] = ()) -> None:
        super().__init__(folder, options)
        self.name, self.code, self._known = name, code, known

    def _needed(self, ready: Path) -> list[str]:
        return [word for word in super()._needed(ready) if word.partition("=")[0] in self._known]


class Echo(Server):
    """A bare Twisted TLS server."""

    name = "echo"

    def start(self) -> None:
        """Start it with a certificate as ours has."""
        pair = keys.server_pair("ec", ("127.0.0.1",), int(time.time()))
        key, cert = self.folder / "tls.pem", self.folder / "tls_cert.pem"
        keys.write(key, pair.key, 0o600)
        keys.write(cert, pair.certificate)
        process = self._launch((sys.executable, str(HERE / "echo_server.py"), str(key), str(cert)), subprocess.PIPE)
        assert process.stdout is not None
        with process.stdout as told:
            port = told.readline()
        if not port:
            raise NotStarted(f"{self.name}: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
        self.place = Place("127.0.0.1", int(port), _context(str(cert)))


class PyKmip(Server):
    """PyKMIP's server.

    Args:
        home: `.interop`.
    """

    name = "PyKMIP"

    def __init__(self, folder: Path, home: Path) -> None:
        super().__init__(folder)
        self._python = home.absolute() / "venv" / "bin" / "python"

    def start(self) -> None:
        """Start it at a free port with its own certificates."""
        certificates.write_all(self.folder, datetime.datetime.now(datetime.UTC))
        port = _free_port()
        self._launch((str(self._python), str(HERE / "pykmip_server.py"), str(self.folder), str(port)))
        context = _context(str(self.folder / "ca_cert.pem"))
        context.load_cert_chain(self.folder / "client_cert.pem", self.folder / "client.pem")
        self.place = Place("127.0.0.1", port, context)
        self._wait(lambda: _accepts(port))


def _context(cafile: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=cafile)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]
