// The launch page: the promise in six languages, and orders that come in.
"use strict";

const LINES = [
  ["en", "Closer, everywhere."],
  ["fr", "Plus proches, partout."],
  ["es", "Más cerca, siempre."],
  ["pl", "Bliżej, wszędzie."],
  ["ar", "أقرب، في كل مكان."],
  ["ro", "Mai aproape, oriunde."],
];
const HOLD_MS = 6000;
const FADE_MS = 900;

const line = document.getElementById("line");
const orders = document.getElementById("orders");
let shown = 0;

function turn() {
  line.classList.add("leaving");
  setTimeout(() => {
    shown = (shown + 1) % LINES.length;
    const [language, words] = LINES[shown];
    line.lang = language;
    line.textContent = words;
    line.classList.remove("leaving");
    line.classList.add("coming");
    // The browser has to see the start before it can move from it.
    void line.offsetWidth;
    line.classList.remove("coming");
  }, FADE_MS);
}

// A seeded generator: each start shows the same recorded orders.
let seed = 1000;
let count = 212_000;
function order() {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  count += 3 + (seed >>> 29);
  orders.textContent = count.toLocaleString("en-GB");
}

order();
setInterval(order, 2500);
setInterval(turn, HOLD_MS);
