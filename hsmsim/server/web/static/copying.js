/* Texts for the clipboard. */

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
