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
Promise.race([document.fonts.ready, new Promise((done) => setTimeout(done, FONTS_MS))]).then(() =>
requestAnimationFrame(() => requestAnimationFrame(() => {
  const [entry] = performance.getEntriesByType('navigation');
  const mark = document.getElementById(TOKEN) || document.createElement('div');
  mark.id = TOKEN;
  const side = 4 / devicePixelRatio + 'px';
  Object.assign(mark.style, {
    position: 'fixed', right: 0, bottom: 0, width: side, height: side, background: COLOUR,
    zIndex: 2147483647, pointerEvents: 'none',
  });
  document.documentElement.append(mark);
  console.info(TOKEN + ':ready:' + JSON.stringify({
    address: location.href,
    password: Array.from(document.querySelectorAll('input[type=password]'))
      .some((field) => field.offsetParent !== null),
    status: entry && entry.responseStatus || 0,
  }));
})));
"""

_STYLE = """
(() => {
  const style = document.getElementById(ID) || document.createElement('style');
  style.id = ID;
  style.textContent = CSS;
  if (CSS) (document.head || document.documentElement).append(style); else style.remove();
})();
"""

_STYLE_NAME = "wall-style"
FONTS_MS = 3000
"""A page is shown without fonts that take longer."""


def watching(token: str) -> QWebEngineScript:
    """Tells on the console which media cannot be played."""
    return early("wall-watch", _WATCH.replace("TOKEN", json.dumps(token)))


def styling(css: str) -> QWebEngineScript:
    """Adds the rules, in the place of those before; no rules take them away."""
    source = _STYLE.replace("ID", json.dumps(_STYLE_NAME)).replace("CSS", json.dumps(css))
    return _script(_STYLE_NAME, source, QWebEngineScript.InjectionPoint.DocumentReady)


def asking_ready(token: str, colour: str) -> str:
    """Tells on the console when fonts are there and two frames were drawn, and marks the last
    pixels of the page with a colour: a picture that shows them shows all of it."""
    source = _READY.replace("COLOUR", json.dumps(colour)).replace("FONTS_MS", str(FONTS_MS))
    return source.replace("TOKEN", json.dumps(token))


def unmarking(token: str) -> str:
    """Takes the mark away."""
    return f"document.getElementById({json.dumps(token)})?.remove()"


def answering(token: str) -> str:
    """Tells on the console that the page is alive."""
    return f"console.info({json.dumps(token)} + ':alive:')"


def scrolling(down_px: int) -> str:
    return f"scrollTo({{top: {down_px}, behavior: 'instant'}})"


def early(
    name: str, source: str, world: QWebEngineScript.ScriptWorldId = WORLD
) -> QWebEngineScript:
    """In each frame, before anything of the page."""
    script = _script(name, source, QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(world)
    script.setRunsOnSubFrames(True)
    return script


def _script(name: str, source: str, at: QWebEngineScript.InjectionPoint) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName(name)
    script.setSourceCode(source)
    script.setWorldId(WORLD)
    script.setInjectionPoint(at)
    script.setRunsOnSubFrames(False)
    return script
