/* One entry of the wire, whole: what it was, what became of it, and its two messages side by side. */

import { whole } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { clock, duration, hex, moment } from "./format.js";
import { link } from "./pages.js";
import { Side } from "./side.js";
import { inWords } from "./toast.js";
import { askForKeys, maySeeKeys } from "./wire_file.js";
import { badge, outcome, whatOf } from "./wire_row.js";

const MOST_ITEMS = 12; // of a batch that are told of one by one before "all"

/** `close` is called when it is to go, `step` with 1 or -1 for the one after or before. */
export class Message {
  constructor({ close, step }) {
    this.number = null;
    this.unmask = false;
    this.turn = 0;
    const current = () => ({ number: this.number, unmask: this.unmask });
    this.sides = [new Side("request", "Request", current), new Side("response", "Response", current)];
    this.head = h("div", { class: "detail-facts" });
    this.tools = this.makeTools(close, step);
    this.body = h(
      "div",
      { class: "sides" },
      this.sides.map((side) => side.element),
    );
    this.trouble = h("p", { class: "note bad", role: "alert", hidden: true });
    this.element = h(
      "section",
      { class: "detail", "aria-label": "Message", hidden: true },
      h("header", { class: "detail-head" }, this.head, this.tools),
      this.trouble,
      this.body,
    );
  }

  makeTools(close, step) {
    const keys = button("Show key material", { icon: "eye", "aria-pressed": "false", "data-unmask": true }, () =>
      this.toggleKeys(),
    );
    this.keys = maySeeKeys() ? keys : null;
    this.size = button("Large", { icon: "grow", quiet: true, "data-size": true }, () => this.toggleSize());
    const previous = button("Message before", { icon: "previous", quiet: true }, () => step(-1));
    const next = button("Message after", { icon: "next", quiet: true }, () => step(1));
    return h(
      "div",
      { class: "tools" },
      this.keys,
      previous,
      next,
      this.size,
      button("Close", { icon: "close", quiet: true }, close),
    );
  }

  /** Show an entry; null for none. */
  async show(number) {
    if (number === this.number) {
      return;
    }
    this.number = number;
    this.element.hidden = number === null;
    if (number === null) {
      this.wear(false);
      this.large(false);
    } else {
      await this.load();
    }
  }

  /** Its page goes. */
  end() {
    this.turn += 1;
  }

  async load() {
    this.turn += 1;
    const { turn, number, unmask } = this;
    this.element.setAttribute("aria-busy", "true");
    try {
      const found = JSON.parse(await whole("wire show", { number, unmask }));
      if (turn === this.turn) {
        this.draw(found);
      }
    } catch (error) {
      if (turn === this.turn) {
        this.refuse(error);
      }
    } finally {
      this.element.toggleAttribute("aria-busy", turn !== this.turn);
    }
  }

  refuse(error) {
    fill(this.head, h("h2", null, `No. ${this.number}`));
    fill(this.trouble, icon("bad"), h("span", null, inWords(error)));
    this.trouble.hidden = false;
    this.body.hidden = true;
  }

  draw(found) {
    this.trouble.hidden = found.event === "message" && !found.reason;
    fill(this.trouble, icon("warn"), h("span", null, trouble(found)));
    fill(this.head, headOf(found));
    this.body.hidden = found.request === null && found.response === null;
    this.sides[0].show(found.request);
    this.sides[1].show(found.response);
  }

  // ---------------------------------------------------------------------------------------------------------- tools

  async toggleKeys() {
    if (this.unmask || (await askForKeys())) {
      this.wear(!this.unmask);
      await this.load();
    }
  }

  wear(unmask) {
    this.unmask = unmask;
    this.keys?.setAttribute("aria-pressed", unmask);
    this.element.classList.toggle("unmasked", unmask);
  }

  /** Make it as large as the page, or as it was. */
  toggleSize() {
    this.large(!this.element.classList.contains("large"));
  }

  large(large) {
    this.element.classList.toggle("large", large && !this.element.hidden);
    const text = large ? "Small" : "Large";
    fill(this.size, icon(large ? "shrink" : "grow"));
    this.size.title = text;
    this.size.setAttribute("aria-label", text);
  }
}

function trouble(found) {
  const said = found.reason ? `: ${found.reason}` : "";
  return (
    { refused: "The handshake was refused", unreadable: "What came is no message", message: "No answer" }[
      found.event
    ] + said
  );
}

function headOf(found) {
  const when = h("time", { title: moment(found.began) }, clock(found.began));
  const connection = hex(found.connection, 8).toLowerCase();
  const facts = [
    when,
    found.user || "nobody",
    found.outward ? `to ${found.address}` : found.address,
    found.imported
      ? `connection ${connection}`
      : ["connection ", link(connection, "log", { query: { text: connection } })],
    [found.kind, found.version, found.encoding].filter(Boolean).join(" "),
    found.event === "message" ? duration(found.microseconds) : null,
    found.imported ? "imported" : null,
  ];
  return [
    h("h2", null, h("span", { class: "hint" }, `No. ${found.number} `), whatOf(found)),
    found.items.length === 1 ? null : badge(outcome(found), found.event === "message" ? found.result : found.event),
    h(
      "ul",
      { class: "facts" },
      facts.filter(Boolean).map((fact) => h("li", null, fact)),
    ),
    found.items.length ? itemsOf(found.items) : null,
  ];
}

function itemsOf(items) {
  const rows = items.map(itemOf);
  if (rows.length <= MOST_ITEMS) {
    return h("ul", { class: "batch", "aria-label": "Items" }, rows);
  }
  const rest = h(
    "li",
    null,
    button(`All ${rows.length}`, { class: "button small" }, () => rest.replaceWith(...rows.slice(MOST_ITEMS))),
  );
  return h("ul", { class: "batch", "aria-label": "Items" }, rows.slice(0, MOST_ITEMS), rest);
}

function itemOf({ operation, section, status, reason, uid }) {
  const kind = status === "Success" ? "good" : status === "Operation Pending" ? "wait" : "bad";
  const where = section
    ? h("span", { class: "hint", title: "Section of the KMIP specification" }, `§ ${section}`)
    : null;
  const object = uid ? link(uid, "objects", { path: [uid], class: "uid" }) : null;
  return h("li", null, badge(kind, reason || status), h("span", null, operation || "Message"), where, object);
}
