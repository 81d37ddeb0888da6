/**
 * Check a record from a file, the clipboard or the storage. Nothing in it is trusted; an invalid record
 * is refused as a whole. Unknown fields and kinds of events come from a later version: they are kept
 * but ignored.
 */

import { GUARDS, LIMITS, tidy, unite } from "./events.js";

const EVENT_ID = /^[a-z0-9]{4,32}:[1-9]\d{0,8}$/;
const REVISION = /^[0-9a-f]{12}(\.[0-9a-f]{12}){4}$/;
const DIGEST = /^[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** The rule for a field: the maximum length of a line, a pattern, or a function. */
/** @typedef {number | RegExp | ((value: any) => boolean)} Rule */

/** The fields of events and of their `v`; no two share a name. @type {Record<string, Rule>} */
const FIELDS = {
  e: EVENT_ID,
  t: isTime,
  by: LIMITS.line,
  k: /^[a-z]{1,20}$/,
  i: LIMITS.item,
  p: DIGEST,
  note: isText(LIMITS.note),
  is: /^(open|done|skipped|failed|na)$/,
  outcome: /^(succeeded|rolled back|aborted)$/,
  after: (value) => Array.isArray(value) && value.every((id) => fits(id, EVENT_ID)),
  of: EVENT_ID,
  name: LIMITS.line,
  guard: (value) => GUARDS.includes(value),
  value: LIMITS.line,
  text: isText(LIMITS.text),
  step: LIMITS.line,
  role: LIMITS.line,
  kind: /^(real|rehearsal|scratch)$/,
  environment: LIMITS.line,
  ticket: LIMITS.line,
  zone: LIMITS.line,
  run: /^[a-z0-9]{4,32}$/,
  procedure: LIMITS.line,
  title: LIMITS.line,
  version: LIMITS.line,
  digest: DIGEST,
  created: isTime,
  items: isListOf(["id", "rev"]),
  sections: isListOf(["title", "digest"]),
  metadata: isListOf(["name", "digest", "text"]),
  id: LIMITS.item,
  rev: REVISION,
  phase: LIMITS.line,
  hold: LIMITS.line,
  wait: (value) => Number.isInteger(value) && value > 0,
};

/** The fields of a header. */
export const HEADER = ["run", "procedure", "title", "version", "digest", "created"];

/** What each kind of event requires in addition to the common fields: its own fields, and fields of `v`. */
const NEEDS = new Map([
  ["start", ["", ""]],
  ["facts", ["", ""]],
  ["page", ["", "version digest items"]],
  ["verdict", ["i p", "is after"]],
  ["confirm", ["i p", "is after"]],
  ["guard", ["note", "guard"]],
  ["undo", ["", "of after"]],
  ["note", ["note", ""]],
  ["value", ["", "name value after"]],
  ["copy", ["", "text"]],
  ["rollback", ["", ""]],
  ["wait", ["i p", ""]],
  ["evidence", ["i p", "text"]],
  ["sign", ["", "role name"]],
  ["finish", ["", "outcome after"]],
]);

/**
 * Return what is wrong with the data of a record of this version.
 * @param {any} data
 * @returns {string} Empty if the data is valid.
 */
export function recordProblem(data) {
  if (!isObject(data) || isDeep(data, 8) || !Array.isArray(data.events) || !isObject(data.texts)) return "not a run record";
  if (!has(data.header, HEADER)) return "invalid header";
  const { events, texts } = data;
  const wrong = events.findIndex((/** @type {any} */ event) => !isEvent(event, events.length));
  if (wrong >= 0) return `invalid event ${wrong + 1}`;
  if (unite(events, []).clashes.length > 0) return "duplicate event id";
  const isFit = Object.entries(texts).every(([digest, text]) => fits(digest, DIGEST) && isText(LIMITS.text)(text));
  return isFit ? "" : "invalid texts";
}

/**
 * Return whether a value is an event.
 * @param {any} event
 * @param {number} count The number of events, which no logical clock can exceed.
 * @returns {boolean}
 */
export function isEvent(event, count) {
  if (!has(event, ["e", "t", "by", "k"]) || !Number.isInteger(event.l) || event.l < 1 || event.l > count) return false;
  const [own, inner] = NEEDS.get(event.k) ?? [];
  return inner === undefined || (has(event, own.split(" ").filter(Boolean)) && has(event.v ?? {}, inner.split(" ").filter(Boolean)));
}

/**
 * Return whether an object has the required fields, and all its known fields are valid.
 * @param {any} value
 * @param {string[]} needed
 * @returns {boolean}
 */
function has(value, needed) {
  if (!isObject(value)) return false;
  return needed.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, field]) => !Object.hasOwn(FIELDS, name) || fits(field, FIELDS[name]));
}

/** @param {any} value @param {Rule} rule @returns {boolean} */
function fits(value, rule) {
  if (typeof rule === "function") return rule(value);
  return typeof value === "string" && (typeof rule === "number" ? tidy(value, rule) === value : rule.test(value));
}

/** @param {number} most @returns {(value: any) => boolean} */
function isText(most) {
  return (value) => typeof value === "string" && value.length <= most;
}

/** @param {string[]} needed @returns {(value: any) => boolean} */
function isListOf(needed) {
  return (value) => Array.isArray(value) && value.every((entry) => has(entry, needed));
}

/** @param {any} value @returns {boolean} */
function isTime(value) {
  return fits(value, TIME) && !Number.isNaN(Date.parse(value));
}

/** @param {any} value @returns {boolean} */
function isObject(value) {
  return value === Object(value) && !Array.isArray(value);
}

/** @param {any} value @param {number} left @returns {boolean} */
function isDeep(value, left) {
  return value === Object(value) && (left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1)));
}
