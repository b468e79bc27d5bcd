/* M of N: a partition whose keys are used only while enough of its custodians approve. */

import { call, may, me, pages } from "./api.js";
import { pairs } from "./cards.js";
import { ask, fillIn } from "./dialog.js";
import { button, h } from "./dom.js";
import { namesIn } from "./format.js";
import { attempt, tell } from "./toast.js";
import { userLink } from "./trust.js";
import { mayChange, operator } from "./user_rules.js";
import { badge } from "./wire_row.js";

const LOOKS = { authorized: "good", associated: "wait", unauthorized: "bad" };
const MEANINGS = {
  authorized: "The keys can be used.",
  associated: "Keys can be made and not used: too few custodians have approved.",
  unauthorized: "Keys can be made and not used: the authorization was ended.",
};

/** The partitions under custodians that who is logged in may see. */
export function custodies() {
  return pages("partition list", "partitions", "partition");
}

/** How a partition stands, and who has approved. */
export function custodyFacts({ authorization, needed, custodians, approvals }) {
  const who = custodians.map((each) => {
    const approved = approvals.includes(each);
    const said = approved ? badge("good", "approved") : badge("wait", "not yet");
    return h("li", null, h("span", null, userLink(each)), said);
  });
  return [
    pairs([
      ["State", badge(LOOKS[authorization], authorization)],
      ["Approvals", `${approvals.length} of ${needed} needed, ${custodians.length} custodians`],
    ]),
    h("p", { class: "hint" }, MEANINGS[authorization]),
    h("ul", { class: "custodians", "aria-label": "Custodians" }, who),
  ];
}

/** What who is logged in may do with it; `owner` is the user of the partition, `changed` is called after a change. */
export function custodyActs(custody, owner, changed) {
  const { partition, authorization, custodians, approvals } = custody;
  const custodian = custodians.includes(me().user_id);
  const small = { class: "button small" };
  const run = (work) => () => attempt(async () => (await work()) && changed());
  return [
    custodian && !approvals.includes(me().user_id)
      ? button(
          "Approve",
          { ...small, icon: "good" },
          run(() => approve(partition)),
        )
      : null,
    (custodian || operator()) && authorization !== "unauthorized"
      ? button(
          "End authorization",
          small,
          run(() => close(partition)),
        )
      : null,
    owner && mayChange("partition custodians", owner)
      ? button(
          "Custodians",
          small,
          run(() => setCustodians(partition, custody)),
        )
      : null,
    may("partition dissolve")
      ? button(
          "Dissolve",
          small,
          run(() => dissolve(partition)),
        )
      : null,
  ];
}

async function approve(partition) {
  const { authorization, approvals, needed } = await call("partition approve", { partition });
  tell(`Partition '${partition}' is ${authorization}: ${approvals} of ${needed} approvals.`);
  return true;
}

async function close(partition) {
  const text = `The keys of partition '${partition}' cannot be used until enough custodians approve again.`;
  const yes = await ask("End authorization", text, { action: "End", danger: true });
  if (yes) {
    await call("partition close", { partition });
    tell(`The authorization of partition '${partition}' has ended.`);
  }
  return yes;
}

async function dissolve(partition) {
  const text =
    `The keys of partition '${partition}' can be used without anybody's approval then. ` +
    "The custodians have to have authorized it before.";
  const yes = await ask("Dissolve", text, { action: "Dissolve", danger: true });
  if (yes) {
    await call("partition dissolve", { user_id: partition });
    tell(`Partition '${partition}' has no custodians any more.`);
  }
  return yes;
}

export const CUSTODY_FIELDS = [
  { name: "needed", label: "Approvals needed (M)", type: "number", min: 1, max: 64, inputmode: "numeric" },
  {
    name: "custodians",
    label: "Custodians (N)",
    autocapitalize: "none",
    hint: "User IDs with blanks or commas between them",
  },
];

/** Ask who shall be the custodians; whether that was done. */
export function setCustodians(partition, { needed, custodians } = { needed: 2, custodians: [] }) {
  const given = { needed, custodians: custodians.join(", ") };
  return fillIn(`Custodians of ${partition}`, {
    text:
      "Keys of the partition are used only while so many of them have approved. " +
      "Custodians that there are have to have authorized it before.",
    fields: CUSTODY_FIELDS.map((each) => ({ ...each, value: given[each.name], required: true })),
    action: "Set",
    submit: async (values) => {
      await call("partition custodians", {
        user_id: partition,
        needed: values.needed,
        custodians: namesIn(values.custodians),
      });
      tell(`Partition '${partition}' is under custodians.`);
    },
  });
}
