"""How loud a page is. Silence is the browser's own deed; what lies between, a script in each frame
sees to, since the browser has no volume for a page.

The script runs in the page's own world, before anything of the page: elements that are in no
document, and WebAudio, can be reached from there alone. A page sees the volumes that it has set
itself. The wall tells the gain by an event whose name no page can know, from a world apart: each
frame asks for it, and is silent until then. (Scripts that are exchanged are lost to the frames that
are there.)
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEnginePage, QWebEngineScript

from widgets.web.scripts import WORLD, early

_MAIN = QWebEngineScript.ScriptWorldId.MainWorld

_VOLUME = """
(() => {
  let gain = 0;
  const { apply } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const media = HTMLMediaElement.prototype;
  const volume = getOwnPropertyDescriptor(media, 'volume');
  const wanted = new WeakMap(), routed = new WeakSet(), outputs = new WeakMap();
  const elements = new Set(), gains = new Set();
  const gone = new FinalizationRegistry((forget) => forget());

  const keep = (set, thing) => {
    const kept = new WeakRef(thing);
    set.add(kept);
    gone.register(thing, () => set.delete(kept));
  };
  const each = (set, act) => {
    for (const kept of set) {
      const thing = kept.deref();
      if (thing) act(thing);
    }
  };
  const adjust = (element) =>
    apply(volume.set, element, [wanted.get(element) * (routed.has(element) ? 1 : gain)]);
  const follow = (element) => {
    if (wanted.has(element)) return;
    wanted.set(element, apply(volume.get, element, []));
    keep(elements, element);
    adjust(element);
  };

  // What a page does with an element before it can be heard.
  const replace = (owner, name, part, make) => {
    const was = getOwnPropertyDescriptor(owner, name);
    if (was?.[part]) defineProperty(owner, name, { ...was, [part]: make(was[part]) });
  };
  const first = (native) => function (...given) {
    if (this instanceof HTMLMediaElement) follow(this);
    return apply(native, this, given);
  };
  for (const name of ['play', 'load']) replace(media, name, 'value', first);
  for (const name of ['src', 'srcObject', 'autoplay']) replace(media, name, 'set', first);
  replace(media, 'volume', 'get', (native) => function () {
    return wanted.get(this) ?? apply(native, this, []);
  });
  replace(media, 'volume', 'set', (native) => function (value) {
    const number = +value;
    if (!(number >= 0 && number <= 1)) return apply(native, this, [value]);
    apply(volume.get, this, []);
    follow(this);
    wanted.set(this, number);
    adjust(this);
  });

  // Elements of documents, and of shadow trees, which media events do not leave.
  const hear = ({ target }) => target instanceof HTMLMediaElement && follow(target);
  const watch = (root) => {
    for (const name of ['loadstart', 'play']) root.addEventListener(name, hear, true);
  };
  const search = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLMediaElement) follow(element);
      if (element.shadowRoot) {
        watch(element.shadowRoot);
        search(element.shadowRoot);
      }
    }
  };
  watch(window);
  addEventListener('DOMContentLoaded', () => search(document));
  replace(Element.prototype, 'attachShadow', 'value', (native) => function (...given) {
    const root = apply(native, this, given);
    watch(root);
    return root;
  });

  // WebAudio: one more node before what is heard.
  if (window.AudioContext) {
    const Gain = GainNode;
    const { connect } = AudioNode.prototype;
    const through = (to) => {
      if (!(to instanceof AudioDestinationNode) || !(to.context instanceof AudioContext)) return to;
      let node = outputs.get(to.context);
      if (!node) {
        node = new Gain(to.context, { gain });
        apply(connect, node, [to]);
        outputs.set(to.context, node);
        keep(gains, node);
      }
      return node;
    };
    replace(AudioNode.prototype, 'connect', 'value', (native) => function (to, ...given) {
      const back = apply(native, this, [through(to), ...given]);
      return back && to;
    });
    replace(AudioNode.prototype, 'disconnect', 'value', (native) => function (...given) {
      return apply(native, this, given.length ? [through(given[0]), ...given.slice(1)] : given);
    });
    const route = (element, node) => {
      follow(element);
      routed.add(element);
      adjust(element);
      return node;
    };
    replace(AudioContext.prototype, 'createMediaElementSource', 'value', (native) =>
      function (element) {
        return route(element, apply(native, this, [element]));
      });
    window.MediaElementAudioSourceNode = new Proxy(MediaElementAudioSourceNode, {
      construct: (native, given, made) =>
        route(given[1].mediaElement, Reflect.construct(native, given, made)),
    });
  }

  addEventListener(TOKEN, (event) => {
    event.stopImmediatePropagation();
    gain = event.detail;
    each(elements, adjust);
    each(gains, (node) => node.gain.setTargetAtTime(gain, node.context.currentTime, SMOOTH_S));
  }, true);
})();
"""
_ASK = """
const ask = () => console.info(PAGE + ':gain:');
ask();
// Whoever asks that early may not be known yet.
addEventListener('load', ask);
"""
_TELL = "dispatchEvent(new CustomEvent(TOKEN, { detail: GAIN }))"
SMOOTH_S = 0.02
"""In such a time most of a change is done: a step would click."""


class PageVolume:
    """Of one page, in all its frames, through all that it loads. It is silent at first."""

    def __init__(self, page: QWebEnginePage, token: str) -> None:
        """`token` begins what is said on the page's console: call `tell` when it says `gain`."""
        self._page = page
        self._event = json.dumps(secrets.token_hex(16))
        self._gain = 1.0
        page.setAudioMuted(True)
        source = _VOLUME.replace("TOKEN", self._event).replace("SMOOTH_S", str(SMOOTH_S))
        ask = _ASK.replace("PAGE", json.dumps(token))
        page.scripts().insert(early("wall-volume", source, _MAIN))
        page.scripts().insert(early("wall-gain", ask, WORLD))

    def set(self, gain: float) -> None:
        """A factor: 0 is silence, 1 as loud as the page is by itself."""
        self._page.setAudioMuted(gain == 0)
        if gain not in (0.0, self._gain):
            self._gain = gain
            self.tell()

    def tell(self) -> None:
        """Say the gain in all frames that are there now."""
        source = _TELL.replace("TOKEN", self._event).replace("GAIN", str(self._gain))
        for frame in _frames(self._page.mainFrame()):
            frame.runJavaScript(source, WORLD)


def _frames(frame: QWebEngineFrame) -> Iterator[QWebEngineFrame]:
    yield frame
    for child in frame.children():
        yield from _frames(child)
