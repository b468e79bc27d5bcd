/* One object: its states, its dates, its attributes, and what can be done with it. */

import { Failure, call, may } from "./api.js";
import { copyText } from "./copying.js";
import { button, fill, h, icon } from "./dom.js";
import { attributeTable } from "./object_attributes.js";
import { commonCard, datesCard, limitsCard, linksCard, stateCard } from "./object_cards.js";
import { DOING } from "./object_doing.js";
import { kindOf, marks, stateBadge } from "./objects_row.js";
import { attempt, inWords } from "./toast.js";

/** Commands beside those that change the state, in the order of their buttons. */
const ACTS = [
  ["objects export", "Export", "save"],
  ["objects csr", "Request certificate", "save"],
  ["objects metadata", "Metadata", "edit"],
  ["objects block", "Block", null],
  ["objects unblock", "Unblock", null],
  ["objects archive", "Archive", null],
  ["objects recover", "Recover", null],
];

/** See above; `back` leads to the table. */
export class ObjectView {
  constructor({ back }) {
    this.back = back;
    this.uid = null;
    this.turn = 0;
    this.element = h("article", { class: "object scroll", hidden: true, "aria-label": "Object" });
  }

  /** Show an object, of another's partition if one is named. */
  show(uid, partition) {
    this.uid = uid;
    this.partition = partition;
    fill(this.element, this.leading(), h("p", { class: "empty" }, "Loading ..."));
    return this.load();
  }

  /** Show none. */
  end() {
    this.uid = null;
    this.turn += 1;
    fill(this.element);
  }

  /** The word that says to the HSM which object is meant. */
  get word() {
    return this.partition ? `${this.partition}/${this.uid}` : this.uid;
  }

  /** Ask for it anew, and draw it. */
  async load() {
    this.turn += 1;
    const mine = this.turn;
    try {
      const found = await whole(this.word);
      if (mine === this.turn) {
        this.draw(found);
      }
    } catch (error) {
      if (mine === this.turn) {
        this.miss(error);
      }
    }
  }

  miss(error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    fill(this.element, this.leading(), h("p", { class: "note bad", role: "alert" }, icon("warn"), inWords(error)));
  }

  /** Carry out a command, which may ask first; if it was, the object is another. */
  async act(words, action) {
    const done = await attempt(() => DOING[words]({ found: this.found, word: this.word, action }));
    if (done) {
      await this.load();
    }
  }

  // -------------------------------------------------------------------------------------------------------- drawing

  draw(found) {
    this.found = found;
    const { scrollTop } = this.element;
    const told = { found, act: (words, action) => this.act(words, action) };
    const cards = [
      stateCard(told),
      h("div", { class: "column" }, commonCard(found), limitsCard(found), linksCard(found), datesCard(found)),
    ];
    const attributes = attributeTable(told);
    fill(
      this.element,
      this.leading(),
      this.head(),
      this.acts(),
      h("div", { class: "object-cards" }, cards),
      attributes,
    );
    this.element.scrollTop = scrollTop;
  }

  leading() {
    return h(
      "p",
      { class: "leading" },
      button("Objects", { icon: "back", class: "button small", "data-back": true }, this.back),
    );
  }

  head() {
    const { found } = this;
    const copy = button("Copy the Unique Identifier", { icon: "copy", quiet: true }, () =>
      copyText(found.uid, "Unique Identifier"),
    );
    const whose = found.own
      ? null
      : h("li", null, `of '${found.partition}', who lets this user ${found.rights.join(", ")}`);
    return h(
      "header",
      { class: "object-head" },
      h("h2", null, found.name || h("i", null, "no name")),
      found.state ? stateBadge(found) : null,
      marks(found),
      h(
        "ul",
        { class: "facts" },
        h("li", null, found.object_type),
        found.algorithm ? h("li", null, kindOf(found)) : null,
        whose,
      ),
      h("p", { class: "object-uid" }, h("span", { class: "uid" }, found.uid), copy),
    );
  }

  acts() {
    const offered = new Set(this.found.actions.map(({ words }) => words).filter(may));
    const made = ACTS.filter(([words]) => offered.has(words)).map(([words, text, drawn]) =>
      button(text, { icon: drawn, "data-command": words }, () => this.act(words)),
    );
    return h("div", { class: "object-acts", role: "group", "aria-label": "What can be done" }, made);
  }
}

/** An object with all its attributes, which come in pages. */
async function whole(object) {
  const found = await call("objects attributes", { object });
  for (let { more } = found; more;) {
    const page = await call("objects attributes", { object, after: found.attributes.length });
    found.attributes.push(...page.attributes);
    more = page.more && page.attributes.length > 0;
  }
  return found;
}
