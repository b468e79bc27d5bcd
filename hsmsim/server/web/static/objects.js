/* Objects: those of a partition, page by page, and one of them looked at closely. */

import { call, may } from "./api.js";
import { h } from "./dom.js";
import { number } from "./format.js";
import { bindAll } from "./keys.js";
import { ObjectView } from "./object.js";
import { bringIn, createObject } from "./objects_make.js";
import { Bar, trusters } from "./objects_bar.js";
import { columns } from "./objects_row.js";
import { go } from "./pages.js";
import { Table } from "./table.js";
import { attempt } from "./toast.js";

const PAGE = 100; // objects
const FILTERS = ["partition", "text", "object_type", "state", "algorithm"];

/** See pages.js. */
export function open(main, where) {
  const page = new Objects(main);
  page.go(where);
  return page;
}

class Objects {
  constructor(main) {
    this.main = main;
    this.turn = 0; // of answers only those to the last question are shown
    this.wanted = {};
    this.starts = [""]; // where the pages up to this one begin, as far as they are known; the first has no such place
    this.page = 1;
    this.shown = null; // what the last page said
    this.bar = new Bar({
      looked: (wanted) => go("objects", [], wanted, { instead: true }),
      create: () => this.make(createObject),
      bring: () => this.make(bringIn),
      reload: () => this.load(),
      step: (by) => this.step(by),
    });
    this.table = new Table({
      label: "Objects",
      kind: "objects",
      columns: columns(() => this.place()),
      key: (row) => row.uid,
      open: (row) => go("objects", [row.uid], this.place()),
      empty: "",
    });
    this.list = h("div", { class: "list", hidden: true }, this.bar.element, this.table.element);
    this.one = new ObjectView({ back: () => go("objects", [], this.asked()) });
    main.append(this.list, this.one.element);
    this.unbind = bindAll(this.keys());
    if (may("trust list")) {
      attempt(async () => this.bar.offer(await trusters(), this.wanted.partition));
    }
  }

  keys() {
    const listed = (action) => () => this.list.hidden || action();
    return [
      ["/", "Look for a name", listed(() => this.bar.text.focus())],
      ["ArrowDown", "To the table", listed(() => this.table.focus())],
      ["ArrowUp", "To the table", listed(() => this.table.focus())],
      ["n", "Older objects: the next page", listed(() => this.step(1))],
      ["p", "Newer objects: the page before", listed(() => this.step(-1))],
      ["c", "Create an object", listed(() => this.bar.create?.click())],
      ["i", "Import a file", listed(() => this.bar.bring?.click())],
      ["r", "Load anew", () => (this.list.hidden ? this.one.load() : this.load())],
      ["Escape", "Back to the table", () => this.list.hidden && this.one.back()],
    ];
  }

  // --------------------------------------------------------------------------------------------------------- place

  /** See pages.js. */
  go({ path, query }) {
    this.list.hidden = path.length > 0;
    this.one.element.hidden = path.length === 0;
    if (path.length > 0) {
      this.turn += 1;
      this.one.show(path[0], query.get("partition") ?? "");
      return;
    }
    const seen = this.one.uid;
    this.one.end();
    this.look(query);
    this.load(seen);
  }

  look(query) {
    this.wanted = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
    this.bar.wanted = this.wanted;
    const after = query.get("after") ?? "";
    const known = this.starts.indexOf(after);
    this.starts = after === "" ? [""] : known < 0 ? ["", after] : this.starts.slice(0, known + 1);
    this.page = after === "" ? 1 : Number(query.get("page")) || this.starts.length;
  }

  /** See pages.js. */
  close() {
    this.turn += 1;
    this.unbind();
    this.one.end();
  }

  /** What is in the address of an object of this partition. */
  place() {
    return { partition: this.wanted.partition };
  }

  /** What is in the address of this page. */
  asked() {
    const after = this.starts.at(-1);
    return { ...this.wanted, after, page: after && this.page };
  }

  step(by) {
    if (by < 0 && this.starts.length > 1) {
      this.starts = this.starts.slice(0, -1);
    } else if (by > 0 && this.shown?.next) {
      this.starts = [...this.starts, String(this.shown.next)];
    } else {
      return;
    }
    this.page += by;
    go("objects", [], this.asked());
  }

  // ---------------------------------------------------------------------------------------------------------- rows

  /** Show the page; `chosen` is the object that becomes the current row. */
  async load(chosen = null) {
    this.turn += 1;
    const mine = this.turn;
    const stands = () => mine === this.turn;
    this.table.element.setAttribute("aria-busy", "true");
    await attempt(() => this.gather(stands));
    if (stands()) {
      this.table.element.removeAttribute("aria-busy");
      this.table.draw();
      this.table.choose(chosen) && this.table.focus();
    }
  }

  /** Ask until the page is full: where few objects are of a kind, an answer may have none, and the next one some. */
  async gather(stands) {
    const rows = [];
    let after = Number(this.starts.at(-1)) || undefined;
    for (let more = true; more;) {
      const answer = await call("objects list", { ...this.filters(), after, most: PAGE - rows.length });
      if (!stands()) {
        return;
      }
      rows.push(...answer.objects);
      after = answer.next;
      more = answer.more && rows.length < PAGE;
      this.shown = answer;
      this.table.fill(rows);
      this.tell(rows.length, more);
    }
  }

  filters() {
    return Object.fromEntries(Object.entries(this.wanted).filter(([, value]) => value));
  }

  tell(count, looking) {
    const { total, more, rights } = this.shown;
    const page = this.page > 1 || more ? `, page ${number(this.page)}` : "";
    const text = looking
      ? `${number(count)} found, looking on ...`
      : `${number(count)} shown${page}; ${number(total)} in all`;
    this.bar.tell({ text, before: this.starts.length > 1, after: more && !looking, rights });
    this.table.options.empty = looking ? "Looking ..." : this.nothing();
  }

  nothing() {
    const { text, object_type, state, algorithm } = this.wanted;
    return text || object_type || state || algorithm ? "No object is like that." : "There are no objects here yet.";
  }

  async make(how) {
    const made = await how(this.wanted.partition || null);
    if (made) {
      go("objects", [], this.wanted, { instead: true });
      await this.load(made);
    }
  }
}
