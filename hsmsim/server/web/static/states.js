/* The states of an object as a drawing (KMIP 1.4 section 3.22): where it is, how it came there, and what can be next.

   diagram({state: "Active", history: [{state, cause, date}, ...], actions: [{cause, state}, ...]})

   Nothing is told by colours alone: the state that the object is in has a thick frame and says so, states that it has
   been in have a tick, ways that it went are thick, those that it can go are whole, all others are dashed. */

import { s } from "./dom.js";

const WIDTH = 104; // of a box
const HEIGHT = 44;
const LINE = 14; // of its text

/** The middle of each box. */
const PLACES = {
  "Pre-Active": [190, 62],
  Active: [190, 160],
  Deactivated: [190, 258],
  Destroyed: [56, 160],
  Compromised: [324, 160],
  "Destroyed Compromised": [190, 356],
};

/** The transitions: number, from where, to where, how the line goes, where it points, its end, where the number is. */
const WAYS = [
  [1, "", "Pre-Active", "M190 14V38", "down", [190, 40], [206, 24]],
  [2, "Pre-Active", "Destroyed", "M138 62Q56 62 56 136", "down", [56, 138], [78, 81]],
  [3, "Pre-Active", "Compromised", "M242 62Q324 62 324 136", "down", [324, 138], [302, 81]],
  [4, "Pre-Active", "Active", "M190 84V136", "down", [190, 138], [190, 108]],
  [5, "Active", "Compromised", "M242 160H270", "right", [272, 160], [255, 160]],
  [6, "Active", "Deactivated", "M190 182V234", "down", [190, 236], [190, 206]],
  [7, "Deactivated", "Destroyed", "M138 258Q78 258 78 184", "up", [78, 182], [94, 239]],
  [8, "Deactivated", "Compromised", "M242 258Q302 258 302 184", "up", [302, 182], [286, 239]],
  [9, "Compromised", "Destroyed Compromised", "M340 182Q340 356 244 356", "left", [242, 356], [316, 312]],
  [10, "Destroyed", "Destroyed Compromised", "M40 182Q40 356 136 356", "right", [138, 356], [64, 312]],
].map(([number, from, to, line, head, end, mark]) => ({ number, from, to, line, head, end, mark }));

const HEADS = { down: "l-5-8h10z", up: "l-5 8h10z", right: "l-8-5v10z", left: "l8-5v10z" };

/** The number of the transition between two states; undefined where there is none. The first state is made by 1. */
export function numberOf(from, to) {
  return WAYS.find((way) => way.from === from && way.to === to)?.number;
}

/** See above. */
export function diagram({ state, history, actions }) {
  const been = history.map((each) => each.state);
  const gone = new Set(been.map((each, at) => numberOf(been[at - 1] ?? "", each)));
  const next = new Set(actions.filter((each) => each.state).map((each) => numberOf(state, each.state)));
  const ways = WAYS.map((way) =>
    arrow(way, gone.has(way.number) ? "gone" : next.has(way.number) ? "next" : "other"),
  );
  const boxes = Object.keys(PLACES).map((name) => box(name, standing(name, state, been)));
  return s(
    "svg",
    {
      class: "states",
      viewBox: "0 0 380 392",
      role: "img",
      "aria-label": inWords(state, been, actions),
      "data-state": state,
    },
    s("circle", { class: "origin", cx: 190, cy: 9, r: 5 }),
    ways,
    boxes,
  );
}

function standing(name, state, been) {
  if (name === state) {
    return "here";
  }
  return been.includes(name) ? "been" : "never";
}

function arrow({ number, line, head, end, mark: [x, y] }, kind) {
  return s(
    "g",
    { class: `way ${kind}`, "data-transition": number },
    s("path", { class: "line", d: line }),
    s("path", { class: "head", d: `M${end.join(" ")}${HEADS[head]}` }),
    s("circle", { cx: x, cy: y, r: 9 }),
    s("text", { x, y: y + 4 }, number),
  );
}

function box(name, kind) {
  const [x, y] = PLACES[name];
  const lines = [...name.split(" "), ...(kind === "here" ? ["is here"] : [])];
  const top = y + 4.5 - ((lines.length - 1) * LINE) / 2;
  const height = Math.max(HEIGHT, 18 + lines.length * LINE);
  return s(
    "g",
    { class: `box ${kind}`, "data-box": name },
    s("rect", { x: x - WIDTH / 2, y: y - height / 2, width: WIDTH, height, rx: 7 }),
    lines.map((line, at) => s("text", { x, y: top + at * LINE, class: line === "is here" ? "small" : null }, line)),
    kind === "been" ? s("path", { class: "tick", d: `M${x + 37} ${y - 13}l3 3 5-6` }) : null,
  );
}

function inWords(state, been, actions) {
  const way = been.length > 1 ? ` It has been ${been.slice(0, -1).join(", then ")}.` : "";
  const next = [...new Set(actions.map((each) => each.state).filter(Boolean))];
  const then = next.length
    ? ` It can become ${next.join(" or ")}.`
    : " No other state can follow by this user's commands.";
  return `States of the object. It is ${state}.${way}${then}`;
}
