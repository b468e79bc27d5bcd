/* Tables of rows that can be walked through with arrows and opened with Enter or a click.

   const table = new Table({
     label: "Users", kind: "users",              for aria and for the style sheet: .table.users {--columns: ...}
     columns: [{name: "user_id", title: "User", cell: (row) => text or node, hint: "tooltip of the head"}],
     key: (row) => row.user_id,                  what tells rows apart; also in data-key
     open: (row, node) => ...,                   Enter or click
     chosen: (row) => ...,                       the row that has come to be the current one
     look: (row) => "bad",                       classes of the row
     empty: "There are no users.",               said when there are none
     none: "No user is like that.",              said when all are hidden
     most: 1000,                                 rows; the oldest, at the top, go when there are more
     follow: () => true,                         whether new rows are kept in sight while the bottom is
     grew: ({behind}) => ...,                    rows that have come below what is in sight
   });
   table.append(rows)   with the next frame, however many times it is called before
   table.fill(rows)     all others go; table.prepend(rows) adds rows at the top, at once
   table.keep((row) => boolean)   what is not kept is hidden; also goes for rows that come later
   table.choose(key), table.step(1), table.focus(), table.toEnd() */

import { fill, h } from "./dom.js";

const NONE = "Nothing here is like that.";
const IN_A_FRAME = 60; // rows that are drawn at once: the page stays fluid
const AT_END = 24; // pixels from the bottom that still are the bottom

/** See above. */
export class Table {
  constructor(options) {
    this.options = { most: Infinity, look: () => "", empty: "There is nothing.", none: NONE, ...options };
    this.rows = new Map(); // key -> {row, node}, in their order
    this.waiting = [];
    this.frame = 0;
    this.current = null; // key
    this.kept = null;
    this.behind = 0;
    this.ends = true; // the bottom is in sight
    this.body = h("tbody", { role: "rowgroup" });
    this.empty = h("p", { class: "empty" });
    this.element = this.build();
  }

  build() {
    const { label, kind, columns } = this.options;
    const head = h("tr", { role: "row" }, columns.map(headCell));
    const table = h(
      "table",
      { role: "grid", "aria-label": label },
      h("thead", { role: "rowgroup" }, head),
      this.body,
    );
    this.body.addEventListener("keydown", (event) => this.press(event));
    this.body.addEventListener("click", (event) => this.click(event));
    this.body.addEventListener("focusin", (event) => this.focused(event));
    const element = h("div", { class: `table ${kind ?? ""}`, onscroll: () => this.scrolled() }, table, this.empty);
    new ResizeObserver(() => this.ends && this.options.follow?.() && this.toEnd()).observe(element);
    return element;
  }

  /** How many rows there are. */
  get count() {
    return this.rows.size;
  }

  /** How many of them are not hidden. */
  shown() {
    return this.kept === null ? this.rows.size : this.visible().length;
  }

  /** Add rows at the bottom. */
  append(rows) {
    this.waiting.push(...rows);
    if (this.waiting.length > this.options.most) {
      this.waiting = this.waiting.slice(-this.options.most); // all others would go again at once
    }
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Add rows at the top. What is in sight stays where it is. */
  prepend(rows) {
    const before = [...this.rows];
    this.body.prepend(...rows.map((row) => this.node(row)));
    for (const [name, each] of before) {
      this.rows.delete(name);
      this.rows.set(name, each);
    }
    this.tabStop();
  }

  /** Show these rows and no others. */
  fill(rows) {
    this.clear();
    this.append(rows);
  }

  /** Show no rows. */
  clear() {
    this.waiting = [];
    this.rows.clear();
    this.current = null;
    fill(this.body);
    this.ends = true;
    this.tellEmpty();
    this.countBehind(0);
  }

  draw() {
    const rows = this.waiting.splice(0, IN_A_FRAME);
    this.frame = this.waiting.length ? requestAnimationFrame(() => this.draw()) : 0;
    this.body.append(...rows.map((row) => this.node(row)));
    this.trim();
    this.tellEmpty();
    if (this.ends && this.options.follow?.()) {
      this.toEnd();
    } else if (this.options.follow && rows.length) {
      this.countBehind(this.behind + rows.length);
    }
    this.tabStop();
  }

  node(row) {
    const { columns, key, look } = this.options;
    const name = String(key(row));
    const cells = columns.map((column) => h("td", { role: "gridcell", class: column.name }, column.cell(row)));
    const node = h("tr", { role: "row", class: look(row) || null, "data-key": name, tabIndex: -1 }, cells);
    node.hidden = this.kept !== null && !this.kept(row);
    this.rows.get(name)?.node.remove();
    this.rows.delete(name);
    this.rows.set(name, { row, node });
    return node;
  }

  /** Say that there is nothing to see, and why. */
  tellEmpty() {
    const { empty, none } = this.options;
    const any = this.kept === null ? this.rows.size > 0 : [...this.body.children].some((node) => !node.hidden);
    this.empty.hidden = any;
    this.empty.textContent = this.rows.size ? none : empty;
  }

  trim() {
    for (const [name, { node }] of this.rows) {
      if (this.rows.size <= this.options.most) {
        return;
      }
      node.remove();
      this.rows.delete(name);
      this.current = this.current === name ? null : this.current;
    }
  }

  /** Hide the rows that are not wanted. */
  keep(wanted) {
    this.kept = wanted;
    for (const { row, node } of this.rows.values()) {
      node.hidden = wanted !== null && !wanted(row);
    }
    this.tellEmpty();
    this.scrolled();
  }

  // ------------------------------------------------------------------------------------------------- the current one

  /** Make a row the current one; null for none. */
  choose(name) {
    const before = this.nodeOf(this.current);
    const node = this.nodeOf(name);
    before?.removeAttribute("aria-selected");
    node?.setAttribute("aria-selected", "true");
    this.current = node ? String(name) : null;
    this.tabStop(before);
    node?.scrollIntoView({ block: "nearest" });
    return node;
  }

  /** Go some rows down, or up if it is negative. */
  step(by) {
    const nodes = this.visible();
    const at = nodes.indexOf(this.nodeOf(this.current));
    const start = at < 0 ? (by > 0 ? -1 : nodes.length) : at;
    const node = nodes[Math.min(Math.max(start + by, 0), nodes.length - 1)];
    node?.focus({ preventScroll: true });
    return node;
  }

  /** Give the keyboard to the current row, or else the last one. */
  focus() {
    (this.nodeOf(this.current) ?? this.visible().at(this.options.follow ? -1 : 0))?.focus();
  }

  nodeOf(name) {
    return name === null ? undefined : this.rows.get(String(name))?.node;
  }

  visible() {
    return [...this.body.children].filter((node) => !node.hidden);
  }

  /** Have the tabulator find one row only. */
  tabStop(before) {
    const stop = this.nodeOf(this.current) ?? this.body[this.options.follow ? "lastChild" : "firstChild"];
    for (const node of [before, this.stop]) {
      if (node && node !== stop) {
        node.tabIndex = -1;
      }
    }
    this.stop = stop;
    if (stop) {
      stop.tabIndex = 0;
    }
  }

  focused(event) {
    const name = event.target.closest("tr")?.dataset.key;
    if (name !== undefined && name !== this.current) {
      this.choose(name);
      this.options.chosen?.(this.rows.get(name).row);
    }
  }

  click(event) {
    const node = event.target.closest("tr");
    if (node && !event.target.closest("a, button, input") && String(getSelection()) === "") {
      this.options.open?.(this.rows.get(node.dataset.key).row, node);
    }
  }

  press(event) {
    const by = STEPS[event.key];
    if (by !== undefined) {
      event.preventDefault();
      this.step(by);
    } else if (event.key === "Enter" && event.target.matches("tr")) {
      event.preventDefault();
      this.options.open?.(this.rows.get(event.target.dataset.key).row, event.target);
    }
  }

  // ------------------------------------------------------------------------------------------------------ scrolling

  /** Go to the bottom, and stay there. */
  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.ends = true;
    this.countBehind(0);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    this.ends = scrollHeight - scrollTop - clientHeight < AT_END;
    if (this.ends) {
      this.countBehind(0);
    }
  }

  countBehind(behind) {
    if (behind !== this.behind) {
      this.behind = behind;
      this.options.grew?.({ behind });
    }
  }
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };

function headCell({ name, title, hint }) {
  return h("th", { role: "columnheader", scope: "col", class: name, title: hint }, title);
}
