/* The users: who there are, who trusts whom, whose keys custodians watch over, and one user looked at closely.

   #/users, #/users?view=trust, #/users?view=custodians, #/users/<id>; #/users is the own user for who may not see
   the list */

import { may, me } from "./api.js";
import { button, fill, h } from "./dom.js";
import { bindAll } from "./keys.js";
import { address, go } from "./pages.js";
import { attempt } from "./toast.js";
import { CustodyList } from "./custody_list.js";
import { TrustList } from "./trust_list.js";
import { UserList } from "./user_list.js";
import { UserPage } from "./user.js";
import { changePolicy, changeOwnPassword, createUser } from "./user_forms.js";
import { mayLook } from "./user_rules.js";

const VIEWS = [
  { name: "list", title: "Users", may: () => may("users list"), make: () => new UserList() },
  { name: "trust", title: "Trust relations", may: () => mayLook(null), make: () => new TrustList() },
  { name: "custodians", title: "Custodians", may: () => may("partition list"), make: () => new CustodyList() },
];

/** See pages.js. */
export function open(main, where) {
  const page = new Users(main);
  page.go(where);
  return page;
}

class Users {
  constructor(main) {
    this.tabs = h("nav", { class: "tabs", "aria-label": "Users" });
    this.filters = h("div", { class: "filters" });
    this.body = h("div", { class: "part" });
    main.append(h("div", { class: "bar users-bar" }, this.tabs, this.filters, this.acts()), this.body);
    this.unbind = bindAll([
      ["/", "Look for a User ID", () => this.view?.look?.()],
      ["ArrowDown", "To the table", () => this.view?.focus?.()],
      ["ArrowUp", "To the table", () => this.view?.focus?.()],
      ["Escape", "Back to all users", () => this.up()],
    ]);
  }

  acts() {
    return h(
      "div",
      { class: "acts" },
      button("My password", { icon: "keys" }, () => changeOwnPassword()),
      may("policy show") ? button("Password policy", { icon: "shield" }, () => attempt(changePolicy)) : null,
      may("users create") ? button("Create", { icon: "user", class: "button primary" }, () => this.create()) : null,
    );
  }

  /** See pages.js. */
  go({ path, query }) {
    const view = path.length ? undefined : viewOf(query.get("view"));
    const user_id = view ? null : (path[0] ?? me().user_id);
    const wanted = view ? `?${view.name}` : user_id;
    this.mark(user_id, wanted);
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.view?.close?.();
      this.view = view ? view.make() : new UserPage(user_id);
      fill(this.filters, this.view.filter);
      this.filters.hidden = !this.view.filter;
      fill(this.body, this.view.element);
    }
    attempt(() => this.view.load());
  }

  /** See pages.js. */
  close() {
    this.view?.close?.();
    this.unbind();
  }

  mark(user_id, wanted) {
    const shown = views().map(({ name, title }) => {
      const query = name === "list" ? {} : { view: name };
      return tab(title, address("users", [], query), user_id === null && wanted === `?${name}`);
    });
    const other = user_id !== null && user_id !== me().user_id;
    const own = tab("My user", address("users", [me().user_id]), user_id === me().user_id);
    fill(this.tabs, shown, own, other ? tab(user_id, address("users", [user_id]), true) : null);
  }

  up() {
    if (!this.wanted.startsWith("?")) {
      go("users");
    }
  }

  async create() {
    const user_id = await createUser();
    if (user_id !== null) {
      go("users", [user_id]);
    }
  }
}

/** The views that who is logged in may see. */
function views() {
  return VIEWS.filter((each) => each.may());
}

/** The view that is asked for, or else the list; undefined where who is logged in may see neither. */
function viewOf(name) {
  return views().find((each) => each.name === name) ?? views().find((each) => each.name === "list");
}

function tab(title, href, here) {
  return h("a", { href, "aria-current": here ? "page" : null }, title);
}
