/**
 * What changed in the words of a procedure since a run began.
 */

/** @typedef {import("./events.js").SeenPage} SeenPage */
/** @typedef {import("./views.js").Texts} Texts */

/**
 * @typedef {object} Change
 * @property {string} title The heading, or the name of the value in the front matter.
 * @property {"changed" | "added" | "removed" | "moved"} kind
 * @property {string} before The old words; empty if there are none, or if they are not known.
 * @property {string} after
 */

/**
 * Return the changes between two builds, by heading.
 * @param {SeenPage | undefined} before
 * @param {SeenPage} after
 * @param {Texts} texts
 * @returns {Change[]} In the order of the new build; what was removed comes last.
 */
export function changesBetween(before, after, texts) {
  if (before === undefined || before.digest === after.digest || before.sections === undefined) return [];
  const [olds, news] = [before.sections, after.sections ?? []];
  const left = new Map();
  for (const section of olds) left.set(section.digest, [...(left.get(section.digest) ?? []), section]);
  const fresh = news.filter(({ digest }) => !left.get(digest)?.shift());
  const gone = [...left.values()].flat();
  const steady = inOrder(olds.map(({ digest }) => digest), news.map(({ digest }) => digest));
  /** @type {Change[]} */
  const changes = [];
  const counts = new Map();
  for (const { title, digest } of news) {
    if (fresh.some((section) => section.digest === digest)) {
      const at = gone.findIndex((section) => nameOf(section.title) === nameOf(title));
      const [old] = at < 0 ? [] : gone.splice(at, 1);
      changes.push({ title, kind: old ? "changed" : "added", before: texts[old?.digest ?? ""] ?? "", after: texts[digest] ?? "" });
    } else {
      const count = (counts.get(digest) ?? 0) + 1;
      counts.set(digest, count);
      if (count > (steady.get(digest) ?? 0)) changes.push({ title, kind: "moved", before: "", after: "" });
    }
  }
  for (const { title, digest } of gone) changes.push({ title, kind: "removed", before: texts[digest] ?? "", after: "" });
  return [...metadataChanges(before.metadata ?? [], after.metadata ?? []), ...changes];
}

/**
 * @param {readonly import("./events.js").SeenValue[]} before
 * @param {readonly import("./events.js").SeenValue[]} after
 * @returns {Change[]}
 */
function metadataChanges(before, after) {
  const olds = new Map(before.map((value) => [value.name, value]));
  const news = new Map(after.map((value) => [value.name, value]));
  return [...new Set([...news.keys(), ...olds.keys()])]
    .filter((name) => olds.get(name)?.digest !== news.get(name)?.digest)
    .map((name) => {
      const [old, now] = [olds.get(name), news.get(name)];
      const kind = old ? (now ? "changed" : "removed") : "added";
      return { title: name, kind, before: old?.text ?? "", after: now?.text ?? "" };
    });
}

/** The word and number at the beginning of a heading, in any script; see `reading.identity`. */
const NUMBERED = /^(?!\p{Ll})(?:[\p{L}\p{M}]+(?:[ -][\p{L}\p{M}]+){0,2}[ \u3000]|[\p{Lo}\p{M}]+)(?:\p{Lu}|\p{Nd}{1,4})(?:[.\uff0e]\p{Nd}{1,4}){0,3}\s*[:\uff1a]\s*/u;

/** The words of a heading, without the number. @param {string} title @returns {string} */
export function nameOf(title) {
  return title.replace(NUMBERED, "");
}

/**
 * Return what a longest common subsequence of two lists has: how often each entry kept its place among the others.
 * @param {string[]} before
 * @param {string[]} after
 * @returns {Map<string, number>}
 */
function inOrder(before, after) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  const [olds, news] = [before.slice(start), after.slice(start)];
  const lengths = [...olds, ""].map(() => new Uint16Array(news.length + 1));
  for (let o = olds.length - 1; o >= 0; o -= 1) {
    for (let n = news.length - 1; n >= 0; n -= 1) {
      lengths[o][n] = olds[o] === news[n] ? lengths[o + 1][n + 1] + 1 : Math.max(lengths[o + 1][n], lengths[o][n + 1]);
    }
  }
  const steady = new Map();
  const count = (/** @type {string} */ digest) => steady.set(digest, (steady.get(digest) ?? 0) + 1);
  before.slice(0, start).forEach(count);
  for (let o = 0, n = 0; o < olds.length && n < news.length; ) {
    if (olds[o] === news[n]) {
      count(olds[o]);
      o += 1;
      n += 1;
    } else if (lengths[o + 1][n] >= lengths[o][n + 1]) o += 1;
    else n += 1;
  }
  return steady;
}
