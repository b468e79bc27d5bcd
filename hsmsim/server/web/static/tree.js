/* A message as a tree: its items with names, types, values and the section that speaks of them.

   const tree = new Tree({label: "Request", choose: (at) => ..., point: (at) => ...});   `at` is the place of an item
   tree.show(items); tree.choose(3); tree.point(null) */

import { h, vars } from "./dom.js";
import { Rows } from "./virtual.js";

const HEIGHT = 24; // pixels of a row

let made = 0;

/** See above. */
export class Tree {
  constructor({ label, choose, point }) {
    made += 1;
    this.name = `tree-${made}`;
    this.items = [];
    this.closed = new Set();
    this.chosen = null;
    this.tell = { choose, point };
    this.rows = new Rows({
      height: HEIGHT,
      draw: (at) => this.draw(this.shown[at]),
      beside: 60,
      class: "rows tree",
      role: "tree",
      "aria-label": `${label}, fields`,
      onclick: (event) => this.click(event),
      onkeydown: (event) => this.press(event),
      onpointerover: (event) => point(indexOf(event)),
      onpointerleave: () => point(null),
    });
    this.element = this.rows.element;
  }

  /** Show the items of a message. */
  show(items) {
    this.items = items;
    this.closed.clear();
    this.chosen = null;
    this.element.scrollTop = 0;
    this.arrange();
  }

  /** Find out which rows there are. */
  arrange() {
    this.shown = [];
    let hidden = Infinity; // items deeper than this are within one that is closed
    this.items.forEach((item, at) => {
      if (item.depth <= hidden) {
        this.shown.push(at);
        hidden = this.closed.has(at) ? item.depth : Infinity;
      }
    });
    this.rows.count = this.shown.length;
  }

  holds(at) {
    return this.items[at + 1]?.depth > this.items[at].depth;
  }

  parent(at) {
    const { depth } = this.items[at];
    return this.items.findLastIndex((item, place) => place < at && item.depth < depth);
  }

  // -------------------------------------------------------------------------------------------------------- drawing

  draw(at) {
    const item = this.items[at];
    const open = this.holds(at) ? String(!this.closed.has(at)) : null;
    const node = h(
      "div",
      {
        class: at === this.pointed ? "item pointed" : "item",
        id: `${this.name}-${at}`,
        role: "treeitem",
        "aria-level": item.depth + 1,
        "aria-expanded": open,
        "aria-selected": String(at === this.chosen),
        "data-index": at,
        "data-tag": item.tag,
        title: `${item.name} (${item.tag}), ${item.type}`,
      },
      h("span", { class: "item-name" }, h("span", { class: open === null ? "twist none" : "twist" }), item.name),
      h("span", { class: "item-value" }, value(item)),
      h("span", { class: "item-type" }, item.type),
      h(
        "span",
        { class: "item-section", title: "Section of the KMIP specification" },
        item.section && `§ ${item.section}`,
      ),
    );
    return vars(node, { depth: item.depth });
  }

  // ------------------------------------------------------------------------------------------------------- choosing

  /** Mark an item and bring it into sight, out of what is closed. */
  choose(at) {
    this.chosen = at;
    if (at !== null) {
      this.uncover(at);
      this.rows.reveal(this.shown.indexOf(at));
      this.element.setAttribute("aria-activedescendant", `${this.name}-${at}`);
    }
    this.mark();
  }

  uncover(at) {
    let opened = false;
    for (let up = this.parent(at); up >= 0; up = this.parent(up)) {
      opened = this.closed.delete(up) || opened;
    }
    if (opened) {
      this.arrange();
    }
  }

  /** Mark the item that is pointed at. */
  point(at) {
    this.pointed = at;
    this.mark();
  }

  mark() {
    for (const [row, node] of this.rows.drawn()) {
      node.setAttribute("aria-selected", String(this.shown[row] === this.chosen));
      node.classList.toggle("pointed", this.shown[row] === this.pointed);
    }
  }

  click(event) {
    const at = indexOf(event);
    if (at === null) {
      return;
    }
    if (event.target.matches(".twist") || event.detail === 2) {
      this.toggle(at);
    }
    this.tell.choose(at);
  }

  toggle(at, closed = !this.closed.has(at)) {
    if (this.holds(at)) {
      closed ? this.closed.add(at) : this.closed.delete(at);
      this.arrange();
    }
  }

  press(event) {
    const move = MOVES[event.key];
    if (move === undefined || this.items.length === 0) {
      return;
    }
    event.preventDefault();
    const at = this.chosen ?? this.shown[0];
    const next = this.chosen === null ? at : move(this, at);
    this.tell.choose(next ?? at);
  }

  beside(at, by) {
    const row = this.shown.indexOf(at) + by;
    return this.shown[Math.min(Math.max(row, 0), this.shown.length - 1)];
  }

  /** Close it, or go to what it is in. */
  inwards(at) {
    if (this.holds(at) && !this.closed.has(at)) {
      this.toggle(at, true);
      return at;
    }
    const up = this.parent(at);
    return up < 0 ? at : up;
  }

  /** Open it, or go to the first that it holds. */
  outwards(at) {
    if (!this.holds(at)) {
      return at;
    }
    if (this.closed.has(at)) {
      this.toggle(at, false);
      return at;
    }
    return at + 1;
  }
}

const MOVES = {
  ArrowDown: (tree, at) => tree.beside(at, 1),
  ArrowUp: (tree, at) => tree.beside(at, -1),
  PageDown: (tree, at) => tree.beside(at, 12),
  PageUp: (tree, at) => tree.beside(at, -12),
  Home: (tree) => tree.shown[0],
  End: (tree) => tree.shown.at(-1),
  ArrowLeft: (tree, at) => tree.inwards(at),
  ArrowRight: (tree, at) => tree.outwards(at),
  Enter: (tree, at) => tree.toggle(at),
};

function indexOf(event) {
  const node = event.target.closest("[data-index]");
  return node === null ? null : Number(node.dataset.index);
}

function value(item) {
  if (item.masked && item.type !== "Structure") {
    return h("i", { class: "masked" }, "masked");
  }
  return item.closed ? h("i", null, "deeper levels are not shown") : item.value;
}
