"""The command line of hsmcon."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hsmsim.console.vocabulary import listing, vocabulary

PORT = 4433
PASSWORD = "HSMCON_PASSWORD"

_EPILOG = f"""\
examples:
  hsmcon 127.0.0.1 -g hsm_cert.pem          fetch the HSM's TLS certificate
  hsmcon 127.0.0.1 master                   log in, menus
  hsmcon 127.0.0.1 ukmip -pri rsa2k.pem -pri_cer rsa2k_cert.pem -hsm_cer hsm_cert.pem
                                            test the login of a user with X.509
  hsmcon 127.0.0.1 master -c "users list" --json
                                            run a command

Answers may be piped in, the password first. With -pri the login is what is tested: input that ends at the main
menu is a success. With -c the password may stand in {PASSWORD}. exit status: 0 done, 1 refused or failed, 2 usage

commands of -c (-c "help users create" says more of one):
"""
_COMMAND = "run a command instead of showing menus; repeatable: in this order, up to the first that is refused"
_VALUES = """\

Values come in this order or as name=value; yes or no, names with commas between them. @FILE stands for what is in a
file, - for what comes from standard input. Passwords and PINs are asked for, or read from standard input line by line.
"""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was typed. Names of files, not their content.

    Args:
        host: None to ask for it.
        commands: to be run one after the other, instead of menus.
        json: whether their answers are JSON.
    """

    host: str | None = None
    user: str | None = None
    port: int = PORT
    fetch_to: str | None = None
    private_key: str | None = None
    certificate: str | None = None
    hsm_certificate: str | None = None
    commands: tuple[str, ...] = ()
    json: bool = False


def parse(words: Sequence[str] | None) -> Arguments:
    """Read the command line; None stands for that of the process.

    Raises:
        SystemExit: 2 where it is wrong, 0 after --help.
    """
    parser = _parser()
    typed = vars(parser.parse_intermixed_args(words))
    found = Arguments(**{**typed, "commands": tuple(typed["commands"])})
    for wrong, text in _mistakes(found):
        if wrong:
            parser.error(text)
    return found


def _mistakes(found: Arguments) -> Iterator[tuple[bool, str]]:
    yield (found.private_key is None) != (found.certificate is None), "-pri and -pri_cer go together"
    fetches, logs_in = found.fetch_to is not None, bool(found.user or found.private_key or found.hsm_certificate)
    yield (
        fetches and (found.host is None or logs_in or bool(found.commands)),
        "-g takes a host and nothing else: no login is needed to fetch the certificate",
    )
    yield found.json and not found.commands, "--json goes with -c"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "hsmcon",
        description="The management console of hsmsim, which simulates an HSM and is not one.",
        epilog="\n".join((_EPILOG.rstrip(), *listing(vocabulary().values()), _VALUES)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("host", metavar="HOST", nargs="?", help="address or name of the HSM; asked for if left out")
    add("user", metavar="USER", nargs="?", help="who logs in; asked for if left out")
    add("-p", dest="port", metavar="PORT", type=_port, default=PORT, help="of the HSM's console (%(default)s)")
    add("-g", dest="fetch_to", metavar="FILE", help="write the HSM's TLS certificate to FILE (PEM), without login")
    add("-c", dest="commands", metavar="COMMAND", action="append", default=[], help=_COMMAND)
    add("--json", action="store_true", help="write answers as JSON, one document for each -c")
    add("-pri", dest="private_key", metavar="FILE", help="the user's private key (PEM), for X.509")
    add("-pri_cer", dest="certificate", metavar="FILE", help="the user's certificate (PEM), for X.509")
    add("-hsm_cer", dest="hsm_certificate", metavar="FILE", help="talk only to the HSM with this certificate (PEM)")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in range(1, 1 << 16):
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not '{text}'")
    return int(text)
