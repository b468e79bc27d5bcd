/* The keyboard: what each key does, and the list of them that `?` shows.

   const unbind = bind("p", "Pause or go on", toggle);     one key
   bind("g w", "Go to Wire", go);                          two, one after the other
   Nothing is taken from who types into a field, nor while a dialog is open. */

import { h } from "./dom.js";
import { show } from "./dialog.js";

const NEXT = 1500; // milliseconds in which the second key has to come

const bound = [];
let first = "";
let timer = 0;

/** Have a key do something; the result takes that back. */
export function bind(keys, text, action) {
  const one = { keys, text, action };
  bound.push(one);
  return () => {
    const at = bound.indexOf(one);
    if (at >= 0) {
      bound.splice(at, 1);
    }
  };
}

/** Have keys do something as long as a page is there. */
export function bindAll(rows) {
  const unbind = rows.map((row) => bind(...row));
  return () => unbind.forEach((each) => each());
}

/** Whether somebody types into this. */
export function typing(node) {
  return node.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") ?? false;
}

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) {
    return;
  }
  const keys = first + event.key;
  forget();
  const found = bound.findLast((each) => each.keys === keys);
  if (found !== undefined) {
    event.preventDefault();
    found.action();
  } else if (bound.some((each) => each.keys.startsWith(`${keys} `))) {
    first = `${keys} `;
    timer = setTimeout(forget, NEXT);
  }
}

function forget() {
  clearTimeout(timer);
  first = "";
}

/** Show what keys there are. */
export function showKeys() {
  const all = [...bound, ...IN_TABLES];
  const texts = [...new Set(all.map(({ text }) => text))];
  const rows = texts.map((text) =>
    h("div", { class: "keys-row" }, caps(all.filter((each) => each.text === text)), h("dd", null, text)),
  );
  show("Keys", h("dl", { class: "keys" }, rows));
}

function caps(rows) {
  return h(
    "dt",
    null,
    rows.map(({ keys }) => keys.split(" ").map((key) => h("kbd", null, NAMES[key] ?? key))),
  );
}

const NAMES = { Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
const IN_TABLES = [
  { keys: "ArrowUp ArrowDown", text: "In a table or tree: the row before or after" },
  { keys: "Enter", text: "In a table: open the row" },
  { keys: "ArrowLeft ArrowRight", text: "In a tree: close or open a structure" },
];

document.addEventListener("keydown", press);
bind("?", "Show these keys", showKeys);
