/* Base32 (RFC 4648 6), in which people type the secrets of OATH devices. */

import { Failure } from "./api.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The bytes of a text; blanks, hyphens, padding and small letters do not matter. The failure does not repeat it. */
export function fromBase32(text) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const letter of text.toUpperCase().replace(/[\s-]|=+$/g, "")) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) {
      throw new Failure(0, 0, "A secret is written in base32 (A-Z, 2-7).");
    }
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

/** A text in base32 in groups that are easy to read. */
export function inGroups(text) {
  return text.match(/.{1,4}/g).join(" ");
}
