"""Key pairs and certificates in files: the HSM's own for TLS, and those of the users it makes for clients."""

import datetime
import ipaddress
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_DAY = datetime.timedelta(days=1)
_YEAR = 365 * _DAY
_KEY_MODE, _PUBLIC_MODE = 0o600, 0o644


class BadFile(Exception):
    """A file of keys that cannot be read, written or used; the text is one line."""


class Pair(NamedTuple):
    """A private key and its certificate, PEM."""

    key: bytes
    certificate: bytes

    def __repr__(self) -> str:
        return "Pair(...)"


class ClientFiles(NamedTuple):
    """Where the files of a user's pair are, in the forms that clients want."""

    key: Path
    cert: Path
    combined: Path
    p12: Path


def make_private_key(kind: str) -> PrivateKey:
    """Make a key: `ec` (P-256) or `rsa` (2048 bits)."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def server_pair(kind: str, names: Iterable[str], now: int) -> Pair:
    """Make a key and a self-signed certificate for TLS.

    The certificate is its own trust anchor: a client that is given it as CA file accepts the connection. It is no CA
    certificate, because there are clients that refuse one in the place of a server's.

    Args:
        names: host names and addresses to stand in it.
        now: seconds since 1970.
    """
    key = make_private_key(kind)
    # As a client the HSM shows it to those whom it brings notices.
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    return _pair(key, "hsmsim (simulated HSM)", now, purposes, names)


def client_pair(kind: str, name: str, now: int) -> Pair:
    """Make a key and a self-signed certificate for a user."""
    return _pair(make_private_key(kind), name, now, [ExtendedKeyUsageOID.CLIENT_AUTH], ())


def _pair(key: PrivateKey, name: str, now: int, purposes: list[x509.ObjectIdentifier], names: Iterable[str]) -> Pair:
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime.fromtimestamp(now, datetime.UTC)
    builder = (
        x509.CertificateBuilder(title, title, key.public_key(), x509.random_serial_number())
        .not_valid_before(start - _DAY)  # the client's clock may be slow
        .not_valid_after(start + 10 * _YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(isinstance(key, rsa.RSAPrivateKey)), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    general = [_general_name(each) for each in dict.fromkeys(names)]
    if general:
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    return Pair(_key_pem(key), certificate.public_bytes(serialization.Encoding.PEM))


def _key_usage(encipherment: bool) -> x509.KeyUsage:
    return x509.KeyUsage(True, False, encipherment, False, False, False, False, False, False)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


# ---------------------------------------------------------------------------------------------------------- files


def client_files(folder: Path, name: str) -> ClientFiles:
    """The names of a user's files."""
    return ClientFiles(
        folder / f"{name}.pem", folder / f"{name}_cert.pem", folder / f"{name}_combined.pem", folder / f"{name}.p12"
    )


def kept_pair(files: ClientFiles, make: Callable[[], Pair]) -> Pair:
    """The pair in a user's files, made where there is none yet.

    Raises:
        BadFile: there is a key without its certificate, a certificate without its key, or they do not belong together.
    """
    have = [file for file in (files.key, files.cert) if file.exists()]
    if not have:
        pair = make()
        write(files.key, pair.key, _KEY_MODE)
        write(files.cert, pair.certificate, _PUBLIC_MODE)
        return pair
    if len(have) == 1:
        raise BadFile(f"{have[0]} is there without the other half of its pair; move it away")
    pair = Pair(read(files.key), read(files.cert))
    if not _fits(pair):
        raise BadFile(f"{files.cert} is not the certificate of {files.key}; move them away")
    return pair


def _fits(pair: Pair) -> bool:
    try:
        key = serialization.load_pem_private_key(pair.key, None, unsafe_skip_rsa_key_validation=True)
        certificate = x509.load_pem_x509_certificate(pair.certificate)
    except (ValueError, TypeError):
        return False
    return key.public_key() == certificate.public_key()


def write_forms(files: ClientFiles, name: str, pair: Pair, password: str) -> None:
    """Write the pair in the forms for clients that want both halves in one file.

    Args:
        password: of the PKCS#12 file.

    Raises:
        BadFile: they cannot be written.
    """
    write(files.combined, pair.certificate + pair.key, _KEY_MODE)
    if files.p12.exists() and files.p12.stat().st_mtime >= files.cert.stat().st_mtime:
        return
    key = serialization.load_pem_private_key(pair.key, None, unsafe_skip_rsa_key_validation=True)
    certificate = x509.load_pem_x509_certificate(pair.certificate)
    encryption = serialization.BestAvailableEncryption(password.encode())
    form = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, encryption)  # type: ignore[arg-type]
    write(files.p12, form, _KEY_MODE)


def read(file: Path) -> bytes:
    """The content of a file.

    Raises:
        BadFile: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadFile(f"cannot read {file}: {error.strerror}") from None


def write(file: Path, data: bytes, mode: int = _PUBLIC_MODE) -> None:
    """Put a file in its place, whole or not at all, readable from the first moment by those alone who may.

    Raises:
        BadFile: it cannot be written.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(data)
        beside.replace(file)
    except OSError as error:
        raise BadFile(f"cannot write {file}: {error.strerror}") from None
