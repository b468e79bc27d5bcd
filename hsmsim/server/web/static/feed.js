/* What happens as it happens: Server-Sent Events, read by fetch so that refusals have a number and a text.

   const feed = new Feed("/events/wire", {
     query: {user: "bob"},          // in the address
     from: 12,                      // the id of the last event that is known; what came after it is sent first
     on: {entry: (data) => ..., lost: (data) => ...},
     refused: (failure) => ...,     // the HSM does not send them; there will be no other try
   });
   feed.stop();
   It comes back by itself where it left off. It rests while nobody can see the page: a browser has few connections. */

import { Failure, failure, reach, say } from "./api.js";

const SILENCE = 40_000; // milliseconds without even a heartbeat after which the connection is taken for lost
const UNSEEN = 20_000; // milliseconds for which the page may be out of sight before the feed rests
const WAITS = [300, 1000, 2000, 5000]; // milliseconds before each new try

/** One stream of events, for as long as somebody wants it. */
export class Feed {
  constructor(path, { query = {}, from = null, on, refused }) {
    const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
    this.path = asked.size ? `${path}?${asked}` : path;
    this.last = from;
    this.on = on;
    this.refused = refused;
    this.stopped = false;
    this.seen = () => this.look();
    document.addEventListener("visibilitychange", this.seen);
    this.run();
  }

  /** No more of it. */
  stop() {
    this.stopped = true;
    document.removeEventListener("visibilitychange", this.seen);
    clearTimeout(this.unseen);
    this.abort?.abort();
    this.wake?.();
  }

  /** The page came into sight, or went out of it. */
  look() {
    clearTimeout(this.unseen);
    if (document.hidden) {
      this.unseen = setTimeout(() => this.abort?.abort(), UNSEEN);
    } else {
      this.wake?.();
    }
  }

  async run() {
    let failed = 0;
    while (!this.stopped) {
      const ended = await this.read().catch((error) => error);
      if (this.stopped) {
        return;
      }
      if (ended instanceof Failure && ended.status !== 0 && ended.status < 500) {
        this.stop();
        this.refused?.(ended);
        return;
      }
      failed = ended === undefined ? 0 : failed + 1;
      await this.pause(WAITS[Math.min(failed, WAITS.length - 1)]);
    }
  }

  /** Wait that long, and for as long as the page is out of sight. */
  async pause(milliseconds) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (document.hidden && !this.stopped) {
      await new Promise((resolve) => (this.wake = resolve));
      this.wake = null;
    }
  }

  async read() {
    this.abort = new AbortController();
    const headers = { Accept: "text/event-stream" };
    if (this.last !== null) {
      headers["Last-Event-ID"] = this.last;
    }
    const response = await reach(this.path, { headers, signal: this.abort.signal });
    if (!response.ok) {
      throw await failure(response);
    }
    await this.take(response.body.pipeThrough(new TextDecoderStream()).getReader());
  }

  async take(reader) {
    let rest = "";
    for (;;) {
      const watch = setTimeout(() => this.abort.abort(), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(watch));
      if (done) {
        say("unreached");
        return;
      }
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach((block) => this.event(block));
    }
  }

  event(block) {
    const fields = {};
    for (const line of block.split("\n")) {
      const at = line.indexOf(": ");
      if (at > 0) {
        fields[line.slice(0, at)] = line.slice(at + 2);
      }
    }
    if (fields.id !== undefined) {
      this.last = fields.id;
    }
    if (fields.data !== undefined && !this.stopped) {
      this.on[fields.event]?.(JSON.parse(fields.data));
    }
  }
}
