/* Forms: fields with their labels, what is in them, and what the HSM says of it.

   const made = form({
     fields: [
       {name: "user_id", label: "User ID", required: true, maxlength: 16, hint: "Letters and digits"},
       {name: "user_type", label: "Type", type: "select", options: ["User", "Operator"]},   or [["value", "text"], ...]
       {name: "permissions", label: "Permissions", type: "checks", options: [...]},         a list of what is ticked
       {name: "blocked", label: "Blocked", type: "checkbox"},
       {name: "note", label: "Note", type: "textarea", rows: 4},
       {name: "count", label: "Count", type: "number", min: 1},                             a number, null if empty
       {name: "file", label: "File", type: "file", accept: ".pem"},                         a File, or null
     ],
     action: "Create",                     what the button says
     submit: async (values) => ...,        a Failure is shown in the form, and nothing that was typed is lost
     cancel: () => ...,                    gives a second button
   });
   made.element, made.fields.user_id (the input), made.row("code") (a field with its label, to hide or show) */

import { h } from "./dom.js";
import { fail, inWords } from "./toast.js";
import { Failure } from "./api.js";

let made = 0;

/** A form; see above. */
export function form({ fields, action, danger, submit, cancel }) {
  const rows = new Map(fields.map((each) => [each.name, field(each)]));
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const go = h("button", { type: "submit", class: danger ? "button danger" : "button primary" }, action);
  const stop = cancel ? h("button", { type: "button", class: "button", onclick: cancel }, "Cancel") : null;
  const element = h(
    "form",
    { class: "form", novalidate: false },
    [...rows.values()].map((row) => row.element),
    trouble,
  );
  element.append(h("div", { class: "actions" }, stop, go));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ rows, trouble, go, submit });
  });
  const inputs = Object.fromEntries([...rows].map(([name, row]) => [name, row.input]));
  return { element, fields: inputs, row: (name) => rows.get(name).element, values: () => read(rows) };
}

async function send({ rows, trouble, go, submit }) {
  trouble.hidden = true;
  go.disabled = true;
  try {
    await submit(read(rows));
  } catch (error) {
    if (error instanceof Failure) {
      trouble.textContent = inWords(error);
      trouble.hidden = false;
    } else {
      fail(error);
    }
  } finally {
    go.disabled = false;
  }
}

function read(rows) {
  return Object.fromEntries(
    [...rows].filter(([, row]) => !row.element.hidden).map(([name, row]) => [name, row.read()]),
  );
}

function field({ name, label, type = "text", hint, options, ...attributes }) {
  made += 1;
  const id = `field-${made}`;
  const described = hint ? `${id}-hint` : null;
  const kind = KINDS[type] ?? plain;
  const { input, read: value } = kind({ id, name, type, options, "aria-describedby": described, ...attributes });
  const told = hint ? h("small", { id: described, class: "hint" }, hint) : null;
  const element =
    type === "checks"
      ? h("fieldset", { class: "field", "data-field": name }, h("legend", null, label), input, told)
      : h("div", { class: `field ${type}`, "data-field": name }, h("label", { for: id }, label), input, told);
  return { element, input, read: value };
}

function plain({ options, ...attributes }) {
  const input = h("input", { autocomplete: "off", spellcheck: "false", ...attributes });
  return { input, read: () => input.value };
}

function whole({ options, ...attributes }) {
  const { input } = plain(attributes);
  return { input, read: () => (input.value === "" ? null : Number(input.value)) };
}

function tick({ options, ...attributes }) {
  const input = h("input", attributes);
  return { input, read: () => input.checked };
}

function file({ options, ...attributes }) {
  const input = h("input", attributes);
  return { input, read: () => input.files[0] ?? null };
}

function area({ type, options, value, ...attributes }) {
  const input = h("textarea", { spellcheck: "false", ...attributes }, value);
  return { input, read: () => input.value };
}

function choice({ type, options, value, ...attributes }) {
  const input = h(
    "select",
    attributes,
    pairs(options).map(([key, text]) => h("option", { value: key }, text)),
  );
  input.value = value ?? pairs(options)[0]?.[0] ?? "";
  return { input, read: () => input.value };
}

function checks({ id, name, options, value = [] }) {
  const boxes = pairs(options).map(([key, text], at) => {
    const box = h("input", { type: "checkbox", id: `${id}-${at}`, name, value: key, checked: value.includes(key) });
    return { box, row: h("label", { class: "check", for: `${id}-${at}` }, box, text) };
  });
  const input = h(
    "div",
    { class: "checks" },
    boxes.map(({ row }) => row),
  );
  return { input, read: () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value) };
}

/** Options as pairs of value and text. */
export function pairs(options) {
  return options.map((each) => (Array.isArray(each) ? each : [each, each]));
}

const KINDS = { number: whole, checkbox: tick, file, textarea: area, select: choice, checks };
