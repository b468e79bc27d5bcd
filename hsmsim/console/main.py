"""hsmcon: fetch the HSM's certificate, test a login, or manage users."""

import io
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint
from twisted.internet.task import react

from hsmsim.console import trust
from hsmsim.console.arguments import Arguments, parse
from hsmsim.console.desk import BANNER, Desk
from hsmsim.console.files import BadFile, read, read_certificate, write
from hsmsim.console.link import RefusedByHsm, Unreachable, connect
from hsmsim.console.login import KeyPair, login
from hsmsim.console.menu import EndOfMenu, main_menu
from hsmsim.console.terminal import EndOfInput, EndOfOutput, StandardTerminal, Terminal
from hsmsim.console.trust import Untrusted

DONE, REFUSED = 0, 1

_BY_NAME = (
    "The HSM's certificate is made out to {host}, but it vouches for itself: whoever sits in between can make such a "
    "one. Give -hsm_cer to be sure.\n"
)
_FETCHED = (
    "The HSM's TLS certificate is in {file}.\nSHA-256 : {fingerprint}\nIt was taken on trust: compare this with what "
    "the HSM itself says if the network is not yours.\n"
)


def main(words: Sequence[str] | None = None) -> int:
    """Run hsmcon; its exit status."""
    arguments = parse(words)
    status = [REFUSED]
    terminal = _standard_terminal()

    async def run(reactor: Any) -> None:
        endpoint = HostnameEndpoint(reactor, arguments.host, arguments.port)
        status[0] = await attempt(arguments, endpoint, reactor, terminal, sys.stderr)

    try:
        react(run)
    except SystemExit:
        # The reactor's own opinion: it says success when a signal has stopped it.
        return status[0]


def _standard_terminal() -> StandardTerminal:
    """Standard input and output, which are None where they were closed before we came."""
    source: Any = sys.stdin or io.TextIOWrapper(io.BytesIO())
    # Bytes that are not UTF-8 become a question asked again, not a traceback.
    source.reconfigure(errors="surrogateescape")
    return StandardTerminal(source, sys.stdout or io.StringIO())


async def attempt(
    arguments: Arguments, endpoint: IStreamClientEndpoint, clock: IReactorTime, terminal: Terminal, errors: TextIO
) -> int:
    """Do what the command line asks; every failure is one line and status 1."""
    try:
        if arguments.fetch_to is not None:
            return await fetch(arguments.host, arguments.fetch_to, endpoint, clock, terminal)
        return await manage(arguments, endpoint, clock, terminal)
    except (BadFile, RefusedByHsm, Unreachable, Untrusted) as error:
        errors.write(f"hsmcon: {error}\n")
    except EndOfInput:
        errors.write("hsmcon: the input ended before the work did\n")
    except EndOfOutput:
        errors.write("hsmcon: the output ended before the work did\n")
    except KeyboardInterrupt:
        errors.write("\nhsmcon: interrupted\n")
    return REFUSED


async def fetch(host: str, file: str, endpoint: IStreamClientEndpoint, clock: IReactorTime, terminal: Terminal) -> int:
    """Write the certificate that the HSM shows, without login."""
    link = await connect(endpoint, host, trust.anything, clock)
    await link.close()
    certificate = x509.load_der_x509_certificate(link.certificate)
    write(file, certificate.public_bytes(Encoding.PEM))
    fingerprint = certificate.fingerprint(SHA256()).hex(":").upper()
    terminal.write(_FETCHED.format(file=file, fingerprint=fingerprint))
    return DONE


async def manage(arguments: Arguments, endpoint: IStreamClientEndpoint, clock: IReactorTime, terminal: Terminal) -> int:
    """Log in, then the menus."""
    pair, check = _pair(arguments), _check(arguments)
    link = await connect(endpoint, arguments.host, check, clock)
    try:
        terminal.write(BANNER + "\n\n")
        if arguments.hsm_certificate is None:
            terminal.write(_BY_NAME.format(host=arguments.host))
        user = await login(link, terminal, arguments.host, arguments.user, pair)
        if pair is not None:
            terminal.write(f"\nUser '{user}' successfully logged in with X.509.\n")
        return await _menus(Desk(terminal, link, arguments.host), pair is not None)
    finally:
        await link.close()


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


def _check(arguments: Arguments) -> trust.Check:
    if arguments.hsm_certificate is None:
        return trust.named(arguments.host)
    return trust.exactly(read_certificate(arguments.hsm_certificate).public_bytes(Encoding.DER))


if __name__ == "__main__":
    sys.exit(main())
