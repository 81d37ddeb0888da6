/**
 * Values of parameters: which are allowed, and `{{ name }}` in texts and commands.
 *
 * A value becomes part of a shell word. Letters, digits and `_ . / : @ % + = , -` are safe in one,
 * quoted or not. Any other visible character is refused unless the parameter's own pattern names
 * it, as in `[a-z ]+` or `it\'s`; a class like `\s`, `.` or `[^x]` names nothing. What cannot be
 * seen (line breaks, controls, marks of direction) is refused always, and so is a hyphen at the
 * beginning, which would make an option of the value, unless the pattern begins with one.
 */

import { LIMITS } from "./events.js";
import { readPattern } from "./pattern.js";

/** @typedef {{name: string, description: string, example?: string, pattern?: string}} Parameter */
/** @typedef {import("./fold.js").Register} Register */

/**
 * @typedef {object} Piece A part of a text.
 * @property {"text" | "filled" | "unfilled" | "invalid"} k
 * @property {string} text What to show: the text, the value, or the placeholder as it was written.
 * @property {string} name The parameter; empty for a text.
 * @property {string} problem Why there is no value, as in "release is not filled in"; else empty.
 */

const SAFE = /[\p{L}\p{N}\p{M}_./:@%+=,-]/u;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const USE = /\{\{-?[ \t]*([a-z][a-z0-9_]{0,39})[ \t]*-?\}\}/g;

/**
 * Tell why a value cannot be used.
 * @param {Parameter} parameter
 * @param {string} value
 * @returns {string} Empty if it can be used; else the end of a sentence that begins with its name.
 */
export function valueProblem({ pattern, example }, value) {
  if (value === "") return "is not filled in";
  if (value.length > LIMITS.value) return `is longer than ${LIMITS.value} characters`;
  if (UNSEEN.test(value)) return "contains a line break or another character that cannot be seen";
  const read = pattern === undefined ? null : readPattern(pattern);
  if (pattern !== undefined && read === null) return `has a pattern that cannot be used here: ${pattern}`;
  if (read !== null && !read.matches(value)) {
    return `does not match ${pattern}${example === undefined ? "" : `, as ${example} does`}`;
  }
  const refused = [...new Set(value)].filter((char) => !SAFE.test(char) && !read?.named.has(char));
  if (refused.length > 0) {
    const list = refused.map((char) => (/\s/.test(char) ? "a space" : char)).join(" ");
    return `contains what a shell may not take as part of a word: ${list}`;
  }
  if (value[0] === "-" && !/^\^?[([]*\\?-/.test(pattern ?? "")) return "begins with a hyphen, as an option does";
  return "";
}

/**
 * Tell why there is no usable value for a parameter.
 * @param {Parameter} parameter
 * @param {ReadonlyMap<string, Register>} values The values of the state.
 * @returns {string} As in `valueProblem`.
 */
export function parameterProblem(parameter, values) {
  const register = values.get(parameter.name);
  if (register?.conflict) {
    return `has different values: ${[...new Set(register.heads.map(({ is }) => is || "none"))].join(", ")}`;
  }
  return valueProblem(parameter, register?.is ?? "");
}

/**
 * Put values into a text. Names that are no parameters belong to other tools and stay.
 * @param {string} text
 * @param {readonly Parameter[]} parameters
 * @param {ReadonlyMap<string, Register>} values
 * @returns {Piece[]}
 */
export function fill(text, parameters, values) {
  const known = new Map(parameters.map((one) => [one.name, one]));
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const found of text.matchAll(USE)) {
    const parameter = known.get(found[1]);
    if (parameter === undefined) continue;
    if (found.index > at) pieces.push({ k: "text", text: text.slice(at, found.index), name: "", problem: "" });
    at = found.index + found[0].length;
    const { name } = parameter;
    const why = parameterProblem(parameter, values);
    if (why === "") pieces.push({ k: "filled", text: values.get(name)?.is ?? "", name, problem: "" });
    else {
      const k = values.get(name)?.heads.some(({ is }) => is !== "") ? "invalid" : "unfilled";
      pieces.push({ k, text: found[0], name, problem: `${name} ${why}` });
    }
  }
  if (at < text.length) pieces.push({ k: "text", text: text.slice(at), name: "", problem: "" });
  return pieces;
}

/**
 * Give the text to copy, or why it must not be copied.
 * @param {readonly Piece[]} pieces
 * @returns {{text: string, problem: string}} One of the two is empty.
 */
export function copyText(pieces) {
  const problem = [...new Set(pieces.map((piece) => piece.problem).filter((one) => one !== ""))].join("; ");
  return { text: problem === "" ? pieces.map((piece) => piece.text).join("") : "", problem };
}
