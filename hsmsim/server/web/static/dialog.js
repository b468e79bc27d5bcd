/* Dialogs, which keep the keyboard to themselves; Esc closes them.

   if (await ask("Clear the log", "All lines go.", {action: "Clear", danger: true})) ...
   await fillIn("Create user", {fields: [...], action: "Create", submit})   see form.js; true once it is done
   `ready` is given the form before it is shown.
   const dialog = show("Keys", node, {wide: true});   dialog.close() */

import { button, h } from "./dom.js";
import { form } from "./form.js";

/** Show something. */
export function show(title, content, { wide = false, closed = () => {} } = {}) {
  const back = document.activeElement;
  const close = button("Close", { icon: "close", quiet: true }, () => dialog.close());
  const head = h("header", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title), close);
  const dialog = h("dialog", { class: wide ? "dialog wide" : "dialog", "aria-labelledby": "dialog-title" }, head);
  dialog.append(h("div", { class: "dialog-body" }, content));
  dialog.addEventListener("close", () => {
    dialog.remove();
    back?.focus?.({ preventScroll: true });
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Ask a question; whether it was answered with yes. */
export function ask(title, text, { action = "Yes", danger = false } = {}) {
  return new Promise((resolve) => {
    let yes = false;
    const agree = () => {
      yes = true;
      dialog.close();
    };
    const go = h(
      "button",
      { type: "button", class: danger ? "button danger" : "button primary", onclick: agree },
      action,
    );
    const stop = h(
      "button",
      { type: "button", class: "button", autofocus: danger, onclick: () => dialog.close() },
      "Cancel",
    );
    const content = [h("p", null, text), h("div", { class: "actions" }, stop, go)];
    const dialog = show(title, content, { closed: () => resolve(yes) });
    (danger ? stop : go).focus();
  });
}

/** Have a form filled in; whether it was sent and went well. */
export function fillIn(title, { submit, wide, text, ready = () => {}, ...rest }) {
  return new Promise((resolve) => {
    let done = false;
    const sent = async (values) => {
      await submit(values);
      done = true;
      dialog.close();
    };
    const made = form({ ...rest, submit: sent, cancel: () => dialog.close() });
    ready(made);
    const content = [text ? h("p", null, text) : null, made.element];
    const dialog = show(title, content, { wide, closed: () => resolve(done) });
    made.element.querySelector("input, select, textarea")?.focus();
  });
}
