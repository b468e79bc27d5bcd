"""The files that hsmcon reads and writes."""

import os
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hsmsim.console.terminal import Terminal


class BadFile(Exception):
    """A file is not there, or not what it should be."""


def read(name: str) -> bytes:
    """The content of a file.

    Raises:
        BadFile: it cannot be read.
    """
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise BadFile(f"{name}: {_reason(error)}") from None


def read_certificate(name: str) -> x509.Certificate:
    """The first certificate of a PEM file.

    Raises:
        BadFile: there is none.
    """
    try:
        return x509.load_pem_x509_certificate(read(name))
    except ValueError:
        raise BadFile(f"{name}: no X.509 certificate in PEM") from None


def private_key(name: str, pem: bytes, terminal: Terminal) -> PrivateKeyTypes:
    """The private key of a PEM text; if that is encrypted, its password is asked for.

    Args:
        name: for messages.

    Raises:
        BadFile: there is none, or the password is wrong.
    """
    try:
        return load_pem_private_key(pem, None)
    except TypeError:
        password = terminal.ask_secret(f"Password of {name} : ")
    except (ValueError, UnsupportedAlgorithm):
        raise BadFile(f"{name}: no private key in PEM") from None
    try:
        return load_pem_private_key(pem, password.encode())
    except (TypeError, ValueError):
        raise BadFile(f"{name}: wrong password") from None


def write(name: str, content: bytes, private: bool = False) -> None:
    """Write a file, whole or not at all.

    Args:
        private: everybody else may not read it.

    Raises:
        BadFile: it cannot be written.
    """
    try:
        handle, part = tempfile.mkstemp(prefix=".hsmcon", dir=os.path.dirname(name) or ".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(part, 0o600 if private else 0o644)
            os.replace(part, name)
        except OSError:
            os.unlink(part)
            raise
    except (OSError, ValueError) as error:
        raise BadFile(f"{name}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
