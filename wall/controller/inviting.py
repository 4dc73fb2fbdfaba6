"""The first invitation, as it is printed: a link, and the same as a QR code for a phone."""

from __future__ import annotations

import io

import segno

from wall.controller.interfaces import is_loopback, reachable_hosts


def first_invitation_told(url: str, path: str) -> str:
    """What a start says while nobody can sign in. The link is good once, and for a day."""
    link = f"{public_url(url)}{path}"
    return "\n".join(
        (
            "  Nobody can sign in yet. This link makes you the administrator, once, within a day:",
            f"    {link}",
            "",
            qr_code(link),
        )
    )


def qr_code(text: str) -> str:
    """Of half blocks, for a terminal."""
    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=drawn, border=2, compact=True)
    return drawn.getvalue()


def public_url(url: str) -> str:
    """The address of a wall that this machine reaches by loopback, as others reach it.

    Without TLS nobody else does.
    """
    scheme, _, rest = url.partition("://")
    host, _, port = rest.rpartition(":")
    hosts = reachable_hosts("0.0.0.0") if scheme == "https" and is_loopback(host) else []
    return f"{scheme}://{hosts[0]}:{port}" if hosts else url
