/* The audit log: its lines as they are written, looked through, verified, saved. */

import { call, may } from "./api.js";
import { offer, stamp } from "./files.js";
import { ask, fillIn } from "./dialog.js";
import { button, fill, h, icon } from "./dom.js";
import { Feed } from "./feed.js";
import { count, number, size } from "./format.js";
import { bindAll } from "./keys.js";
import { go } from "./pages.js";
import { Table } from "./table.js";
import { attempt, inWords, tell } from "./toast.js";

const MOST = 5000; // lines on the page
const FIRST = 1000; // lines that are there at first
const MORE = 500; // lines that are added at a time: a page of `logs retrieve`
const TYPED = 150; // milliseconds without a key after which a text is looked for

const COLUMNS = [
  { name: "position", title: "No.", cell: (row) => String(row.position) },
  { name: "time", title: "Time (UTC)", cell: (row) => row.time },
  { name: "thread", title: "Thread", hint: "Number of the thread", cell: (row) => row.thread },
  { name: "event", title: "Event", hint: "Number of the event since the start", cell: (row) => row.event },
  {
    name: "connection",
    title: "Connection",
    hint: "Number of the connection; 00000000 is the HSM itself",
    cell: connectionOf,
  },
  { name: "text", title: "Text", cell: (row) => h("span", { title: row.text }, row.text) },
];

/** See pages.js. */
export function open(main, where) {
  const page = new Log(main);
  page.go(where);
  attempt(() => page.load());
  return page;
}

class Log {
  constructor(main) {
    this.first = 1; // position of the oldest line that there is
    this.feed = null;
    this.text = h("input", {
      type: "search",
      placeholder: "Text in lines",
      "aria-label": "Text in lines",
      "aria-keyshortcuts": "/",
      oninput: () => this.typed(),
      onkeydown: (event) => event.key === "Escape" && !this.text.value && this.text.blur(),
    });
    this.state = h("p", { class: "state", role: "status" });
    this.follow = button("Follow", { icon: "pause", "aria-keyshortcuts": "p" }, () => this.toggle());
    this.verdict = h("div", { class: "verdict", role: "status" });
    this.earlier = button("Earlier lines", { class: "button small", hidden: true }, () =>
      attempt(() => this.loadEarlier()),
    );
    this.table = this.makeTable();
    this.newer = button("", { icon: "down", class: "button newer", hidden: true }, () => this.table.toEnd());
    main.append(
      this.bar(),
      this.verdict,
      h("div", { class: "list" }, this.earlier, this.table.element, this.newer),
    );
    this.unbind = bindAll([
      ["/", "Look for a text", () => this.text.focus()],
      ["p", "Follow the log or not", () => this.toggle()],
      ["ArrowDown", "To the table", () => this.table.focus()],
      ["ArrowUp", "To the table", () => this.table.focus()],
    ]);
  }

  bar() {
    const acts = [
      may("logs verify") ? button("Verify", { icon: "shield" }, () => attempt(() => this.verify())) : null,
      button("Export", { icon: "save" }, () => attempt(() => this.save())),
      may("logs clear") ? button("Clear", { icon: "clear" }, () => attempt(() => this.clear())) : null,
    ];
    const search = h("span", { class: "searchbox" }, icon("search"), this.text);
    return h(
      "div",
      { class: "bar", role: "search", "aria-label": "Lines" },
      h("div", { class: "filters" }, search),
      h("div", { class: "acts" }, this.state, this.follow, acts),
    );
  }

  makeTable() {
    return new Table({
      label: "Lines of the log",
      kind: "log",
      columns: COLUMNS,
      key: (row) => row.position,
      look: (row) => (row.bad ? "bad" : ""),
      open: (row, node) => node.classList.toggle("open"),
      empty: "The log has no lines.",
      none: "No line has this text.",
      most: MOST,
      follow: () => true,
      grew: ({ behind }) => this.grew(behind),
    });
  }

  // --------------------------------------------------------------------------------------------------------- place

  /** See pages.js. */
  go({ query }) {
    const text = query.get("text") ?? "";
    if (this.text.value.trim() !== text) {
      this.text.value = text;
    }
    const wanted = text.toLowerCase();
    this.table.keep(wanted ? (row) => row.line.toLowerCase().includes(wanted) : null);
    this.tell();
  }

  /** See pages.js. */
  close() {
    this.closed = true;
    this.stop();
    this.unbind();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => go("log", [], { text: this.text.value.trim() }, { instead: true }), TYPED);
  }

  // --------------------------------------------------------------------------------------------------------- lines

  async load() {
    this.stop();
    this.table.clear();
    const { first, last } = await call("logs size");
    this.first = first;
    const lines = await linesAfter(Math.max(first - 1, last - FIRST));
    this.oldest = lines[0]?.position ?? last + 1;
    this.newest = lines.at(-1)?.position ?? last;
    this.table.append(lines);
    if (!this.closed) {
      this.start();
    }
  }

  async loadEarlier() {
    const after = Math.max(this.first - 1, this.oldest - 1 - MORE);
    const { lines } = await call("logs retrieve", { after });
    const earlier = lines.filter(({ position }) => position < this.oldest).map(rowOf);
    this.oldest = earlier[0]?.position ?? this.first;
    this.table.prepend(earlier);
    this.tell();
  }

  start() {
    this.feed = new Feed("/events/log", {
      from: this.newest,
      on: { line: (line) => this.line(line) },
      refused: (failure) => this.refused(failure),
    });
    this.tell();
  }

  stop() {
    this.feed?.stop();
    this.feed = null;
  }

  toggle() {
    if (this.feed === null) {
      this.start();
    } else {
      this.stop();
    }
    this.tell();
  }

  line(line) {
    this.newest = line.position;
    this.table.append([rowOf(line)]);
    this.tell();
  }

  refused(failure) {
    this.stop();
    this.say("warn", `${inWords(failure)}. New lines are not shown until there is room.`);
    this.tell();
  }

  tell() {
    this.telling ||= requestAnimationFrame(() => {
      this.telling = 0;
      const live = this.feed !== null;
      const found = this.table.shown();
      const all = count(this.table.count, "line");
      this.state.textContent = found === this.table.count ? all : `${number(found)} of ${all}`;
      fill(this.follow, icon(live ? "pause" : "play"), h("span", null, live ? "Pause" : "Follow"));
      this.earlier.hidden = !(this.oldest > this.first && this.table.count < MOST);
    });
  }

  grew(behind) {
    this.newer.hidden = behind === 0;
    this.newer.lastChild.textContent = `${behind} new`;
  }

  // -------------------------------------------------------------------------------------------------------- actions

  say(kind, text) {
    const note = h("p", { class: `note ${kind}`, "data-verdict": kind }, icon(kind), h("span", null, text));
    note.append(button("Close", { icon: "close", quiet: true }, () => note.remove()));
    fill(this.verdict, note);
  }

  async verify() {
    const found = await call("logs verify");
    const lost = found.lost ? ` ${count(found.lost, "event")} could not be written.` : "";
    const trouble = found.trouble ? ` Writing fails now: ${found.trouble}.` : "";
    const text = found.right
      ? `${count(found.checked, "line")} checked: all are as they were written, and none is missing.`
      : `Line ${found.bad} is not right: ${found.why}. ${count(found.checked, "line")} before it are.`;
    this.say(found.right ? (lost || trouble ? "warn" : "good") : "bad", text + lost + trouble);
  }

  async clear() {
    if (
      await ask("Clear the log", "All lines go. The first line after that says who did it.", {
        action: "Clear",
        danger: true,
      })
    ) {
      await call("logs clear");
      fill(this.verdict);
      await this.load();
      tell("The log was cleared.");
    }
  }

  async save() {
    const { size: bytes, count: lines } = await call("logs size");
    await fillIn("Export the log", {
      text: `${count(lines, "line")}, ${size(bytes)}.`,
      fields: [{ name: "chained", label: "With the chain value of each line", type: "checkbox" }],
      action: "Export",
      submit: async ({ chained }) => {
        const found = await linesAfter(0, chained);
        offer([found.map(({ line }) => `${line}\n`).join("")], `log-${stamp()}.txt`, "text/plain");
      },
    });
  }
}

async function linesAfter(position, chained = false) {
  const found = [];
  for (let after = position; ;) {
    const { lines, more } = await call("logs retrieve", { after, chained });
    found.push(...lines.map(rowOf));
    if (!more) {
      return found;
    }
    after = lines.at(-1).position;
  }
}

/** The parts of a line `yyyy/mm/dd HH:MM:SS tttttttt cccccccc iiiiiiii|text`. */
function rowOf({ position, line }) {
  const at = line.indexOf("|");
  const [day, clock, thread, event, connection] = line.slice(0, at).split(" ");
  const text = line.slice(at + 1);
  const bad = /\b(refused|failed|unreadable):/.test(text);
  return { position, line, time: `${day} ${clock}`, thread, event, connection, text, bad };
}

function connectionOf({ connection }) {
  const only = () => go("log", [], { text: connection }, { instead: true });
  return h(
    "button",
    { type: "button", class: "plain mono", tabIndex: -1, title: "Show only its lines", onclick: only },
    connection,
  );
}
