/* The HSM: what it is, what it offers, its certificate, what it does, backups. */

import { call, may } from "./api.js";
import { card, pairs } from "./cards.js";
import { copyText } from "./copying.js";
import { button, fill, h } from "./dom.js";
import { fromBase64, offer } from "./files.js";
import { moment, number, size } from "./format.js";
import { backupCard } from "./hsm_backup.js";
import { Statistics } from "./hsm_statistics.js";
import { attempt, fail } from "./toast.js";

const DAY = 86_400;
const LISTENERS = new Map([
  ["kmip", "KMIP"],
  ["https", "KMIP over HTTPS"],
  ["console", "hsmcon"],
  ["web", "Web console"],
]);

/** See pages.js. */
export function open(main) {
  const page = new Hsm(main);
  attempt(() => page.load());
  return page;
}

class Hsm {
  constructor(main) {
    this.cards = h("div", { class: "columns" });
    this.statistics = may("monitoring statistics") ? new Statistics(fail) : null;
    main.append(h("div", { class: "scroll" }, this.statistics?.element, this.cards));
  }

  /** Show what it is now. */
  async load() {
    const status = await call("hsm status");
    fill(
      this.cards,
      info(status, this.statistics !== null),
      certificateCard(status),
      this.statistics?.cards,
      list("Profiles offered", "profiles", status.profiles),
      list("Operations offered", "operations", status.operations),
      may("backup create") ? backupCard(status) : null,
      status.settings.length ? settingsCard(status) : null,
    );
  }

  /** See pages.js. */
  close() {
    this.statistics?.close();
  }
}

/** What it is; numbers that change stand among the statistics where there are some. */
function info(
  { product, engine, model, serial, started, stored, users, objects, database_bytes, listeners, ...custody },
  counted,
) {
  const places = listeners.map(({ name, address }) => [LISTENERS.get(name) ?? name, address || "off"]);
  return card(
    "Info",
    { name: "info" },
    pairs([
      ["Serial number", serial],
      ["Model", model],
      ["Engine", engine],
      ["hsmsim", product],
      ["Started", whole(started)],
      counted ? null : ["Users, objects", `${number(users)}, ${number(objects)}`],
      ["Under custodians", `${number(custody.under_custodians)}, authorized: ${number(custody.authorized)}`],
      [
        "Stored",
        stored === "memory" ? "in memory: gone when it stops" : `in a database of ${size(database_bytes)}`,
      ],
      ...places,
    ]),
  );
}

function certificateCard({ subject, not_before, not_after, sha256, key_type, now }) {
  const days = Math.floor((not_after - now / 1000) / DAY);
  const left = days < 0 ? "expired" : `${number(days)} days left`;
  const octets = sha256.toUpperCase().match(/../g);
  const digest = octets.join(":");
  const small = { class: "button small" };
  const acts = [
    button("Copy SHA-256", { ...small, icon: "copy" }, () => attempt(() => copyText(digest, "SHA-256"))),
    button("Download PEM", { ...small, icon: "save" }, () => attempt(download)),
  ];
  return card(
    "TLS certificate",
    { name: "certificate", acts },
    pairs([
      ["Subject", subject],
      ["Key", key_type],
      ["Valid from", whole(not_before * 1000)],
      ["Valid to", `${whole(not_after * 1000)}, ${left}`],
      [
        "SHA-256",
        h(
          "code",
          { class: "mono" },
          octets.map((each, at) => (at ? [":", h("wbr"), each] : each)),
        ),
      ],
    ]),
    h(
      "p",
      { class: "hint" },
      "KMIP, hsmcon and this page show it. It is fetched without a login too: ",
      h("code", { class: "mono" }, "hsmcon ADDRESS -g hsm_cert.pem"),
    ),
  );
}

async function download() {
  const { certificate } = await call("hsm certificate");
  offer([fromBase64(certificate)], "hsm_cert.pem", "application/x-pem-file");
}

function list(title, name, found) {
  return card(
    `${title} (${found.length})`,
    { name },
    h(
      "ul",
      { class: "names" },
      found.map((each) => h("li", null, each.name)),
    ),
  );
}

function settingsCard({ settings }) {
  const shown = settings.map(({ setting }) => h("li", { class: "mono" }, setting));
  return card("Settings that were given", { name: "settings" }, h("ul", { class: "lines" }, shown));
}

/** Day and time in UTC, to the second. */
function whole(milliseconds) {
  return moment(Math.floor(milliseconds / 1000) * 1000).replace(".000", "");
}
