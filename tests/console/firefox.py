"""A Firefox with a window, driven by WebDriver BiDi, which it speaks itself."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.live.running_wall import until
from wall.supervisor.children import die_with_parent

FIREFOX = "/usr/bin/firefox-esr"
WITHIN_S = 60.0
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PREFERENCES: Mapping[str, bool | int | str] = {
    # The whole screen instead of a question: its dialogue belongs to no page.
    "media.navigator.permission.disabled": True,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "en-GB",
    "network.proxy.type": 0,
    "toolkit.telemetry.enabled": False,
}
PLACE = """((element) => {{
  element?.scrollIntoView({{ block: "center" }});
  const box = element?.getBoundingClientRect();
  if (!box || element.disabled) return null;
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  return element.contains(document.elementFromPoint(x, y)) ? {{ x, y }} : null;
}})({})"""
"""Where it can be clicked, else null."""


class Firefox:
    """`complaints` is what its pages said was wrong, as far as it was heard."""

    def __init__(self, socket: ClientConnection) -> None:
        self.complaints: list[str] = []
        self._socket = socket
        self._asked = 0
        self.tell("session.new", capabilities={})
        self.tell("session.subscribe", events=["log.entryAdded"])

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command, and its answer."""
        self._asked += 1
        word = {"id": self._asked, "method": method, "params": parameters}
        self._socket.send(json.dumps(word))
        while (answer := json.loads(self._socket.recv(WITHIN_S))).get("id") != self._asked:
            told = answer["params"]
            if answer["method"] == "log.entryAdded" and told["level"] == "error":
                self.complaints.append(told["text"])
        assert answer["type"] == "success", f"{method}: {answer}"
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, address: str) -> Tab:
        """In a tab of its own, in front."""
        tab = Tab(self, self.tell("browsingContext.create", type="tab")["context"])
        tab.do("browsingContext.navigate", url=address, wait="complete")
        return tab


class Tab:
    """Elements are given as expressions of JavaScript."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._firefox.tell(method, context=self._context, **parameters)

    def run(self, script: str) -> Any:
        """What an expression, or what it promises, comes to."""
        expression = f'(async () => JSON.stringify(await ({script})) ?? "null")()'
        told = self._firefox.tell(
            "script.evaluate",
            expression=expression,
            target={"context": self._context},
            awaitPromise=True,
        )
        assert told["type"] == "success", f"{script}: {told['exceptionDetails']['text']}"
        return json.loads(told["result"]["value"])

    def click(self, element: str) -> None:
        """With the mouse, once it lies still and nothing covers it."""
        seen: list[Any] = [None]

        def is_still() -> bool:
            seen.append(self.run(PLACE.format(element)))
            return seen[-1] is not None and seen[-1] == seen[-2]

        until(is_still, what=element)
        presses = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        moves = [{"type": "pointerMove", **seen[-1]}, *presses]
        self.do("input.performActions", actions=[{"type": "pointer", "id": "m", "actions": moves}])

    def write(self, element: str, text: str) -> None:
        """With the keyboard, in the place of what is there."""
        self.click(element)
        self.run(f"({element}).select()")
        keys = [{"type": way, "value": key} for key in text for way in ("keyDown", "keyUp")]
        self.do("input.performActions", actions=[{"type": "key", "id": "k", "actions": keys}])


@contextmanager
def firefox(
    folder: Path, environment: Mapping[str, str], size: tuple[int, int]
) -> Iterator[Firefox]:
    """With a home and a profile of its own, gone with all its processes at the end."""
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    (folder / "user.js").write_text("".join(lines))
    command = [FIREFOX, "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    command += ["--width", str(size[0]), "--height", str(size[1]), "about:blank"]
    log = folder / "firefox.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(
            command,
            env={**environment, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=told,
            stderr=told,
            preexec_fn=die_with_parent,
        ) as process,
    ):
        try:
            until(lambda: LISTENS.search(log.read_text()) is not None, WITHIN_S, log.read_text)
            address = LISTENS.findall(log.read_text())[0]
            with connect(f"{address}/session", max_size=None, proxy=None) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
