/**
 * Patterns of parameters: regular expressions, matched in bounded time.
 *
 * The browser's own engine tries one way after the other and can take hours for thirty characters.
 * This one follows all ways at once, as sets of positions, and counts its steps. The browser's engine
 * is asked about single characters only. What needs more than that (looking around, going back to a
 * group, word boundaries) is not understood, and such a pattern lets no value pass.
 */

/**
 * @typedef {{k: "char", test: (char: string) => boolean} | {k: "all" | "any", of: PatternNode[]}
 *   | {k: "repeat", of: PatternNode, least: number, most: number} | {k: "start"} | {k: "end"}} PatternNode
 */

/**
 * @typedef {object} Pattern
 * @property {Set<string>} named The characters that the pattern names one by one, alone or in a class
 *   like `[ "]`; not those in `.`, `\s`, `[^x]` or within a range.
 * @property {(text: string) => boolean} matches Whether the whole text matches.
 */

const LONGEST = 300;
const STEPS = 200_000;
const ESCAPE = /\\(?:p\{[^}]*\}|P\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[^])/uy;
const CLASS = /\[\^?(?:\\[^]|[^\]\\])*\]/uy;
const QUANTIFIER = /(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})\??/uy;
const GROUP = /\((?:\?(?::|<[A-Za-z_]\w*>))?(?!\?)/uy;

/**
 * Read a pattern.
 * @param {string} source
 * @returns {Pattern | null} Null if this cannot be used as a pattern.
 */
export function readPattern(source) {
  if (source.length > LONGEST) return null;
  /** @type {Set<string>} */
  const named = new Set();
  let at = 0;

  /** @param {RegExp} what @returns {RegExpExecArray | null} */
  function take(what) {
    what.lastIndex = at;
    const found = what.exec(source);
    if (found !== null) at += found[0].length;
    return found;
  }

  /** @returns {PatternNode} */
  function choice() {
    const ways = [sequence()];
    while (source[at] === "|") {
      at += 1;
      ways.push(sequence());
    }
    return { k: "any", of: ways };
  }

  /** @returns {PatternNode} */
  function sequence() {
    const parts = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")") {
      let part = atom();
      for (let found = take(QUANTIFIER); found !== null; found = take(QUANTIFIER)) {
        if (part.k === "start" || part.k === "end" || part.k === "repeat") throw new SyntaxError();
        const [sign] = found[0];
        const least = sign === "{" ? Number(found[1]) : sign === "+" ? 1 : 0;
        const most = sign === "?" ? 1 : sign !== "{" || (found[2] && !found[3]) ? Infinity : Number(found[3] || found[1]);
        part = { k: "repeat", of: part, least, most };
      }
      parts.push(part);
    }
    return { k: "all", of: parts };
  }

  /** @returns {PatternNode} */
  function atom() {
    if (take(GROUP) !== null) {
      const inner = choice();
      if (source[at] !== ")") throw new SyntaxError();
      at += 1;
      return inner;
    }
    const found = take(ESCAPE) ?? take(CLASS);
    if (found !== null) {
      if (/^\\[bBk\d]/.test(found[0])) throw new SyntaxError();
      for (const char of namesOf(found[0])) named.add(char);
      const one = single(found[0]);
      return { k: "char", test: (char) => one.test(char) };
    }
    const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
    at += char.length;
    if (char === "^") return { k: "start" };
    if (char === "$") return { k: "end" };
    if ("*+?([\\".includes(char)) throw new SyntaxError();
    if (char === ".") return { k: "char", test: (other) => other !== "\n" && other !== "\r" };
    named.add(char);
    return { k: "char", test: (other) => other === char };
  }

  try {
    const root = choice();
    if (at < source.length) return null;
    return { named, matches: (text) => matchesWhole(root, [...text]) };
  } catch {
    return null;
  }
}

/**
 * Give the characters that an escape or a class names.
 * @param {string} atom
 * @returns {string[]}
 */
function namesOf(atom) {
  if (atom.startsWith("[^")) return [];
  const inner = atom[0] === "[" ? atom.slice(1, -1) : atom;
  const parts = inner.match(/\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\[^]|[^]/gu) ?? [];
  return parts.map((part) => part.replace(/^\\(?=[^\w])/, "")).filter((part) => [...part].length === 1);
}

/**
 * @param {string} atom
 * @returns {RegExp}
 */
function single(atom) {
  try {
    return new RegExp(`^${atom}$`, "u");
  } catch {
    return new RegExp(`^${atom}$`);
  }
}

/**
 * @param {PatternNode} root
 * @param {string[]} chars
 * @returns {boolean}
 */
function matchesWhole(root, chars) {
  let steps = 0;

  /** @param {PatternNode} node @param {Set<number>} from @returns {Set<number>} */
  function follow(node, from) {
    steps += 1 + from.size;
    if (steps > STEPS) throw new RangeError();
    switch (node.k) {
      case "char":
        return new Set([...from].filter((at) => at < chars.length && node.test(chars[at])).map((at) => at + 1));
      case "start":
        return new Set([...from].filter((at) => at === 0));
      case "end":
        return new Set([...from].filter((at) => at === chars.length));
      case "all":
        return node.of.reduce((to, part) => (to.size === 0 ? to : follow(part, to)), from);
      case "any":
        return new Set(node.of.flatMap((way) => [...follow(way, from)]));
      case "repeat":
        return repeat(node.of, node.least, node.most, from);
    }
  }

  /** @param {PatternNode} of @param {number} least @param {number} most @param {Set<number>} from */
  function repeat(of, least, most, from) {
    let now = from;
    for (let count = 0; count < least && now.size > 0; count += 1) now = follow(of, now);
    const all = new Set(now);
    for (let count = least; count < most && now.size > 0; count += 1) {
      // Only positions that are new: so it ends, whatever is repeated.
      now = new Set([...follow(of, now)].filter((at) => !all.has(at)));
      for (const at of now) all.add(at);
    }
    return all;
  }

  try {
    return follow(root, new Set([0])).has(chars.length);
  } catch {
    return false;
  }
}
