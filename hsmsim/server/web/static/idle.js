/* Sessions end when nobody does anything. Whoever moves about on the page is somebody: the HSM is told now and then.
   A page that only looks on is left to end; it says so a minute before. */

import { end, events, me, quiet, resume } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { fail } from "./toast.js";

const TOLD = 20_000; // milliseconds after which the HSM is told again that somebody is here
const WARNED = 60_000; // milliseconds before the end
const LATER = 1500; // milliseconds after which the HSM has ended the session for certain

let timer = 0;

/** Begin to watch. */
export function watchOver() {
  clearInterval(timer);
  if (me().idle) {
    timer = setInterval(look, 1000);
  }
}

function left() {
  return me().idle * 1000 - quiet();
}

function look() {
  const note = document.getElementById("idle");
  if (me() === null || note === null) {
    clearInterval(timer);
    return;
  }
  const rest = left();
  note.hidden = rest > Math.min(WARNED, me().idle * 500);
  if (rest < -LATER) {
    end();
  } else if (!note.hidden) {
    tell(note, Math.max(0, Math.ceil(rest / 1000)));
  }
}

function tell(note, seconds) {
  const rest = note.querySelector("output") ?? begin(note);
  rest.textContent = `${seconds} s`;
}

function begin(note) {
  const rest = h("output", { "aria-live": "off" });
  const text = h("span", null, "Nothing was asked for in a while; you will be logged out in ", rest);
  fill(note, icon("wait"), text, button("Stay", {}, stay));
  return rest;
}

function here() {
  if (me() !== null && quiet() > TOLD && left() > 0) {
    stay();
  }
}

let asking = false;

/** Tell the HSM that somebody is here. That it does not answer is told by the event "unreached". */
async function stay() {
  if (asking) {
    return;
  }
  asking = true;
  await resume().catch((error) => error.status === 0 || fail(error));
  asking = false;
}

for (const name of ["pointerdown", "keydown", "wheel", "pointermove"]) {
  addEventListener(name, here, { passive: true });
}
events.addEventListener("ended", () => clearInterval(timer));
