/* The wire as one file: written to be looked at elsewhere, and read in again; and forgotten. */

import { call, me } from "./api.js";
import { ask, fillIn } from "./dialog.js";
import { allOf, offer, sendAll, stamp } from "./files.js";
import { count } from "./format.js";
import { tell } from "./toast.js";

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
      const { messages } = await sendAll(file, (offset, data, last) => call("wire import", { offset, data, last }));
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
