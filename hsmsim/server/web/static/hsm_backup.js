/* Backups: all users and objects in one file that opens with a PIN. */

import { call, end, Failure } from "./api.js";
import { card } from "./cards.js";
import { fillIn } from "./dialog.js";
import { button, h } from "./dom.js";
import { allOf, offer, sendAll, stamp } from "./files.js";
import { count, moment, size } from "./format.js";
import { tell, warn } from "./toast.js";

const PIN = { type: "password", required: true, minlength: 16, maxlength: 32, autocomplete: "off" };
const PIN_HINT = "16 to 32 characters";

/** What can be done with backups. */
export function backupCard({ serial }) {
  const acts = [
    button("Create", { class: "button small", icon: "save" }, () => create(serial)),
    button("Restore", { class: "button small", icon: "open" }, restore),
  ];
  const text =
    "All users and all objects in one file, encrypted under a PIN. The HSM's own TLS key and settings are not in it.";
  return card("Backup", { name: "backup", acts }, h("p", { class: "hint" }, text));
}

function create(serial) {
  return fillIn("Create backup", {
    text: "Without the PIN nobody opens the file, and nobody finds the PIN again.",
    fields: [
      { name: "pin", label: "PIN", hint: PIN_HINT, ...PIN },
      { name: "again", label: "PIN again", ...PIN },
    ],
    action: "Create",
    submit: async ({ pin, again }) => {
      if (pin !== again) {
        throw new Failure(0, 0, "The two PINs differ.");
      }
      const made = await call("backup create", { pin });
      offer(await allOf("backup read"), `backup-${serial}-${stamp()}.hsmsim`, "application/octet-stream");
      tell(`Backup of ${count(made.users, "user")} and ${count(made.objects, "object")} made: ${size(made.size)}.`);
    },
  });
}

function restore() {
  return fillIn("Restore backup", {
    text:
      "What the backup has takes the place of ALL users and objects of this HSM, for ever. Then all sessions end, " +
      "yours too: log in again with a password of the backup.",
    fields: [
      { name: "file", label: "File", type: "file", required: true },
      { name: "pin", label: "PIN", hint: PIN_HINT, ...PIN },
      { name: "sure", label: "All users and objects of now may go", type: "checkbox", required: true },
    ],
    action: "Restore",
    danger: true,
    submit: async ({ file, pin }) => {
      await sendAll(file, (offset, data) => call("backup upload", { offset, data }));
      restored(await call("backup restore", { pin }));
    },
  });
}

/** Tell of it, once the page of the login is there, which takes all messages away. */
function restored({ users, objects, created, product }) {
  end("A backup has been restored. Log in again, with a password of the backup.");
  const made = moment(created * 1000).replace(".000", "");
  warn(
    `The backup is restored: ${count(users, "user")} and ${count(objects, "object")}, ` +
      `made ${made} by hsmsim ${product}. All sessions have ended.`,
  );
}
