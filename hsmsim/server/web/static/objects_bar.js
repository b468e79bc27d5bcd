/* Above the table of objects: whose they are, what is looked for, and what can be done. */

import { call, may, me } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { PAIRS, STATES, SYMMETRIC, TYPES } from "./object_words.js";
import { searchField } from "./search.js";

const CHOICES = {
  object_type: ["Type", "All types", TYPES],
  state: ["State", "All but destroyed", STATES],
  algorithm: ["Algorithm", "All algorithms", [...Object.keys(PAIRS), ...Object.keys(SYMMETRIC)]],
};

/** The partitions of others that who is logged in can read, as pairs of name and text. */
export async function trusters() {
  const own = me().user_id;
  const found = [];
  for (let after = ""; ;) {
    const { relations, more } = await call("trust list", { user_id: own, after });
    found.push(...relations.filter(({ trustee, rights }) => trustee === own && rights.includes("Read")));
    if (!more) {
      return found.map(({ truster, rights }) => [truster, `${truster} (${rights.join(", ")})`]);
    }
    const last = relations.at(-1);
    after = `${last.truster}/${last.trustee}`;
  }
}

/** The bar. `looked` is called with what is looked for when that changes; `step` with -1 or 1 for pages. */
export class Bar {
  constructor({ looked, create, bring, reload, step }) {
    this.looked = looked;
    this.text = searchField(
      {
        placeholder: "Name or UID",
        "aria-label": "Part of a name, or beginning of a Unique Identifier",
        "aria-keyshortcuts": "/",
      },
      () => this.say(),
    );
    this.partition = h("select", {
      "aria-label": "Partition",
      "data-filter": "partition",
      hidden: true,
      onchange: () => this.say(),
    });
    this.choices = Object.fromEntries(Object.keys(CHOICES).map((name) => [name, this.choice(name)]));
    this.reset = button("Show all", { icon: "close" }, () => this.looked({ partition: this.partition.value }));
    this.state = h("p", {
      class: "state",
      role: "status",
      title: "All of the partition: those that are destroyed, too",
    });
    this.before = button("Newer objects", { icon: "back", quiet: true, "data-page-step": "-1" }, () => step(-1));
    this.after = button("Older objects", { icon: "forth", quiet: true, "data-page-step": "1" }, () => step(1));
    this.create = may("objects create")
      ? button("Create", { icon: "plus", class: "button primary" }, create)
      : null;
    this.bring = may("objects import") ? button("Import", { icon: "open" }, bring) : null;
    const again = button("Load anew", { icon: "again", quiet: true }, reload);
    this.element = this.build(again);
  }

  build(again) {
    const box = h("span", { class: "searchbox" }, icon("search"), this.text);
    return h(
      "div",
      { class: "bar", role: "search", "aria-label": "Objects" },
      h("div", { class: "filters" }, box, this.partition, Object.values(this.choices), this.reset),
      h("div", { class: "acts" }, this.state, this.before, this.after, again, this.create, this.bring),
    );
  }

  choice(name) {
    const [label, all, words] = CHOICES[name];
    const options = [h("option", { value: "" }, all), ...words.map((each) => h("option", { value: each }, each))];
    return h("select", { "aria-label": label, "data-filter": name, onchange: () => this.say() }, options);
  }

  /** Offer the partitions of others. */
  offer(others, chosen) {
    const own = h("option", { value: "" }, `${me().user_id} (own)`);
    fill(
      this.partition,
      own,
      others.map(([value, text]) => h("option", { value }, text)),
    );
    this.partition.hidden = others.length === 0;
    this.mark(this.partition, chosen);
  }

  /** What is looked for. */
  get wanted() {
    const chosen = Object.entries(this.choices).map(([name, node]) => [name, node.value]);
    return Object.fromEntries([...chosen, ["partition", this.partition.value], ["text", this.text.value.trim()]]);
  }

  /** Show what is looked for. */
  set wanted(wanted) {
    Object.entries(this.choices).forEach(([name, node]) => this.mark(node, wanted[name]));
    this.mark(this.partition, wanted.partition);
    if (this.text.value.trim() !== (wanted.text ?? "")) {
      this.text.value = wanted.text ?? "";
    }
    this.reset.hidden = ![wanted.text, ...Object.keys(CHOICES).map((name) => wanted[name])].some(Boolean);
  }

  mark(node, value = "") {
    if (value && ![...node.options].some((each) => each.value === value)) {
      node.append(h("option", { value }, value));
    }
    node.value = value;
    node.classList.toggle("set", value !== "");
  }

  say() {
    this.looked(this.wanted);
  }

  /** Show what there is, where pages lead, and whether objects can be made here. */
  tell({ text, before, after, rights }) {
    this.state.textContent = text;
    this.before.disabled = !before;
    this.after.disabled = !after;
    for (const each of [this.create, this.bring]) {
      if (each !== null) {
        each.hidden = !rights.includes("Create");
      }
    }
  }
}
