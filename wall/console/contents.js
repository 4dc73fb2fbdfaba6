// What was dropped, pasted or typed, as something that a wall shows.

const IMAGES = /\.(png|jpe?g|gif|webp|bmp|avif|tiff?)$/i;
const VIDEOS = /\.(mp4|m4v|webm|mkv|mov|avi|ts|m3u8|mpd|flv|ogv)$/i;
const TEXTS = /\.(txt|md)$/i;
const STREAMS = ["rtsp:", "rtsps:", "rtmp:", "rtmps:", "srt:", "udp:", "rtp:"];
const LONGEST_TEXT = 20000;
const WWW = /^www\.[^.]+\../i;
/** `example.org`, `example.fr/news`: what people write for a page, and no end of a sentence. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2}|com|org|net|info|news|tv|app|dev|gov|edu|example)(?::\d+)?(?:[/?#]\S*)?$/i;

/** What may be chosen for an address. */
export const ADDRESS_KINDS = ["web", "video", "image"];

/** `{kind, name, file}`, text as `{kind, name, settings}`, or null for what no wall shows. */
export async function ofFile(file) {
  const { name, type } = file;
  if (type.startsWith("image/") || IMAGES.test(name)) return { kind: "image", name, file };
  if (type.startsWith("video/") || VIDEOS.test(name)) return { kind: "video", name, file };
  if (type.startsWith("text/plain") || TEXTS.test(name)) {
    return ofWords((await file.text()).slice(0, LONGEST_TEXT), name);
  }
  return null;
}

/** An address or words, whatever the text is. */
export function ofText(text) {
  const address = addressIn(text);
  return address ? ofAddress(address) : ofWords(text.trim());
}

/** Without a kind it is a guess, and looked at before it is pushed. */
export function ofAddress(address, kind = null) {
  const content = { kind: kind ?? guessKind(address), name: shortAddress(address), settings: { url: address } };
  return kind ? content : { ...content, isGuess: true };
}

export function ofWords(text, name = text.replace(/^#+\s*/, "").split("\n")[0].slice(0, 60)) {
  return { kind: "text", name, settings: { text } };
}

/** What a tile of this content has for a title: words would stand on the wall twice. */
export const titleFor = ({ kind, name, hasTitle = kind !== "text" }) => (hasTitle ? name || null : null);

/** The address that the whole text is, or "". */
export function addressIn(text) {
  const trimmed = text.trim();
  if (/\s/.test(trimmed)) return "";
  const whole = WWW.test(trimmed) || HOST.test(trimmed) ? `https://${trimmed}` : trimmed;
  const url = URL.parse ? URL.parse(whole) : tried(whole);
  if (!url) return "";
  const isWeb = ["http:", "https:"].includes(url.protocol) && url.hostname;
  return isWeb || STREAMS.includes(url.protocol) ? whole : "";
}

function guessKind(address) {
  const { protocol, pathname } = new URL(address);
  if (STREAMS.includes(protocol) || VIDEOS.test(pathname)) return "video";
  return IMAGES.test(pathname) ? "image" : "web";
}

function shortAddress(address) {
  const { host, pathname } = new URL(address);
  const file = pathname.split("/").filter(Boolean).at(-1);
  return (file ? `${host} · ${decoded(file)}` : host).slice(0, 60);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tried(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
