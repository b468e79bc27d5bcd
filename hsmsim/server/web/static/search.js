/* A field for a text that is looked for. */

import { h } from "./dom.js";

const TYPED = 250; // milliseconds without a key after which the text is looked for

/**
 * The field. `look` is called when no more is typed, at once with Enter, and when Escape has emptied it; Escape leaves
 * an empty one.
 */
export function searchField(attributes, look) {
  let timer = 0;
  const now = () => {
    clearTimeout(timer);
    look();
  };
  const pressed = (event) => {
    if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      now();
    } else if (event.key === "Escape") {
      field.blur();
    } else if (event.key === "Enter") {
      now();
    }
  };
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(look, TYPED);
  };
  const field = h("input", { type: "search", ...attributes, oninput: typed, onkeydown: pressed });
  return field;
}
