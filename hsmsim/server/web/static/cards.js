/* Parts of pages that show one thing in frames.

   card("Second factor", {name: "factor", acts: [button(...)]}, ...content)   a framed part with a head
   pairs([["Type", "User", button(...)], ...])   names and values; what comes after the value stands beside it
   plain("Trustees", ["Trustee", "Create"], rows of texts or nodes, "Nobody.")   a small table that is only read
   said(true)   "yes" or "no"
   note("warn", "...")   a line with a drawing */

import { h, icon } from "./dom.js";

let made = 0;

/** See above. */
export function card(title, { name, acts = [], wide = false } = {}, ...content) {
  made += 1;
  const id = `card-${made}`;
  const shown = acts.filter(Boolean);
  const head = h(
    "header",
    { class: "card-head" },
    h("h3", { id }, title),
    shown.length ? h("div", { class: "card-acts" }, shown) : null,
  );
  return h(
    "section",
    { class: wide ? "card wide" : "card", "data-card": name, "aria-labelledby": id },
    head,
    content,
  );
}

/** See above. */
export function pairs(rows) {
  const shown = rows.filter(Boolean).map(([name, value, ...beside]) => {
    return h(
      "div",
      { class: "pair", "data-fact": name },
      h("dt", null, name),
      h("dd", null, h("span", { class: "value" }, value), beside),
    );
  });
  return h("dl", { class: "pairs" }, shown);
}

/** See above. */
export function plain(label, heads, rows, empty) {
  if (!rows.length) {
    return h("p", { class: "hint" }, empty);
  }
  const head = h(
    "tr",
    null,
    heads.map((each) => h("th", { scope: "col" }, each)),
  );
  const body = rows.map(([first, ...rest]) =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, first),
      rest.map((each) => h("td", null, each)),
    ),
  );
  return h(
    "div",
    { class: "plain" },
    h("table", { "aria-label": label }, h("thead", null, head), h("tbody", null, body)),
  );
}

/** See above. */
export function said(is) {
  return h("span", { class: is ? "yes" : "no" }, is ? "yes" : "no");
}

/** See above. */
export function note(kind, ...content) {
  return h("p", { class: `note ${kind}` }, icon(kind), h("span", null, content));
}
