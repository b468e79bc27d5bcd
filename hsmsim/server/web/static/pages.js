/* Which pages there are. A page is a module with

     export function open(main, place) { ...; return {go(place) {...}, close() {...}}; }

   `main` is the empty element that it draws into, `place` where in it to go: {page: "wire", path: ["42"], query}, of
   the address #/wire/42?user=bob. `go` is called when the place changes and the page stays, `close` when it goes.

   A new page is a row here; `needs` lists commands of which who is logged in may run one, `key` comes after `g`. */

import { may } from "./api.js";
import { h } from "./dom.js";

const PAGES = [
  { name: "wire", title: "Wire", key: "w", needs: ["wire list"], load: () => import("./wire.js") },
  { name: "objects", title: "Objects", key: "o", needs: ["objects list"], load: () => import("./objects.js") },
  { name: "users", title: "Users", key: "u", needs: ["users attributes"], load: () => import("./users.js") },
  { name: "hsm", title: "HSM", key: "h", needs: ["hsm status"], load: () => import("./hsm.js") },
  { name: "log", title: "Log", key: "l", needs: ["logs retrieve"], load: () => import("./log.js") },
];

/** The pages that who is logged in may see. */
export function allowed() {
  return PAGES.filter(({ needs }) => needs.some(may));
}

/** The place that the address names; the first page if it names none. */
export function place() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").map(decode);
  const found = allowed();
  const page = found.find((each) => each.name === name) ?? found[0];
  return {
    page: page?.name,
    path: page?.name === name ? rest.filter(Boolean) : [],
    query: new URLSearchParams(query),
  };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place. */
export function address(page, path = [], query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  const way = [page, ...path].map(encodeURIComponent).join("/");
  return asked.size ? `#/${way}?${asked}` : `#/${way}`;
}

/** Go to a place; `instead` leaves no step behind for the way back. */
export function go(page, path, query, { instead = false } = {}) {
  const target = address(page, path, query);
  if (target === location.hash) {
    return;
  }
  if (instead) {
    history.replaceState(null, "", target);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = target;
  }
}

/** A link to a place, or only its text where who is logged in has no such page. */
export function link(text, page, { path = [], query = {}, ...attributes } = {}) {
  const known = allowed().some((each) => each.name === page);
  return known ? h("a", { href: address(page, path, query), ...attributes }, text) : h("span", attributes, text);
}
