"""What libav calls an error of input and output, asked again in words. Blocks for some seconds."""

from __future__ import annotations

import socket
import ssl

LONGEST_S = 3.0


def is_name_known(host: str, port: int | None) -> bool:
    """Whether this machine's name server knows it now."""
    try:
        socket.getaddrinfo(host, port)
    except (OSError, UnicodeError):
        return False
    return True


def is_of_names(problem: Exception) -> bool:
    """Whether a name is what failed."""
    return isinstance(problem, socket.gaierror)


def tls_fault(host: str, port: int) -> str:
    """What is wrong with a server's TLS and what to do; empty where it is not that."""
    rules = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), LONGEST_S) as line,
            rules.wrap_socket(line, server_hostname=host),
        ):
            return ""
    except ssl.SSLCertVerificationError as fault:
        return (
            f"its certificate is not accepted ({fault.verify_message}); install its authority on"
            " this machine, or correct the name"
        )
    except ssl.SSLError:
        return "the server speaks no TLS at that port; use the address without the s, or its port"
    except OSError:
        return ""
