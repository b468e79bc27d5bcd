"""hsmcon: fetch the HSM's certificate, test a login, show menus, or run commands for a script."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint
from twisted.internet.task import react

from hsmsim.console import trust
from hsmsim.console.answers import error_as_json
from hsmsim.console.arguments import PASSWORD, Arguments, parse
from hsmsim.console.desk import BANNER, LIBRARY, Desk
from hsmsim.console.files import BadFile, read, read_certificate, write
from hsmsim.console.lines import Lines
from hsmsim.console.link import Failed, Link, RefusedByHsm, connect
from hsmsim.console.login import KeyPair, login, login_of_script
from hsmsim.console.menu import EndOfMenu, main_menu
from hsmsim.console.script import Script
from hsmsim.console.terminal import EndOfInput, EndOfOutput, Keyboard, StandardTerminal, Terminal
from hsmsim.console.trust import Untrusted
from hsmsim.console.words import Call, Usage
from hsmsim.console.words import parse as parse_command

DONE, REFUSED, MISUSED = 0, 1, 2

_BY_NAME = (
    "The HSM's certificate is made out to {host}, but it vouches for itself: whoever sits in between can make such a "
    "one. Give -hsm_cer to be sure.\n"
)
_FETCHED = (
    "The HSM's TLS certificate is in {file}.\nSHA-256 : {fingerprint}\nIt was taken on trust: compare this with what "
    "the HSM itself says if the network is not yours.\n"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where hsmcon is started.

    Args:
        reach: the endpoint of a host and port.
        terminal: asks and shows; with commands of a script it only asks.
        answers: to commands of a script.
        password: for scripts, from the environment.
    """

    reach: Callable[[str, int], IStreamClientEndpoint]
    clock: IReactorTime
    terminal: Terminal
    answers: TextIO
    errors: TextIO
    password: str | None = field(default=None, repr=False)


def main(words: Sequence[str] | None = None) -> int:
    """Run hsmcon; its exit status."""
    arguments = parse(words)
    status = [REFUSED]
    terminal = _standard_terminal(bool(arguments.commands))
    answers, password = sys.stdout or io.StringIO(), os.environ.get(PASSWORD) or None

    async def start(reactor: Any) -> None:
        def reach(host: str, port: int) -> IStreamClientEndpoint:
            return HostnameEndpoint(reactor, host, port)

        place = Place(reach, reactor, terminal, answers, sys.stderr, password)
        running = Deferred.fromCoroutine(attempt(arguments, place))
        # A signal has come while nobody was asked for anything; at the end itself it does nothing.
        reactor.addSystemEventTrigger("before", "shutdown", running.cancel)
        status[0] = await running

    try:
        react(start)
    except SystemExit:
        # The reactor's own opinion: it says success when a signal has stopped it.
        return status[0]


def _standard_terminal(script: bool) -> StandardTerminal:
    """Standard input and output, which are None where they were closed before we came.

    The answers of a script have standard output for themselves. What it is asked is shown only to a person.
    """
    source = io.FileIO(sys.stdin.fileno(), closefd=False) if sys.stdin else io.FileIO(os.devnull)
    seen = any(screen is not None and screen.isatty() for screen in (sys.stdout, sys.stderr))
    keyboard = _keyboard() if seen and source.isatty() else None
    if script:
        return StandardTerminal(Lines(source), sys.stderr if keyboard else io.StringIO(), keyboard)
    return StandardTerminal(Lines(source), sys.stdout or io.StringIO(), keyboard)


def _keyboard() -> Keyboard:
    # The line editor takes a third of the time that hsmcon needs to start, and pipes do without.
    from hsmsim.console.keyboard import PromptKeyboard

    return PromptKeyboard()


async def attempt(arguments: Arguments, place: Place) -> int:
    """Do what the command line asks; every failure is one line and a status."""
    try:
        if arguments.fetch_to is not None:
            return await fetch(str(arguments.host), arguments.fetch_to, arguments.port, place)
        if arguments.commands:
            return await obey(arguments, place)
        return await manage(arguments, place)
    except Usage as error:
        place.errors.write(f"hsmcon: {error}\n")
        return MISUSED
    except (BadFile, Failed, Untrusted) as error:
        _fail(arguments, place, error)
    except EndOfInput:
        place.errors.write("hsmcon: the input ended before the work did\n")
    except EndOfOutput:
        place.errors.write("hsmcon: the output ended before the work did\n")
    except (KeyboardInterrupt, CancelledError):
        place.errors.write("\nhsmcon: interrupted\n")
    return REFUSED


def _fail(arguments: Arguments, place: Place, error: Exception) -> None:
    if arguments.json:
        text = error.text if isinstance(error, Failed) else str(error)
        place.answers.write(error_as_json(getattr(error, "number", None), text))
    elif arguments.commands and isinstance(error, RefusedByHsm):
        place.errors.write(f"{error}.\n")
    else:
        place.errors.write(f"hsmcon: {error}\n")


async def fetch(host: str, file: str, port: int, place: Place) -> int:
    """Write the certificate that the HSM shows, without login."""
    link = await connect(place.reach(host, port), host, trust.anything, place.clock)
    await link.close()
    certificate = x509.load_der_x509_certificate(link.certificate)
    write(file, certificate.public_bytes(Encoding.PEM))
    fingerprint = certificate.fingerprint(SHA256()).hex(":").upper()
    place.terminal.write(_FETCHED.format(file=file, fingerprint=fingerprint))
    return DONE


async def obey(arguments: Arguments, place: Place) -> int:
    """Log in, then the commands of a script. All of them are read before anything is done."""
    wanted = [parse_command(each) for each in arguments.commands]
    script = Script(place.terminal, place.answers, arguments.json)
    if not any(isinstance(each, Call) for each in wanted):
        await script.run(wanted, None)
        return DONE
    if arguments.host is None or arguments.user is None:
        raise Usage("-c needs HOST and USER")
    pair = _pair(arguments)
    link = await _connect(arguments, arguments.host, place)
    try:
        await login_of_script(link, place.terminal, arguments.user, place.password, pair)
        return DONE if await script.run(wanted, link) else REFUSED
    finally:
        await link.close()


async def manage(arguments: Arguments, place: Place) -> int:
    """The start screen, then the menus."""
    terminal, pair, given = place.terminal, _pair(arguments), arguments.host
    terminal.write(f"{BANNER}\n{LIBRARY}\n")
    host = terminal.ask("HSM IP : ").strip() if given is None else given
    link = await _connect(arguments, host, place)
    try:
        if given is not None:
            terminal.write(f"HSM IP : {host}\n")
        user = await login(link, terminal, arguments.user, pair)
        if pair is not None:
            terminal.write(f"\nUser '{user}' successfully logged in with X.509.\n")
        return await _menus(Desk(terminal, link, host), pair is not None)
    finally:
        await link.close()


async def _connect(arguments: Arguments, host: str, place: Place) -> Link:
    """A link to the HSM that is meant, or at least named so."""
    if arguments.hsm_certificate is not None:
        expected = read_certificate(arguments.hsm_certificate).public_bytes(Encoding.DER)
        return await connect(place.reach(host, arguments.port), host, trust.exactly(expected), place.clock)
    link = await connect(place.reach(host, arguments.port), host, trust.named(host), place.clock)
    place.terminal.write(_BY_NAME.format(host=host))
    return link


async def _menus(desk: Desk, testing: bool) -> int:
    try:
        await main_menu(desk)
    except EndOfMenu:
        if not testing:
            raise
    return REFUSED if desk.refused else DONE


def _pair(arguments: Arguments) -> KeyPair | None:
    if arguments.private_key is None or arguments.certificate is None:
        return None
    return KeyPair(arguments.private_key, read(arguments.private_key), read_certificate(arguments.certificate))


if __name__ == "__main__":
    sys.exit(main())
