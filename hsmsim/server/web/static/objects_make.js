/* Objects are made, or brought in from a file.
   Both give the Unique Identifier of the first, null if nothing was done. */

import { call } from "./api.js";
import { show } from "./dialog.js";
import { h } from "./dom.js";
import { toBase64 } from "./files.js";
import { form } from "./form.js";
import { CURVES, PAIRS, SYMMETRIC, USAGES } from "./object_words.js";
import { tell } from "./toast.js";

const NAME = {
  name: "name",
  label: "Name",
  required: true,
  maxlength: 32,
  pattern: "[A-Za-z0-9_]+",
  title: "Letters, digits and _",
  hint: "Up to 32 letters, digits and _",
};
const FLAGS = [
  { name: "activate", label: "Active from now on", type: "checkbox" },
  { name: "exportable", label: "Exportable", type: "checkbox" },
  { name: "temporary", label: "Temporary: it goes when this session ends", type: "checkbox" },
];
const USAGE = {
  name: "usage",
  label: "Usage",
  type: "checks",
  options: USAGES,
  hint: "None ticked: what is usual for the algorithm",
};
const ALGORITHMS = [
  ...Object.keys(SYMMETRIC).map((each) => [each, each]),
  ...Object.keys(PAIRS).map((each) => [each, `${each}, a pair`]),
];

/** Make a key or a pair. `partition` is another user's, or null. */
export async function createObject(partition) {
  const fields = [
    NAME,
    { name: "algorithm", label: "Algorithm", type: "select", options: ALGORITHMS },
    { name: "length", label: "Length in bits", type: "number", min: 8, max: 16384, required: true },
    { name: "curve", label: "Curve", type: "select", options: CURVES },
    ...FLAGS,
    USAGE,
  ];
  const submit = async (values) => {
    const { uid, public_uid } = await call("objects create", given(values, partition));
    tell(public_uid ? `The pair '${values.name}' is made.` : `'${values.name}' is made.`);
    return uid;
  };
  return filled("Create", partition, { fields, action: "Create", submit }, suit);
}

/** Show length or curve, as the algorithm has it. */
function suit(made) {
  const { algorithm, length } = made.fields;
  const choose = () => {
    const usual = SYMMETRIC[algorithm.value] ?? PAIRS[algorithm.value];
    made.row("length").hidden = usual === null;
    length.disabled = usual === null; // what is hidden is not asked for
    made.row("curve").hidden = usual !== null;
    length.value = usual ?? "";
  };
  algorithm.addEventListener("change", choose);
  choose();
}

/** Bring in what is in a file. */
export async function bringIn(partition) {
  const fields = [
    { name: "file", label: "File", type: "file", required: true },
    NAME,
    { name: "algorithm", label: "What is in it", type: "select", options: [["", "PEM, DER or PKCS#12"], ...bytes()] },
    { name: "password", label: "Password of the file", type: "password", hint: "If it is encrypted" },
    {
      name: "kek",
      label: "Wrapped with",
      hint: "Name or Unique Identifier of the wrapping key (KEK), if the key is wrapped",
    },
    ...FLAGS,
    USAGE,
  ];
  const submit = async ({ file, ...values }) => {
    const data = toBase64(new Uint8Array(await file.arrayBuffer()));
    const { objects } = await call("objects import", given({ ...values, data }, partition));
    tell(`Imported: ${objects.map(({ name }) => name).join(", ")}.`);
    return objects[0]?.uid ?? null;
  };
  return filled("Import", partition, { fields, action: "Import", submit }, () => {});
}

function bytes() {
  const keys = Object.keys(SYMMETRIC).map((each) => [each, `Bytes of a key of ${each}`]);
  return [...keys, ...Object.keys(PAIRS).map((each) => [each, `Private key of ${each}, wrapped`])];
}

/** Arguments without those that nobody has given. */
function given(values, partition) {
  const all = Object.entries({ ...values, partition });
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== "" && value.length !== 0));
}

/** What `submit` has given, null if the form was closed. */
function filled(title, partition, { submit, ...rest }, ready) {
  return new Promise((resolve) => {
    let result = null;
    const sent = async (values) => {
      result = await submit(values);
      dialog.close();
    };
    const made = form({ ...rest, submit: sent, cancel: () => dialog.close() });
    ready(made);
    const whose = partition ? h("p", { class: "note" }, `In the partition of '${partition}'.`) : null;
    const dialog = show(title, [whose, made.element].filter(Boolean), { closed: () => resolve(result) });
    made.element.querySelector("input").focus();
  });
}
