// QR codes (ISO/IEC 18004) of short texts: bytes, error correction M, versions 1 to 10.

const VERSIONS = [
  // all codewords, codewords of correction in a block, blocks, centres of the alignment patterns
  [26, 10, 1, []],
  [44, 16, 1, [6, 18]],
  [70, 26, 1, [6, 22]],
  [100, 18, 2, [6, 26]],
  [134, 24, 2, [6, 30]],
  [172, 16, 4, [6, 34]],
  [196, 18, 4, [6, 22, 38]],
  [242, 22, 4, [6, 24, 42]],
  [292, 22, 5, [6, 26, 46]],
  [346, 26, 5, [6, 28, 50]],
];
const BYTES = 4;
const LEVEL_M = 0;
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
const FINDER_LIKE = ["10111010000", "00001011101"];

/** Rows of modules, true where dark, without the quiet zone. `mask` is chosen unless given. */
export function qrCode(text, mask = null) {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const bits = withCorrection(version, dataOf(version, bytes));
  const masks = mask === null ? MASKS.keys() : [mask];
  let best = null;
  for (const number of masks) {
    const modules = draw(version, bits, number);
    const penalty = penaltyOf(modules);
    if (!best || penalty < best.penalty) best = { modules, penalty };
  }
  return best.modules;
}

const capacity = ([all, correction, blocks]) => all - correction * blocks;
const lengthBits = (version) => (version < 10 ? 8 : 16);

function versionFor(length) {
  const fits = ([...about], index) => capacity(about) * 8 >= 4 + lengthBits(index + 1) + length * 8;
  const index = VERSIONS.findIndex(fits);
  if (index < 0) throw new RangeError("the text is too long for a QR code");
  return index + 1;
}

function dataOf(version, bytes) {
  const size = capacity(VERSIONS[version - 1]);
  const bits = [];
  const put = (value, count) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(BYTES, 4);
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, size * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const data = [];
  for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; data.length < size; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

/** The codewords of all blocks, interleaved, as bits. */
function withCorrection(version, data) {
  const [all, correction, count] = VERSIONS[version - 1];
  const generator = generatorOf(correction);
  const longer = all % count;
  const short = Math.floor(all / count) - correction;
  const blocks = [];
  for (let i = 0, at = 0; i < count; i++) {
    const size = short + (i < count - longer ? 0 : 1);
    blocks.push(data.slice(at, at + size));
    at += size;
  }
  const remainders = blocks.map((block) => remainder(block, generator));
  const words = [];
  for (let i = 0; i <= short; i++) for (const block of blocks) if (i < block.length) words.push(block[i]);
  for (let i = 0; i < correction; i++) for (const rest of remainders) words.push(rest[i]);
  return words.flatMap((word) => Array.from({ length: 8 }, (_, bit) => (word >> (7 - bit)) & 1));
}

/** In the field of 256 elements. */
function times(a, b) {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1) * a;
  }
  return product;
}

function generatorOf(degree) {
  const factors = [...Array(degree - 1).fill(0), 1];
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    for (let j = 0; j < degree; j++) factors[j] = times(factors[j], root) ^ (factors[j + 1] ?? 0);
  }
  return factors;
}

function remainder(block, generator) {
  const rest = Array(generator.length).fill(0);
  for (const word of block) {
    const factor = word ^ rest.shift();
    rest.push(0);
    generator.forEach((value, i) => (rest[i] ^= times(value, factor)));
  }
  return rest;
}

function draw(version, bits, mask) {
  const size = 17 + 4 * version;
  const modules = Array.from({ length: size }, () => Array(size).fill(null));
  drawPatterns(modules, version);
  drawFormat(modules, mask);
  if (version >= 7) drawVersion(modules, version);
  let next = 0;
  for (const [x, y] of wayOf(size)) {
    if (modules[y][x] === null) modules[y][x] = Boolean(bits[next++] ?? 0) !== MASKS[mask](x, y);
  }
  return modules;
}

/** From the lower right corner up and down, two columns at once; the timing column is left out. */
function* wayOf(size) {
  for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right--;
    for (let i = 0; i < size; i++) {
      const y = isUp ? size - 1 - i : i;
      yield [right, y];
      yield [right - 1, y];
    }
  }
}

function drawPatterns(modules, version) {
  const size = modules.length;
  const square = (cx, cy, radius, isDark) => {
    for (let y = cy - radius; y <= cy + radius; y++) {
      for (let x = cx - radius; x <= cx + radius; x++) {
        if (modules[y]?.[x] === undefined) continue;
        modules[y][x] = isDark(Math.max(Math.abs(x - cx), Math.abs(y - cy)));
      }
    }
  };
  for (let i = 0; i < size; i++) modules[6][i] = modules[i][6] = i % 2 === 0;
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  const centres = VERSIONS[version - 1][3];
  const last = centres.at(-1);
  for (const x of centres) {
    for (const y of centres) {
      const isFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
      if (!isFinder) square(x, y, 2, (ring) => ring !== 1);
    }
  }
}

function drawFormat(modules, mask) {
  const size = modules.length;
  const data = (LEVEL_M << 3) | mask;
  let rest = data;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((data << 10) | rest) ^ 0x5412;
  const isDark = (i) => ((bits >> i) & 1) === 1;
  for (let i = 0; i < 15; i++) {
    const beside = i < 6 ? i : i < 8 ? i + 1 : size - 15 + i;
    modules[beside][8] = isDark(i);
    const above = i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i;
    modules[8][above] = isDark(i);
  }
  modules[size - 8][8] = true;
}

function drawVersion(modules, version) {
  const size = modules.length;
  let rest = version;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const [far, near] = [size - 11 + (i % 3), Math.floor(i / 3)];
    modules[near][far] = modules[far][near] = ((bits >> i) & 1) === 1;
  }
}

/** How hard it is to read: long runs, blocks, what looks like a finder, uneven darkness. */
function penaltyOf(modules) {
  const size = modules.length;
  const columns = modules[0].map((_, x) => modules.map((row) => row[x]));
  let penalty = 0;
  for (const line of [...modules, ...columns]) {
    const text = line.map(Number).join("");
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    for (const pattern of FINDER_LIKE) {
      for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) penalty += 40;
    }
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const value = modules[y][x];
      if (value === modules[y - 1][x] && value === modules[y][x - 1] && value === modules[y - 1][x - 1]) penalty += 3;
    }
  }
  const dark = modules.flat().filter(Boolean).length;
  return penalty + Math.floor(Math.abs((dark * 20) / (size * size) - 10)) * 10;
}
