/* Above the table of the wire: what is looked for, and what can be done. */

import { may } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { searchField } from "./search.js";
import { wordsOf } from "./wire_row.js";

const CHOICES = {
  user: { all: "All users", label: "User" },
  operation: { all: "All operations", label: "Operation" },
  result: { all: "All results", label: "Result", first: ["Success", "Operation Failed", "refused", "unreadable"] },
};

/** The bar. `looked` is called with what is looked for when that changes; `actions` are those of the page. */
export class Bar {
  constructor({ looked, pause, clear, save, load }) {
    this.looked = looked;
    this.text = searchField(
      {
        placeholder: "Text in messages",
        "aria-label": "Text in messages",
        "aria-keyshortcuts": "/",
      },
      () => this.say(),
    );
    this.known = Object.fromEntries(Object.entries(CHOICES).map(([name, { first }]) => [name, new Set(first)]));
    this.choices = Object.fromEntries(Object.keys(CHOICES).map((name) => [name, this.choice(name)]));
    this.reset = button("Show all", { icon: "close" }, () => this.looked({}));
    this.pauseButton = button("Pause", { icon: "pause", "aria-keyshortcuts": "p" }, pause);
    this.state = h("p", { class: "state", role: "status", "aria-live": "off" });
    this.element = h(
      "div",
      { class: "bar", role: "search", "aria-label": "Messages" },
      h(
        "div",
        { class: "filters" },
        h("span", { class: "searchbox" }, icon("search"), this.text),
        Object.values(this.choices),
        this.reset,
      ),
      h("div", { class: "acts" }, this.state, this.pauseButton, this.acts({ clear, save, load })),
    );
  }

  acts({ clear, save, load }) {
    return [
      may("wire clear") ? button("Clear", { icon: "clear" }, clear) : null,
      may("wire export") ? button("Export", { icon: "save" }, save) : null,
      may("wire import") ? button("Import", { icon: "open" }, load) : null,
    ];
  }

  choice(name) {
    const { all, label, first = [] } = CHOICES[name];
    const options = [h("option", { value: "" }, all), ...first.map((each) => h("option", { value: each }, each))];
    return h("select", { "aria-label": label, "data-filter": name, onchange: () => this.say() }, options);
  }

  /** What is looked for. */
  get wanted() {
    const chosen = Object.entries(this.choices).map(([name, node]) => [name, node.value]);
    return Object.fromEntries([...chosen, ["text", this.text.value.trim()]]);
  }

  /** Show what is looked for. */
  set wanted(wanted) {
    for (const [name, node] of Object.entries(this.choices)) {
      const value = wanted[name] ?? "";
      this.learn(name, value);
      node.value = value;
      node.classList.toggle("set", value !== "");
    }
    if (this.text.value.trim() !== (wanted.text ?? "")) {
      this.text.value = wanted.text ?? "";
    }
    this.reset.hidden = !Object.values(wanted).some(Boolean);
  }

  say() {
    this.looked(this.wanted);
  }

  /** Offer what has been seen. */
  seen(row) {
    this.learn("user", row.user);
    wordsOf(row.operations).forEach((word) => this.learn("operation", word));
    if (row.event === "message") {
      wordsOf(row.result).forEach((word) => this.learn("result", word));
    }
  }

  learn(name, value) {
    const known = this.known[name];
    if (value && !known.has(value)) {
      known.add(value);
      const node = this.choices[name];
      const others = [...node.options].slice(1 + (CHOICES[name].first?.length ?? 0));
      node.insertBefore(h("option", { value }, value), others.find((each) => each.value > value) ?? null);
    }
  }

  /** Show whether new messages are shown, and how many wait. */
  paused(paused, waiting) {
    const text = paused ? `Go on${waiting ? ` (${waiting} new)` : ""}` : "Pause";
    fill(this.pauseButton, icon(paused ? "play" : "pause"), h("span", null, text));
    this.pauseButton.setAttribute("aria-pressed", paused);
  }
}
