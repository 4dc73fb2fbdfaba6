// SHA-256 of a file of any size, a slice at a time: the browser's own wants all of it in memory.
// FIPS 180-4, https://doi.org/10.6028/NIST.FIPS.180-4

const SLICE_BYTES = 1 << 20;
const K = new Uint32Array(64);
const START = new Uint32Array(8);

// Constants of the standard: fractions of the roots of the first primes.
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let isPrime = true;
  for (let i = 2; i * i <= candidate; i++) if (candidate % i === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(candidate));
  K[found++] = fraction(Math.cbrt(candidate));
}

function fraction(value) {
  return ((value - Math.floor(value)) * 2 ** 32) >>> 0;
}

/** 64 hexadecimal digits. `onProgress` hears of the share done, 0 to 1. */
export async function sha256(blob, onProgress = () => {}) {
  const state = START.slice();
  const schedule = new Uint32Array(64);
  const whole = blob.size - (blob.size % 64);
  for (let at = 0; at < whole; at += SLICE_BYTES) {
    const slice = await blob.slice(at, Math.min(at + SLICE_BYTES, whole)).arrayBuffer();
    digest(state, schedule, new DataView(slice));
    onProgress((at + slice.byteLength) / blob.size);
  }
  digest(state, schedule, ending(await blob.slice(whole).arrayBuffer(), blob.size));
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** What is left, a bit of 1, zeros, and the length in bits. */
function ending(rest, size) {
  const bytes = new Uint8Array(rest.byteLength < 56 ? 64 : 128);
  bytes.set(new Uint8Array(rest));
  bytes[rest.byteLength] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(size) * 8n);
  return view;
}

function digest(state, w, view) {
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    rounds(state, w);
  }
}

function rounds(state, w) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  const added = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] + added[i]) | 0;
}
