/**
 * What the scripts of a document share, and the pages that it shows.
 *
 * A page has its scripts in its content, where Material's instant navigation runs them each time that the page is shown.
 */

/**
 * Return the value that all scripts of the document share under a name; the first to ask makes it.
 * @template T
 * @param {string} name
 * @param {() => T} make
 * @returns {T}
 */
export function shared(name, make) {
  // No element with this id can take its place, unlike that of a global variable.
  return (/** @type {any} */ (globalThis)[Symbol.for(`procedures:${name}`)] ??= make());
}

/**
 * Call a function for each page that the document shows, after the theme. It may be called twice for a page; other
 * scripts can call it, too, with `mountAgain`.
 * @param {string} name The name of the script.
 * @param {() => void} mount
 * @returns {boolean} False if the script has run in this document before: then nothing happens.
 */
export function eachPage(name, mount) {
  const isFirst = shared(name, () => mount) === mount;
  // Material emits pages on `document$`, after their scripts; on a disk, it emits nothing.
  if (isFirst) setTimeout(() => (/** @type {any} */ (globalThis).document$?.subscribe({ next: mount, complete: mount }) ?? mount()));
  return isFirst;
}

/** Call the function of a script again, if it has run already. @param {string} name The name of the script. */
export function mountAgain(name) {
  /** @type {any} */ (globalThis)[Symbol.for(`procedures:${name}`)]?.();
}

/** Return the path of the site's root, while a script runs for the first time: the script is two folders below. */
export function siteOf() {
  return new URL("../..", /** @type {any} */ (document.currentScript).src).pathname;
}
