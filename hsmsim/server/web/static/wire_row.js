/* A row of the table of the wire: what it shows of a message, a refused handshake, or bytes that are no message. */

import { h, icon } from "./dom.js";
import { clock, duration, moment, number } from "./format.js";

export const COLUMNS = [
  { name: "number", title: "No.", cell: (row) => String(row.number) },
  { name: "time", title: "Time", hint: "Time of day, here", cell: time },
  { name: "user", title: "User", cell: (row) => row.user || h("i", null, "nobody") },
  { name: "client", title: "Client", cell: (row) => row.address },
  { name: "version", title: "Version", cell: version },
  { name: "operations", title: "Operations", cell: operations },
  { name: "result", title: "Result", cell: result },
  { name: "took", title: "Duration", cell: (row) => (row.event === "message" ? duration(row.microseconds) : "") },
  { name: "size", title: "Size", hint: "Bytes of request and response", cell: sizes },
];

const EVENTS = { refused: "Handshake refused", unreadable: "Unreadable" };

/** What became of it: good, bad or wait. */
export function outcome(row) {
  if (row.event !== "message" || row.reason) {
    return "bad";
  }
  const words = wordsOf(row.result);
  if (words.every((word) => word === "Success")) {
    return words.length ? "good" : "bad";
  }
  return words.every((word) => word === "Success" || word === "Operation Pending") ? "wait" : "bad";
}

/** The single words of a text such as "Create, Get (63)". */
export function wordsOf(text) {
  const words = text.split(", ").map((word) => word.replace(/ \(\d+\)$/, ""));
  return words.filter((word) => word && !word.endsWith("..."));
}

/** The operations of a message, or what else it was. */
export function whatOf(row) {
  return row.event === "message" ? row.operations || "No operation" : EVENTS[row.event];
}

/** What became of it; the style sheet puts a sign before it, for those who see no colours. */
export function badge(kind, text, title = null) {
  return h("span", { class: `badge ${kind}`, "data-outcome": kind, title }, text);
}

function time(row) {
  return h("time", { title: moment(row.began) }, clock(row.began));
}

function version(row) {
  return [row.version, row.encoding && row.encoding !== "TTLV" ? h("small", null, ` ${row.encoding}`) : null];
}

function operations(row) {
  const outward = row.outward
    ? h("span", { class: "outward", title: "From the HSM to a client" }, icon("outward"))
    : null;
  const imported = row.imported ? h("span", { class: "tag" }, "imported") : null;
  const reason = row.reason ? h("span", { class: "reason", title: row.reason }, row.reason) : null;
  return [outward, h("b", null, whatOf(row)), imported, reason];
}

function result(row) {
  const text = row.event === "message" ? row.result || "none" : row.event;
  return badge(outcome(row), text, text);
}

function sizes(row) {
  if (!row.request_size && !row.response_size) {
    return "";
  }
  return [number(row.request_size), h("span", { class: "arrow" }, " → "), number(row.response_size)];
}
