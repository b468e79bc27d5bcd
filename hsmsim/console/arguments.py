"""The command line of hsmcon."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

PORT = 4433

_EPILOG = """\
examples:
  hsmcon 127.0.0.1 -g hsm_cert.pem          fetch the HSM's TLS certificate
  hsmcon 127.0.0.1 master                   log in, menus
  hsmcon 127.0.0.1 ukmip -pri rsa2k.pem -pri_cer rsa2k_cert.pem -hsm_cer hsm_cert.pem
                                            test the login of a user with X.509

Answers may be piped in, the password first. With -pri the login is what is tested: input that ends at the main
menu is a success. exit status: 0 done, 1 refused or failed, 2 usage
"""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was typed. Names of files, not their content."""

    host: str
    user: str | None = None
    port: int = PORT
    fetch_to: str | None = None
    private_key: str | None = None
    certificate: str | None = None
    hsm_certificate: str | None = None


def parse(words: Sequence[str] | None) -> Arguments:
    """Read the command line; None stands for that of the process.

    Raises:
        SystemExit: 2 where it is wrong, 0 after --help.
    """
    parser = _parser()
    found = Arguments(**vars(parser.parse_intermixed_args(words)))
    if (found.private_key is None) != (found.certificate is None):
        parser.error("-pri and -pri_cer go together")
    if found.fetch_to is not None and (found.user or found.private_key or found.hsm_certificate):
        parser.error("-g takes a host and nothing else: no login is needed to fetch the certificate")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "hsmcon",
        description="The management console of hsmsim, which simulates an HSM and is not one.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("host", metavar="HOST", help="address or name of the HSM")
    add("user", metavar="USER", nargs="?", help="who logs in; asked for if left out")
    add("-p", dest="port", metavar="PORT", type=_port, default=PORT, help="of the HSM's console (%(default)s)")
    add("-g", dest="fetch_to", metavar="FILE", help="write the HSM's TLS certificate to FILE (PEM), without login")
    add("-pri", dest="private_key", metavar="FILE", help="the user's private key (PEM), for X.509")
    add("-pri_cer", dest="certificate", metavar="FILE", help="the user's certificate (PEM), for X.509")
    add("-hsm_cer", dest="hsm_certificate", metavar="FILE", help="talk only to the HSM with this certificate (PEM)")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in range(1, 1 << 16):
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not '{text}'")
    return int(text)
