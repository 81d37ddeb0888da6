/**
 * Checks of a record that comes from somewhere else: a file, the clipboard, the storage. Nothing in
 * it is trusted; what does not fit is refused whole, with the place and the reason.
 */

import { BIDI, LIMITS, canonical } from "./events.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */

const ID = /^[a-z0-9]{4,32}$/;
const EVENT_ID = /^[a-z0-9]{4,32}:[1-9][0-9]{0,8}$/;
const REVISION = /^[0-9a-f]{12}\.[0-9a-f]{12}$/;
const DIGEST = /^[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const KIND = /^[a-z]{1,20}$/;
const PARAMETER = /^[a-z][a-z0-9_]{0,39}$/;
const DEEPEST = 8;

/** @typedef {(value: any) => boolean} Check */

/** @param {RegExp} pattern @returns {Check} */
const like = (pattern) => (value) => typeof value === "string" && pattern.test(value);
/** @param {number} most @returns {Check} */
const text = (most) => (value) => typeof value === "string" && value.length <= most;
/** @param {number} most @returns {Check} */
const line = (most) => (value) => text(most)(value) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) && value.search(BIDI) < 0;
/** @param {...string} all @returns {Check} */
const oneOf = (...all) => (value) => all.includes(value);
/** @param {Check} check @returns {Check} */
const maybe = (check) => (value) => value === undefined || check(value);
/** @param {number} most @param {Check} check @returns {Check} */
const list = (most, check) => (value) => Array.isArray(value) && value.length <= most && value.every(check);
/** @param {Record<string, Check>} checks @returns {Check} */
const shape = (checks) => (value) => isObject(value) && Object.entries(checks).every(([name, check]) => check(own(value, name)));
/** @type {Check} */
const time = (value) => like(TIME)(value) && !Number.isNaN(Date.parse(value));
/** @type {Check} */
const any = () => true;
/** @type {Check} */
const isTrue = (value) => value === true;

const FACTS = shape({
  kind: maybe(oneOf("real", "rehearsal", "scratch")),
  environment: maybe(line(LIMITS.line)),
  ticket: maybe(line(LIMITS.line)),
  name: maybe(line(LIMITS.line)),
});
const AFTER = list(100, like(EVENT_ID));
const ITEM = line(LIMITS.item);
const JUDGEMENT = { i: ITEM, r: like(REVISION), v: shape({ is: oneOf("done", "skipped", "failed", "na", "open"), after: AFTER }) };

/** What each kind of event needs beyond what all events have. @type {Record<string, Record<string, Check>>} */
const BY_KIND = {
  start: { v: FACTS },
  facts: { v: FACTS },
  page: {
    v: shape({
      version: line(LIMITS.line),
      digest: maybe(like(DIGEST)),
      items: list(LIMITS.items, shape({
        i: ITEM,
        r: like(REVISION),
        step: maybe(text(LIMITS.line)),
        phase: maybe(text(LIMITS.line)),
        initial: maybe(isTrue),
        struck: maybe(isTrue),
        rollback: maybe(isTrue),
      })),
    }),
  },
  verdict: JUDGEMENT,
  confirm: JUDGEMENT,
  undo: { v: shape({ of: like(EVENT_ID), after: AFTER }) },
  note: { note: (/** @type {any} */ note) => note !== undefined },
  value: { v: shape({ name: like(PARAMETER), value: line(LIMITS.value), after: AFTER }) },
  copy: { v: shape({ text: text(LIMITS.text), step: line(LIMITS.line) }) },
  rollback: {},
  sign: { v: shape({ role: line(LIMITS.line), name: line(LIMITS.line) }) },
  finish: { v: shape({ is: oneOf("succeeded", "rolled back", "aborted"), after: AFTER }) },
};
const KINDS = new Map(Object.entries(BY_KIND));

const EVENT = { e: like(EVENT_ID), t: time, by: line(LIMITS.line), k: like(KIND), i: maybe(ITEM), r: maybe(like(REVISION)), v: any, note: maybe(text(LIMITS.note)) };

const HEADER = {
  run: like(ID),
  procedure: line(LIMITS.line),
  title: line(LIMITS.line),
  version: line(LIMITS.line),
  digest: like(DIGEST),
  created: time,
};

/**
 * Find what is wrong with the data of a record of this version.
 * @param {any} data
 * @returns {string} Empty if nothing is.
 */
export function recordProblem(data) {
  if (!isObject(data)) return "it is not a record of a run";
  if (tooDeep(data, DEEPEST)) return "it is nested too deeply";
  const header = misfit(own(data, "header"), HEADER);
  if (header !== "") return `the header's ${header} is not right`;
  const { events, texts } = data;
  if (!Array.isArray(events) || events.length > LIMITS.events) return "it has no list of events, or too many";
  const seen = new Map();
  for (const [number, event] of events.entries()) {
    const wrong = eventProblem(event, events.length);
    if (wrong !== "") return `event ${number + 1}: its ${wrong} is not right`;
    const other = seen.get(event.e);
    if (other !== undefined && canonical(other) !== canonical(event)) return `two events are called ${event.e}`;
    seen.set(event.e, event);
  }
  if (!isObject(texts)) return "it has no texts";
  const fits = Object.entries(texts).every(([digest, one]) => DIGEST.test(digest) && text(LIMITS.text)(one));
  return fits ? "" : "its texts are not right";
}

/**
 * Name the field of an event that does not fit, or give an empty text.
 * @param {any} event
 * @param {number} count How many events there are: no clock of theirs can have gone further.
 * @returns {string}
 */
export function eventProblem(event, count) {
  const wrong = misfit(event, EVENT);
  if (wrong !== "") return wrong;
  if (!Number.isInteger(event.l) || event.l < 1 || event.l > count) return "l";
  return misfit(event, KINDS.get(event.k) ?? {});
}

/**
 * @param {any} value
 * @param {Record<string, Check>} checks
 * @returns {string}
 */
function misfit(value, checks) {
  if (!isObject(value)) return "form";
  return Object.keys(checks).find((name) => !checks[name](own(value, name))) ?? "";
}

/** @param {any} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {any} value @param {string} name @returns {any} */
function own(value, name) {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** @param {any} value @param {number} left @returns {boolean} */
function tooDeep(value, left) {
  if (typeof value !== "object" || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => tooDeep(inner, left - 1));
}
