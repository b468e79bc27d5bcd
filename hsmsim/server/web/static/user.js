/* One user: all attributes, the second factor, trust relations, custodians. */

import { call, may, resume } from "./api.js";
import { card, pairs, said } from "./cards.js";
import { custodies, custodyActs, custodyFacts, setCustodians } from "./custody.js";
import { ask } from "./dialog.js";
import { button, fill, h } from "./dom.js";
import { go } from "./pages.js";
import { attempt, tell } from "./toast.js";
import { relations, trustCard } from "./trust.js";
import { factorCard } from "./user_factor.js";
import { changePermissions, changeType, resetPassword } from "./user_forms.js";
import { mayChange, mine, NO_CUSTODIANS, operator, PERMISSIONS } from "./user_rules.js";
import { badge } from "./wire_row.js";

const OWN =
  "Here you change your own password and second factor, and let others into your partition. Other users are shown to " +
  "who has the permission List Users.";

/** The page of a user. */
export class UserPage {
  constructor(user_id) {
    this.user_id = user_id;
    this.turn = 0;
    this.element = h("div", { class: "scroll", "data-user": user_id });
  }

  /** Show the user as it is now. */
  async load() {
    this.turn += 1;
    const mine = this.turn;
    const { user_id } = this;
    const [found, trust] = await Promise.all([call("users attributes", { user_id }), relations(user_id)]).catch(
      (error) => {
        fill(this.element, h("p", { class: "empty" }, `There is nothing to see of user '${user_id}'.`));
        throw error;
      },
    );
    const custody = found.authorization === NO_CUSTODIANS ? undefined : await this.custody();
    if (mine === this.turn) {
      this.draw({ user_id, ...found }, trust, custody);
    }
  }

  async custody() {
    return (await custodies()).find(({ partition }) => partition === this.user_id);
  }

  draw(user, trust, custody) {
    const changed = () => this.changed();
    const head = h(
      "header",
      { class: "user-head" },
      h("h2", null, user.user_id),
      h("span", { class: "tag" }, user.user_type),
      this.acts(user),
    );
    const own = mine(user.user_id) && !may("users list") ? h("p", { class: "hint" }, OWN) : null;
    const cards = [
      this.attributes(user),
      user.user_type === "Operator" ? null : this.permissions(user),
      factorCard(user, changed),
      this.custodians(user, custody),
      trustCard(user.user_id, trust, changed),
    ];
    fill(this.element, head, own, h("div", { class: "cards" }, cards));
  }

  /** Something was changed: show it, also in what who is logged in may do. */
  async changed() {
    if (mine(this.user_id)) {
      await resume();
    }
    await this.load();
  }

  run(work) {
    return () => attempt(async () => (await work()) && this.changed());
  }

  // --------------------------------------------------------------------------------------------------------- parts

  acts(user) {
    const block = user.blocked ? "Unblock" : "Block";
    return h(
      "div",
      { class: "acts" },
      mayChange("users block", user)
        ? button(
            block,
            {},
            this.run(() => setBlocked(user)),
          )
        : null,
      may("users reset") && !mine(user.user_id)
        ? button(
            "Reset password",
            {},
            this.run(() => resetPassword(user)),
          )
        : null,
      mayChange("users remove", user) && !mine(user.user_id)
        ? button("Remove", { icon: "clear" }, () => attempt(() => remove(user)))
        : null,
    );
  }

  attributes(user) {
    const { user_type, blocked, failures, authorization, second_factor, must_change } = user;
    const small = { class: "button small" };
    const ofType = { ...small, "aria-label": "Change the type" };
    const other = must_change ? "Take back" : "Ask for it";
    const ofChange = { ...small, "aria-label": `Change at the next login: ${other}` };
    return card(
      "Attributes",
      { name: "attributes" },
      pairs([
        [
          "Type",
          user_type,
          operator()
            ? button(
                "Change",
                ofType,
                this.run(() => changeType(user)),
              )
            : null,
        ],
        ["Blocked", blocked ? badge("bad", "yes") : said(false)],
        ["Wrong logins", failures ? `${failures}, since the last good one; after 7 the user is blocked` : "0"],
        ["Partition MxN auth", authorization],
        ["Two Factor Auth", second_factor],
        [
          "Change password at next login",
          said(must_change),
          mayChange("users must change", user)
            ? button(
                other,
                ofChange,
                this.run(() => setMustChange(user)),
              )
            : null,
        ],
      ]),
    );
  }

  permissions(user) {
    const act = button(
      "Change",
      { class: "button small", "aria-label": "Change the system permissions" },
      this.run(() => changePermissions(user)),
    );
    const rows = PERMISSIONS.map((each) => [each, said(user.permissions.includes(each))]);
    return card(
      "System permissions",
      { name: "permissions", acts: [mayChange("users permissions", user) ? act : null] },
      pairs(rows),
    );
  }

  custodians(user, custody) {
    if (custody === undefined) {
      const begin = button(
        "Set custodians",
        { class: "button small" },
        this.run(() => setCustodians(user.user_id)),
      );
      const none = h("p", { class: "hint" }, "Nobody has to approve before the keys of this partition are used.");
      return card(
        "M of N",
        { name: "custody", acts: [mayChange("partition custodians", user) ? begin : null] },
        none,
      );
    }
    const acts = custodyActs(custody, user, () => this.changed());
    return card("M of N", { name: "custody", acts }, custodyFacts(custody));
  }
}

async function setBlocked({ user_id, blocked }) {
  const ends = `User '${user_id}' cannot log in or use KMIP any more; sessions end.`;
  const yes = blocked || (await ask("Block", ends, { action: "Block", danger: true }));
  if (yes) {
    await call("users block", { user_id, blocked: !blocked });
    tell(`User '${user_id}' is ${blocked ? "not blocked any more" : "blocked"}.`);
  }
  return yes;
}

async function setMustChange({ user_id, must_change }) {
  await call("users must change", { user_id, must_change: !must_change });
  tell(
    must_change
      ? `User '${user_id}' may keep the password.`
      : `User '${user_id}' has to change the password at the next login.`,
  );
  return true;
}

async function remove({ user_id }) {
  const text = `User '${user_id}' and its partition with every key and object go for ever.`;
  if (await ask("Remove user", text, { action: "Remove", danger: true })) {
    await call("users remove", { user_id });
    tell(`User '${user_id}' successfully removed.`);
    go("users");
  }
}
