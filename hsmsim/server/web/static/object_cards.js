/* What is shown of an object beside its attributes: states, common facts, usage, links, dates. */

import { may } from "./api.js";
import { button, h, vars } from "./dom.js";
import { count, date, number } from "./format.js";
import { link } from "./pages.js";
import { diagram, numberOf } from "./states.js";
import { timeline } from "./timeline.js";

const DONE = { activate: "activated", deactivate: "revoked", compromise: "compromised", destroy: "destroyed" };
const NEXT = {
  activate: { text: "Activate", order: 1, look: "button primary" },
  deactivate: { text: "Revoke", order: 2, look: "button" },
  compromise: { text: "Compromised", order: 3, look: "button" },
  destroy: { text: "Destroy", order: 4, look: "button danger" },
};

function card(title, name, ...content) {
  return h(
    "section",
    { class: `card card-${name}`, "aria-label": title, "data-card": name },
    h("h3", null, title),
    content,
  );
}

/** Pairs of what it is and what it says; those without a value are left out. */
function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h(
    "dl",
    { class: "fact-list" },
    shown.map(([name, value]) => h("div", { "data-fact": name }, h("dt", null, name), h("dd", null, value))),
  );
}

// ------------------------------------------------------------------------------------------------- SP 800-57-1: states

/** The diagram of states, how the object came to its own, and what can be next. */
export function stateCard({ found, act }) {
  const drawn = found.state
    ? [diagram(found), way(found)]
    : h("p", { class: "hint" }, "Objects of this type have no state.");
  const usage = found.usage.length
    ? h(
        "ul",
        { class: "words" },
        found.usage.map((each) => h("li", { class: "tag" }, each)),
      )
    : h("i", null, "none");
  return card("SP 800-57-1", "states", drawn, next(found, act), h("h4", null, "Usage"), usage);
}

function way({ history }) {
  const steps = history.map(({ state, cause, date: when }, at) => {
    const by = numberOf(history[at - 1]?.state ?? "", state);
    const text = cause ? DONE[cause] : at === 0 && when !== undefined ? "made" : "came so";
    const time = when === undefined ? h("i", null, "date not known") : h("time", null, date(when));
    return h(
      "li",
      { "data-passage": state },
      h("span", { class: "transition" }, by ?? "–"),
      h("span", null, h("b", null, state), ` ${text} `, time),
    );
  });
  return h("div", null, h("h4", null, "How it came here"), h("ol", { class: "way-list" }, steps));
}

/** Buttons for the transitions that who is logged in may bring about now. */
function next(found, act) {
  const steps = found.actions.filter(({ words, cause }) => (cause in NEXT || words === "objects remove") && may(words));
  const buttons = steps
    .map((action) => ({ action, ...(NEXT[action.cause] ?? NEXT.destroy) }))
    .sort((one, other) => one.order - other.order)
    .map(({ action, text, look }) => step(text, look, action, found, act));
  if (forceable(found)) {
    const action = { words: "objects remove", cause: "destroy", state: "Destroyed", force: true };
    buttons.push(
      button(
        "Revoke and destroy",
        { class: "button danger", "data-command": "objects remove", "data-force": true },
        () => act(action.words, action),
      ),
    );
  }
  const none = h(
    "p",
    { class: "hint" },
    found.archived ? "It is archived: recover it first." : "Nothing that this user could do now.",
  );
  return h(
    "div",
    null,
    h("h4", null, "What can be next"),
    buttons.length ? h("div", { class: "next" }, buttons) : none,
  );
}

function step(text, look, action, found, act) {
  const by = numberOf(found.state, action.state);
  const made = button(
    text,
    {
      class: look,
      "data-command": action.words,
      "data-cause": action.cause,
      title: action.state && `Then it is ${action.state}`,
    },
    () => act(action.words, action),
  );
  if (by !== undefined) {
    made.prepend(h("span", { class: "transition", "aria-hidden": "true" }, by));
  }
  return made;
}

/** Whether an Active object may be revoked and destroyed in one go. */
function forceable({ state, archived, rights }) {
  return (
    state === "Active" && !archived && rights.includes("Delete") && rights.includes("Update") && may("objects remove")
  );
}

// ---------------------------------------------------------------------------------------------------- the others

/** What the device calls Common. */
export function commonCard(found) {
  const yes = (is) => (is ? "yes" : "no");
  return card(
    "Common",
    "common",
    facts([
      ["Type", found.object_type],
      ["Algorithm", found.algorithm],
      ["Length", found.length === undefined ? null : count(found.length, "bit")],
      ["Partition", found.partition],
      ["Temporary", yes(found.temporary)],
      ["Exportable", yes(found.exportable)],
      ["Encrypted", yes(found.encrypted)],
      ["Blocked", yes(found.blocked)],
      ["Archived", yes(found.archived)],
    ]),
  );
}

/** Usage Limits as a bar; null if there are none. */
export function limitsCard({ limit_total: total, limit_left: left, limit_unit: unit }) {
  if (total === undefined) {
    return null;
  }
  const rest = left ?? total; // nothing is counted before the first use
  const used = Math.max(0, total - rest);
  const part = total > 0 ? Math.min(100, (100 * used) / total) : 0;
  const text = `${number(used)} of ${number(total)} used, ${number(rest)} left`;
  const bar = h("div", {
    class: "limit",
    role: "meter",
    "aria-label": "Usage",
    "aria-valuemin": 0,
    "aria-valuemax": total,
    "aria-valuenow": used,
    "aria-valuetext": text,
  });
  bar.append(vars(h("span"), { part: `${part}%` }));
  return card(
    "Usage limits",
    "limits",
    bar,
    h("p", null, text, h("small", { class: "hint" }, ` · counted by ${unit}`)),
  );
}

/** Links to other objects; null if there are none. */
export function linksCard({ links, own, partition }) {
  const where = own ? {} : { partition };
  return links.length
    ? card("Links", "links", facts(links.map((each) => [each.link_type, target(each, where)])))
    : null;
}

function target({ uid, name, found }, where) {
  const missing = [uid, h("small", { class: "hint" }, " not here")];
  return found ? link(name || uid, "objects", { path: [uid], query: where, title: uid }) : missing;
}

/** All dates. */
export function datesCard({ dates }) {
  return card("Dates (UTC)", "dates", timeline(dates, Math.floor(Date.now() / 1000)));
}
