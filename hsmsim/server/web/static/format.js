/* Numbers, sizes and times as people read them. */

const WHOLE = new Intl.NumberFormat("en");
const CLOCK = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});
const SIZES = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** 12,345. */
export function number(value) {
  return WHOLE.format(value);
}

/** "1 message", "12 messages". */
export function count(value, word, words = `${word}s`) {
  return `${number(value)} ${value === 1 ? word : words}`;
}

/** 184 bytes, 1.5 KiB. */
export function size(value) {
  let left = value;
  let unit = 0;
  while (left >= 1024 && unit < SIZES.length - 1) {
    left /= 1024;
    unit += 1;
  }
  if (unit === 0) {
    return count(value, "byte");
  }
  return `${left.toFixed(left < 10 ? 1 : 0)} ${SIZES[unit]}`;
}

/** How long something took, of microseconds. */
export function duration(microseconds) {
  if (microseconds < 1000) {
    return `${microseconds} µs`;
  }
  const milliseconds = microseconds / 1000;
  if (milliseconds < 1000) {
    return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 1)} ms`;
  }
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** The time of day here, to the millisecond, of milliseconds since 1970. */
export function clock(milliseconds) {
  return CLOCK.format(new Date(milliseconds));
}

/** Day and time in UTC. */
export function moment(milliseconds) {
  const found = new Date(milliseconds);
  return Number.isNaN(found.getTime()) ? "" : found.toISOString().replace("T", " ").replace("Z", " UTC");
}

/** A number in hexadecimal digits, at least so many. */
export function hex(value, digits) {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** A date of KMIP: day and time in UTC, of seconds since 1970. */
export function date(seconds) {
  return moment(seconds * 1000).replace(".000 UTC", "") || `${number(seconds)} s since 1970`;
}

const UNITS = [
  ["year", 31_556_952],
  ["month", 2_629_746],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "3 days ago", "in 2 hours", "now", of seconds; those that have passed are negative. */
export function ago(seconds) {
  if (seconds === 0) {
    return "now";
  }
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return RELATIVE.format(Math.trunc(seconds / length), unit);
}

/** A text in groups of four, which are easy to read. */
export function inGroups(text) {
  return text.match(/.{1,4}/g).join(" ");
}

/** The names in a text, with blanks or commas between them. */
export function namesIn(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}
