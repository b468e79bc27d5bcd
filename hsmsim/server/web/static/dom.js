/* Nodes of the page. They are built, never parsed: a text stays a text, whatever is in it.

   h("a", {href: "#/wire", class: "quiet", onclick: open}, "Wire", node, [more, nodes], null)
   An attribute that is true stands there without a value; false, null and undefined leave it out; `on...` listens.
   What is drawn by numbers (heights, depths) goes into custom properties, by vars(node, {depth: 3}). */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "tabIndex", "indeterminate"]);

/** An element. */
export function h(tag, attributes, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** An element of a drawing. */
export function s(tag, attributes, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    set(node, name, value);
  }
  node.append(...present(children));
  return node;
}

function set(node, name, value) {
  if (typeof value === "function") {
    node.addEventListener(name.slice(2), value);
  } else if (PROPERTIES.has(name)) {
    node[name] = value ?? "";
  } else if (value === true) {
    node.setAttribute(name, "");
  } else if (value !== false && value !== null && value !== undefined) {
    node.setAttribute(name, value);
  }
}

function present(children) {
  return children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false);
}

/** Give a node these children instead of those that it has. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Set custom properties, which the style sheet reads. */
export function vars(node, values) {
  for (const [name, value] of Object.entries(values)) {
    node.style.setProperty(`--${name}`, value);
  }
  return node;
}

const ICONS = {
  close: "M5 5l10 10M15 5L5 15",
  pause: "M7 4.5v11M13 4.5v11",
  play: "M6.5 4.5l9 5.5-9 5.5z",
  clear: "M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10M8.5 9v4.5M11.5 9v4.5",
  save: "M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16h12",
  open: "M10 12.5v-9M6.5 7L10 3.5 13.5 7M4 16h12",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 100 4 2 2 0 000-4z",
  grow: "M11.5 4H16v4.5M16 4l-5 5M8.5 16H4v-4.5M4 16l5-5",
  shrink: "M16 9h-5V4M11 9l5-5M4 11h5v5M9 11l-5 5",
  previous: "M5 12.5l5-5 5 5",
  next: "M5 7.5l5 5 5-5",
  down: "M10 3.5v12M5.5 11l4.5 4.5 4.5-4.5",
  search: "M9 3.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM13 13l4 4",
  light:
    "M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18" +
    "M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  dark: "M16 12.2A6.5 6.5 0 017.8 4 6.5 6.5 0 1016 12.2z",
  system: "M3.5 4.5h13v9h-13zM7.5 16.5h5M10 13.5v3",
  keys: "M2.5 5.5h15v9h-15zM5 8.5h1M8 8.5h1M11 8.5h1M14 8.5h1M6.5 11.5h7",
  leave: "M8 4H4v12h4M8.5 10H17M14 7l3 3-3 3",
  good: "M4.5 10.5l3.5 3.5 7.5-8",
  bad: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  wait: "M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM10 6.5V10l2.5 2",
  warn: "M10 3.5L2.5 16h15zM10 8.5v3.5M10 13.8v.4",
  shield: "M10 2.8l6 2.2v4.5c0 4-2.6 6.6-6 7.7-3.4-1.1-6-3.7-6-7.7V5zM7.3 10l2 2 3.5-4",
  user: "M10 4a3 3 0 100 6 3 3 0 000-6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  outward: "M6 14l8-8M7.5 6H14v6.5",
  plus: "M10 4v12M4 10h12",
  edit: "M4 16l1-4 8-8 3 3-8 8zM11.5 5.5l3 3",
  back: "M8.5 4.5L3 10l5.5 5.5M3 10h14",
  forth: "M11.5 4.5L17 10l-5.5 5.5M17 10H3",
  again: "M16 10a6 6 0 11-1.8-4.3L16 7.5M16 3.5v4h-4",
};

/** A small drawing beside a text that says the same, or in a button with an aria-label. */
export function icon(name) {
  const path = s("path", { d: ICONS[name] });
  return s("svg", { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true" }, path);
}

/** A button with a drawing; where `text` is not shown it is still what it is called. */
export function button(text, { icon: drawn, quiet, ...attributes } = {}, onclick) {
  const named = quiet ? { "aria-label": text, title: text } : {};
  const look = quiet ? "button quiet" : "button";
  return h(
    "button",
    { type: "button", class: look, ...named, ...attributes, onclick },
    drawn ? icon(drawn) : null,
    quiet ? null : h("span", null, text),
  );
}
