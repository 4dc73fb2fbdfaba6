"""Certificates: one of our own, made at the first start, for every address of this machine.

Clients trust it by its fingerprint, so that nothing is won by a short life; it is renewed, with
the same key, a month before its end.
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wall.controller.keeping import write_private
from wall.errors import WallError

LIFE = timedelta(days=3650)
RENEWED_BEFORE = timedelta(days=30)


class CertificateUnusable(WallError):
    """A certificate or key that cannot be read."""

    code = "certificate_unusable"


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path
    fingerprint: str
    """SHA-256 of the certificate (DER), 64 hexadecimal digits."""


def own_certificate(data: Path, *, now: datetime | None = None) -> Certificate:
    """`DATA/certificate.pem` and `DATA/certificate.key`, made or renewed if need be."""
    path, key_path = data / "certificate.pem", data / "certificate.key"
    moment = now or datetime.now(UTC)
    key = _own_key(key_path) if key_path.exists() else None
    if key is None:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_private(key_path, pem)
    if not (path.exists() and _is_good(_load(path), key, moment)):
        made = _make(key, moment)
        write_private(path, made.public_bytes(serialization.Encoding.PEM))
    return given_certificate(path, key_path)


def given_certificate(certificate: Path, key: Path) -> Certificate:
    """A certificate that somebody else made. Raises CertificateUnusable."""
    loaded = _load(certificate)
    if _public(loaded.public_key()) != _public(_load_key(key).public_key()):
        raise CertificateUnusable(f"{key} is not the key of {certificate}")
    digest = hashlib.sha256(loaded.public_bytes(serialization.Encoding.DER)).hexdigest()
    return Certificate(certificate, key, digest)


def _is_good(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, now: datetime) -> bool:
    ours = _public(certificate.public_key()) == _public(key.public_key())
    return ours and now + RENEWED_BEFORE < certificate.not_valid_after_utc


def _make(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Wall on {_host()}"[:64])])
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of other machines may be a little slow.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName(_names()), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(server, critical=False)
        .sign(key, hashes.SHA256())
    )


def _names() -> list[x509.GeneralName]:
    hosts = dict.fromkeys(("localhost", _host(), f"{_host()}.local"))
    addresses = {"127.0.0.1", "::1"}
    for entries in psutil.net_if_addrs().values():
        for entry in entries:
            if entry.family in (socket.AF_INET, socket.AF_INET6):
                addresses.add(entry.address.partition("%")[0])
    ips = sorted(addresses)
    return [
        *(x509.DNSName(host) for host in hosts),
        *(x509.IPAddress(ipaddress.ip_address(ip)) for ip in ips),
    ]


def _host() -> str:
    """The machine's name, as a certificate may hold it."""
    return socket.gethostname().encode("ascii", "ignore").decode() or "localhost"


def _load(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise CertificateUnusable(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise CertificateUnusable(f"{path} holds no certificate in PEM format") from error


def _own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = _load_key(path)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateUnusable(f"{path} is no key that Wall made; remove it or name it yours")
    return key


def _load_key(path: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise CertificateUnusable(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise CertificateUnusable(
            f"{path} holds no private key in PEM format without a password"
        ) from error


def _public(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
