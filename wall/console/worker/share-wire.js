// Chunks of a shared desk as they travel: a header of 32 bytes, big-endian, then the data.
// docs/protocol.md says what each field means.

const MAGIC = 0x5753;
const VERSION = 1;
export const HEADER_BYTES = 32;
export const KIND = { video: 1, audio: 2, still: 3 };
export const CODEC = { h264: 1, vp8: 2, vp9: 3, av1: 4, opus: 5, jpeg: 6 };
const KEY = 1;
const FULL_RANGE = 2;
const MATRICES = { bt709: 1, bt470bg: 5, smpte170m: 6, "bt2020-ncl": 9 };

/** What H.273 calls a colour matrix; 0: as the bit stream says. */
export const matrixOf = (colorSpace) => MATRICES[colorSpace?.matrix] ?? 0;

/** A message: the header, and `write(bytes)` fills what follows it. */
export function chunkOf(about, length, write) {
  const message = new ArrayBuffer(HEADER_BYTES + length);
  const view = new DataView(message);
  view.setUint16(0, MAGIC);
  view.setUint8(2, VERSION);
  view.setUint8(3, about.kind);
  view.setUint8(4, (about.isKey ? KEY : 0) | (about.fullRange ? FULL_RANGE : 0));
  view.setUint8(5, about.layer ?? 0);
  view.setUint8(6, about.matrix ?? 0);
  view.setUint8(7, about.codec);
  view.setUint32(8, about.epoch);
  view.setUint32(12, about.seq);
  view.setBigUint64(16, BigInt(Math.max(0, Math.round(about.atUs))));
  view.setUint16(24, about.width ?? 0);
  view.setUint16(26, about.height ?? 0);
  view.setUint32(28, length);
  write(new Uint8Array(message, HEADER_BYTES));
  return message;
}
