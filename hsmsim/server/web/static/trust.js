/* Trust: which rights users have on each other's partitions. Each user gives them on the own partition only. */

import { call, me, pages } from "./api.js";
import { card, plain, said } from "./cards.js";
import { ask, fillIn } from "./dialog.js";
import { button, h } from "./dom.js";
import { address } from "./pages.js";
import { attempt, tell } from "./toast.js";
import { mayLook, mine } from "./user_rules.js";

export const RIGHTS = ["Create", "Delete", "Read", "Update"];

/** All relations, or those in which a user is on either side. */
export function relations(user_id = null) {
  const asked = user_id === null ? {} : { user_id };
  return pages("trust list", "relations", ({ truster, trustee }) => `${truster}/${trustee}`, asked);
}

/** Both tables of a user; `changed` is called after a change. */
export function trustCard(user_id, found, changed) {
  const own = mine(user_id);
  const trustees = found.filter((each) => each.truster === user_id);
  const trusters = found.filter((each) => each.trustee === user_id);
  const heads = [...RIGHTS, ...(own ? [h("span", { class: "unseen" }, "Change")] : [])];
  const rows = trustees.map((each) => [
    userLink(each.trustee),
    ...rightCells(each),
    ...(own ? [acts(each, changed)] : []),
  ]);
  return card(
    "Trust relations",
    {
      name: "trust",
      wide: true,
      acts: [own ? button("Grant", { class: "button small" }, () => grant(null, changed)) : null],
    },
    h("h4", null, own ? "May use my partition" : `May use the partition of ${user_id}`),
    plain("Trustees", ["Trustee", ...heads], rows, "Nobody else may."),
    h("h4", null, own ? "I may use the partition of" : `${user_id} may use the partition of`),
    plain(
      "Trusters",
      ["Truster", ...RIGHTS],
      trusters.map((each) => [userLink(each.truster), ...rightCells(each)]),
      "Nobody else.",
    ),
  );
}

/** Yes or no for each right. */
export function rightCells({ rights }) {
  return RIGHTS.map((each) => said(rights.includes(each)));
}

/** A User ID that leads to its page, where who is logged in may see that. */
export function userLink(user_id) {
  return mayLook(user_id) ? h("a", { href: address("users", [user_id]) }, user_id) : user_id;
}

function acts(relation, changed) {
  return h(
    "div",
    { class: "row-acts" },
    button("Change", { class: "button small", "aria-label": `Change the rights of ${relation.trustee}` }, () =>
      grant(relation, changed),
    ),
    button("Revoke", { class: "button small", "aria-label": `Revoke the rights of ${relation.trustee}` }, () =>
      attempt(() => revoke(relation, changed)),
    ),
  );
}

async function grant(relation, changed) {
  const done = await fillIn(relation ? `Rights of ${relation.trustee}` : "Grant rights", {
    text: `On the keys and objects of the partition '${me().user_id}'. Create and Delete bring Read with them.`,
    fields: [
      ...(relation
        ? []
        : [
            {
              name: "trustee",
              label: "Trustee",
              required: true,
              maxlength: 16,
              autocapitalize: "none",
              hint: "User ID",
            },
          ]),
      { name: "rights", label: "Rights", type: "checks", options: RIGHTS, value: relation?.rights ?? ["Read"] },
    ],
    action: "Grant",
    submit: async ({ trustee = relation?.trustee, rights }) => {
      const granted = await call("trust grant", { trustee, rights });
      const named = granted.rights.join(", ") || "(none)";
      tell(`Permissions ${named} on keys and objects of user '${me().user_id}' granted to user '${trustee}'.`);
    },
  });
  if (done) {
    await changed();
  }
}

async function revoke({ trustee }, changed) {
  if (
    await ask("Revoke", `User '${trustee}' has no right on this partition any more.`, {
      action: "Revoke",
      danger: true,
    })
  ) {
    await call("trust revoke", { trustee });
    tell(`Permissions of user '${trustee}' revoked.`);
    await changed();
  }
}
