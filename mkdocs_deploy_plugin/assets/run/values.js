/**
 * Values of parameters: which values are allowed, and `{{ name }}` in texts and commands.
 *
 * A value becomes part of a shell word. Letters, digits and `_ . / : @ % + = , -` are safe there,
 * quoted or not. Any other visible character is refused unless the parameter's pattern names it, as
 * in `[a-z ]+`; such characters are its `signs`. Invisible characters (line breaks, controls, marks
 * of direction) are always refused. So is a leading hyphen, which would turn the value into an
 * option, unless it is one of the signs.
 */

import { LIMITS } from "./events.js";
import { registerOf } from "./fold.js";
import { t } from "./words.js";

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} description
 * @property {string} [example]
 * @property {string | null} [pattern] Null if invalid.
 * @property {string} [signs]
 */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Piece A part of a text.
 * @property {string} text What to show: the text, the value, or the placeholder as it was written.
 * @property {string} name The parameter; empty for plain text.
 * @property {string} problem Why the value is missing, as in "release is not filled in"; otherwise empty.
 */

// `reading/braces.py` has the same patterns.
const USE = /\{\{-?[ \t]*([a-z][a-z0-9_]{0,39})[ \t]*-?\}\}/g;
const FOREIGN = /\{%-? *raw[^]{0,9999}?endraw|[${]\{\{[^}]*/g;

/**
 * Return why a value cannot be used.
 * @param {Parameter} parameter
 * @param {string} value
 * @returns {string} Empty if it can be used; otherwise a sentence without the full stop.
 */
export function valueProblem({ name, pattern = "", signs = "", example }, value) {
  if (value === "") return t("{name} is not filled in", { name });
  if (value.length > LIMITS.line) return t("{name} is too long", { name });
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(value)) return t("{name} contains an invisible character", { name });
  const whole = wholeOf(pattern);
  if (pattern === null || whole === null) return t("{name} cannot be checked: its pattern cannot be used", { name });
  if (pattern && !whole.test(value)) return t("{name} does not match {pattern}", { name, pattern }) + (example ? t(" (example: {example})", { example }) : "");
  const refused = [...value].find((char) => !/[\p{L}\p{N}\p{M}_./:@%+=,-]/u.test(char) && !signs.includes(char));
  if (refused !== undefined) return t("{name} contains “{sign}”, which is not safe in a shell command", { name, sign: refused });
  return value[0] === "-" && !signs.includes("-") ? t("{name} begins with a hyphen, like an option", { name }) : "";
}

/**
 * Return the expression for a whole value, or null if the pattern is invalid.
 * @param {string | null} pattern
 * @returns {RegExp | null}
 */
function wholeOf(pattern) {
  if (pattern === null) return null;
  try {
    // Compile the pattern alone first: `a)|(b` is invalid, but not between parentheses.
    return new RegExp(`^(?:${new RegExp(pattern, "u").source})$`, "u");
  } catch {
    return null;
  }
}

/**
 * Return why a parameter has no usable value.
 * @param {RunState} state
 * @param {Parameter} parameter
 * @returns {string} As `valueProblem`.
 */
export function parameterProblem(state, parameter) {
  const { is, conflict, heads } = registerOf(state, `value:${parameter.name}`);
  if (!conflict) return valueProblem(parameter, is);
  return t("{name} has conflicting values: {values}", { name: parameter.name, values: heads.map((head) => head.is || "–").join(", ") });
}

/**
 * Fill values into a text, which is that of one block. Names that are not parameters belong to other tools and stay, and
 * so do `${{ name }}`, `{{{ name }}}` and what is between `{% raw %}` and `{% endraw %}`.
 * @param {RunState} state
 * @param {readonly Parameter[]} parameters
 * @param {string} text
 * @returns {Piece[]}
 */
export function fill(state, parameters, text) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const match of text.replace(FOREIGN, (foreign) => foreign.replace(/{/g, " ")).matchAll(USE)) {
    const [whole, name] = match;
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) continue;
    const problem = parameterProblem(state, parameter);
    pieces.push({ text: text.slice(at, match.index), name: "", problem: "" });
    pieces.push({ text: problem ? whole : registerOf(state, `value:${name}`).is, name, problem });
    at = match.index + whole.length;
  }
  return [...pieces, { text: text.slice(at), name: "", problem: "" }].filter((piece) => piece.text !== "");
}

/**
 * Return the address of a link with values filled in. They are encoded, so that each stays within its part of the address.
 * @param {readonly Piece[]} pieces
 * @returns {string}
 */
export function addressOf(pieces) {
  let address = "";
  for (const { text, name } of pieces) {
    // A value may be a host with a port, a path, or a whole address, but no other scheme.
    const isPath = /^(https?:\/\/|[./])[^?#]*$/i.test(address || text);
    address += name ? (isPath ? encodeURI : encodeURIComponent)(text) : text;
  }
  return address;
}

/**
 * Return the text to copy, or why it must not be copied.
 * @param {readonly Piece[]} pieces
 * @returns {{text: string, problem: string}} The text is empty if there is a problem.
 */
export function copyText(pieces) {
  const problem = [...new Set(pieces.map((piece) => piece.problem))].filter(Boolean).join("; ");
  return { text: problem ? "" : pieces.map(({ text }) => text).join(""), problem };
}
