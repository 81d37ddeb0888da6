/**
 * The ticks of checklists: what is done, and at which revision of the item. No DOM in here.
 *
 * One key of the storage holds the ticks of one procedure below one site path, as a JSON object
 * from item to revision. A revision with "!" before it is that of an item which the source ticks
 * and the reader has unticked. Every change reads the key anew, so that two tabs lose nothing.
 */
(function (scope) {
  "use strict";

  const PREFIX = "procedures:ticks:1:";

  /**
   * Give the storage key of a page's checklist.
   * @param {string} sitePath The path of the site's root, as in "/docs/".
   * @param {string} page The id of the procedure, or the source of an ordinary page.
   * @returns {string}
   */
  function keyOf(sitePath, page) {
    return `${PREFIX}${sitePath}:${page}`;
  }

  /**
   * Read ticks from their stored form. What cannot be read gives null.
   * @param {string | null} text
   * @returns {Record<string, string> | null}
   */
  function parse(text) {
    if (text === null) return {};
    try {
      const data = JSON.parse(text);
      if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
      const ticks = Object.create(null);
      for (const [item, revision] of Object.entries(data)) {
        if (typeof revision === "string") ticks[item] = revision;
      }
      return ticks;
    } catch {
      return null;
    }
  }

  /**
   * Tell what the reader's tick means for an item as it is now.
   * @param {string | undefined} tick The stored revision.
   * @param {string} revision The item's revision now: digest of its text, a dot, digest of the commands.
   * @param {boolean} initial Whether the source ticks the item.
   * @returns {{done: boolean, changed: "" | "text" | "commands"}} `changed` says what has become
   *   different since the reader ticked the item; such an item is not done.
   */
  function judge(tick, revision, initial) {
    if (tick === undefined) return { done: initial, changed: "" };
    const off = tick.startsWith("!");
    const known = off ? tick.slice(1) : tick;
    if (known === revision) return { done: !off, changed: "" };
    if (off) return { done: initial, changed: "" };
    const sameText = known.split(".")[0] === revision.split(".")[0];
    return { done: false, changed: sameText ? "commands" : "text" };
  }

  /** The ticks of one page. */
  class Ticks {
    /**
     * @param {Storage | null} storage Null where the browser keeps nothing for this page.
     * @param {string} key
     */
    constructor(storage, key) {
      this.storage = storage;
      this.key = key;
      /** Whether ticks outlive the page. */
      this.kept = storage !== null;
      /** @type {Record<string, string>} */
      this.ticks = {};
      this.load();
    }

    /** Read the ticks anew. */
    load() {
      if (!this.kept || this.storage === null) return;
      try {
        const text = this.storage.getItem(this.key);
        const ticks = parse(text);
        if (ticks === null && text !== null) {
          // Set aside what cannot be read; it is never overwritten.
          this.storage.setItem(`${this.key}:unreadable`, text);
          this.storage.removeItem(this.key);
        }
        this.ticks = ticks ?? {};
      } catch {
        this.kept = false;
      }
    }

    /**
     * Note that an item is done or not.
     * @param {string} item
     * @param {string} revision
     * @param {boolean} done
     * @param {boolean} initial Whether the source ticks the item.
     */
    set(item, revision, done, initial) {
      this.load();
      if (done === initial) delete this.ticks[item];
      else this.ticks[item] = done ? revision : `!${revision}`;
      this.save();
    }

    /** Forget all ticks of this page; no other key is touched. */
    reset() {
      this.ticks = {};
      this.save();
    }

    save() {
      if (!this.kept || this.storage === null) return;
      try {
        if (Object.keys(this.ticks).length === 0) this.storage.removeItem(this.key);
        else this.storage.setItem(this.key, JSON.stringify(this.ticks));
      } catch {
        this.kept = false;
      }
    }
  }

  /** Give the browser's storage, or null where it is blocked. @returns {Storage | null} */
  function storage() {
    try {
      return scope.localStorage ?? null;
    } catch {
      return null;
    }
  }

  scope.proceduresState = { keyOf, parse, judge, storage, Ticks };
})(globalThis);
