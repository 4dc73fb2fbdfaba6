"""Certificates: made at the first start, kept, renewed in time, trusted by fingerprint."""

from __future__ import annotations

import hashlib
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from wall.controller.certificates import (
    LIFE,
    CertificateUnusable,
    given_certificate,
    own_certificate,
)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_names_this_machine_and_python_takes_it(tmp_path: Path) -> None:
    made = own_certificate(tmp_path)
    names = read(made.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert "localhost" in names.value.get_values_for_type(x509.DNSName)
    assert "127.0.0.1" in [str(ip) for ip in names.value.get_values_for_type(x509.IPAddress)]
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.certificate, made.key)


def test_the_fingerprint_is_that_of_the_certificate(tmp_path: Path) -> None:
    made = own_certificate(tmp_path)
    der = ssl.PEM_cert_to_DER_cert(made.certificate.read_text())
    assert made.fingerprint == hashlib.sha256(der).hexdigest()


def test_the_next_start_keeps_it(tmp_path: Path) -> None:
    assert own_certificate(tmp_path) == own_certificate(tmp_path)


def test_it_is_renewed_before_its_end_with_the_same_key(tmp_path: Path) -> None:
    first = own_certificate(tmp_path)
    key = first.key.read_bytes()
    early = datetime.now(UTC) + LIFE - timedelta(days=31)
    assert own_certificate(tmp_path, now=early).fingerprint == first.fingerprint
    late = datetime.now(UTC) + LIFE - timedelta(days=29)
    renewed = own_certificate(tmp_path, now=late)
    assert renewed.fingerprint != first.fingerprint
    assert renewed.key.read_bytes() == key
    assert read(renewed.certificate).not_valid_after_utc > late + LIFE - timedelta(days=1)


def test_a_lost_key_makes_a_new_certificate(tmp_path: Path) -> None:
    first = own_certificate(tmp_path)
    first.key.unlink()
    second = own_certificate(tmp_path)
    assert second.fingerprint != first.fingerprint
    given_certificate(second.certificate, second.key)


def test_unusable_files_are_told(tmp_path: Path) -> None:
    made = own_certificate(tmp_path / "a")
    other = own_certificate(tmp_path / "b")
    with pytest.raises(CertificateUnusable, match="not the key"):
        given_certificate(made.certificate, other.key)
    with pytest.raises(CertificateUnusable, match="cannot read"):
        given_certificate(tmp_path / "missing.pem", made.key)
    with pytest.raises(CertificateUnusable, match="no certificate"):
        given_certificate(made.key, made.key)
    with pytest.raises(CertificateUnusable, match="no private key"):
        given_certificate(made.certificate, made.certificate)
