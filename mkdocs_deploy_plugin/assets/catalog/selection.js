/**
 * Which rows are shown, how many there would be with one more value chosen, and in which order they come.
 */

import { natural, version, wordsOf } from "./words.js";

/**
 * By what readers narrow the table down. Values are known by their numbers here.
 * @typedef {{ name: string, label: string, values: string[], labels?: string[] }} Facet
 */

/**
 * A row: for each facet the numbers of its values.
 * @typedef {number[][]} Row
 */

/**
 * A column: its name, and how it is sorted.
 * @typedef {{ name: string, kind?: string, choices?: string[] }} Column
 */

/**
 * What a reader has chosen: values by the names of facets, a text to find, and a column, `-` before it to turn it round.
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
 * Choose rows. A value is counted with all that the other facets ask for, so that its count says how many rows
 * there are of it if it is chosen.
 * @param {Row[]} rows
 * @param {Facet[]} facets
 * @param {View} view
 * @param {(at: number) => string} text What is found in a row, folded.
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
      const found = text(at);
      if (!words.every((word) => found.includes(word))) return false;
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
 * Give the places of the rows in the order of a column. What has no value comes last, either way round.
 * @param {string[]} texts What the rows have in that column.
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
