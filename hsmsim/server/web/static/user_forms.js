/* Forms on users: a new one, its type and permissions, passwords, what is asked of passwords. */

import { call, Failure } from "./api.js";
import { CUSTODY_FIELDS } from "./custody.js";
import { fillIn } from "./dialog.js";
import { count, namesIn } from "./format.js";
import { attempt, tell } from "./toast.js";
import { mayGive, operator, PERMISSIONS } from "./user_rules.js";

const NEW = [
  { name: "password", label: "Password", type: "password", required: true, autocomplete: "new-password" },
  { name: "again", label: "Password again", type: "password", required: true, autocomplete: "new-password" },
];

/** The password that was typed twice. */
function twice({ password, again }) {
  if (password !== again) {
    throw new Failure(0, 0, "The two passwords differ.");
  }
  return password;
}

/** Make a user; its User ID, or null. */
export async function createUser() {
  let made = null;
  await fillIn("Create user", {
    text: "With the user a partition of the same name is made.",
    fields: [
      {
        name: "user_id",
        label: "User ID",
        required: true,
        maxlength: 16,
        autocapitalize: "none",
        hint: "3 to 16 letters and digits",
      },
      ...NEW,
      {
        name: "user_type",
        label: "Type",
        type: "select",
        options: operator() ? ["User", "Operator"] : ["User"],
        hint: "Operators have all permissions",
      },
      { name: "permissions", label: "System permissions of a User", type: "checks", options: mayGive() },
      { name: "must_change", label: "Change the password at the next login", type: "checkbox" },
      ...CUSTODY_FIELDS.map((each) => ({ ...each, label: `${each.label}, if any` })),
    ],
    action: "Create",
    submit: async (values) => {
      await call("users create", newUser(values));
      made = values;
    },
  });
  if (made === null) {
    return null;
  }
  tell(`User '${made.user_id}' successfully created.`);
  if (made.must_change) {
    await attempt(() => call("users must change", { user_id: made.user_id, must_change: true }));
  }
  return made.user_id;
}

function newUser(values) {
  const { user_id, user_type, permissions, needed } = values;
  const custodians = namesIn(values.custodians);
  const custody = { ...(needed === null ? {} : { needed }), ...(custodians.length ? { custodians } : {}) };
  return {
    user_id,
    password: twice(values),
    user_type,
    permissions: user_type === "Operator" ? [] : permissions,
    ...custody,
  };
}

/** Change a user's type. */
export function changeType({ user_id, user_type }) {
  return fillIn(`Type of ${user_id}`, {
    text: "Operators have all permissions, and no right on other partitions. It counts from the next command on.",
    fields: [{ name: "user_type", label: "Type", type: "select", options: ["User", "Operator"], value: user_type }],
    action: "Change",
    submit: async (values) => {
      await call("users type", { user_id, ...values });
      tell(`User '${user_id}' is of type ${values.user_type}.`);
    },
  });
}

/** Change a User's permissions: those that who is logged in has may be given and taken. */
export function changePermissions({ user_id, permissions }) {
  const options = mayGive();
  const stay = permissions.filter((each) => !options.includes(each));
  return fillIn(`System permissions of ${user_id}`, {
    text: stay.length ? `Only who has a permission gives and takes it; these stay: ${stay.join(", ")}.` : null,
    fields: [{ name: "permissions", label: "System permissions", type: "checks", options, value: permissions }],
    action: "Change",
    submit: async ({ permissions: wanted }) => {
      const all = PERMISSIONS.filter((each) => wanted.includes(each) || stay.includes(each));
      await call("users permissions", { user_id, permissions: all });
      tell(`System permissions of user '${user_id}' successfully changed.`);
    },
  });
}

/** Give a user another password. */
export function resetPassword({ user_id }) {
  return fillIn(`Password of ${user_id}`, {
    text: "For somebody who has forgotten the own. It unblocks nobody; sessions of the user end.",
    fields: NEW,
    action: "Set",
    submit: async (values) => {
      await call("users reset", { user_id, password: twice(values) });
      tell(`Password of user '${user_id}' successfully set.`);
    },
  });
}

/** Change the password of who is logged in. */
export function changeOwnPassword() {
  return fillIn("My password", {
    fields: [
      {
        name: "old",
        label: "Current password",
        type: "password",
        required: true,
        autocomplete: "current-password",
      },
      ...NEW,
    ],
    action: "Change",
    submit: async (values) => {
      await call("users password", { old: values.old, new: twice(values) });
      tell("Your password is changed.");
    },
  });
}

/** Show what is asked of passwords, to be changed. */
export async function changePolicy() {
  const policy = await call("policy show");
  await fillIn("Password policy", {
    text: "What is asked of the passwords of all users, from the next password on; the age counts at once.",
    fields: POLICY.map((each) =>
      each.type === "checkbox" ? { ...each, checked: policy[each.name] } : { ...each, value: policy[each.name] },
    ),
    action: "Save",
    submit: async (values) => {
      await call("policy set", values);
      tell(`Passwords have at least ${count(values.minimum_length, "character")} from now on.`);
    },
  });
}

const POLICY = [
  {
    name: "minimum_length",
    label: "Shortest password",
    type: "number",
    min: 8,
    max: 64,
    required: true,
    hint: "8 to 64 characters",
  },
  {
    name: "maximum_age",
    label: "Days until it expires",
    type: "number",
    min: 0,
    max: 3650,
    required: true,
    hint: "0 to 3650; 0 is never",
  },
  {
    name: "history",
    label: "Last passwords that may not be chosen again",
    type: "number",
    min: 0,
    max: 24,
    required: true,
    hint: "0 to 24",
  },
  { name: "must_change", label: "Who is given a password changes it at the next login", type: "checkbox" },
];
