/* One of the two messages: its tree, its bytes, and the field that is chosen in both. */

import { whole } from "./api.js";
import { copyText } from "./copying.js";
import { fill, h, icon } from "./dom.js";
import { count, hex, number, size } from "./format.js";
import { Octets, endOf } from "./octets.js";
import { attempt } from "./toast.js";
import { Tree } from "./tree.js";

const FORMS = { text: "Text", xml: "XML", json: "JSON", hex: "Hex" };

/** `name` is request or response; `current` gives {number, unmask} of the entry that is shown. */
export class Side {
  constructor(name, title, current) {
    this.name = name;
    this.title = title;
    this.current = current;
    this.items = [];
    const told = { label: title, choose: (at) => this.choose(at), point: (at) => this.point(at) };
    this.tree = new Tree(told);
    this.octets = new Octets({
      label: title,
      choose: (at) => this.choose(this.itemAt(at)),
      point: (at) => this.point(this.itemAt(at)),
    });
    this.notes = h("div", { class: "side-notes" });
    this.field = h("p", { class: "field-line", role: "status" });
    this.sizes = h("span", { class: "side-size" });
    this.sent = h("details", { class: "sent", hidden: true }, h("summary", null, "As it was sent"), h("pre"));
    this.element = h("section", { class: "side", "aria-label": title, "data-side": name });
  }

  /** Show a message; null if there is none. */
  show(message) {
    this.items = message?.items ?? [];
    if (message === null) {
      fill(this.element, this.head([]), h("p", { class: "empty" }, `There is no ${this.name}.`));
      return;
    }
    const [text, ...copies] = [
      h("span", { class: "copy-label" }, "Copy"),
      ...Object.keys(FORMS).map((form) => this.copy(form)),
    ];
    fill(
      this.notes,
      notesOf(message).map((note) => h("p", { class: "note warn" }, icon("warn"), h("span", null, note))),
    );
    fill(this.sizes, count(message.size, "byte"));
    this.sent.hidden = !message.body;
    this.sent.lastChild.textContent = message.body ?? "";
    fill(
      this.element,
      this.head([text, copies]),
      this.notes,
      this.tree.element,
      this.field,
      this.octets.element,
      this.sent,
    );
    this.tree.show(this.items);
    this.octets.show(message.hex, message.blanks);
    this.describe(null);
  }

  head(tools) {
    return h(
      "header",
      { class: "side-head" },
      h("h3", null, this.title),
      this.sizes,
      h("span", { class: "copies" }, tools),
    );
  }

  copy(form) {
    const text = FORMS[form];
    const label = `Copy ${this.name} as ${text}`;
    const copied = () => attempt(() => this.copyAs(form, label));
    return h(
      "button",
      {
        type: "button",
        class: "button small",
        "aria-label": label,
        title: label,
        "data-copy": form,
        onclick: copied,
      },
      text,
    );
  }

  async copyAs(form, label) {
    const { number: entry, unmask } = this.current();
    await copyText(await whole("wire copy", { number: entry, side: this.name, form, unmask }), label);
  }

  // ------------------------------------------------------------------------------------------------------ one field

  /** The place of the innermost item that a byte belongs to; null if there is none. */
  itemAt(byte) {
    if (byte === null) {
      return null;
    }
    const at = this.items.findLastIndex((item) => item.start <= byte);
    return at >= 0 && byte < endOf(this.items[at]) ? at : null;
  }

  choose(at) {
    this.tree.choose(at);
    this.octets.light(this.item(at), "chosen");
    this.describe(at);
  }

  point(at) {
    this.tree.point(at);
    this.octets.light(this.item(at), "pointed");
  }

  item(at) {
    return at === null ? null : this.items[at];
  }

  describe(at) {
    const item = this.item(at);
    fill(
      this.field,
      item === null
        ? h("span", { class: "hint" }, "Choose a field, or a byte, to see one in the other.")
        : partsOf(item),
    );
  }
}

function partsOf(item) {
  const padding = endOf(item) - item.start - 8 - item.length;
  return [
    h("b", { title: item.name }, item.name),
    item.section ? h("span", { title: "Section of KMIP 1.4" }, `§ ${item.section}`) : null,
    h("span", { class: "hint", title: `Byte ${number(item.start)}` }, `0x${hex(item.start, 4)}`),
    h("span", { class: "key lit-tag" }, `Tag ${item.tag.slice(2)}`),
    h("span", { class: "key lit-type", title: "Type" }, item.type),
    h("span", { class: "key lit-length" }, `Length ${number(item.length)}`),
    h(
      "span",
      { class: item.type === "Structure" ? "key lit-held" : "key lit-value" },
      item.masked ? "Value masked" : "Value",
    ),
    padding ? h("span", { class: "key lit-padding" }, `Padding ${padding}`) : null,
  ];
}

function notesOf(message) {
  const notes = [];
  if (message.wrong) {
    notes.push(`It can be read up to byte ${number(message.read)}: ${message.wrong}.`);
  } else if (message.read < message.size) {
    notes.push(`Only the first ${count(message.items.length, "item")} are shown.`);
  }
  if (message.wrong && message.blanks.length) {
    notes.push("Bytes that cannot be read are not shown: nobody knows whether they are key material.");
  }
  if (message.left_out) {
    notes.push(`The last ${size(message.left_out)} were not kept.`);
  }
  return notes;
}
