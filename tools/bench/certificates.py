"""Certificates for PyKMIP's server, which wants a CA and extended key usages."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

_DAY = datetime.timedelta(days=1)


def write_all(folder: Path, now: datetime.datetime) -> None:
    """Write ca_cert.pem, and server and client with their keys."""
    ca_key = _key()
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench CA")])
    ca = _builder(ca_name, ca_name, ca_key, now).add_extension(x509.BasicConstraints(True, 0), critical=True)
    _write(folder / "ca_cert.pem", ca.sign(ca_key, hashes.SHA256()))
    for name, usage in (("server", ExtendedKeyUsageOID.SERVER_AUTH), ("client", ExtendedKeyUsageOID.CLIENT_AUTH)):
        key = _key()
        leaf = _leaf(name, usage, _builder(ca_name, _subject(name), key, now))
        _write(folder / f"{name}_cert.pem", leaf.sign(ca_key, hashes.SHA256()))
        _write_key(folder / f"{name}.pem", key)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    issuer: x509.Name, subject: x509.Name, key: rsa.RSAPrivateKey, now: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 2 * _DAY)
    )


def _leaf(name: str, usage: ObjectIdentifier, builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName(name)])
    builder = builder.add_extension(x509.BasicConstraints(False, None), critical=True)
    return builder.add_extension(names, critical=False).add_extension(x509.ExtendedKeyUsage([usage]), critical=False)


def _write(file: Path, certificate: x509.Certificate) -> None:
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_key(file: Path, key: rsa.RSAPrivateKey) -> None:
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
