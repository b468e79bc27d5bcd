/* The wire as one file: written to be looked at elsewhere, and read in again; and forgotten. */

import { call, me } from "./api.js";
import { offer, stamp } from "./copying.js";
import { ask, fillIn } from "./dialog.js";
import { count } from "./format.js";
import { tell } from "./toast.js";

const PIECE = 768 * 1024; // bytes that are sent at a time

/** Whether who is logged in may see key material. */
export function maySeeKeys() {
  return me().user_type === "Operator";
}

/** Ask whether key material is to be shown. */
export function askForKeys() {
  return ask("Show key material", "Keys and passwords that went over the wire will be on this screen.", {
    action: "Show",
    danger: true,
  });
}

/** Have what is kept of the wire saved as a file. */
export function saveWire() {
  const unmask = { name: "unmask", label: "With key material and passwords", type: "checkbox" };
  return fillIn("Export", {
    text: "All messages that are kept go into one file, whatever the filter shows.",
    fields: maySeeKeys() ? [unmask] : [],
    action: "Export",
    submit: async ({ unmask = false }) => {
      const data = await allOf("wire export", { unmask });
      offer(data, `wire-${stamp()}.json`, "application/json");
    },
  });
}

/** Have a file looked at; whether one has been. */
export function loadWire() {
  return fillIn("Import", {
    text: "The messages of a file that was exported here or by another HSM stand before all others.",
    fields: [{ name: "file", label: "File", type: "file", accept: ".json,application/json", required: true }],
    action: "Import",
    submit: async ({ file }) => {
      const { messages } = await send(new Uint8Array(await file.arrayBuffer()));
      tell(`${count(messages, "message")} imported.`);
    },
  });
}

/** Forget what is kept; whether that was done. */
export async function clearWire() {
  const yes = await ask("Clear", "All messages that are kept go, for everybody who looks.", {
    action: "Clear",
    danger: true,
  });
  if (yes) {
    await call("wire clear");
  }
  return yes;
}

async function allOf(words, args) {
  const pieces = [];
  for (let offset = 0; ;) {
    const { data, more } = await call(words, { ...args, offset });
    const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    pieces.push(bytes);
    offset += bytes.length;
    if (!more) {
      return pieces;
    }
  }
}

async function send(bytes) {
  for (let offset = 0; ;) {
    const piece = bytes.subarray(offset, offset + PIECE);
    const last = offset + piece.length >= bytes.length;
    const answer = await call("wire import", { offset, data: base64(piece), last });
    if (last) {
      return answer;
    }
    offset += piece.length;
  }
}

/** Bytes as the HSM takes them. */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
