"""The few lines of JavaScript that the wall adds to pages, in a world of their own."""

from __future__ import annotations

import json

from PySide6.QtWebEngineCore import QWebEngineScript

WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld

_WATCH = """
addEventListener('error', (event) => {
  const media = event.target instanceof HTMLSourceElement
    ? event.target.parentElement : event.target;
  if (media instanceof HTMLMediaElement) {
    const source = event.target.type || event.target.src || media.currentSrc;
    console.info(TOKEN + ':codec:' + source);
  }
}, true);
"""

_READY = """
document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
  const [entry] = performance.getEntriesByType('navigation');
  console.info(TOKEN + ':ready:' + JSON.stringify({
    password: Array.from(document.querySelectorAll('input[type=password]'))
      .some((field) => field.offsetParent !== null),
    status: entry ? entry.responseStatus : 0,
  }));
})));
"""

_STYLE = """
(() => {
  const style = document.createElement('style');
  style.textContent = CSS;
  document.documentElement.append(style);
})();
"""


def watching(token: str) -> QWebEngineScript:
    """Tells on the console which media cannot be played."""
    return _script("wall-watch", _WATCH.replace("TOKEN", json.dumps(token)), early=True)


def styling(css: str) -> QWebEngineScript:
    return _script("wall-style", _STYLE.replace("CSS", json.dumps(css)), early=False)


def asking_ready(token: str) -> str:
    """Tells on the console when fonts are there and two frames were drawn."""
    return _READY.replace("TOKEN", json.dumps(token))


def scrolling(down_px: int) -> str:
    return f"scrollTo({{top: {down_px}, behavior: 'instant'}})"


def _script(name: str, source: str, *, early: bool) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName(name)
    script.setSourceCode(source)
    script.setWorldId(WORLD)
    point = QWebEngineScript.InjectionPoint
    script.setInjectionPoint(point.DocumentCreation if early else point.DocumentReady)
    script.setRunsOnSubFrames(early)
    return script
