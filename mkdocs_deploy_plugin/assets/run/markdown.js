/**
 * A run as Markdown, for a ticket. Equal records give equal texts.
 *
 * Nothing that people or files have put into the record is taken at its word: no text can end a cell
 * of a table, become HTML, a heading or an image, or call somebody (`@team`) or something (`#12`).
 */

import { itemsAsSeen, digests, viewItems } from "./changes.js";
import { tidy } from "./events.js";
import { fold, registerOf } from "./fold.js";
import { progressOf } from "./progress.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */

/**
 * Write a run.
 * @param {import("./record.js").RunRecord} record
 * @returns {string}
 */
export function markdownOf({ header, events, texts }) {
  const state = fold(events);
  const views = viewItems(state, texts, itemsAsSeen(state, texts));
  const { line, open } = progressOf(state, views);
  const { is, conflict, heads } = registerOf(state, "finish");
  const outcome = conflict ? "in conflict" : is || "not finished";
  const { facts } = state;
  const [rollback] = state.of("rollback");

  const summary = Object.entries({
    Procedure: `${header.procedure}, version ${header.version} (${header.digest})`,
    Outcome: `${outcome}; ${line}`,
    Kind: facts.kind,
    Name: facts.name,
    Environment: facts.environment,
    Ticket: facts.ticket,
    People: state.people.join(", "),
    Began: utc(header.created),
    Ended: is && utc(heads.at(-1)?.event.t),
    "Rolled back": rollback && utc(rollback.t),
    Run: header.run,
  }).filter(([, text]) => text);
  const deviations = views
    .filter((view) => /skipped|failed|conflict|stale/.test(view.is + view.mark) || (is && open.includes(view)))
    .map(({ item, is: now, mark, was, heads: all }) => [
      item.text,
      mark === "conflict" ? `in conflict: ${verdicts(all)}`
        : mark === "stale" ? `open: commands changed since it was ${word(was?.is)}`
        : word(now),
      was?.by,
      utc(was?.t),
      was?.note,
    ]);
  const values = [...state.registers]
    .filter(([register]) => register.startsWith("value:"))
    .map(([register, value]) => [register.slice(6), value.heads.map((head) => head.is || "not filled in").join(" or ")]);
  const copies = state.of("copy").map(({ t, by, v }) => `${[utc(t), plain(by), plain(v.step)].filter(Boolean).join(", ")}:\n\n${fence(v.text)}`);
  return [
    `# ${plain(header.title)}: ${outcome}`,
    table(["Run", ""], summary),
    "## Deviations",
    table(["Item", "What", "Who", "When (UTC)", "Reason"], deviations),
    "## Sign-off",
    "Self-asserted: names as they were typed in, not verified.",
    table(["Role", "Name", "Entered by", "When (UTC)", "Note"], state.of("sign").map(({ v, by, t, note }) => [v.role, v.name, by, utc(t), note])),
    "## Values",
    table(["Parameter", "Value"], values),
    "## Timeline",
    table(["When (UTC)", "Who", "What", "Item", "Note"], timelineOf(state, texts)),
    "## Commands as copied",
    ...(copies.length > 0 ? copies : ["None."]),
  ].join("\n\n").concat("\n");
}

/**
 * @param {import("./fold.js").RunState} state
 * @param {import("./changes.js").Texts} texts
 * @returns {(string | undefined)[][]}
 */
function timelineOf({ events, undone, pages }, texts) {
  const byId = new Map(events.map((event) => [event.e, event]));
  const seen = new Map(pages.flatMap(({ items }) => items).map(({ id, rev }) => [id, rev]));
  /** @param {RunEvent} event @returns {string} */
  const what = ({ k, v }) =>
    v?.is ? `${word(v.is)}${k === "confirm" ? ", confirmed again" : ""}`
    : k === "undo" ? `taken back: ${byId.has(v.of) ? what(/** @type {RunEvent} */ (byId.get(v.of))) : "?"}`
    : [k, ...["version", "name", "kind", "environment", "ticket", "value", "role", "step", "outcome"].map((field) => v?.[field])].filter(Boolean).join(" · ");
  return events.map((event) => {
    const { i = "", r } = byId.get(event.v?.of) ?? event;
    return [utc(event.t), event.by, what(event) + (undone.has(event.e) ? " (taken back)" : ""), texts[digests(r ?? seen.get(i))[0]] ?? i, event.note];
  });
}

/** Give verdicts that contradict each other, in words. @param {import("./fold.js").Head[]} heads @returns {string} */
export function verdicts(heads) {
  return heads.map(({ is, event }) => `${word(is)} (${event.by})`).join(", ");
}

/** Give a verdict in words. @param {string | undefined} is @returns {string} */
export function word(is) {
  return is === "na" ? "not applicable" : is || "open";
}

/** @param {string | undefined} time @returns {string} */
function utc(time = "") {
  return time.slice(0, 19).replace("T", " ");
}

/**
 * Give a text that Markdown and trackers show as it is. The mark of a mention or a reference is
 * followed by a space of no width.
 * @param {string | undefined} text
 * @returns {string}
 */
export function plain(text = "") {
  return tidy(text, Infinity)
    .replace(/[@#!%&~$^](?=[\p{L}\p{N}_"])/gu, "$&\u200b")
    .replace(/[&<>|]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\\`*_[\]~$]/g, "\\$&");
}

/**
 * Give commands as a block of code that nothing in them can end.
 * @param {string} text
 * @returns {string}
 */
function fence(text) {
  const ticks = "`".repeat(Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return `${ticks}\n${tidy(text, Infinity, true)}\n${ticks}`;
}

/**
 * @param {string[]} head
 * @param {(string | undefined)[][]} rows
 * @returns {string}
 */
function table(head, rows) {
  if (rows.length === 0) return "None.";
  return [head, head.map(() => "---"), ...rows.map((row) => row.map(plain))].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
