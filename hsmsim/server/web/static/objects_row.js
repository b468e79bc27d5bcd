/* A row of the table of objects. */

import { h, icon } from "./dom.js";
import { date } from "./format.js";
import { link } from "./pages.js";

const LOOKS = {
  "Pre-Active": ["wait", "wait"],
  "Active": ["good", "good"],
  "Deactivated": ["", "pause"],
  "Compromised": ["bad", "warn"],
  "Destroyed": ["", "clear"],
  "Destroyed Compromised": ["bad", "clear"],
};

/** Columns; `query` gives what is in the address of an object beside its Unique Identifier. */
export function columns(query) {
  return [
    { name: "name", title: "Name", cell: (row) => nameOf(row, query()) },
    { name: "ident", title: "Unique Identifier", cell: (row) => h("span", { class: "uid", title: row.uid }, row.uid) },
    { name: "type", title: "Type", cell: (row) => row.object_type },
    { name: "algorithm", title: "Algorithm", cell: kindOf },
    { name: "state", title: "State", cell: stateBadge },
    { name: "marks", title: "Marks", cell: marks },
    {
      name: "created",
      title: "Created (UTC)",
      cell: (row) => (row.created === undefined ? "" : h("time", null, date(row.created))),
    },
  ];
}

function nameOf(row, query) {
  const text = row.name || h("i", null, "no name");
  return link(text, "objects", { path: [row.uid], query, title: row.name, tabIndex: -1 });
}

/** Algorithm and length. */
export function kindOf({ algorithm, length }) {
  return [algorithm, length ? h("small", null, ` ${length} bits`) : null];
}

/** The state, with a drawing for those who see no colours. */
export function stateBadge({ state }) {
  if (!state) {
    return h("i", null, "none");
  }
  const [look, drawn] = LOOKS[state];
  return h("span", { class: `in-state ${look}`, "data-state": state }, icon(drawn), h("span", null, state));
}

/** What is said of an object in single words. */
export function marks({ blocked, archived, temporary, exportable }) {
  const found = { blocked, archived, temporary, exportable };
  return Object.keys(found).map((name) => (found[name] ? h("span", { class: `tag ${name}` }, name) : null));
}
