/* Texts for the clipboard, and files to be saved. */

import { show } from "./dialog.js";
import { h } from "./dom.js";
import { tell } from "./toast.js";

/** Copy a text; where the browser does not let us, it is shown to be copied by hand. */
export async function copyText(text, label) {
  try {
    await navigator.clipboard.writeText(text);
    tell("Copied.");
  } catch (error) {
    if (error.name !== "NotAllowedError") {
      throw error;
    }
    const area = h("textarea", { class: "copied", rows: 16, readonly: true, "aria-label": label }, text);
    show(label, area, { wide: true });
    area.select();
  }
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
