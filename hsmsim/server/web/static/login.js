/* Logging in: User ID and password; a code or a new password where the HSM asks for one. */

import { Failure, login } from "./api.js";
import { h, icon } from "./dom.js";
import { form } from "./form.js";
import { warn } from "./toast.js";
import { count } from "./format.js";

const CODE_NEEDED = 5049;
const PASSWORD_EXPIRED = 5178;

/** The page for those who are not logged in; `done` is called when they are. */
export function loginPage(reason, done) {
  const made = form({ fields: FIELDS, action: "Log in", submit: (values) => send(made, values, done) });
  made.row("code").hidden = true;
  made.row("new_password").hidden = true;
  made.row("again").hidden = true;
  const page = h(
    "main",
    { class: "login" },
    h("div", { class: "brand" }, icon("shield"), h("h1", null, "hsmsim"), h("p", null, "Web console")),
    reason ? h("p", { class: "note warn", role: "status" }, icon("wait"), reason) : null,
    made.element,
    h(
      "p",
      { class: "fine" },
      "A simulator for tests: it is no HSM and protects nothing. Users whose second factor is X.509 log in by hsmcon.",
    ),
  );
  return { element: page, focus: () => made.fields.user_id.focus() };
}

async function send(made, { again, ...values }, done) {
  if (again !== undefined && again !== values.new_password) {
    throw new Failure(0, 0, "The two new passwords differ.");
  }
  try {
    const told = await login(values);
    if (told.failures) {
      warn(`${count(told.failures, "wrong login")} since the last good one.`);
    }
  } catch (error) {
    askForMore(made, error);
    throw error;
  }
  done();
}

function askForMore(made, error) {
  if (error.number === CODE_NEEDED) {
    reveal(made, "code");
  } else if (error.number === PASSWORD_EXPIRED) {
    reveal(made, "again");
    reveal(made, "new_password");
  } else if (error.status === 401) {
    made.fields.password.select();
  }
}

function reveal(made, name) {
  made.row(name).hidden = false;
  made.fields[name].required = true;
  made.fields[name].focus();
}

const FIELDS = [
  {
    name: "user_id",
    label: "User ID",
    required: true,
    autocomplete: "username",
    autocapitalize: "none",
    maxlength: 16,
  },
  { name: "password", label: "Password", type: "password", required: true, autocomplete: "current-password" },
  { name: "code", label: "Code", autocomplete: "one-time-code", inputmode: "numeric", hint: "of your OATH device" },
  { name: "new_password", label: "New password", type: "password", autocomplete: "new-password" },
  { name: "again", label: "New password again", type: "password", autocomplete: "new-password" },
];
