"""An HSM for the tests of other projects: in memory, on free ports, ready when you have it.

In any test, in a thread with a reactor of its own::

    with Appliance() as hsm:
        with socket.create_connection((hsm.host, hsm.port)) as raw, hsm.ssl_context().wrap_socket(
            raw, server_hostname=hsm.host
        ) as connection:
            ...

In a trial test, in the reactor that runs already::

    async with Appliance() as hsm:
        ...

As a process of its own, as `twistd hsmsim` starts it::

    with Appliance.spawn() as hsm:
        ...
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from hsmsim.audit.reading import lines_in
from hsmsim.audit_choice import audit_folder
from hsmsim.server import keys
from hsmsim.server.keys_users import UserFiles
from hsmsim.settings import DEFAULT_USER, Settings, load

if TYPE_CHECKING:
    from hsmsim.seen import Seen

START_SECONDS = 20.0  # after which a start that says nothing has failed

_QUIET = {"kmip": "0", "console": "0", "web": "off"}  # many can run at a time
_PORTS = {"kmip": "port", "https": "https_port", "console": "console_port", "web": "web_port"}


class StartFailed(Exception):
    """The HSM did not start; the text says why."""


class _Described:
    """Where an HSM is and what its clients need.

    Args:
        host: address of the KMIP listener.
        port: its port.
        https_port: port of the listener for HTTPS, if `https` was given.
        console_port: port of the console's listener.
        web_port: port of the web console, if `web` was given.
        hsm_cert: the file with the certificate that all listeners show.
        users: where the files of each user are, by User ID.
    """

    host: str
    port: int
    https_port: int
    console_port: int
    web_port: int
    hsm_cert: Path
    users: dict[str, UserFiles]

    def _take_places(self, places: Mapping[str, tuple[str, int | None] | None]) -> None:
        """Have an attribute for each listener that is there."""
        for name, place in places.items():
            if place is not None:
                setattr(self, _PORTS[name], place[1] or 0)
        if places["kmip"] is not None:
            self.host = places["kmip"][0]

    def ssl_context(self, user: str = DEFAULT_USER) -> ssl.SSLContext:
        """A context for connections to KMIP as this user; the server is verified.

        Raises:
            KeyError: there is no such user.
            ValueError: the user's key is not among the files of this HSM.
        """
        files = self.users[user]
        if files.key is None or files.cert is None:
            raise ValueError(f"the private key of {user} is not here")
        context = ssl.create_default_context(cafile=str(self.hsm_cert))
        context.load_cert_chain(files.cert, files.key)
        return context


class Appliance(_Described):
    """An HSM inside this process.

    A context manager: with `with` it runs in a thread with a reactor of its own, with `async with` in the running
    reactor. There may be many at a time, and each can be started again after it has ended.

    Args:
        options: settings under their names on the command line with `_` for `-`, as text, as True, or as a list of
            texts: `Appliance(user=["alice", "bob"], require_credential=True)`. Both ports are free ones unless given.

    Raises:
        hsmsim.settings.BadSetting: there is no such setting, or its text is wrong.
    """

    def __init__(self, **options: Any) -> None:
        self._settings = _settings({**_QUIET, **options})
        self._thread: _ReactorThread | None = None
        self._hsm: Any = None

    @staticmethod
    def spawn(**options: Any) -> "Spawned":
        """An HSM in a process of its own; takes what Appliance takes. A context manager too."""
        return Spawned(**options)

    def __enter__(self) -> Self:
        thread = _ReactorThread()
        try:
            thread.call(lambda: self._start(thread.reactor))
        except BaseException:
            thread.stop()
            raise
        self._thread = thread
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._thread is not None
        try:
            self._thread.call(self._hsm.stop)
        finally:
            self._thread.stop()
            self._thread = None

    async def __aenter__(self) -> Self:
        from twisted.internet import reactor  # only here: a reactor is installed for the whole process

        await self._start(reactor)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._hsm.stop()

    async def _start(self, reactor: Any) -> None:
        from hsmsim.tap import Hsm  # only here: what only looks at this module needs no server

        self._hsm = hsm = Hsm(self._settings, reactor)
        await hsm.start()
        self._take_places({name: place and (place.host, place.port) for name, place in hsm.places.items()})
        self.hsm_cert = hsm.hsm_cert
        self.users = hsm.users()

    def reset(self) -> None:
        """Remove all objects and put the users back as they were; connections stay open. For `with`."""
        assert self._thread is not None
        self._thread.call(self._hsm.reset)

    def wire(self) -> list["Seen"]:
        """What went over the wire since the start or the last reset, oldest first: the last 1,000 messages.

        For `with`.

        Raises:
            ValueError: the setting `wire_ring` is 0.
        """
        assert self._thread is not None
        found: list[Seen] = self._thread.call(self.awire)
        return found

    async def awire(self) -> list["Seen"]:
        """The same for `async with`."""
        from hsmsim.seen import seen  # only here: what only looks at this module needs no server

        ring = self._hsm.looking.ring
        if ring is None:
            raise ValueError("an HSM with wire_ring=0 keeps nothing of the wire")
        return [seen(entry.passed) for entry in ring.newer()]

    async def areset(self) -> None:
        """The same for `async with`."""
        await self._hsm.reset()

    def audit(self) -> list[str]:
        """The lines of the audit log, oldest first. What was answered is in them."""
        return self._hsm.audit() if self._thread is None else self._thread.call(self._audit)  # type: ignore[no-any-return]

    async def _audit(self) -> list[str]:
        return self._hsm.audit()  # type: ignore[no-any-return]


class _ReactorThread:
    """A thread in which a reactor of its own runs."""

    def __init__(self) -> None:
        self.reactor: Any = _new_reactor()
        self._thread = threading.Thread(target=self._run, name="hsmsim", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self.reactor.run(installSignalHandlers=False)

    def call(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """The result of `work`, which is run in the thread."""
        ended = threading.Event()
        results: list[Any] = []

        def end(result: Any) -> None:
            results.append(result)
            ended.set()

        self.reactor.callFromThread(lambda: Deferred.fromCoroutine(work()).addBoth(end))
        ended.wait()
        if isinstance(results[0], Failure):
            results[0].raiseException()
        return results[0]

    def stop(self) -> None:
        """End the reactor and the thread."""
        self.reactor.callFromThread(self.reactor.stop)
        self._thread.join()
        _close_reactor(self.reactor)


def _new_reactor() -> Any:
    try:
        from twisted.internet.epollreactor import EPollReactor as Reactor
    except ImportError:  # not on Linux
        from twisted.internet.selectreactor import SelectReactor as Reactor
    return Reactor()


def _close_reactor(reactor: Any) -> None:
    """Close what a reactor leaves open at its end: the pipe that wakes it up."""
    for reader in list(reactor._internalReaders):
        reactor.removeReader(reader)
        reactor._internalReaders.discard(reader)
        reader.connectionLost(None)
    poller = getattr(reactor, "_poller", None)
    if poller is not None:
        poller.close()


class Spawned(_Described):
    """An HSM in a process of its own; `with Appliance.spawn() as hsm`.

    Args:
        options: as for Appliance.
    """

    def __init__(self, **options: Any) -> None:
        self._options: dict[str, Any] = {**_QUIET, **options}
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path()

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="hsmsim-"))
        try:
            self._options.setdefault("keys", str(self._folder / "keys"))
            if "state" not in self._options:
                self._options.setdefault("audit", str(self._folder / "audit"))
            if "tls_key" not in self._options:
                self._make_tls_pair()
            self._launch()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def reset(self) -> None:
        """Start the process again at the same ports, with the same certificates; for an HSM without a state folder.

        Raises:
            ValueError: it has a state folder.
        """
        if "state" in self._options:
            raise ValueError("an HSM with a state folder keeps its objects when it is started again")
        self._stop()
        for name, attribute in _PORTS.items():
            port = getattr(self, attribute, None)
            if port is not None and self._options[name] == "0":
                self._options[name] = str(port)
        self._launch()

    def _make_tls_pair(self) -> None:
        """A pair that outlives `reset`."""
        settings = _settings(self._options)
        names = ("localhost", "127.0.0.1", "::1", *settings.san)
        pair = keys.server_pair(settings.key_type, names, int(time.time()))
        self._options["tls_key"] = str(self._folder / "tls.pem")
        self._options["tls_cert"] = str(self._folder / "tls_cert.pem")
        keys.write(Path(self._options["tls_key"]), pair.key, 0o600)
        keys.write(Path(self._options["tls_cert"]), pair.certificate)

    def _launch(self) -> None:
        ready = self._folder / "ready.json"
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_TWISTD, "-n", "hsmsim", f"--ready-file={ready}", *_words(self._options)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_HERE), os.environ.get("PYTHONPATH", "")])},
            )
        self._wait_for(ready)
        self._read(json.loads(ready.read_bytes()))

    def _wait_for(self, ready: Path) -> None:
        assert self._process is not None
        end = time.monotonic() + START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > end:
                raise StartFailed(self.log().strip() or "it said nothing")
            time.sleep(0.005)

    def _read(self, ready: dict[str, Any]) -> None:
        places = {name: ready[name] for name in _PORTS}
        self._take_places({name: place and (place["host"], place["port"]) for name, place in places.items()})
        self.hsm_cert = Path(ready["hsm_cert"])
        self.users = {
            user: UserFiles(**{form: file and Path(file) for form, file in files.items()})
            for user, files in ready["users"].items()
        }

    def log(self) -> str:
        """What the process has written so far."""
        return (self._folder / "log").read_text(errors="replace")

    def audit(self) -> list[str]:
        """The lines of the audit log, oldest first, from before a reset too. What was answered is in them."""
        folder = audit_folder(_settings(self._options))
        assert folder is not None
        return lines_in(folder)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def _end(self) -> None:
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)


_HERE = Path(__file__).parent.parent
_TWISTD = (sys.executable, "-c", "from twisted.scripts.twistd import run; run()")


def _settings(options: dict[str, Any]) -> Settings:
    return load({name.replace("_", "-"): value for name, value in options.items()})


def _words(options: dict[str, Any]) -> list[str]:
    """Options as the words of a command line."""
    words = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value not in (None, False):
            words += [f"{option}={each}" for each in (value if isinstance(value, list | tuple) else [value])]
    return words
