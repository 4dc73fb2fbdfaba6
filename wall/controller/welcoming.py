"""What a start prints, for people: where the wall is and how it is reached."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from wall.client.finding import ADMIN_TOKEN, state_folder
from wall.controller.interfaces import is_loopback, reachable_hosts


def welcome(site: str, data: Path, host: str, url: str, fingerprint: str) -> str:
    """Where the wall is, how to push to it, and with which token. The token itself is in its
    file alone: what is printed ends up in logs."""
    token = data / ADMIN_TOKEN
    program = os.path.relpath(Path(sys.executable).with_name("videowall"))
    if data.parent != state_folder():
        program += f" --data {shlex.quote(str(data))}"
    lines = [
        "",
        f"  The wall {site} is at {url}",
        f"  Administrator's token: {token}",
        "",
        "  On this machine:",
        f"    {program} push image photo.jpg --at B2",
        f"    {program} status",
    ]
    lines += _elsewhere(host, url, fingerprint, program)
    return "\n".join((*lines, ""))


def _elsewhere(host: str, url: str, fingerprint: str, program: str) -> Sequence[str]:
    """How other machines get there, if they do."""
    if is_loopback(host):
        return ("", "  Other machines cannot reach it there; --listen 0.0.0.0:8600 lets them.")
    port = url.rpartition(":")[2]
    urls = [f"https://{host}:{port}" for host in reachable_hosts(host)]
    if not urls:
        return ("", "  This machine has no network address now: others cannot reach the wall yet.")
    return (
        "",
        "  From another machine, with a token that this prints here:",
        f"    {program} token add NAME --role operator",
        "  and there, where the certificate is known by its fingerprint:",
        f"    export WALL_URL={urls[0]}",
        *(f"        or WALL_URL={other}" for other in urls[1:]),
        "    export WALL_TOKEN=…",
        f"    export WALL_FINGERPRINT={fingerprint}",
        "    videowall push image photo.jpg --at B2",
    )
