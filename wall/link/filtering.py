"""Keeps the filter running beside a display: see wall/proxy.

The port is this process's own and never changes: while the filter is being started again, its
clients wait, and where it cannot be started they wait in vain. No way leads past it.
"""

from __future__ import annotations

import logging
import secrets
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote

from wall.proxy.orders import PUSHED, SITE, Orders
from wall.sitefile.declared import AddressPolicy

log = logging.getLogger(__name__)

BACKLOG = 128
STEADY_S = 20.0
"""A filter that ran for so long has started well."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
END_WITHIN_S = 3.0
TELL_AFTER = 4
"""So many short lives in a row are no accident."""
_FILTER = "wall.proxy.program"


class Filter:
    """`start` it once; `stop` ends it. Any thread."""

    def __init__(self) -> None:
        self._secrets = {user: secrets.token_urlsafe(24) for user in (SITE, PUSHED)}
        self._greeting = f"{secrets.token_hex(12)}.invalid"
        self._policy = AddressPolicy()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._ending = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self.port = int(self._listening.getsockname()[1])
        """On 127.0.0.1; this object's own for as long as it lives."""
        self._keeper = threading.Thread(target=self._keep_running, name="filter", daemon=True)

    @property
    def pid(self) -> int | None:
        with self._lock:
            return self._process.pid if self._process is not None else None

    @property
    def trouble(self) -> str:
        """Why nothing can be loaded from the network now; empty while all is well."""
        if self._failures < TELL_AFTER:
            return ""
        return "the filter that checks its addresses does not start; the log says why"

    def credentials(self, *, trusted: bool) -> tuple[str, str]:
        """User name and password for what the site names, or for what people pushed."""
        user = SITE if trusted else PUSHED
        return user, self._secrets[user]

    def proxy_url(self, *, trusted: bool) -> str:
        """For clients that take a proxy as an address."""
        user, password = self.credentials(trusted=trusted)
        return f"http://{user}:{password}@127.0.0.1:{self.port}"

    def greeting(self, url: str) -> str:
        """An address that the filter leads on from: a browser learns its credentials on the way.

        A page's service worker, which nobody can ask for credentials, then has them already.
        """
        return f"http://{self._greeting}/?to={quote(url, safe='')}"

    def is_greeting(self, url: str) -> bool:
        return url.startswith(f"http://{self._greeting}/")

    def start(self) -> None:
        self._keeper.start()

    def configure(self, policy: AddressPolicy) -> None:
        """A new policy, for what is under way too."""
        with self._lock:
            changed, self._policy = policy != self._policy, policy
            if changed and self._process is not None:
                self._tell(self._process)

    def stop(self) -> None:
        """1. no more starts, 2. end it, 3. its port."""
        self._ending.set()
        with self._lock:
            process = self._process
            if process is not None:
                _hang_up(process)
        if self._keeper.is_alive():
            self._keeper.join(END_WITHIN_S)
            if process is not None and process.poll() is None:
                process.kill()
            self._keeper.join()
        self._listening.close()

    def _keep_running(self) -> None:
        while not self._ending.is_set():
            began = time.monotonic()
            code = self._run_once()
            if self._ending.is_set():
                return
            log.error("the filter ended (%d) and starts again", code)
            self._failures = 0 if time.monotonic() - began > STEADY_S else self._failures + 1
            self._ending.wait(min(FIRST_PAUSE_S * 2.0**self._failures, LONGEST_PAUSE_S))

    def _run_once(self) -> int:
        descriptor = self._listening.fileno()
        try:
            process = subprocess.Popen(
                # -P: a folder called `wall` where the command was typed is not this program.
                [sys.executable, "-P", "-m", _FILTER, str(descriptor)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=(descriptor,),
            )
        except OSError as error:
            log.error("the filter cannot be started: %s", error)
            return -1
        with self._lock:
            self._process = process
            self._tell(process)
            if self._ending.is_set():
                _hang_up(process)
        code = process.wait()
        with self._lock:
            self._process = None
            _hang_up(process)
        return code

    def _tell(self, process: subprocess.Popen[bytes]) -> None:
        orders = Orders(
            site_secret=self._secrets[SITE],
            pushed_secret=self._secrets[PUSHED],
            greeting=self._greeting,
            policy=self._policy,
        )
        assert process.stdin is not None
        try:
            process.stdin.write(orders.model_dump_json().encode() + b"\n")
            process.stdin.flush()
        except OSError:
            # It must not go on under an old policy; its keeper starts it again with the new one.
            process.kill()


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """The end of its orders is the end of the filter."""
    assert process.stdin is not None
    try:
        process.stdin.close()
    except OSError:
        log.debug("the filter was gone already")
