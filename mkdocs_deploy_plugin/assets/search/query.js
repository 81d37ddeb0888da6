/**
 * Return the words of a text, split where the index splits them, without the operators of the query language.
 * @param {string} text
 * @returns {string}
 */
export function queryOf(text) {
  return text
    .replace(/["`‘’“”„«»()[\]{}<>|;\\:~^*]+|'(?!\w)|(?<!\w)'/g, " ")
    .replace(/(^|\s)[-+]+/g, "$1")
    .replace(/\s+/g, " ");
}
