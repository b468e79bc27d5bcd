/* What can be done with an object: each command asks for what it needs. True once something was done.

   await DOING["objects revoke"]({found, word, action})   `found` is what the HSM says of the object, `word` names it,
                                                          `action` is that of the HSM's answer */

import { call } from "./api.js";
import { ask, fillIn } from "./dialog.js";
import { fromBase64, offer } from "./files.js";
import { namesIn } from "./format.js";
import { setAttribute } from "./object_attributes.js";
import { COMPROMISES, REASONS } from "./object_words.js";
import { tell } from "./toast.js";

export const DOING = {
  "objects activate": ({ found, word }) => doAtOnce("objects activate", word, `${called(found)} is Active.`),
  "objects block": ({ found, word }) =>
    doAtOnce("objects block", word, `${called(found)} is blocked: nobody can use it.`),
  "objects unblock": ({ found, word }) => doAtOnce("objects unblock", word, `${called(found)} can be used again.`),
  "objects recover": ({ found, word }) =>
    doAtOnce("objects recover", word, `${called(found)} is out of the archive.`),
  "objects archive": archive,
  "objects revoke": revoke,
  "objects remove": remove,
  "objects metadata": metadata,
  "objects export": exportOut,
  "objects csr": request,
  "objects set": setAttribute,
};

/** What people call an object. */
export function called({ name, uid }) {
  return `'${name || uid}'`;
}

async function doAtOnce(words, object, text) {
  await call(words, { object });
  tell(text);
  return true;
}

async function archive({ found, word }) {
  const text = `${called(found)} can not be used, changed or destroyed until it is recovered.`;
  return (
    (await ask("Archive", text, { action: "Archive" })) &&
    doAtOnce("objects archive", word, `${called(found)} is archived.`)
  );
}

// ------------------------------------------------------------------------------------------------- ends of a life

function revoke({ found, word, action }) {
  const compromised = action.cause === "compromise";
  const fields = [
    { name: "reason", label: "Reason", type: "select", options: compromised ? COMPROMISES : REASONS },
    { name: "message", label: "Message", hint: "For those who ask why" },
  ];
  if (compromised) {
    fields.push({
      name: "occurred",
      label: "When it happened",
      type: "datetime-local",
      step: 1,
      hint: "In your time; left empty: since the object is there",
    });
  }
  return fillIn(compromised ? "Compromised" : "Revoke", {
    text: `${called(found)} becomes ${action.state}. There is no way back.`,
    fields,
    action: compromised ? "Say so" : "Revoke",
    danger: true,
    submit: async ({ reason, message, occurred }) => {
      const when = occurred ? Math.floor(new Date(occurred).getTime() / 1000) : undefined;
      await call("objects revoke", { object: word, reason, message: message || undefined, occurred: when });
      tell(`${called(found)} is ${action.state}.`);
    },
  });
}

async function remove({ found, word, action }) {
  const first = action.force ? "It is Active: it is revoked first. " : "";
  const text = `${called(found)} is destroyed: its value is gone for good, its attributes stay to be seen. ${first}`;
  if (!(await ask("Destroy", text, { action: "Destroy", danger: true }))) {
    return false;
  }
  await call("objects remove", { object: word, force: action.force ?? false });
  tell(`${called(found)} is destroyed.`);
  return true;
}

// ------------------------------------------------------------------------------------------------------------ metadata

const TEXTS = { description: "Description", comment: "Comment", contact: "Contact Information" };

function metadata({ found, word }) {
  const now = Object.fromEntries(Object.entries(TEXTS).map(([key, name]) => [key, valueOf(found, name)]));
  const fields = Object.entries(TEXTS).map(([name, label]) => ({
    name,
    label,
    type: "textarea",
    rows: 2,
    value: now[name],
  }));
  return fillIn("Metadata", {
    fields,
    action: "Save",
    submit: async (values) => {
      const changed = Object.entries(values).filter(([key, text]) => text !== now[key]);
      await call("objects metadata", { object: word, ...Object.fromEntries(changed) });
      tell("The metadata are saved.");
    },
  });
}

function valueOf({ attributes }, wanted) {
  return attributes.find(({ name }) => name === wanted)?.value ?? "";
}

// ------------------------------------------------------------------------------------------------------------- exports

const CLEAR = ["clear", "In clear: whoever has the file has the key"];
const KEK = ["kek", "Wrapped with a key of the HSM (KEK)"];
const WAYS = {
  "Symmetric Key": [KEK, CLEAR],
  "Private Key": [
    ["password", "Encrypted with a password"],
    ["container", "With its certificate, under a password (PKCS#12)"],
    KEK,
    CLEAR,
  ],
};
/** The fields of a way. */
const NEEDS = { clear: [], kek: ["kek"], password: ["password"], container: ["with_certificate", "password"] };

function exportOut({ found, word }) {
  const ways = WAYS[found.object_type];
  return fillIn("Export", {
    text: `${called(found)} is given as a file.`,
    fields: ways ? exportFields(ways) : [],
    action: "Export",
    ready: (made) => ways && suit(made),
    submit: async ({ kek, with_certificate, password }) => {
      const { data, form } = await call("objects export", { object: word, kek, with_certificate, password });
      save(found, data, form);
    },
  });
}

function exportFields(ways) {
  return [
    { name: "way", label: "How", type: "select", options: ways },
    {
      name: "kek",
      label: "Wrapping key",
      required: true,
      hint: "Its name or Unique Identifier; it must not be weaker than the key",
    },
    {
      name: "with_certificate",
      label: "Certificate",
      required: true,
      hint: "Its name or Unique Identifier; those of its issuers go with it",
    },
    { name: "password", label: "Password", type: "password", required: true, autocomplete: "new-password" },
  ].filter(({ name }) => name === "way" || ways.some(([way]) => NEEDS[way].includes(name)));
}

/** Ask for what the chosen way needs, and for nothing else. */
function suit({ fields, row }) {
  const choose = () => {
    for (const name of Object.keys(fields).filter((each) => each !== "way")) {
      row(name).hidden = !NEEDS[fields.way.value].includes(name);
      fields[name].disabled = row(name).hidden;
    }
  };
  fields.way.addEventListener("change", choose);
  choose();
}

function save(found, data, form) {
  offer(
    [fromBase64(data)],
    `${found.name || found.uid}.${ending(form)}`,
    "application/octet-stream",
  );
  tell(`Exported: ${form}.`);
}

/** What the name of a file of this form ends with. */
function ending(form) {
  return form === "PKCS#12" ? "p12" : form.endsWith("PEM") ? "pem" : "bin";
}

function request({ found, word }) {
  return fillIn("Request certificate", {
    text: "A certificate request (PKCS#10) for this pair, signed by its private key.",
    fields: [
      {
        name: "subject",
        label: "Subject",
        required: true,
        value: "CN=",
        hint: "CN=www.example.com,O=Example,C=BR",
      },
      {
        name: "alternative_names",
        label: "Alternative names",
        autocapitalize: "none",
        hint: "www.example.com, 10.0.0.1",
      },
    ],
    action: "Make request",
    submit: async ({ subject, alternative_names }) => {
      const names = namesIn(alternative_names);
      const answer = await call("objects csr", { object: word, subject, alternative_names: names });
      offer([fromBase64(answer.request)], `${found.name || found.uid}.csr.pem`, "application/x-pem-file");
      tell("The request is made.");
    },
  });
}
