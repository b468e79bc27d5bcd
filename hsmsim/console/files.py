"""The files that hsmcon reads and writes."""

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
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
    with _blamed(name):
        return Path(name).read_bytes()


class LocalFile:
    """A file that is read piece by piece.

    Raises:
        BadFile: it could not be read, if it were now.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        with _blamed(name):
            # To open it once more than it is read would be too often for a pipe.
            if stat.S_ISDIR(os.stat(name).st_mode):
                raise _os_error(errno.EISDIR)
            if not os.access(name, os.R_OK):
                raise _os_error(errno.EACCES)

    @contextmanager
    def open(self) -> Iterator[Callable[[int], bytes]]:
        """What gives so many bytes that follow, fewer at the end alone; it raises BadFile, and so does this."""
        with ExitStack() as stack:
            with _blamed(self._name):
                file = stack.enter_context(Path(self._name).open("rb"))

            def read(size: int) -> bytes:
                with _blamed(self._name):
                    return file.read(size)

            yield read


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
    with writing(name, private) as put:
        put(content)


@contextmanager
def writing(name: str, private: bool = False) -> Iterator[Callable[[bytes], object]]:
    """What takes the pieces of a file. It has its name when all of them are there, and is nowhere when one is missing.

    A device or a pipe is written to, and what a link leads to is the file.

    Args:
        private: everybody else may not read it.

    Raises:
        BadFile: it cannot be written.
    """
    if os.path.isdir(name):
        raise BadFile(f"{name}: {os.strerror(errno.EISDIR)}")
    with _into(name) if os.path.exists(name) and not os.path.isfile(name) else _beside(name, private) as put:
        yield put


@contextmanager
def _into(name: str) -> Iterator[Callable[[bytes], object]]:
    """Write to something that must not be replaced."""
    with _blamed(name):
        handle = os.open(name, os.O_WRONLY)

    def put(piece: bytes) -> None:
        left = memoryview(piece)
        with _blamed(name):
            while left:
                left = left[os.write(handle, left) :]

    try:
        yield put
    finally:
        os.close(handle)


@contextmanager
def _beside(name: str, private: bool) -> Iterator[Callable[[bytes], object]]:
    """Write a file that takes its name at the end."""
    with _blamed(name):
        target = os.path.realpath(name)
        handle, part = tempfile.mkstemp(prefix=".hsmcon", dir=os.path.dirname(target))
    file = os.fdopen(handle, "wb")

    def put(piece: bytes) -> None:
        with _blamed(name):
            file.write(piece)

    try:
        yield put
        with _blamed(name):
            file.flush()
            os.fsync(handle)
            file.close()
            os.chmod(part, 0o600 if private else 0o644)
            os.replace(part, target)
    except BaseException:
        with suppress(OSError):  # it tries to write again what could not be written
            file.close()
        os.unlink(part)
        raise


@contextmanager
def _blamed(name: str) -> Iterator[None]:
    """Have a file be the reason for what fails with it."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise BadFile(f"{name}: {getattr(error, 'strerror', None) or error}") from None


def _os_error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
