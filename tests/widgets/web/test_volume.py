"""What a page sees of its volume: its own doing. tests/display/sound hears it."""

from __future__ import annotations

from PySide6.QtWebEngineCore import QWebEngineScript

from tests.widgets.web.browser import Browser, page_of
from tests.widgets.web.pages_served import PageServer, Reply, wait_until
from widgets.web.view import WebView

PAGE = """<!doctype html><body><audio></audio><iframe></iframe>
<script nonce="own">
  const audio = document.querySelector("audio");
  audio.volume = 0.5;
  const refused = (value) => { try { audio.volume = value; } catch ({ name }) { return name; } };
</script>"""
ONLY_OWN = "script-src 'nonce-own'"
OF_FRAME = "frames[0].document.querySelector('audio')?.volume"
REFUSALS = "[refused(2), refused(-1), refused('loud')].join()"
AUDIO = "document.querySelector('audio').volume"
SEES, IS = QWebEngineScript.ScriptWorldId.MainWorld, QWebEngineScript.ScriptWorldId.ApplicationWorld


def wait_value(view: WebView, script: str, value: object, world: QWebEngineScript.ScriptWorldId):
    seen: list[object] = []
    wait_until(
        lambda: page_of(view).runJavaScript(script, world, seen.append) or value in seen[-1:],
        lambda: f"{script} is {seen[-1:]} and not {value}",
    )


def test_a_page_sees_the_volumes_that_it_set(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = Reply(PAGE, headers={"Content-Security-Policy": ONLY_OWN})
    server.replies["/frame"] = Reply("<!doctype html><audio></audio>")
    view = browser.ready(server.url("/"))
    view._be_heard(0.5)
    wait_value(view, AUDIO, 0.25, IS)
    page_of(view).runJavaScript("document.querySelector('iframe').src = '/frame'")
    wait_value(view, OF_FRAME, 0.5, IS)
    wait_value(view, AUDIO, 0.5, SEES)
    wait_value(view, OF_FRAME, 1, SEES)
    wait_value(view, REFUSALS, "IndexSizeError,IndexSizeError,TypeError", SEES)
    page_of(view).runJavaScript(f"{AUDIO} = 1")
    wait_value(view, AUDIO, 0.5, IS)
    view._be_heard(1.0)
    wait_value(view, AUDIO, 1, IS)
    view._be_heard(0.25)
    wait_value(view, OF_FRAME, 0.25, IS)
    wait_value(view, AUDIO, 0.25, IS)
    wait_value(view, AUDIO, 1, SEES)
