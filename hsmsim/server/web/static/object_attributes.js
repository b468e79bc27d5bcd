/* The attributes of an object as a table; those that can be changed have buttons. */

import { call, may } from "./api.js";
import { ask, fillIn } from "./dialog.js";
import { button, h } from "./dom.js";
import { count } from "./format.js";
import { CHANGED, CUSTOM, KEPT, changeable } from "./object_words.js";
import { Table } from "./table.js";
import { tell } from "./toast.js";

/** See above; `act` is given what to do. */
export function attributeTable({ found, act }) {
  const changes = may("objects set") && found.actions.some(({ words }) => words === "objects set");
  const table = new Table({
    label: "Attributes",
    kind: "attributes",
    columns: COLUMNS(changes, act),
    key: ({ name, index }) => `${name}/${index}`,
    open: (row) => changes && changeable(row.name) && act("objects set", { row, change: "modify" }),
    empty: "It has no attributes.",
  });
  table.append(found.attributes);
  const add = changes
    ? button("Add", { icon: "plus", "data-command": "objects set", "aria-label": "Add an attribute" }, () =>
        act("objects set", { change: "add" }),
      )
    : null;
  const head = h("header", { class: "part-head" }, h("h3", null, count(found.attributes.length, "attribute")), add);
  return h(
    "section",
    { class: "card attributes-card", "aria-label": "Attributes", "data-card": "attributes" },
    head,
    table.element,
  );
}

const COLUMNS = (changes, act) => [
  { name: "name", title: "Attribute", cell: ({ name }) => name },
  { name: "index", title: "Index", cell: ({ index }) => String(index) },
  { name: "value", title: "Value", cell: value },
  { name: "acts", title: "Change", cell: (row) => (changes && changeable(row.name) ? buttons(row, act) : null) },
];

function buttons(row, act) {
  const change = button(`Change ${row.name}`, { icon: "edit", quiet: true }, () =>
    act("objects set", { row, change: "modify" }),
  );
  const drop = button(`Delete ${row.name}`, { icon: "clear", quiet: true }, () =>
    act("objects set", { row, change: "delete" }),
  );
  return [change, KEPT.includes(row.name) ? null : drop];
}

// -------------------------------------------------------------------------------------------------------------- values

function value({ name, value: text, json }) {
  const read = json ? JSON.parse(json) : text;
  if (name === "Name" && read.NameType === "UninterpretedTextString") {
    return text;
  }
  return read !== null && typeof read === "object" && !("type" in read) ? structure(read) : h("span", null, text);
}

function structure(found) {
  return h(
    "dl",
    { class: "fields" },
    Object.entries(found).map(([name, each]) =>
      h("div", null, h("dt", null, spaced(name)), h("dd", null, part(each))),
    ),
  );
}

function part(each) {
  if (Array.isArray(each)) {
    return h(
      "ul",
      null,
      each.map((one) => h("li", null, part(one))),
    );
  }
  return each !== null && typeof each === "object" ? structure(each) : String(each);
}

/** "HashingAlgorithm" as it is read: Hashing Algorithm. */
function spaced(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
}

// ------------------------------------------------------------------------------------------------------------- changes

/** Add, modify or delete an instance; see object_doing.js. */
export function setAttribute({ word, action: { row, change } }) {
  if (change === "add") {
    return add(word);
  }
  return change === "delete" ? drop(word, row) : modify(word, row);
}

async function drop(object, { name, index }) {
  if (!(await ask("Delete attribute", `${name} with index ${index} goes.`, { action: "Delete", danger: true }))) {
    return false;
  }
  await call("objects set", { object, attribute: name, change: "delete", index });
  tell(`${name} is deleted.`);
  return true;
}

function modify(object, { name, index, value: text, json }) {
  const known = json !== "";
  return fillIn(`Change ${name}`, {
    text: known ? null : "The value is too long to be shown; it is replaced by what is written here.",
    fields: [
      {
        name: "value",
        label: "Value",
        type: "textarea",
        rows: 4,
        required: true,
        value: known ? written(name, text, JSON.parse(json)) : "",
      },
    ],
    action: "Save",
    submit: async ({ value: wanted }) => {
      await call("objects set", { object, attribute: name, change: "modify", value: wanted, index });
      tell(`${name} is changed.`);
    },
  });
}

/** A value as the HSM reads it: a text, or of structures JSON. */
function written(name, text, read) {
  const plain =
    typeof read !== "object" ||
    (name === "Name" && read.NameType === "UninterpretedTextString") ||
    read.type === "TextString";
  return plain ? text : JSON.stringify(read, null, 1);
}

function add(object) {
  const names = [...Object.keys(CHANGED), [CUSTOM, `An attribute of its own (${CUSTOM}...)`]];
  return fillIn("Add attribute", {
    fields: [
      { name: "attribute", label: "Attribute", type: "select", options: names },
      { name: "custom", label: "Its name", required: true, value: CUSTOM, hint: `It begins with ${CUSTOM}` },
      { name: "value", label: "Value", type: "textarea", rows: 4, required: true },
    ],
    action: "Add",
    ready: suit,
    submit: async ({ attribute, custom, value: wanted }) => {
      await call("objects set", { object, attribute: custom ?? attribute, change: "add", value: wanted });
      tell(`${custom ?? attribute} is added.`);
    },
  });
}

function suit({ fields, row }) {
  const choose = () => {
    row("custom").hidden = fields.attribute.value !== CUSTOM;
    fields.custom.disabled = row("custom").hidden;
    fields.value.value = beginning(CHANGED[fields.attribute.value] ?? "");
  };
  fields.attribute.addEventListener("change", choose);
  choose();
}

function beginning(usual) {
  if (usual === "date") {
    return new Date().toISOString().slice(0, 19) + "+00:00";
  }
  return typeof usual === "string" ? usual : JSON.stringify(usual, null, 1);
}
