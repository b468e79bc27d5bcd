/* The partitions under custodians: one's own, those that one watches over, all for who may make users. */

import { card } from "./cards.js";
import { custodies, custodyActs, custodyFacts } from "./custody.js";
import { fill, h } from "./dom.js";
import { attempt } from "./toast.js";
import { userLink } from "./trust.js";

const EMPTY = "No partition that you may see is under custodians. It is put under them on the page of its user.";

/** They, each in a frame of its own. */
export class CustodyList {
  constructor() {
    this.element = h("div", { class: "scroll" });
  }

  /** Show them as they are now. */
  async load() {
    const found = await custodies();
    const cards = h(
      "div",
      { class: "cards" },
      found.map((custody) => this.card(custody)),
    );
    fill(this.element, found.length ? cards : h("p", { class: "empty" }, EMPTY));
  }

  card(custody) {
    const again = () => attempt(() => this.load());
    const acts = custodyActs(custody, null, again);
    return card(
      ["Partition ", userLink(custody.partition)],
      { name: custody.partition, acts },
      custodyFacts(custody),
    );
  }
}
