/**
 * Texts to search and sort by, the same in every browser and language.
 */

/** Letters that do not decompose into a base letter and an accent. @type {Record<string, string>} */
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/**
 * Return a text without case and accents.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
}

/**
 * Return the words of a search, all of which must match.
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  return fold(text).split(/\s+/u).filter(Boolean);
}

/**
 * Return a sort key by which 2 comes before 10.
 * @param {string} text
 * @returns {string}
 */
export function natural(text) {
  return fold(text).replace(/\d+/g, (digits) => digits.padStart(9, "0"));
}

/**
 * Return a sort key for versions: a pre-release, which has a hyphen, comes before its release.
 * @param {string} text
 * @returns {string}
 */
export function version(text) {
  const [core] = text.split("+");
  return natural(core.includes("-") ? core : `${core}~`);
}
