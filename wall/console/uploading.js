// Sending a file: by its checksum, in parts, on from where it broke off.

import { RequestFailed } from "./connection.js";
import { sha256 } from "./sha256.js";

const CHECKING_SHARE = 0.1;

/**
 * Resolves to `upload:SHA256`. `onProgress` hears of the share done, 0 to 1. A connection that
 * breaks is waited for; `signal` ends the upload.
 */
export async function upload(connection, file, onProgress, signal) {
  const checksum = await sha256(file, (share) => onProgress(share * CHECKING_SHARE));
  const sending = (offset) =>
    onProgress(CHECKING_SHARE + (1 - CHECKING_SHARE) * (offset / file.size));
  for (;;) {
    try {
      await send(connection, file, checksum, sending, signal);
      return `upload:${checksum}`;
    } catch (error) {
      if (error.code !== "offline") throw error;
      await online(connection, signal);
    }
  }
}

async function send(connection, file, sha, sending, signal) {
  const about = { sha256: sha, size: file.size, name: file.name.slice(0, 255) };
  let { result: info } = await connection.request("upload.begin", about);
  while (!info.complete) {
    signal.throwIfAborted();
    const end = Math.min(info.offset + connection.limits.chunk_bytes, file.size);
    const bytes = await file.slice(info.offset, end).arrayBuffer();
    ({ result: info } = await connection.sendPart(info.upload, info.offset, bytes));
    sending(info.offset);
  }
}

function online(connection, signal) {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (signal.aborted) reject(signal.reason);
      else if (connection.state === "online") resolve();
      else if (["idle", "refused"].includes(connection.state)) {
        reject(new RequestFailed("signed_out", ""));
      } else return;
      connection.removeEventListener("state", check);
      signal.removeEventListener("abort", check);
    };
    connection.addEventListener("state", check);
    signal.addEventListener("abort", check);
    check();
  });
}
