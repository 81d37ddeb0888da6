/**
 * Which procedures have a run under way in this browser. Stored texts are not trusted, and read only as far as needed.
 */

/** The most characters that are parsed: of further runs, kind, environment and ticket are left out. */
const MOST = 1e6;

/**
 * Return the runs under way of each procedure: its kind, environment and ticket in parentheses, or an empty text.
 * @param {Record<string, string>} storage
 * @param {string} site The path of the site's root.
 * @returns {Record<string, string[]>} By the ids of the procedures, as they are in keys.
 */
export function runsUnderWay(storage, site) {
  /** @type {Record<string, string[]>} */
  const found = Object.create(null);
  const prefix = `procedures:run:1:${encodeURIComponent(site)}:`;
  let room = MOST;
  for (const key of Object.keys(storage)) {
    const [id, run, part] = key.startsWith(prefix) ? key.slice(prefix.length).split(":") : [];
    const text = storage[key];
    // A run that was finished and not reopened is not parsed.
    if (!run || part || (text.includes('"finish"') && !text.includes('"undo"'))) continue;
    try {
      room -= text.length;
      const words = room > 0 ? factsOf(JSON.parse(text).events) : "";
      if (words !== null) (found[id] ??= []).push(words);
    } catch {
      // The page of the runs shows what cannot be read.
    }
  }
  return found;
}

/**
 * Return environment and ticket of a run, and its kind unless it is real.
 * @param {import("../run/events.js").RunEvent[]} events
 * @returns {string | null} Null if the run is finished.
 */
function factsOf(events) {
  const undone = new Set(events.map(({ k, v }) => k === "undo" && v.of));
  const live = events.filter(({ e }) => !undone.has(e));
  if (live.some(({ k }) => k === "finish")) return null;
  const { kind, environment, ticket } = Object.assign({}, ...live.map(({ k, v }) => /start|facts/.test(k) && v));
  const facts = [kind !== "real" && kind, environment, ticket].filter(Boolean).join(", ");
  return facts && `(${facts.slice(0, 200)})`;
}
