/* Files: what the HSM gives and takes piece by piece, in base64. */

import { call } from "./api.js";
import { h } from "./dom.js";

const PIECE = 768 * 1024; // bytes that are sent at a time

/** All pieces that a command gives. */
export async function allOf(words, args = {}) {
  const pieces = [];
  for (let offset = 0; ;) {
    const { data, more } = await call(words, { ...args, offset });
    const bytes = fromBase64(data);
    pieces.push(bytes);
    offset += bytes.length;
    if (!more) {
      return pieces;
    }
  }
}

/** Send a file; `take(offset, data in base64, whether it is the last piece)` is called for each piece in turn. */
export async function sendAll(file, take) {
  for (let offset = 0; ;) {
    const piece = new Uint8Array(await file.slice(offset, offset + PIECE).arrayBuffer());
    const last = offset + piece.length >= file.size;
    const answer = await take(offset, toBase64(piece), last);
    if (last) {
      return answer;
    }
    offset += piece.length;
  }
}

/** Bytes from base64. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

/** Bytes in base64. */
export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

/** A text in base64, as UTF-8. */
export function textToBase64(text) {
  return toBase64(new TextEncoder().encode(text));
}

/** Give the browser a file to save. */
export function offer(parts, name, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The time now, as names of files have it. */
export function stamp() {
  return new Date().toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
}
