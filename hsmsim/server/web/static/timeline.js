/* Dates on a line: what was, what is to come, and where now is between them. The numbers are those of the list below.

   timeline([{name: "Activation Date", date: 1700000000}, ...], now)     dates in order, all in seconds since 1970 */

import { h, s } from "./dom.js";
import { ago, date } from "./format.js";

const WIDTH = 380;
const EDGE = 16; // left and right of the line
const ROUND = 9; // radius of a mark
const NEAR = 36; // marks that are nearer than this are one mark
const BASE = 34; // height of the line

/** See above. */
export function timeline(dates, now) {
  return h("div", { class: "timeline" }, drawing(dates, now), h("ol", { class: "dates" }, rows(dates, now)));
}

function drawing(dates, now) {
  const place = scale([...dates.map((each) => each.date), now]);
  const marks = together(
    dates.map((each, at) => ({ ...each, number: at + 1, x: place(each.date), future: each.date > now })),
  );
  return s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${BASE + ROUND + 2}`, role: "img", "aria-label": inWords(dates, now) },
    s("path", { class: "past", d: `M${EDGE - 10} ${BASE}H${place(now)}` }),
    s("path", { class: "future", d: `M${place(now)} ${BASE}H${WIDTH - EDGE + 10}` }),
    s("path", { class: "now", d: `M${place(now)} 15V${BASE + ROUND + 2}` }),
    s("text", { class: "now", x: Math.min(Math.max(place(now), 14), WIDTH - 14), y: 11 }, "now"),
    marks.map(mark),
  );
}

/** Where a date is on the line. */
function scale(all) {
  const [first, last] = [Math.min(...all), Math.max(...all)];
  const whole = last - first || 1;
  return (when) => Math.round(EDGE + ((when - first) / whole) * (WIDTH - 2 * EDGE));
}

/** Lists of dates so near to each other that marks would cover each other; what was is not one with what comes. */
function together(marks) {
  const groups = [];
  for (const each of marks) {
    const last = groups.at(-1);
    const near = last !== undefined && each.x - last[0].x < NEAR;
    if (near && each.future === last[0].future) {
      last.push(each);
    } else {
      groups.push([near ? { ...each, x: last[0].x + NEAR } : each]);
    }
  }
  return groups;
}

function mark(group) {
  const [first, last] = [group[0], group.at(-1)];
  const text = group.length > 1 ? `${first.number}–${last.number}` : first.number;
  const half = group.length > 1 ? ROUND + 6 : ROUND;
  return s(
    "g",
    { class: first.future ? "mark future" : "mark" },
    s("title", null, group.map(({ name, date: when }) => `${name}: ${date(when)}`).join("\n")),
    s("rect", { x: first.x - half, y: BASE - ROUND, width: 2 * half, height: 2 * ROUND, rx: ROUND }),
    s("text", { x: first.x, y: BASE + 4 }, text),
  );
}

function rows(dates, now) {
  const later = dates.findIndex((each) => each.date > now);
  const found = dates.map((each) => row(each, now));
  found.splice(
    later < 0 ? found.length : later,
    0,
    h("li", { class: "now" }, h("b", null, "Now"), h("span", null, date(now))),
  );
  return found;
}

function row({ name, date: when }, now) {
  const future = when > now;
  return h(
    "li",
    { class: future ? "future" : null, "data-date": name },
    h("span", null, name),
    h("time", { title: `${date(when)} UTC` }, date(when)),
    h("small", null, ago(when - now)),
  );
}

function inWords(dates, now) {
  const past = dates.filter((each) => each.date <= now).length;
  return `Time line of ${dates.length} dates: ${past} passed, ${dates.length - past} to come. They are listed below.`;
}
