"""Trusting a controller: by the system's authorities, or by the fingerprint of its certificate."""

from __future__ import annotations

import hashlib
import hmac
import ssl

from websockets.asyncio.client import ClientConnection

from wall.errors import WallError


class WrongCertificate(WallError):
    """Somebody else answered, or the certificate was renewed."""

    code = "wrong_certificate"

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            f"the controller's certificate has the fingerprint {found}, not {expected}; if it was "
            "renewed on purpose, set WALL_FINGERPRINT to the new one"
        )


def tls_context(fingerprint: str | None) -> ssl.SSLContext:
    """With a fingerprint the certificate is checked by `check_certificate` instead."""
    context = ssl.create_default_context()
    if fingerprint is not None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_certificate(connection: ClientConnection, fingerprint: str) -> None:
    """Before the first word is sent. Raises WrongCertificate."""
    tls = connection.transport.get_extra_info("ssl_object")
    certificate = tls.getpeercert(binary_form=True) if tls is not None else None
    check_digest(certificate or b"", fingerprint)


def check_digest(certificate: bytes, fingerprint: str) -> None:
    """The same for a certificate in DER. Raises WrongCertificate."""
    found = hashlib.sha256(certificate).hexdigest()
    expected = plain_fingerprint(fingerprint)
    if not hmac.compare_digest(found, expected):
        raise WrongCertificate(found, expected)


def plain_fingerprint(text: str) -> str:
    """`AB:CD:…` and `abcd…` are the same."""
    return text.replace(":", "").strip().lower()
