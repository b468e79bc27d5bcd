/* The table of the users. */

import { pages } from "./api.js";
import { said } from "./cards.js";
import { h, icon } from "./dom.js";
import { count } from "./format.js";
import { go } from "./pages.js";
import { Table } from "./table.js";
import { mayLook } from "./user_rules.js";
import { badge } from "./wire_row.js";

const COLUMNS = [
  { name: "user_id", title: "User ID", cell: (row) => h("b", null, row.user_id) },
  { name: "user_type", title: "Type", cell: (row) => row.user_type },
  { name: "state", title: "Blocked", cell: (row) => (row.blocked ? badge("bad", "blocked") : said(false)) },
  { name: "factor", title: "Two Factor Auth", cell: (row) => row.second_factor },
  { name: "failures", title: "Wrong logins", hint: "Since the last good one", cell: (row) => String(row.failures) },
  { name: "authorization", title: "Partition MxN auth", cell: (row) => row.authorization },
];

/** All users; `filter` stands in the bar. */
export class UserList {
  constructor() {
    this.users = [];
    this.search = h("input", {
      type: "search",
      placeholder: "User ID",
      "aria-label": "Part of a User ID",
      "aria-keyshortcuts": "/",
      oninput: () => this.keep(),
      onkeydown: (event) => this.press(event),
    });
    this.state = h("span", { class: "state", role: "status" });
    this.filter = [h("span", { class: "searchbox" }, icon("search"), this.search), this.state];
    this.table = new Table({
      label: "Users",
      kind: "users",
      columns: COLUMNS,
      key: (row) => row.user_id,
      open: (row) => mayLook(row.user_id) && go("users", [row.user_id]),
      look: (row) => (row.blocked ? "bad" : ""),
      empty: "There are no users.",
    });
    this.element = this.table.element;
  }

  /** Show them as they are now. */
  async load() {
    this.users = await pages("users list", "users", "user_id");
    this.table.fill(this.users);
    this.keep();
  }

  look() {
    this.search.focus();
  }

  focus() {
    this.table.focus();
  }

  keep() {
    const part = this.search.value.trim().toLowerCase();
    const wanted = (row) => row.user_id.toLowerCase().includes(part);
    this.table.keep(part ? wanted : null);
    const found = part ? this.users.filter(wanted).length : this.users.length;
    this.state.textContent = part ? `${found} of ${count(this.users.length, "user")}` : count(found, "user");
  }

  press(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      this.table.focus();
    } else if (event.key === "Escape" && this.search.value) {
      event.preventDefault();
      this.search.value = "";
      this.keep();
    } else if (event.key === "Escape") {
      this.search.blur();
    }
  }
}
