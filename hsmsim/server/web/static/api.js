/* What the HSM is asked: management commands by their words, and who is logged in.

   await call("users list", {after: ""})   the answer, or a Failure {status, number, text} is thrown
   await pages("users list", "users", "user_id")   all rows of a list; each page begins after the last one's user_id,
                                           or after what a function makes of the last one
   await whole("wire show", {number: 7})   a text that comes piece by piece
   await picture("otpauth://...")          the QR code of a text, as the address of an image
   may("users create")                     whether who is logged in may, so that menus show no more than that
   me()                                    who is logged in: user_id, user_type, permissions, engine, model, serial
   events                                  "ended" (with detail.text), "reached", "unreached" */

export const events = new EventTarget();

const ASKED = "hsmsim.asked"; // when the HSM was last asked, shared by all tabs of the session
const SLACK = 2000; // milliseconds by which our clock and the HSM's may differ

let session = null;

/** What the HSM has refused, or that it could not be asked. */
export class Failure extends Error {
  constructor(status, number, text) {
    super(text);
    this.status = status;
    this.number = number;
  }
}

/** Who is logged in; null if nobody is. */
export function me() {
  return session;
}

/** Whether who is logged in may run this command. */
export function may(words) {
  return session !== null && session.commands.includes(words);
}

/** Say to the page that something has happened. */
export function say(name, detail) {
  events.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Carry out a management command. */
export function call(words, args = {}) {
  return request("POST", `/api/${words.replaceAll(" ", ".")}`, args);
}

/** All rows of a list that comes in pages. */
export async function pages(words, name, key, args = {}) {
  const found = [];
  for (let after = ""; ;) {
    const page = await call(words, { ...args, after });
    found.push(...page[name]);
    if (!page.more) {
      return found;
    }
    const last = page[name].at(-1);
    after = typeof key === "function" ? key(last) : last[key];
  }
}

/** A text that comes piece by piece. Offsets count characters as Python does, which takes no two halves for one. */
export async function whole(words, args) {
  let text = "";
  for (let offset = 0; ;) {
    const piece = await call(words, { ...args, offset });
    text += piece.text;
    if (!piece.more) {
      return text;
    }
    offset += [...piece.text].length;
  }
}

/** The QR code of a text, as the address of an image. */
export async function picture(text) {
  return (await request("POST", "/qr", { text })).image;
}

/** Find out who is logged in, which keeps them logged in; null if nobody is. */
export async function resume() {
  const found = await request("GET", "/session");
  if (!found.user_id) {
    end();
    return null;
  }
  session = found;
  return session;
}

/** Log in; a Failure with number 5049 asks for a code, with 5178 for a new password. */
export async function login(fields) {
  session = await request("POST", "/login", fields);
  return session;
}

/** Log out. */
export async function logout() {
  await request("POST", "/logout", {});
  end("");
}

/** Nobody is logged in any more; `text` says why where that was asked for. */
export function end(text) {
  const was = session;
  session = null;
  if (was !== null) {
    say("ended", { text: text ?? why(was.idle) });
  }
}

function why(idle) {
  const timedOut = idle > 0 && quiet() > idle * 1000 - SLACK;
  return timedOut ? `You have been logged out: nothing was asked for in ${span(idle)}.` : "Your session has ended.";
}

function span(seconds) {
  return seconds % 60 ? `${seconds} seconds` : `${seconds / 60} ${seconds === 60 ? "minute" : "minutes"}`;
}

/** How many milliseconds ago anybody asked for something in this session. */
export function quiet() {
  return Date.now() - Number(localStorage.getItem(ASKED) ?? 0);
}

async function request(method, path, body) {
  const response = await reach(path, {
    method,
    headers: { "Content-Type": "application/json", ...token() },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  localStorage.setItem(ASKED, Date.now());
  if (response.ok) {
    return response.status === 204 ? {} : response.json();
  }
  throw await failure(response);
}

/** An answer, whatever it says; a Failure is thrown if there is none. */
export async function reach(path, options) {
  try {
    const response = await fetch(path, { cache: "no-store", ...options });
    say("reached");
    return response;
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    say("unreached");
    throw new Failure(0, 0, "The HSM does not answer.");
  }
}

/** What an answer says that is no good one; who turns out not to be logged in is told. */
export async function failure(response) {
  const { number, text } = await refusal(response);
  if (response.status === 401) {
    end();
  }
  return new Failure(response.status, number, text);
}

async function refusal(response) {
  try {
    return (await response.json()).error;
  } catch {
    return { number: 0, text: `The HSM answered: ${response.status} ${response.statusText}` };
  }
}

function token() {
  return session === null ? {} : { "X-CSRF-Token": session.csrf };
}
