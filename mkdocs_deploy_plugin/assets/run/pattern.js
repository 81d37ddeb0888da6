/**
 * Patterns of parameters: regular expressions, matched in bounded time.
 *
 * The browser's own engine tries one way after the other and can take hours for thirty characters.
 * This one follows all ways at once, as sets of positions, and counts its steps; the browser's engine
 * is asked about single characters only. What needs more than that (looking around, going back to a
 * group, `^` and `$` but at the ends) is not understood, and such a pattern lets no value pass.
 */

const ONE = /\\[pP]\{\w+\}|\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^*+?()|]/uy;
const OFTEN = /([*+?])\??|\{(\d{1,3})(,?)(\d{0,3})\}\??/y;
const STEPS = 5_000;

/**
 * Tell whether a whole value matches a pattern.
 * @param {string} pattern
 * @param {string} value
 * @returns {boolean} False also if the pattern cannot be used, or not in bounded time.
 */
export function matches(pattern, value) {
  const source = pattern.replace(/^\^|(?<!\\)\$$/g, "");
  const chars = [...value];
  /** @type {Map<string, RegExp>} */
  const tests = new Map();
  let at = 0;
  let steps = 0;

  /** @param {RegExp} what */
  function take(what) {
    what.lastIndex = at;
    const found = what.exec(source);
    at += found?.[0].length ?? 0;
    return found;
  }

  /** Go all ways through the choice that begins here. @param {Set<number>} from @returns {Set<number>} */
  function choice(from) {
    let to = sequence(from);
    while (take(/\|/y)) to = new Set([...to, ...sequence(from)]);
    return to;
  }

  /** @param {Set<number>} from @returns {Set<number>} */
  function sequence(from) {
    while (at < source.length && !"|)".includes(source[at])) {
      const begin = at;
      let now = atom(from);
      const often = take(OFTEN);
      if (often) {
        const [, sign, least = sign === "+" ? 1 : 0, comma, most] = often;
        const until = sign === "?" ? 1 : sign || (comma && !most) ? Infinity : Number(most || least);
        const end = at;
        const reached = new Set(Number(least) === 0 ? from : []);
        for (let count = 1; count <= until && now.size > 0; count += 1) {
          // From the least count on only positions that are new: so it ends, whatever is repeated.
          if (count >= Number(least)) {
            now = new Set([...now].filter((position) => !reached.has(position)));
            for (const position of now) reached.add(position);
          }
          at = begin;
          if (count < until) now = atom(now);
        }
        at = end;
        now = reached;
      }
      from = now;
    }
    return from;
  }

  /** @param {Set<number>} from @returns {Set<number>} */
  function atom(from) {
    if ((steps += 1) > STEPS) throw new RangeError();
    if (take(/\((?:\?:)?/y)) {
      const to = choice(from);
      if (!take(/\)/y)) throw new SyntaxError();
      return to;
    }
    const one = take(ONE)?.[0];
    if (one === undefined) throw new SyntaxError();
    const test = tests.get(one) ?? new RegExp(`^${one}$`, "u");
    tests.set(one, test);
    return new Set([...from].filter((position) => test.test(chars[position] ?? "")).map((position) => position + 1));
  }

  try {
    return choice(new Set([0])).has(chars.length) && at === source.length;
  } catch {
    return false;
  }
}

/**
 * Tell whether a pattern names a character: by itself, escaped, or in a class like `[a "]`; not by `.`,
 * `\s`, `[^x]` or within a range.
 * @param {string} pattern
 * @param {string} char
 * @returns {boolean}
 */
export function names(pattern, char) {
  const parts = pattern.match(/\[(?:\\[^]|[^\]\\])*\]|\\[^]|[^]/gu) ?? [];
  return parts.some((part) => {
    if (part.startsWith("[^")) return false;
    const inner = part.length > 2 ? (part.slice(1, -1).match(/\\[^]|[^]/gu) ?? []) : [part];
    const bare = part.length > 2 || !"^$*?()[]{}|".includes(char);
    return inner.includes(`\\${char}`) || (bare && inner.includes(char));
  });
}
