/* The wire: every message as it passes, and one of them looked at closely. */

import { button, h } from "./dom.js";
import { Feed } from "./feed.js";
import { count } from "./format.js";
import { bindAll } from "./keys.js";
import { Message } from "./message.js";
import { go, place } from "./pages.js";
import { Splitter } from "./splitter.js";
import { Table } from "./table.js";
import { attempt, fail } from "./toast.js";
import { Bar } from "./wire_bar.js";
import { clearWire, loadWire, saveWire } from "./wire_file.js";
import { COLUMNS, outcome } from "./wire_row.js";

const MOST = 2000; // rows: what the HSM keeps and what files bring
const STILL = 60; // milliseconds without a key after which the row that was walked to is opened
const NOTHING = "Nothing has gone over the wire yet. What a KMIP client sends is here at once.";
const NONE = "No message is like that.";
const FILTERS = ["user", "operation", "result", "text"];

/** See pages.js. */
export function open(main, where) {
  const page = new Wire(main);
  page.go(where);
  return page;
}

class Wire {
  constructor(main) {
    this.lost = 0;
    this.held = null; // rows that came while nothing new is shown; null when all is
    this.bar = new Bar({
      looked: (wanted) => this.look(wanted),
      pause: () => this.pause(),
      clear: () => attempt(() => this.clear()),
      save: saveWire,
      load: () => this.load(),
    });
    this.table = this.makeTable();
    this.newer = button("", { icon: "down", class: "button newer", hidden: true }, () => this.table.toEnd());
    this.message = new Message({ close: () => this.closeMessage(), step: (by) => this.table.step(by) });
    const splitter = new Splitter("hsmsim.split", main);
    main.append(
      this.bar.element,
      h("div", { class: "list" }, this.table.element, this.newer),
      splitter.element,
      this.message.element,
    );
    this.unbind = bindAll(this.keys());
  }

  makeTable() {
    return new Table({
      label: "Messages",
      kind: "wire",
      columns: COLUMNS,
      key: (row) => row.number,
      look: (row) => `${outcome(row)} ${row.event}`,
      open: (row) => this.open(row.number),
      chosen: (row) => this.chose(row.number),
      most: MOST,
      follow: () => this.message.element.hidden,
      grew: ({ behind }) => this.grew(behind),
    });
  }

  keys() {
    return [
      ["/", "Look for a text", () => this.bar.text.focus()],
      ["p", "Pause or go on", () => this.pause()],
      ["ArrowDown", "To the table", () => this.table.focus()],
      ["ArrowUp", "To the table", () => this.table.focus()],
      ["m", "Make the open message large or small", () => this.message.toggleSize()],
      ["Escape", "Close the message", () => this.closeMessage()],
    ];
  }

  // --------------------------------------------------------------------------------------------------------- place

  /** See pages.js. */
  go({ path, query }) {
    const wanted = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
    if (JSON.stringify(wanted) !== JSON.stringify(this.wanted)) {
      this.wanted = wanted;
      this.bar.wanted = wanted;
      this.listen();
    }
    const number = path.length && /^-?\d+$/.test(path[0]) ? Number(path[0]) : null;
    this.table.choose(number ?? this.table.current);
    this.message.show(number);
  }

  /** See pages.js. */
  close() {
    this.feed?.stop();
    this.unbind();
    this.message.end();
  }

  look(wanted) {
    go("wire", place().path, wanted, { instead: true });
  }

  open(number) {
    clearTimeout(this.still);
    go("wire", [number], this.wanted);
  }

  /** Somebody walks through the rows: the message that is open is that of the row where they stop. */
  chose(number) {
    if (!this.message.element.hidden) {
      clearTimeout(this.still);
      this.still = setTimeout(() => go("wire", [number], this.wanted, { instead: true }), STILL);
    }
  }

  closeMessage() {
    go("wire", [], this.wanted);
    this.table.focus();
  }

  // ----------------------------------------------------------------------------------------------------------- feed

  listen() {
    this.feed?.stop();
    this.table.options.empty = Object.values(this.wanted).some(Boolean) ? NONE : NOTHING;
    this.table.clear();
    this.lost = 0;
    this.held &&= [];
    this.tell();
    this.feed = new Feed("/events/wire", {
      query: this.wanted,
      on: { entry: (row) => this.entry(row), lost: ({ count }) => this.miss(count) },
      refused: fail,
    });
  }

  entry(row) {
    this.bar.seen(row);
    if (this.held === null) {
      this.table.append([row]);
    } else {
      this.held = [...this.held.slice(1 - MOST), row];
    }
    this.tell();
  }

  miss(many) {
    this.lost += many;
    this.tell();
  }

  pause() {
    if (this.held === null) {
      this.held = [];
    } else {
      this.table.append(this.held);
      this.held = null;
    }
    this.tell();
  }

  tell() {
    this.telling ||= requestAnimationFrame(() => {
      this.telling = 0;
      const lost = this.lost ? `, ${this.lost} went by too fast to be shown` : "";
      this.bar.state.textContent = `${count(this.table.count, "message")}${lost}`;
      this.bar.paused(this.held !== null, this.held?.length ?? 0);
    });
  }

  grew(behind) {
    this.newer.hidden = behind === 0;
    this.newer.lastChild.textContent = `${behind} new`;
  }

  // -------------------------------------------------------------------------------------------------------- actions

  async clear() {
    if (await clearWire()) {
      this.listen();
      this.closeMessage();
    }
  }

  async load() {
    if (await loadWire()) {
      this.listen();
    }
  }
}
