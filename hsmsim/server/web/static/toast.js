/* Short messages at the edge of the page.

   tell("User 'bob' is made.");   good news: it goes by itself
   warn("2 wrong logins since the last good one.");
   fail(error);                   what went wrong, with its number; it stays until it is closed */

import { Failure } from "./api.js";
import { button, h, icon } from "./dom.js";

const LASTS = 5000; // milliseconds
const MOST = 4;

/** Good news. */
export function tell(text) {
  add("good", text, true);
}

/** Something to take note of. */
export function warn(text) {
  add("warn", text, false);
}

/** What went wrong. */
export function fail(error) {
  if (!(error instanceof Failure)) {
    console.error(error);
  }
  if (error.status !== 401 || error.number !== 0) {
    add("bad", inWords(error), false);
  }
}

/** A failure as people are told of it: "Error 5013: user 'bob' exists already". */
export function inWords(error) {
  return error.number ? `Error ${error.number}: ${error.message}` : error.message;
}

/** Take all messages away. */
export function hush() {
  document.getElementById("news").replaceChildren();
  document.getElementById("alerts").replaceChildren();
}

/** Run something and tell of what goes wrong; the result is undefined then. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    fail(error);
    return undefined;
  }
}

function add(kind, text, goes) {
  const list = document.getElementById(kind === "good" ? "news" : "alerts");
  [...list.children].filter((each) => each.textContent === text).forEach((each) => each.remove());
  const node = h("div", { class: `toast ${kind}`, "data-kind": kind }, icon(kind), h("p", null, text));
  node.append(button("Close", { icon: "close", quiet: true }, () => node.remove()));
  list.append(node);
  while (list.children.length > MOST) {
    list.firstChild.remove();
  }
  if (goes) {
    leave(node);
  }
}

/** Have it go after a while, but not from under somebody's pointer. */
function leave(node) {
  setTimeout(() => (node.matches(":hover, :focus-within") ? leave(node) : node.remove()), LASTS);
}
