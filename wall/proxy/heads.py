"""Heads of HTTP/1.1 requests and answers, as a proxy reads and rewrites them. RFC 9112. Pure.

One request for each connection: what follows a head belongs to the one server that it went to,
so no server's answer can be mistaken for another's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from wall.errors import WallError

MOST_HEAD_BYTES = 64 * 1024
_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]+) HTTP/1\.[01]")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [^\x00\r\n]*)?")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_OF_ONE_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authorization", "proxy-connection", "te", "upgrade"}
)
_OF_ONE_HOP_BACK = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authentication-info", "upgrade"}
)
_ASKS_THE_PROXY = b"407"


class BadHead(WallError):
    """Not the head of a request to a proxy, or of an answer."""

    code = "bad_head"


@dataclass(frozen=True)
class Request:
    """What a client asks the proxy for."""

    method: str
    host: str
    """A name or a number, an IPv6 one in brackets."""
    port: int
    path: str
    """Empty for a tunnel."""
    fields: tuple[tuple[bytes, bytes], ...]

    @property
    def is_tunnel(self) -> bool:
        return self.method == "CONNECT"

    @property
    def place(self) -> str:
        """As an address that the policy can judge: without path, query or user."""
        scheme = "https" if self.is_tunnel else "http"
        return f"{scheme}://{self.host}:{self.port}/"

    @property
    def authorization(self) -> bytes:
        """What it gives the proxy to be let through."""
        return next((v for n, v in self.fields if n.lower() == b"proxy-authorization"), b"")

    def forwarded(self) -> bytes:
        """The head that the server gets: of this one request, without what was for the proxy."""
        shown = self.host if self.port == 80 else f"{self.host}:{self.port}"
        lines = [f"{self.method} {self.path} HTTP/1.1".encode(), f"Host: {shown}".encode()]
        dropped = _OF_ONE_HOP | {"host"} | self._named_by_connection()
        lines += [n + b": " + v for n, v in self.fields if n.decode().lower() not in dropped]
        return b"\r\n".join([*lines, b"Connection: close", b"", b""])

    def _named_by_connection(self) -> set[str]:
        named = (v for n, v in self.fields if n.lower() == b"connection")
        return {word.strip().lower() for v in named for word in v.decode("latin-1").split(",")}


def read_request(head: bytes) -> Request:
    """Raises BadHead. `head` ends with its empty line."""
    first, fields = _parts(head)
    line = _LINE.fullmatch(first)
    if line is None:
        raise BadHead("this is no request to a proxy")
    method, target = line[1].decode(), line[2].decode()
    if method == "CONNECT":
        host, port = _authority(target, None)
        return Request(method, host, port, "", fields)
    if not target.lower().startswith("http://"):
        raise BadHead("a proxy is asked for a whole address that begins with http://")
    authority, path = _split(target[len("http://") :])
    host, port = _authority(authority, 80)
    return Request(method, host, port, path, fields)


def target_of(request: Request) -> str:
    """Where a greeting leads on to. Raises BadHead for what is no web address."""
    wanted = parse_qs(urlsplit(request.path).query).get("to", [""])[0]
    if not re.fullmatch(r"https?://[!-~]+", wanted):
        raise BadHead("a greeting leads on to a web address")
    return wanted


def is_interim(head: bytes) -> bool:
    """Whether another head of the same answer follows. Raises BadHead."""
    return _status(head).startswith(b"1") and _status(head) != b"101"


def rewritten_answer(head: bytes) -> bytes:
    """An answer's head for the client: the connection ends with it. Raises BadHead.

    A server that asks in the proxy's name is not believed.
    """
    status = _status(head)
    if is_interim(head):
        return head
    first, fields = _parts(head)
    if status in (_ASKS_THE_PROXY, b"101"):
        first = b"HTTP/1.1 502 Bad Gateway"
    kept = [n + b": " + v for n, v in fields if n.decode().lower() not in _OF_ONE_HOP_BACK]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


def _status(head: bytes) -> bytes:
    line = _STATUS.fullmatch(head.partition(b"\r\n")[0])
    if line is None:
        raise BadHead("this is no answer of a web server")
    return line[1]


def _parts(head: bytes) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    fields = []
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise BadHead("a header line is broken")
        fields.append((field[1], field[2]))
    return first, tuple(fields)


def _split(rest: str) -> tuple[str, str]:
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path = rest[len(authority) :].partition("#")[0]
    return authority, path if path.startswith("/") else f"/{path}"


def _authority(text: str, usual_port: int | None) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    port = int(found[2]) if found is not None and found[2] else usual_port
    if found is None or port is None or not 0 < port < 65536:
        raise BadHead("the host or its port cannot be read")
    return found[1], port
