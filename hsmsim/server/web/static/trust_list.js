/* The table of all trust relations. */

import { h } from "./dom.js";
import { Table } from "./table.js";
import { go } from "./pages.js";
import { relations, rightCells, RIGHTS } from "./trust.js";

/** Who trusts whom, of all users. */
export class TrustList {
  constructor() {
    this.table = new Table({
      label: "Trust relations",
      kind: "trust",
      columns: [
        {
          name: "truster",
          title: "Truster",
          hint: "Whose partition it is",
          cell: (row) => h("b", null, row.truster),
        },
        { name: "trustee", title: "Trustee", hint: "Who has the rights", cell: (row) => row.trustee },
        ...RIGHTS.map((right, at) => ({
          name: right.toLowerCase(),
          title: right,
          cell: (row) => rightCells(row)[at],
        })),
      ],
      key: ({ truster, trustee }) => `${truster}/${trustee}`,
      open: (row) => go("users", [row.truster]),
      empty: "Nobody trusts anybody else.",
    });
    this.element = this.table.element;
  }

  /** Show them as they are now. */
  async load() {
    this.table.fill(await relations());
  }

  focus() {
    this.table.focus();
  }
}
