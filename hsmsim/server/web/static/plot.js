/* A small plot of the last minutes, drawn as SVG; the pointer or the arrows show single seconds.

   const plot = new Plot({
     title: "Requests", unit: "a second",
     lines: [{name: "messages", title: "all", area: true}, {name: "failed", title: "failed", kind: "bad"}],
     format: (value) => number(value),
     least: 10,                                       the top of the plot is no lower than this
   });
   plot.draw(second, (second) => ({messages: 3, failed: null}))    the last second, and what is known of each
   null is a gap; what a second is not known by is undefined */

import { fill, h, s, vars } from "./dom.js";
import { clock } from "./format.js";

export const SECONDS = 300; // that are shown
const HEIGHT = 100;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30, Home: -Infinity, End: Infinity };

/** See above. */
export class Plot {
  constructor({ title, unit, lines, format, least = 1 }) {
    Object.assign(this, { title, lines, format, least });
    this.at = null; // the second that is pointed at
    this.now = h("dl", { class: "plot-now" });
    this.top = h("span", { class: "plot-top" });
    this.svg = s("svg", {
      viewBox: `0 0 ${SECONDS} ${HEIGHT}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    this.cursor = h("div", { class: "plot-cursor", hidden: true });
    this.area = h("div", { class: "plot-area", role: "img", tabIndex: 0 }, this.svg, this.top, this.cursor);
    this.when = h("span", null, "now");
    const foot = h("div", { class: "plot-foot" }, h("span", null, `${SECONDS / 60} minutes ago`), this.when);
    const head = h("figcaption", null, h("b", null, title), unit ? ` ${unit}` : null);
    this.element = h("figure", { class: "card plot", "data-plot": title }, head, this.now, this.area, foot);
    this.listen();
  }

  listen() {
    this.area.addEventListener("pointermove", (event) => this.point(this.under(event)));
    this.area.addEventListener("pointerleave", () => this.point(null));
    this.area.addEventListener("blur", () => this.point(null));
    this.area.addEventListener("keydown", (event) => this.press(event));
  }

  /** Show the seconds up to this one. */
  draw(last, known) {
    Object.assign(this, { last, known });
    const seconds = Array.from({ length: SECONDS }, (_, at) => known(last - SECONDS + 1 + at) ?? {});
    const most = Math.max(this.least, ...seconds.flatMap((each) => this.lines.map(({ name }) => each[name] ?? 0)));
    const top = round(most);
    this.top.textContent = this.format(top);
    fill(
      this.svg,
      this.lines.flatMap((line) =>
        drawn(
          line,
          seconds.map((each) => each[line.name] ?? null),
          top,
        ),
      ),
    );
    this.tell();
  }

  under({ clientX }) {
    const { left, width } = this.area.getBoundingClientRect();
    return this.first() + Math.min(Math.max(Math.floor(((clientX - left) / width) * SECONDS), 0), SECONDS - 1);
  }

  press(event) {
    const by = STEPS[event.key];
    if (by !== undefined && this.last !== undefined) {
      event.preventDefault();
      this.point(Math.min(Math.max((this.at ?? this.last) + by, this.first()), this.last));
    } else if (event.key === "Escape") {
      this.point(null);
    }
  }

  first() {
    return this.last - SECONDS + 1;
  }

  point(second) {
    if (this.last !== undefined) {
      this.at = second;
      this.tell();
    }
  }

  /** Say in words what is at the second that is pointed at, or else at the last one. */
  tell() {
    const gone = this.at !== null && this.at < this.first();
    this.at = gone ? null : this.at;
    const second = this.at ?? this.last;
    const values = this.known(second) ?? {};
    const words = this.lines.map(({ name, title, kind }) => {
      const value = values[name] ?? null;
      return { kind: kind ?? name, title, text: value === null ? "-" : this.format(value) };
    });
    fill(
      this.now,
      words.map(({ kind, title, text }) =>
        h("div", { class: `line-${kind}` }, h("dt", null, title), h("dd", null, text)),
      ),
    );
    this.when.textContent = this.at === null ? "now" : clock(second * 1000).slice(0, 8);
    this.area.setAttribute(
      "aria-label",
      `${this.title}: ${words.map(({ title, text }) => `${title} ${text}`).join(", ")}`,
    );
    this.cursor.hidden = this.at === null;
    vars(this.cursor, { at: `${((second - this.first() + 0.5) / SECONDS) * 100}%` });
  }
}

/** The least round number that is not smaller. */
function round(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((each) => each * unit).find((each) => each >= value);
}

function drawn({ name, kind = name, area }, values, top) {
  const runs = runsOf(values).map((run) =>
    run.map(({ at, value }) => `${at + 0.5} ${(HEIGHT * (1 - value / top)).toFixed(2)}`),
  );
  const line = runs.map((points) => `M${points.join("L")}${points.length === 1 ? "h0" : ""}`).join("");
  const filled = runsOf(values).map(
    (run, at) => `M${run[0].at + 0.5} ${HEIGHT}L${runs[at].join("L")}L${run.at(-1).at + 0.5} ${HEIGHT}z`,
  );
  return [
    area ? s("path", { class: `plot-fill fill-${kind}`, d: filled.join("") }) : null,
    s("path", { class: `plot-line line-${kind}`, d: line, "vector-effect": "non-scaling-stroke" }),
  ];
}

/** What lies between the gaps. */
function runsOf(values) {
  const runs = [];
  values.forEach((value, at) => {
    if (value === null) {
      return;
    }
    if (at === 0 || values[at - 1] === null) {
      runs.push([]);
    }
    runs.at(-1).push({ at, value });
  });
  return runs;
}
