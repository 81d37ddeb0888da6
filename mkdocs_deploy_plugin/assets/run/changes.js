/**
 * The items of the page as it is now, against what the run knows of them.
 */

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./events.js").Verdict} Verdict */
/** @typedef {import("./fold.js").RunState} RunState */
/** @typedef {import("./fold.js").Head} Head */

/**
 * @typedef {object} PageItem A task item as the page has it.
 * @property {string} id
 * @property {string} rev Digest of the text, a dot, digest of the commands of its step.
 * @property {string} text
 * @property {string} commands The commands of its step, as they stand in the source.
 * @property {string} step The heading of its step, or empty.
 * @property {string} phase The heading of its phase or section.
 * @property {boolean} initial Whether the source ticks it.
 * @property {boolean} struck Whether the source strikes it: nobody waits for it.
 * @property {boolean} rollback Whether it belongs to the rollback.
 */

/**
 * @typedef {object} Was An item as it was when somebody judged it.
 * @property {string} is
 * @property {string} by
 * @property {string} t
 * @property {string} note
 * @property {string} text
 * @property {string} commands
 */

/**
 * @typedef {object} ItemView
 * @property {PageItem} item
 * @property {Verdict} is What counts now: `open` if stale or in conflict.
 * @property {"" | "conflict" | "stale" | "reworded" | "new"} mark
 * @property {Head[]} heads The verdicts behind this; several ones in a conflict.
 * @property {Was | null} was The newest verdict, with the item as it was.
 * @property {RunEvent[]} notes
 */

/** @typedef {Was & {id: string}} RemovedItem */
/** @typedef {{reworded: number, commands: number, removed: number, added: number, text: string}} Changes */
/** @typedef {Readonly<Record<string, string>>} Texts Texts of items and commands by their digests. */

/**
 * Give what the page shows for each of its items.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {readonly PageItem[]} items
 * @returns {ItemView[]}
 */
export function viewItems(state, texts, items) {
  const began = seenAtStart(state);
  return items.map((item) => {
    const known = state.items.get(item.id);
    const heads = known?.heads ?? [];
    const view = {
      item,
      heads,
      was: heads.length === 0 ? null : asItWas(heads[heads.length - 1], texts),
      notes: known?.notes ?? [],
    };
    if (known === undefined || heads.length === 0) {
      const mark = began.size > 0 && !began.has(item.id) ? "new" : "";
      return { ...view, is: item.initial ? "done" : "open", mark };
    }
    if (known.conflict) return { ...view, is: "open", mark: "conflict" };
    const now = heads.find(({ event }) => event.r === item.rev);
    if (now !== undefined || known.is === "open") {
      return { ...view, was: asItWas(now ?? heads[heads.length - 1], texts), is: known.is, mark: "" };
    }
    const sameCommands = heads.some(({ event }) => commandsOf(event.r) === commandsOf(item.rev));
    return sameCommands ? { ...view, is: known.is, mark: "reworded" } : { ...view, is: "open", mark: "stale" };
  });
}

/**
 * Give the items as a record knows them, for a reader without the page.
 * @param {RunState} state
 * @param {Texts} texts
 * @returns {PageItem[]}
 */
export function itemsAsSeen(state, texts) {
  return (state.lastPage?.items ?? []).map(({ i, r, step, phase, initial, struck, rollback }) => ({
    id: i,
    rev: r,
    text: texts[r.split(".")[0]] ?? i,
    commands: texts[commandsOf(r)] ?? "",
    step: step ?? "",
    phase: phase ?? "",
    initial: initial === true,
    struck: struck === true,
    rollback: rollback === true,
  }));
}

/**
 * Give the items with a verdict or a note that the page has no more.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {readonly PageItem[]} items
 * @returns {RemovedItem[]}
 */
export function removedItems(state, texts, items) {
  const there = new Set(items.map((item) => item.id));
  const seen = new Map([...(state.firstPage?.items ?? []), ...(state.lastPage?.items ?? [])].map((one) => [one.i, one.r]));
  const removed = [];
  for (const [id, { is, heads, notes }] of state.items) {
    if (there.has(id)) continue;
    const head = heads.at(-1) ?? { is, event: { ...notes[0], r: seen.get(id) } };
    removed.push({ id, ...asItWas(head, texts), is });
  }
  return removed;
}

/**
 * Tell what has changed since the run began.
 * @param {RunState} state
 * @param {readonly PageItem[]} items
 * @returns {Changes} `text` is a sentence for the banner, empty if nothing has changed.
 */
export function changesSince(state, items) {
  const began = seenAtStart(state);
  const changes = { reworded: 0, commands: 0, removed: 0, added: 0, text: "" };
  if (began.size === 0) return changes;
  for (const { id, rev } of items) {
    const before = began.get(id);
    if (before === undefined) changes.added += 1;
    else if (commandsOf(before) !== commandsOf(rev)) changes.commands += 1;
    else if (before !== rev) changes.reworded += 1;
    began.delete(id);
  }
  changes.removed = began.size;
  const parts = [
    [changes.commands, "with changed commands"],
    [changes.reworded, "reworded"],
    [changes.added, "new"],
    [changes.removed, "removed"],
  ].filter(([count]) => count !== 0);
  if (parts.length > 0) {
    const list = parts.map(([count, what]) => `${count} ${what}`).join(", ");
    changes.text = `The procedure has changed since this run began: items ${list}.`;
  }
  return changes;
}

/**
 * @param {RunState} state
 * @returns {Map<string, string>}
 */
function seenAtStart(state) {
  return new Map((state.firstPage?.items ?? []).map((item) => [item.i, item.r]));
}

/**
 * @param {Head} head
 * @param {Texts} texts
 * @returns {Was}
 */
function asItWas({ is, event }, texts) {
  const [text, commands] = (event.r ?? "").split(".");
  return {
    is,
    by: event.by,
    t: event.t,
    note: event.note ?? "",
    text: texts[text] ?? "",
    commands: texts[commands] ?? "",
  };
}

/**
 * @param {string | undefined} revision
 * @returns {string}
 */
function commandsOf(revision) {
  return (revision ?? "").split(".")[1] ?? "";
}
