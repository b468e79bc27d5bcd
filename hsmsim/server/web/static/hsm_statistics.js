/* What the HSM does, second by second. */

import { card, pairs, plain } from "./cards.js";
import { fill, h } from "./dom.js";
import { Feed } from "./feed.js";
import { duration, number, size } from "./format.js";
import { Plot, SECONDS } from "./plot.js";

const REQUESTS = {
  title: "Requests",
  unit: "a second",
  lines: [
    { name: "messages", title: "all", area: true },
    { name: "failed", title: "failed", kind: "bad" },
  ],
  format: number,
  least: 10,
};
const LATENCY = {
  title: "Latency",
  unit: "of a request",
  lines: [
    { name: "median", title: "p50" },
    { name: "slowest", title: "p99" },
  ],
  format: duration,
  least: 1000,
};
const OBJECTS = {
  title: "Objects",
  unit: "in all partitions",
  lines: [{ name: "objects", title: "all", area: true }],
  format: number,
  least: 10,
};
const QUIET = { messages: 0, failed: 0, median: null, slowest: null };

/** Plots, and the numbers beside them; `refused` is called with a failure. */
export class Statistics {
  constructor(refused) {
    this.rates = new Map(); // by second
    this.objects = new Map(); // the same; known from when somebody looks
    this.plots = [REQUESTS, LATENCY, OBJECTS].map((each) => new Plot(each));
    this.numbers = h("div", { class: "card-body" });
    this.counts = h("div", { class: "card-body" });
    this.element = h(
      "div",
      { class: "plots" },
      this.plots.map(({ element }) => element),
    );
    this.cards = [
      card("Since the start", { name: "numbers" }, this.numbers),
      card("Operations and their results", { name: "counts" }, this.counts),
    ];
    this.feed = new Feed("/events/statistics", {
      on: { statistics: (found) => this.take(found), refused },
      refused,
    });
  }

  /** No more of it. */
  close() {
    this.feed.stop();
  }

  take(found) {
    const last = Math.floor(found.now / 1000) - 1; // the second that goes on is not whole yet
    this.started = Math.floor(found.started / 1000);
    found.rates.forEach((each) => this.rates.set(each.second, each));
    this.objects.set(last, found.objects);
    this.forget(last - SECONDS);
    const [requests, latency, objects] = this.plots;
    requests.draw(last, (second) => this.rate(second));
    latency.draw(last, (second) => this.rate(second));
    objects.draw(last, (second) => ({ objects: this.objects.get(second) ?? null }));
    this.tell(found);
  }

  /** What is known of a second: where nothing was said of it, nothing went on. */
  rate(second) {
    return second < this.started ? undefined : (this.rates.get(second) ?? QUIET);
  }

  forget(before) {
    for (const known of [this.rates, this.objects]) {
      [...known.keys()].filter((second) => second < before).forEach((second) => known.delete(second));
    }
  }

  tell(found) {
    const { messages, failed, unreadable, connections, opened, refused, received, sent } = found;
    const memory = found.memory_bytes ? ["Memory", size(found.memory_bytes)] : null;
    fill(
      this.numbers,
      pairs([
        ["Requests", `${number(messages)}, of them failed: ${number(failed)}`],
        ["Unreadable", number(unreadable)],
        ["Connections", `${number(connections)} open, ${number(opened)} in all`],
        ["Refused handshakes", number(refused)],
        ["Received, sent", `${size(received)}, ${size(sent)}`],
        [
          "Latency p50, p99",
          found.median === undefined ? "-" : `${duration(found.median)}, ${duration(found.slowest)}`,
        ],
        ["Users, objects", `${number(found.users)}, ${number(found.objects)}`],
        memory,
        ["Processor", duration(found.cpu_milliseconds * 1000)],
      ]),
    );
    const counts = found.counts.map((each) => [each.operation || "(message)", each.result, number(each.number)]);
    fill(this.counts, plain("Operations", ["Operation", "Result", "How often"], counts, "None so far."));
  }
}
