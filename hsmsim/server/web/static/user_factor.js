/* The second factor of a user: a certificate, an OATH device, or none. */

import { call, Failure, picture } from "./api.js";
import { fromBase32, inGroups } from "./base32.js";
import { card, note } from "./cards.js";
import { copyText } from "./copying.js";
import { ask, fillIn, show } from "./dialog.js";
import { button, h } from "./dom.js";
import { textToBase64, toBase64 } from "./files.js";
import { attempt, tell } from "./toast.js";
import { mayProve, NO_FACTOR } from "./user_rules.js";

const X509 = "X.509";
const EVENT = "OATH OTP Event";
const TIME = "OATH OTP Time";
const MEANINGS = {
  [NO_FACTOR]: "The console asks for the password alone. KMIP does not know this user.",
  [X509]: "KMIP knows the user by this certificate. At the console it takes hsmcon, the certificate and its key.",
  [EVENT]: "Each code of the device is good once. KMIP does not know this user.",
  [TIME]: "The device shows a new code with each step of time. KMIP does not know this user.",
};

/** The second factor, and what can be done with it; `changed` is called after a change. */
export function factorCard(user, changed) {
  const run = (work) => () => attempt(async () => (await work(user)) && changed());
  const small = { class: "button small" };
  const found = user.second_factor;
  const acts = [
    button("X.509", small, run(setCertificate)),
    button("OATH", small, run(setDevice)),
    found === EVENT || found === TIME ? button("Resynchronize", small, run(resynchronize)) : null,
    found === NO_FACTOR ? null : button("Remove", small, run(removeFactor)),
  ];
  return card(
    "Two Factor Authentication",
    { name: "factor", acts: mayProve(user.user_id) ? acts : [] },
    h("p", null, h("b", { "data-fact": "second_factor" }, found)),
    h("p", { class: "hint" }, MEANINGS[found]),
  );
}

// ------------------------------------------------------------------------------------------------------------- X.509

function setCertificate({ user_id }) {
  return fillIn(`X.509 certificate of ${user_id}`, {
    text: "The certificate alone, PEM, from a file or pasted; the private key stays with its user.",
    fields: [
      { name: "file", label: "File", type: "file", accept: ".pem,.crt,.cer,application/x-pem-file" },
      { name: "text", label: "Or its text", type: "textarea", rows: 6, placeholder: "-----BEGIN CERTIFICATE-----" },
    ],
    action: "Set",
    submit: async ({ file, text }) => {
      await call("users factor x509", { user_id, certificate: await certificateIn(file, text) });
      told(user_id);
    },
  });
}

async function certificateIn(file, text) {
  if ((file === null) === (text.trim() === "")) {
    throw new Failure(0, 0, "Either choose a file or paste the text of the certificate.");
  }
  return file === null ? textToBase64(text) : toBase64(new Uint8Array(await file.arrayBuffer()));
}

// -------------------------------------------------------------------------------------------------------------- OATH

async function setDevice({ user_id }) {
  let made = null;
  const done = await fillIn(`OATH device of ${user_id}`, {
    fields: [
      { name: "second_factor", label: "Type", type: "select", options: [TIME, EVENT] },
      { name: "digits", label: "Digits of a code", type: "select", options: ["6", "7", "8"] },
      {
        name: "step",
        label: "Step in seconds",
        type: "number",
        min: 15,
        max: 300,
        value: 30,
        hint: `15 to 300, of ${TIME}`,
      },
      {
        name: "secret",
        label: "Secret of the device",
        autocapitalize: "characters",
        hint: "In base32; if there is none yet, the HSM makes it",
      },
    ],
    action: "Set",
    submit: async (values) => {
      made = await call("users factor oath", device(user_id, values));
    },
  });
  if (done) {
    told(user_id);
    await showDevice(user_id, made);
  }
  return done;
}

function device(user_id, { second_factor, digits, step, secret }) {
  const given = secret.trim() ? { secret: toBase64(fromBase32(secret)) } : {};
  const timed = second_factor === TIME && step !== null ? { step } : {};
  return { user_id, second_factor, digits: Number(digits), ...timed, ...given };
}

/** Show the secret, this once, to be taken into a device. */
async function showDevice(user_id, { address }) {
  const secret = new URL(address).searchParams.get("secret");
  const image = await attempt(() => picture(address));
  const content = [
    note("warn", "The secret is shown this once. Whoever sees it has the device."),
    image ? h("img", { class: "qr", src: image, alt: `QR code of the device of ${user_id}` }) : null,
    once("Secret", inGroups(secret), secret),
    once("Address", address, address),
  ];
  await new Promise((resolve) => show(`OATH device of ${user_id}`, content, { closed: resolve }));
}

function once(label, shown, text) {
  const copy = button(`Copy ${label.toLowerCase()}`, { icon: "copy", quiet: true }, () =>
    attempt(() => copyText(text, label)),
  );
  return h(
    "div",
    { class: "once", "data-fact": label },
    h("span", { class: "hint" }, label),
    h("code", { class: "mono" }, shown),
    copy,
  );
}

function resynchronize({ user_id }) {
  const code = { required: true, inputmode: "numeric", pattern: "[0-9]{6,8}", autocomplete: "one-time-code" };
  return fillIn(`OATH device of ${user_id}`, {
    text: "Two codes that the device showed one after the other; both are used up by it.",
    fields: [
      { name: "first", label: "First code", ...code },
      { name: "second", label: "Second code", ...code },
    ],
    action: "Resynchronize",
    submit: async (values) => {
      await call("users factor resynchronize", { user_id, ...values });
      tell(`The device of user '${user_id}' is found again.`);
    },
  });
}

// -------------------------------------------------------------------------------------------------------------- none

async function removeFactor({ user_id }) {
  const text = `The password of user '${user_id}' is enough for the console then, and KMIP does not know the user.`;
  const yes = await ask("Remove the second factor", text, { action: "Remove", danger: true });
  if (yes) {
    await call("users factor clear", { user_id });
    tell(`Two Factor Authentication for user '${user_id}' successfully removed.`);
  }
  return yes;
}

function told(user_id) {
  tell(`Two Factor Authentication for user '${user_id}' successfully set.`);
}
