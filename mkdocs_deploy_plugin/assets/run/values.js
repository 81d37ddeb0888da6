/**
 * Values of parameters: which are allowed, and `{{ name }}` in texts and commands.
 *
 * A value becomes part of a shell word. Letters, digits and `_ . / : @ % + = , -` are safe in one,
 * quoted or not. Any other visible character is refused unless the parameter's own pattern names
 * it, as in `[a-z ]+`: these are its `signs`. What cannot be seen (line breaks, controls, marks of
 * direction) is refused always, and so is a hyphen at the beginning, which would make an option of
 * the value, unless it is one of the signs.
 */

import { LIMITS } from "./events.js";
import { registerOf } from "./fold.js";

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} description
 * @property {string} [example]
 * @property {string | null} [pattern] Null if it cannot be used.
 * @property {string} [signs]
 */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Piece A part of a text.
 * @property {string} text What to show: the text, the value, or the placeholder as it was written.
 * @property {string} name The parameter; empty for a text.
 * @property {string} problem Why there is no value, as in "release is not filled in"; else empty.
 */

const USE = /\{\{-?[ \t]*([a-z][a-z0-9_]{0,39})[ \t]*-?\}\}/g;

/**
 * Tell why a value cannot be used.
 * @param {Parameter} parameter
 * @param {string} value
 * @returns {string} Empty if it can be used; else a sentence without its stop.
 */
export function valueProblem({ name, pattern = "", signs = "", example }, value) {
  if (value === "") return `${name} is not filled in`;
  if (value.length > LIMITS.line) return `${name} is too long`;
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(value)) return `${name} contains a character that cannot be seen`;
  const whole = wholeOf(pattern);
  if (pattern === null || whole === null) return `${name} cannot be checked: its pattern cannot be used`;
  if (pattern && !whole.test(value)) return `${name} does not match ${pattern}${example ? `, as ${example} does` : ""}`;
  const refused = [...value].find((char) => !/[\p{L}\p{N}\p{M}_./:@%+=,-]/u.test(char) && !signs.includes(char));
  if (refused !== undefined) return `${name} contains “${refused}”, which a shell may not take as part of a word`;
  return value[0] === "-" && !signs.includes("-") ? `${name} begins with a hyphen, as an option does` : "";
}

/**
 * Return the expression for a whole value, or null if the pattern cannot be used.
 * @param {string | null} pattern
 * @returns {RegExp | null}
 */
function wholeOf(pattern) {
  if (pattern === null) return null;
  try {
    // By itself first: `a)|(b` is an error, but not between parentheses.
    return new RegExp(`^(?:${new RegExp(pattern, "u").source})$`, "u");
  } catch {
    return null;
  }
}

/**
 * Tell why a parameter has no value that can be used.
 * @param {RunState} state
 * @param {Parameter} parameter
 * @returns {string} As `valueProblem`.
 */
export function parameterProblem(state, parameter) {
  const { is, conflict, heads } = registerOf(state, `value:${parameter.name}`);
  if (!conflict) return valueProblem(parameter, is);
  return `${parameter.name} has different values: ${heads.map((head) => head.is || "none").join(", ")}`;
}

/**
 * Put values into a text. Names that are no parameters belong to other tools and stay.
 * @param {RunState} state
 * @param {readonly Parameter[]} parameters
 * @param {string} text
 * @returns {Piece[]}
 */
export function fill(state, parameters, text) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const found of text.matchAll(USE)) {
    const [whole, name] = found;
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined) continue;
    const problem = parameterProblem(state, parameter);
    pieces.push({ text: text.slice(at, found.index), name: "", problem: "" });
    pieces.push({ text: problem ? whole : registerOf(state, `value:${name}`).is, name, problem });
    at = found.index + whole.length;
  }
  return [...pieces, { text: text.slice(at), name: "", problem: "" }].filter((piece) => piece.text !== "");
}

/**
 * Give the text to copy, or why it must not be copied.
 * @param {readonly Piece[]} pieces
 * @returns {{text: string, problem: string}} Without a text if there is a problem.
 */
export function copyText(pieces) {
  const problem = [...new Set(pieces.map((piece) => piece.problem))].filter(Boolean).join("; ");
  return { text: problem ? "" : pieces.map(({ text }) => text).join(""), problem };
}
