// Network pulse: figures that walk slowly about recorded means, 24 pictures a second at most.
"use strict";

const ACCENT = "#3ed4e8";
const DAWN = "#ffb47e";
const REGIONS = [
  ["Western Europe", "#3ed4e8", 23.4],
  ["Eastern Europe", "#a288ff", 14.1],
  ["North Africa, Gulf", "#f3971e", 10.6],
  ["Sub-Sahara", "#f35565", 6.8],
];
const SAMPLES = 240;
const SAMPLE_MS = 500;
const FRAME_MS = 1000 / 24;
const $ = (id) => document.getElementById(id);

// A seeded generator: each start shows the same recorded minutes.
let seed = 29;
function random() {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 4294967296;
}

/** A value that wanders about its mean and never jumps. */
class Walk {
  constructor(mean, spread) {
    this.mean = mean;
    this.spread = spread;
    this.value = mean;
    this.pull = 0;
  }

  next() {
    this.pull = this.pull * 0.86 + (random() - 0.5) * this.spread * 0.3;
    this.value += this.pull + (this.mean - this.value) * 0.04;
    return this.value;
  }
}

const regions = REGIONS.map(([, , mean]) => new Walk(mean, mean * 0.05));
const delay = new Walk(11.8, 0.7);
const sessions = new Walk(86.4, 0.9);
const hubs = PLACES.map(([code, city, lat, lon, weight]) => ({
  code, city, lat, lon, weight, walk: new Walk(weight * 620, weight * 7), phase: random(),
}));
const history = [];
function sample() {
  history.push(regions.map((walk) => walk.next()));
  if (history.length > SAMPLES + 2) history.shift();
  hubs.forEach((hub) => hub.walk.next());
  delay.next();
  sessions.next();
}
for (let i = 0; i < SAMPLES + 2; i += 1) sample();
let sampledAt = performance.now();

function fitted(canvas) {
  const box = canvas.getBoundingClientRect();
  const width = Math.round(box.width);
  const height = Math.round(box.height);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  return canvas.getContext("2d");
}

const unit = () => parseFloat(getComputedStyle(document.body).fontSize);

// Map ---------------------------------------------------------------------------------------

let view = null;
let routes = [];
function layMap() {
  const context = fitted($("map"));
  const { width, height } = context.canvas;
  const spanX = 80;
  const spanY = 98;
  const scale = Math.min(width / spanX, height / spanY) * 1.04;
  view = {
    scale,
    x: (lon) => width / 2 + (lon - 19) * scale,
    y: (lat) => height / 2 - (lat - 14) * scale,
  };
  context.clearRect(0, 0, width, height);
  context.fillStyle = "#3a4a63";
  LAND.rows.forEach((row, r) => {
    for (let c = 0; c < row.length; c += 1) {
      if (row[c] !== "#") continue;
      context.beginPath();
      context.arc(
        view.x(LAND.west + c * LAND.step + (r % 2 ? LAND.step / 2 : 0)),
        view.y(LAND.north - r * LAND.step), scale * 0.5, 0, 7,
      );
      context.fill();
    }
  });
  const names = new Set(["FR", "ES", "PL", "RO", "MA", "EG", "SN", "KE"]);
  const left = new Set(["ES", "FR"]);
  context.font = `600 ${unit()}px Inter`;
  context.textBaseline = "middle";
  hubs.filter((hub) => names.has(hub.code)).forEach((hub) => {
    const gap = unit() * (0.5 + hub.weight * 0.05);
    context.textAlign = left.has(hub.code) ? "right" : "left";
    const x = view.x(hub.lon) + (left.has(hub.code) ? -gap : gap);
    context.lineWidth = unit() * 0.35;
    context.strokeStyle = "rgba(16,20,26,0.85)";
    context.strokeText(hub.city, x, view.y(hub.lat));
    context.fillStyle = "#f3f6f8";
    context.fillText(hub.city, x, view.y(hub.lat));
  });
  const pick = (code) => hubs.find((hub) => hub.code === code);
  routes = [
    ["FR", "ES"], ["FR", "PL"], ["FR", "MA"], ["PL", "RO"], ["RO", "TR"], ["FR", "IT"], ["IT", "TN"],
    ["IT", "EG"], ["EG", "SA"], ["SA", "AE"], ["MA", "SN"], ["SN", "CI"], ["CI", "CM"], ["EG", "KE"],
    ["KE", "MG"], ["GB", "FR"], ["GB", "IE"], ["CI", "FR"], ["TR", "JO"], ["GR", "EG"],
  ].map(([a, b], i) => {
    const from = pick(a);
    const to = pick(b);
    const [x1, y1, x2, y2] = [view.x(from.lon), view.y(from.lat), view.x(to.lon), view.y(to.lat)];
    const bend = Math.hypot(x2 - x1, y2 - y1) * 0.22 * (i % 2 ? 1 : -1);
    const angle = Math.atan2(y2 - y1, x2 - x1) + Math.PI / 2;
    return {
      x1, y1, x2, y2,
      cx: (x1 + x2) / 2 + Math.cos(angle) * bend,
      cy: (y1 + y2) / 2 + Math.sin(angle) * bend,
      phase: random(),
      pace: 0.16 + random() * 0.1,
      colour: i % 3 === 0 ? DAWN : ACCENT,
    };
  });
}

function onRoute(route, s) {
  const q = 1 - s;
  return [
    q * q * route.x1 + 2 * q * s * route.cx + s * s * route.x2,
    q * q * route.y1 + 2 * q * s * route.cy + s * s * route.y2,
  ];
}

function drawPulses(seconds) {
  const context = fitted($("pulses"));
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  context.lineCap = "round";
  routes.forEach((route) => {
    context.strokeStyle = route.colour;
    context.globalAlpha = 0.22;
    context.lineWidth = view.scale * 0.16;
    context.beginPath();
    context.moveTo(route.x1, route.y1);
    context.quadraticCurveTo(route.cx, route.cy, route.x2, route.y2);
    context.stroke();
    const head = ((seconds * route.pace + route.phase) % 1) * 1.35;
    context.lineWidth = view.scale * 0.34;
    for (let i = 0; i < 10; i += 1) {
      const s = head - i * 0.028;
      if (s < 0.028 || s > 1) continue;
      context.globalAlpha = (1 - i / 10) ** 1.5;
      context.beginPath();
      context.moveTo(...onRoute(route, s));
      context.lineTo(...onRoute(route, s - 0.028));
      context.stroke();
    }
  });
  hubs.forEach((hub) => {
    const x = view.x(hub.lon);
    const y = view.y(hub.lat);
    const size = view.scale * (0.5 + hub.weight * 0.055);
    const beat = (seconds * 0.22 + hub.phase) % 1;
    context.globalAlpha = (1 - beat) ** 2 * 0.7;
    context.strokeStyle = ACCENT;
    context.lineWidth = view.scale * 0.14;
    context.beginPath();
    context.arc(x, y, size + beat * view.scale * 2.6, 0, 7);
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = "#ffffff";
    context.beginPath();
    context.arc(x, y, size, 0, 7);
    context.fill();
  });
  context.globalAlpha = 1;
}

// Flow --------------------------------------------------------------------------------------

function drawFlow(part) {
  const context = fitted($("flow"));
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const most = 66;
  const room = unit() * 1.9;
  const x = (i) => room + ((i - part) / SAMPLES) * (width - room);
  const y = (value) => height - (value / most) * height;
  context.font = `400 ${unit()}px Inter`;
  context.textBaseline = "middle";
  for (const mark of [20, 40, 60]) {
    context.fillStyle = "#2d3742";
    context.fillRect(room, y(mark), width - room, 1);
    context.fillStyle = "#a6b2bf";
    context.fillText(String(mark), 0, y(mark));
  }
  context.save();
  context.beginPath();
  context.rect(room, 0, width - room, height);
  context.clip();
  let under = history.map(() => 0);
  REGIONS.forEach(([, colour], k) => {
    const over = history.map((row, i) => under[i] + row[k]);
    context.beginPath();
    over.forEach((value, i) => context.lineTo(x(i), y(value)));
    for (let i = under.length - 1; i >= 0; i -= 1) context.lineTo(x(i), y(under[i]));
    context.fillStyle = colour;
    context.globalAlpha = 0.34;
    context.fill();
    context.globalAlpha = 1;
    context.beginPath();
    over.forEach((value, i) => context.lineTo(x(i), y(value)));
    context.strokeStyle = colour;
    context.lineWidth = Math.max(2, unit() * 0.1);
    context.stroke();
    under = over;
  });
  context.restore();
}

// Words -------------------------------------------------------------------------------------

function tell() {
  const total = regions.reduce((sum, walk) => sum + walk.value, 0);
  $("traffic").textContent = total.toFixed(1);
  $("traffic-note").innerHTML = `<b>▲ ${(total - 45.3).toFixed(1)}</b> on yesterday`;
  $("delay").textContent = delay.value.toFixed(1);
  $("delay-note").innerHTML = "<b>▼ 0.6</b> on yesterday";
  $("sessions").textContent = sessions.value.toFixed(1);
  $("sessions-note").innerHTML = "<b>▲ 4.2</b> on yesterday";
  $("finding").textContent = `All 29 countries are up, traffic at ${total.toFixed(0)} Tbit/s`;
  [...$("cities").children].forEach((item) => {
    const hub = hubs[Number(item.dataset.hub)];
    item.children[1].textContent = Math.round(hub.walk.value).toLocaleString("en-GB");
    item.querySelector(".bar div").style.transform = `scaleX(${hub.walk.value / 6900})`;
  });
}

function tellTime() {
  $("clock").textContent = new Date().toLocaleTimeString("en-GB");
}

function layWords() {
  $("legend").innerHTML = REGIONS.map(([name, colour]) => `<li><i style="background:${colour}"></i>${name}</li>`).join("");
  const busiest = hubs.map((hub, i) => [hub.weight, i]).sort((a, b) => b[0] - a[0]).slice(0, 8);
  $("cities").innerHTML = busiest
    .map(([, i]) => `<li data-hub="${i}"><span>${hubs[i].city}</span><span></span><div class="bar"><div></div></div></li>`)
    .join("");
}

// Clockwork ---------------------------------------------------------------------------------

let drawnAt = 0;
function tick(now) {
  requestAnimationFrame(tick);
  if (now - drawnAt < FRAME_MS - 4) return;
  drawnAt = now;
  while (now - sampledAt >= SAMPLE_MS) {
    sample();
    sampledAt += SAMPLE_MS;
    if (now - sampledAt > 60_000) sampledAt = now;
  }
  drawPulses(now / 1000);
  drawFlow((now - sampledAt) / SAMPLE_MS);
}

function lay() {
  layMap();
  tell();
}

layWords();
document.fonts.ready.then(() => {
  lay();
  tellTime();
  new ResizeObserver(lay).observe($("map").parentElement);
  setInterval(tell, 2000);
  setInterval(tellTime, 1000);
  requestAnimationFrame(tick);
});
