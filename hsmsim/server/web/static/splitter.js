/* The bar between two parts of a page, which can be moved with pointer and arrows; where it was left is remembered.

   It sets --split on the element that it is for, in percent of its height. */

import { h, vars } from "./dom.js";

const LEAST = 12;
const MOST = 88;
const STEP = 3;

/** See above. */
export class Splitter {
  constructor(key, whole, at = 36) {
    this.key = key;
    this.whole = whole;
    this.element = h("div", {
      class: "splitter",
      role: "separator",
      tabIndex: 0,
      "aria-orientation": "horizontal",
      "aria-label": "Height of the table",
      "aria-valuemin": LEAST,
      "aria-valuemax": MOST,
      onpointerdown: (event) => this.grab(event),
      onkeydown: (event) => this.press(event),
    });
    this.move(Number(localStorage.getItem(key) ?? at));
  }

  move(at) {
    this.at = Math.min(Math.max(at, LEAST), MOST);
    this.element.setAttribute("aria-valuenow", Math.round(this.at));
    vars(this.whole, { split: `${this.at}%` });
    localStorage.setItem(this.key, this.at);
  }

  grab(event) {
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    const drag = ({ clientY }) => {
      const { top, height } = this.whole.getBoundingClientRect();
      this.move(((clientY - top) / height) * 100);
    };
    this.element.addEventListener("pointermove", drag);
    const drop = () => this.element.removeEventListener("pointermove", drag);
    this.element.addEventListener("lostpointercapture", drop, { once: true });
  }

  press(event) {
    const by = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      this.move(this.at + by);
    }
  }
}
