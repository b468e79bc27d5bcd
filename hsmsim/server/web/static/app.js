/* The shell: who is logged in, the menu, and the page that the address names. */

import { attempt, hush } from "./toast.js";
import { events, logout, me, resume } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { bind, bindAll, showKeys } from "./keys.js";
import { loginPage } from "./login.js";
import { allowed, address, place } from "./pages.js";
import { watchOver } from "./idle.js";

const THEMES = { system: "as the system has it", light: "light", dark: "dark" };
const root = document.getElementById("app");

let shown = null; // {page, part}: what is drawn in the main element
let unbind = () => {};
let turn = 0; // pages load one after the other; only the last one that was asked for is shown

async function start() {
  const found = await attempt(resume);
  found ? enter() : welcome("");
}

/** Show the login. */
function welcome(reason) {
  leave();
  document.title = "Log in - hsmsim";
  const login = loginPage(reason, enter);
  fill(root, login.element);
  login.focus();
}

function leave() {
  turn += 1;
  shown?.part.close?.();
  shown = null;
  unbind();
  hush();
  document.querySelectorAll("dialog[open]").forEach((each) => each.close());
}

/** Show the console. */
function enter() {
  const main = h("main", { id: "main", tabIndex: -1 });
  const skip = h("a", { class: "skip", href: "#main", onclick: skipTo(main) }, "To the page");
  fill(root, skip, header(), notices(), main);
  unbind = bindAll(allowed().map(({ name, title, key }) => [`g ${key}`, `Go to ${title}`, () => visit(name)]));
  watchOver();
  route();
}

function skipTo(main) {
  return (event) => {
    event.preventDefault();
    main.focus();
  };
}

function visit(name) {
  location.hash = address(name);
}

// ------------------------------------------------------------------------------------------------------------- parts

function header() {
  const { engine, model, serial } = me();
  return h(
    "header",
    { class: "top" },
    h("h1", { class: "name" }, h("a", { href: "#/" }, icon("shield"), "hsmsim")),
    h("span", { class: "identity" }, h("b", null, serial), ` ${model} · Engine ${engine}`),
    h("nav", { "aria-label": "Pages" }, allowed().map(menuItem)),
    h(
      "div",
      { class: "tools" },
      who(),
      themeButton(),
      button("Keys", { icon: "keys", quiet: true }, showKeys),
      leaveButton(),
    ),
  );
}

function menuItem({ name, title, key }) {
  return h("a", { href: address(name), "data-page": name, "aria-keyshortcuts": `g ${key}` }, title);
}

function who() {
  const { user_id, user_type } = me();
  return h(
    "span",
    { class: "who", title: `${user_id}, ${user_type}` },
    icon("user"),
    h("b", null, user_id),
    h("small", null, user_type),
  );
}

function leaveButton() {
  return button("Log out", { icon: "leave", quiet: true }, () => attempt(logout));
}

function themeButton() {
  const made = button("Colours", { quiet: true, icon: "system", "data-colours": true }, nextTheme);
  return paint(made);
}

/** Wear the next colours. */
function nextTheme() {
  const names = Object.keys(THEMES);
  window.hsmsimTheme.set(names[(names.indexOf(window.hsmsimTheme.get()) + 1) % names.length]);
  document.querySelectorAll("[data-colours]").forEach(paint);
}

function paint(made) {
  const theme = window.hsmsimTheme.get();
  fill(made, icon(theme));
  made.title = `Colours: ${THEMES[theme]}`;
  made.setAttribute("aria-label", made.title);
  return made;
}

function notices() {
  return h(
    "div",
    { class: "notices", role: "status" },
    h("p", { class: "note bad", id: "lost", hidden: true }, icon("warn"), LOST, reloadButton()),
    h("p", { class: "note warn", id: "idle", hidden: true }),
  );
}

const LOST =
  "The connection to the HSM is lost; trying again. If it has a new certificate since, the page has to be reloaded.";

function reloadButton() {
  return button("Reload", {}, () => location.reload());
}

// ------------------------------------------------------------------------------------------------------------ routes

async function route() {
  const where = place();
  if (me() === null || location.hash === "#main") {
    return;
  }
  mark(where.page);
  if (shown?.page === where.page) {
    shown.part.go?.(where);
    return;
  }
  await change(where);
}

async function change(where) {
  turn += 1;
  const mine = turn;
  shown?.part.close?.();
  shown = null;
  const page = allowed().find(({ name }) => name === where.page);
  const main = fill(document.getElementById("main"));
  if (page === undefined) {
    fill(main, h("p", { class: "empty" }, "There is nothing here for this user. Other commands are in hsmcon."));
    return;
  }
  const part = await attempt(page.load);
  if (mine === turn && part !== undefined) {
    main.dataset.page = page.name;
    shown = { page: page.name, part: part.open(main, place()) };
  }
}

function mark(name) {
  for (const each of document.querySelectorAll("nav [data-page]")) {
    each.removeAttribute("aria-current");
    if (each.dataset.page === name) {
      each.setAttribute("aria-current", "page");
      document.title = `${each.textContent} - hsmsim`;
    }
  }
}

// ------------------------------------------------------------------------------------------------------------ events

let missing = 0;

events.addEventListener("ended", ({ detail }) => welcome(detail.text));
events.addEventListener("unreached", () => {
  missing ||= setTimeout(() => lost(true), 1500); // a short break is no news
});
events.addEventListener("reached", () => {
  clearTimeout(missing);
  missing = 0;
  lost(false);
});

function lost(is) {
  const note = document.getElementById("lost");
  if (note) {
    note.hidden = !is;
  }
}

addEventListener("hashchange", route);
bind("t", "Colours: system, light, dark", nextTheme);
start();
