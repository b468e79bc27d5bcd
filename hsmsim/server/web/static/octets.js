/* The bytes of a message in hexadecimal digits and as characters, with those of one item lit.

   const octets = new Octets({label: "Request", choose: (at) => ..., point: (at) => ...});   `at` is the place of a byte
   octets.show(hex, blanks);              blanks: [start, length] of what is not shown
   octets.light(item, "chosen");          or "pointed"; null for none */

import { h } from "./dom.js";
import { hex as digits } from "./format.js";
import { Rows } from "./virtual.js";

const HEIGHT = 20; // pixels of a row
const WIDE = 560; // pixels that a row of 16 bytes takes
const HEAD = 8; // bytes of tag, type and length

/** See above. */
export class Octets {
  constructor({ label, choose, point }) {
    this.hex = "";
    this.across = 16;
    this.lit = { chosen: null, pointed: null };
    this.rows = new Rows({
      height: HEIGHT,
      draw: (row) => this.draw(row),
      beside: 12,
      class: "rows octets",
      role: "group",
      "aria-label": `${label}, bytes`,
      onclick: (event) => placeOf(event, choose),
      onpointerover: (event) => placeOf(event, point),
      onpointerleave: () => point(null),
    });
    this.element = this.rows.element;
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.element);
  }

  /** Show the bytes of a message. */
  show(hex, blanks) {
    this.hex = hex;
    this.blank = new Uint8Array(hex.length / 2);
    blanks.forEach(([start, length]) => this.blank.fill(1, start, start + length));
    this.lit = { chosen: null, pointed: null };
    this.element.scrollTop = 0;
    this.rows.count = Math.ceil(hex.length / 2 / this.across);
  }

  measure() {
    const across = this.element.clientWidth < WIDE ? 8 : 16;
    if (across !== this.across && this.element.clientWidth > 0) {
      this.across = across;
      this.element.classList.toggle("narrow", across === 8);
      this.rows.count = Math.ceil(this.hex.length / 2 / across);
    }
  }

  draw(row) {
    const start = row * this.across;
    const places = Array.from(
      { length: Math.min(this.across, this.hex.length / 2 - start) },
      (_, at) => start + at,
    );
    return h(
      "div",
      { class: "octets-row" },
      h("span", { class: "offset" }, digits(start, 4)),
      h(
        "span",
        { class: "bytes" },
        places.map((at) => h("span", { class: this.classOf(at), "data-at": at }, this.byte(at))),
      ),
      h(
        "span",
        { class: "chars" },
        places.map((at) => h("span", { class: this.classOf(at), "data-at": at }, this.char(at))),
      ),
    );
  }

  byte(at) {
    return this.blank[at] ? "··" : this.hex.slice(2 * at, 2 * at + 2).toUpperCase();
  }

  char(at) {
    const code = Number.parseInt(this.hex.slice(2 * at, 2 * at + 2), 16);
    return this.blank[at] ? "·" : code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
  }

  classOf(at) {
    const chosen = partOf(this.lit.chosen, at);
    const pointed = partOf(this.lit.pointed, at);
    return [this.blank[at] ? "blank" : "", chosen && `lit-${chosen}`, pointed && "pointed"]
      .filter(Boolean)
      .join(" ");
  }

  /** Light the bytes of an item. */
  light(item, how) {
    const before = this.lit[how];
    this.lit[how] = item;
    if (how === "chosen" && item !== null) {
      this.reveal(item);
    }
    for (const [row, node] of this.rows.drawn()) {
      if (this.touches(before, row) || this.touches(item, row)) {
        node
          .querySelectorAll("[data-at]")
          .forEach((each) => (each.className = this.classOf(Number(each.dataset.at))));
      }
    }
  }

  /** Bring an item into sight, and as much as there is room for of what it holds. */
  reveal(item) {
    this.rows.reveal(Math.floor((endOf(item) - 1) / this.across));
    this.rows.reveal(Math.floor(item.start / this.across));
  }

  touches(item, row) {
    return item !== null && endOf(item) > row * this.across && item.start < (row + 1) * this.across;
  }
}

/** Where an item ends, with the bytes that fill it up to a multiple of eight. */
export function endOf(item) {
  return item.start + HEAD + Math.ceil(item.length / 8) * 8;
}

/** Which part of an item a byte is: tag, type, length, value, held (of a structure) or padding; null if none. */
function partOf(item, at) {
  if (item === null || at < item.start || at >= endOf(item)) {
    return null;
  }
  const within = at - item.start;
  if (within >= HEAD) {
    return within >= HEAD + item.length ? "padding" : item.type === "Structure" ? "held" : "value";
  }
  return within < 3 ? "tag" : within === 3 ? "type" : "length";
}

function placeOf(event, tell) {
  const node = event.target.closest("[data-at]");
  tell(node === null ? null : Number(node.dataset.at));
}
