/**
 * Texts to be found and to be sorted by, the same in every browser and every language of it.
 */

/**
 * Give a text without its case and its accents.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Give the words that have to be found, all of them.
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  return fold(text).split(/\s+/u).filter(Boolean);
}

/**
 * Give a text by which 2 comes before 10.
 * @param {string} text
 * @returns {string}
 */
export function natural(text) {
  return fold(text).replace(/\d+/g, (digits) => digits.padStart(9, "0"));
}

/**
 * Give a text by which versions come in their order: what goes before a release stands behind a hyphen.
 * @param {string} text
 * @returns {string}
 */
export function version(text) {
  const [core] = text.split("+");
  return natural(core.includes("-") ? core : `${core}~`);
}
