/**
 * A reader's selection as the query of an address: `?status=Approved&status=Draft&find=kafka&sort=-reviewed`.
 *
 * Anyone can write an address: an unknown column is ignored, an unknown value stays and matches no row, and
 * parameters of others are left unchanged.
 */

import { fold } from "./words.js";

/** @typedef {import("./selection.js").Facet} Facet */
/** @typedef {import("./selection.js").Column} Column */
/** @typedef {import("./selection.js").View} View */

/** The parameter for the text to find. Not `q`, which opens Material's search. */
const FIND = "find";
const SORT = "sort";
/** The maximum number of values of a facet in an address, and their maximum length. */
const MOST = 50;
const LONGEST = 300;

/**
 * Return a view without a selection.
 * @param {string} [sort]
 * @returns {View}
 */
export function plainView(sort = "") {
  return { chosen: new Map(), find: "", sort };
}

/**
 * Split a query into parameters; text that cannot be decoded stays unchanged.
 * @param {string} search
 * @returns {{ piece: string, name: string, value: string }[]}
 */
function piecesOf(search) {
  return search.replace(/^\?/, "").split("&").filter(Boolean).map((piece) => {
    const [name, ...rest] = piece.split("=").map((text) => {
      try {
        return decodeURIComponent(text.replaceAll("+", " "));
      } catch {
        return text;
      }
    });
    return { piece, name, value: rest.join("=") };
  });
}

/**
 * Read the selection from a query.
 * @param {string} search
 * @param {Facet[]} facets
 * @param {Column[]} columns
 * @param {string} sort The initial order of the table.
 * @returns {View}
 */
export function readView(search, facets, columns, sort) {
  const pieces = piecesOf(search);
  const first = (/** @type {string} */ wanted) => pieces.find(({ name }) => name === wanted)?.value ?? "";
  const view = plainView(sort);
  for (const { name, values } of facets) {
    const texts = pieces.filter((piece) => piece.name === name && piece.value.trim()).slice(0, MOST);
    const chosen = texts.map(({ value }) => values.find((known) => known === value) ?? values.find((known) => fold(known) === fold(value)) ?? value.slice(0, LONGEST));
    if (chosen.length) view.chosen.set(name, [...new Set(chosen)]);
  }
  view.find = first(FIND).slice(0, LONGEST);
  if (columns.some(({ name }) => name === first(SORT).replace(/^-/, ""))) view.sort = first(SORT);
  return view;
}

/**
 * Return the query of an address with the selection in it.
 * @param {string} search The current query, whose other parameters stay unchanged.
 * @param {Facet[]} facets
 * @param {View} view
 * @param {string} sort The initial order of the table, which is left out.
 * @returns {string}
 */
export function writeView(search, facets, view, sort) {
  const ours = [FIND, SORT, ...facets.map(({ name }) => name)];
  const pieces = piecesOf(search).filter(({ name }) => !ours.includes(name)).map(({ piece }) => piece);
  const add = (/** @type {string} */ name, /** @type {string} */ value) => {
    pieces.push(`${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll("%20", "+")}`);
  };
  for (const { name } of facets) for (const value of view.chosen.get(name) ?? []) add(name, value);
  if (view.find.trim()) add(FIND, view.find.trim());
  if (view.sort !== sort) add(SORT, view.sort);
  return pieces.length ? `?${pieces.join("&")}` : "";
}
