/* Long lists of which only the rows in sight are there.

   const list = new Rows({height: 22, draw: (index) => node, label: "Request", role: "tree"});
   list.count = 20000;    then list.redraw() after any change, list.reveal(index) to bring one into sight */

import { h, vars } from "./dom.js";

/** A box that scrolls. */
export class Rows {
  constructor({ height, draw, beside = 30, ...attributes }) {
    this.height = height;
    this.draw = draw;
    this.beside = beside; // rows that are there above and below what is in sight
    this.total = 0;
    this.from = 0;
    this.to = 0;
    this.body = h("div", { class: "rows-body", role: "presentation" });
    const space = h("div", { class: "rows-space", role: "presentation" }, this.body);
    this.element = h("div", { class: "rows", tabIndex: 0, ...attributes, onscroll: () => this.look() }, space);
    vars(this.element, { row: `${height}px` });
    this.resized = new ResizeObserver(() => this.look());
    this.resized.observe(this.element);
  }

  set count(total) {
    this.total = total;
    vars(this.element, { rows: total });
    this.redraw();
  }

  /** Draw anew what is in sight. */
  redraw() {
    this.to = -1;
    this.look();
  }

  /** Draw what has come into sight. */
  look() {
    const top = Math.floor(this.element.scrollTop / this.height);
    const bottom = top + Math.ceil(this.element.clientHeight / this.height);
    const from = Math.max(0, top - this.beside);
    const to = Math.min(this.total, bottom + this.beside);
    const enough = this.from <= Math.max(0, top) && this.to >= Math.min(this.total, bottom);
    if (this.to >= 0 && enough) {
      return;
    }
    this.from = from;
    this.to = to;
    vars(this.body, { from });
    this.body.replaceChildren(...Array.from({ length: to - from }, (_, at) => this.draw(from + at)));
  }

  /** Bring a row into sight. */
  reveal(index) {
    const top = index * this.height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) {
      this.element.scrollTop = top;
    } else if (top + this.height > scrollTop + clientHeight) {
      this.element.scrollTop = top + this.height - clientHeight;
    }
    this.look();
  }

  /** The rows that are there, as pairs of index and node. */
  drawn() {
    return [...this.body.children].map((node, at) => [this.from + at, node]);
  }
}
