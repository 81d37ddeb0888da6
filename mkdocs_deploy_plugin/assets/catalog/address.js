/**
 * What a reader has chosen, as the query of an address: `?status=Approved&status=Draft&find=kafka&sort=-reviewed`.
 *
 * What is in an address was typed by anybody: columns that there are not are nothing, a value that there is
 * not stays a value that no row has, and what is none of ours is left alone.
 */

import { fold } from "./words.js";

/** @typedef {import("./selection.js").Facet} Facet */
/** @typedef {import("./selection.js").Column} Column */
/** @typedef {import("./selection.js").View} View */

/** The name of the text to find. Not `q`: by that, Material's search opens. */
const FIND = "find";
const SORT = "sort";
/** How many values of a facet an address can have, and how long each can be. */
const MOST = 50;
const LONGEST = 300;

/**
 * Give a view in which nothing is chosen.
 * @param {string} [sort]
 * @returns {View}
 */
export function plainView(sort = "") {
  return { chosen: new Map(), find: "", sort };
}

/**
 * Take a query apart; what cannot be decoded stays as it is.
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
 * Read what was chosen.
 * @param {string} search
 * @param {Facet[]} facets
 * @param {Column[]} columns
 * @param {string} sort The order of the table itself.
 * @returns {View}
 */
export function readView(search, facets, columns, sort) {
  const pieces = piecesOf(search);
  const first = (/** @type {string} */ wanted) => pieces.find(({ name }) => name === wanted)?.value ?? "";
  const view = plainView(sort);
  for (const { name, values } of facets) {
    const texts = pieces.filter((one) => one.name === name && one.value.trim()).slice(0, MOST);
    const chosen = texts.map(({ value }) => values.find((one) => one === value) ?? values.find((one) => fold(one) === fold(value)) ?? value.slice(0, LONGEST));
    if (chosen.length) view.chosen.set(name, [...new Set(chosen)]);
  }
  view.find = first(FIND).slice(0, LONGEST);
  if (columns.some(({ name }) => name === first(SORT).replace(/^-/, ""))) view.sort = first(SORT);
  return view;
}

/**
 * Give the query of an address with what is chosen in it.
 * @param {string} search The query as it is: what others have in it stays as it is.
 * @param {Facet[]} facets
 * @param {View} view
 * @param {string} sort The order of the table itself, which no address needs.
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
