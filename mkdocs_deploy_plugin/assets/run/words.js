/**
 * The texts of the page in the language of the site.
 *
 * An English text is its own key. A site in another language loads a table of translations before this script (see
 * `hosts/words.py`); a text that the table lacks stays English. A text for numbers may be an object with a form for each
 * plural category of the language.
 */

/** @type {Readonly<Record<string, string | Record<string, string>>>} */
const table = /** @type {any} */ (globalThis).proceduresWords ?? {};

/** The language, for numbers. */
export const language = /** @type {string} */ (table[""] ?? "en");

/**
 * Return a text with its values.
 * @param {string} text In English, as in "Stopped at {step}".
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(text, values) {
  return filled(table[text] ?? text, values);
}

/**
 * Return the form of a text for a number, which is `{n}` in it.
 * @param {number} n
 * @param {string} one The English form for 1.
 * @param {string} other The other one.
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function tn(n, one, other, values) {
  const forms = /** @type {any} */ (table[other] ?? { one, other });
  return filled(forms[new Intl.PluralRules(language).select(n)] ?? forms.other ?? forms, { n, ...values });
}

/** @param {any} text @param {Record<string, string | number>} [values] @returns {string} */
function filled(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => values[name] ?? whole);
}
