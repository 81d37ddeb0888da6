/**
 * Select rows, count the rows for each value, and sort them.
 */

import { natural, version, wordsOf } from "./words.js";

/**
 * A property that readers filter by. Rows refer to its values by number.
 * @typedef {{ name: string, label: string, values: string[], labels?: string[] }} Facet
 */

/**
 * A row: the numbers of its values for each facet.
 * @typedef {number[][]} Row
 */

/**
 * A column: its name, and how to sort it.
 * @typedef {{ name: string, kind?: string, choices?: string[] }} Column
 */

/**
 * A reader's selection: values by facet name, a text to find, and a column to sort by, `-` for descending.
 * @typedef {{ chosen: Map<string, string[]>, find: string, sort: string }} View
 */

/**
 * Read the numbers of a row: a comma between facets, a space between values.
 * @param {string} text
 * @returns {Row}
 */
export function rowOf(text) {
  return text.split(",").map((part) => (part ? part.split(" ").map(Number) : []));
}

/**
 * Select rows. The count of a value applies the filters of all other facets, so it is the number of rows
 * with that value if it is selected.
 * @param {Row[]} rows
 * @param {Facet[]} facets
 * @param {View} view
 * @param {(at: number) => string} text Returns the searchable text of a row, folded.
 * @returns {{ shown: boolean[], count: number, counts: number[][] }}
 */
export function select(rows, facets, view, text) {
  const words = wordsOf(view.find);
  const counts = facets.map(({ values }) => values.map(() => 0));
  const wanted = facets.map(({ name, values }) => {
    const chosen = view.chosen.get(name);
    return chosen && new Set(chosen.map((value) => values.indexOf(value)));
  });
  let count = 0;
  const shown = rows.map((row, at) => {
    let missed = -1;
    for (let facet = 0; facet < facets.length; facet++) {
      const set = wanted[facet];
      if (!set || row[facet]?.some((value) => set.has(value))) continue;
      if (missed >= 0) return false;
      missed = facet;
    }
    if (words.length) {
      const content = text(at);
      if (!words.every((word) => content.includes(word))) return false;
    }
    for (let facet = 0; facet < facets.length; facet++) {
      if (missed < 0 || missed === facet) for (const value of row[facet] ?? []) counts[facet][value]++;
    }
    if (missed < 0) count++;
    return missed < 0;
  });
  return { shown, count, counts };
}

/**
 * Return the positions of the rows sorted by a column. Rows without a value come last, in either direction.
 * @param {string[]} texts The text of each row in that column.
 * @param {Column} column
 * @param {boolean} down
 * @returns {number[]}
 */
export function order(texts, { kind, choices }, down) {
  /** @type {any[]} */
  const keys = texts.map((text) => {
    if (choices) return choices.includes(text) ? choices.indexOf(text) : choices.length;
    if (kind === "number") return Number(text);
    return kind === "version" ? version(text) : natural(text);
  });
  const turn = down ? -1 : 1;
  return texts
    .map((_, at) => at)
    .sort((a, b) => {
      if (!texts[a] || !texts[b]) return Number(!texts[a]) - Number(!texts[b]) || a - b;
      return keys[a] < keys[b] ? -turn : keys[a] > keys[b] ? turn : a - b;
    });
}
