/* A picture made small enough to send. Drawing it anew leaves behind what the camera noted. */

const LARGEST_BYTES = 690_000;
const SIDES = [1920, 1600, 1280, 960];
const QUALITIES = [0.85, 0.7];
const FILE_BYTES = 60_000_000;

export class Unfit extends Error {}

/** Gives a JPEG as a Blob. Throws Unfit with the name of what to say. */
export async function smaller(file) {
  if (file.size > FILE_BYTES) throw new Unfit("large_picture");
  let image;
  try {
    image = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unfit("bad_picture");
  }
  try {
    for (const side of SIDES) {
      for (const quality of QUALITIES) {
        const blob = await drawn(image, side, quality);
        if (blob && blob.size <= LARGEST_BYTES) return blob;
      }
    }
  } finally {
    image.close();
  }
  throw new Unfit("large_picture");
}

function drawn(image, side, quality) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

/** The content as base64. */
export async function encoded(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
