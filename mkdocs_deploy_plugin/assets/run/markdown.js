/**
 * A run as Markdown, for a ticket. Equal records give equal texts.
 *
 * Nothing that people or files have put into the record is taken at its word: no text can end a cell
 * of a table, become HTML, a heading or an image, or call somebody (`@team`) or something (`#12`).
 */

import { BIDI } from "./events.js";
import { fold } from "./fold.js";
import { itemsAsSeen, viewItems } from "./changes.js";
import { progressOf, waitedFor } from "./progress.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./fold.js").RunState} RunState */
/** @typedef {import("./record.js").RunRecord} RunRecord */
/** @typedef {import("./changes.js").ItemView} ItemView */

/** Verdicts in words. */
export const WORDS = { done: "done", skipped: "skipped", failed: "failed", na: "not applicable", open: "open" };

/**
 * Write a run.
 * @param {RunRecord} record
 * @returns {string}
 */
export function markdownOf({ header, events, texts }) {
  const state = fold(events);
  const views = viewItems(state, texts, itemsAsSeen(state, texts));
  const line = progressOf(state, views).line;
  const { facts, finish } = state;
  const outcome = finish.conflict ? "in conflict" : finish.is || "not finished";
  const ended = finish.heads.at(-1);
  const summary = [
    ["Procedure", `${plain(header.procedure)}, version ${plain(header.version)} (${header.digest})`],
    ["Outcome", `${outcome}; ${line}`],
    ["Kind", facts.kind === "real" ? "real" : facts.kind === "rehearsal" ? "rehearsal" : "scratch, never named"],
    ["Name", plain(facts.name ?? "")],
    ["Environment", plain(facts.environment ?? "")],
    ["Ticket", link(facts.ticket ?? "")],
    ["People", state.people.map(plain).join(", ")],
    ["Began", utc(header.created)],
    ["Ended", finish.is === "" || ended === undefined ? "" : utc(ended.event.t)],
    ["Rolled back", state.rollback === null ? "" : `${utc(state.rollback.t)}, ${plain(state.rollback.by)}`],
    ["Run", header.run],
  ].filter(([, what]) => what !== "");
  const values = [...state.values].map(([name, { is, conflict, heads }]) => [
    plain(name),
    conflict ? `in conflict: ${heads.map((head) => plain(head.is || "none")).join(", ")}` : plain(is || "not filled in"),
  ]);
  const signs = state.signs.map(({ v, by, t, note }) => [v.role, v.name, by, utc(t), note ?? ""].map(plain));
  return [
    `# ${plain(header.title)}: ${outcome}`,
    table(["Run", ""], summary),
    "## Deviations",
    table(["Item", "What", "Who", "When (UTC)", "Reason"], deviationsOf(state, views)) || "None.",
    "## Sign-off",
    "Self-asserted: names as they were typed in, not verified.",
    table(["Role", "Name", "Entered by", "When (UTC)", "Note"], signs) || "Nobody has signed.",
    "## Values",
    table(["Parameter", "Value"], values) || "None.",
    "## Timeline",
    table(["When (UTC)", "Who", "What", "Item", "Note"], timelineOf(state, texts)),
    "## Commands as copied",
    state.copies.map(({ t, by, v }) => `${utc(t)}, ${plain(by)}${v.step === "" ? "" : `, ${plain(v.step)}`}:\n\n${fence(v.text)}`).join("\n\n") || "None.",
  ].join("\n\n").concat("\n");
}

/**
 * @param {RunState} state
 * @param {ItemView[]} views
 * @returns {string[][]}
 */
function deviationsOf(state, views) {
  const missing = new Set(state.finish.is === "" ? [] : waitedFor(state, views).filter(({ is }) => is === "open"));
  return views
    .filter((view) => view.is === "skipped" || view.is === "failed" || missing.has(view) || view.mark === "conflict" || view.mark === "stale")
    .map(({ item, is, mark, was, heads }) => {
      const what =
        mark === "conflict" ? `in conflict: ${heads.map((head) => `${wordOf(head.is)} (${head.event.by})`).join(", ")}`
        : mark === "stale" ? `open: commands changed since it was ${wordOf(was?.is ?? "")}`
        : wordOf(is);
      return [item.text, what, was?.by ?? "", was === null ? "" : utc(was.t), was?.note ?? ""].map(plain);
    });
}

/**
 * @param {RunState} state
 * @param {Readonly<Record<string, string>>} texts
 * @returns {string[][]}
 */
function timelineOf({ events, undone }, texts) {
  const byId = new Map(events.map((event) => [event.e, event]));
  const known = new Map(
    events.flatMap(({ k, v }) => (k === "page" ? v.items : [])).map((/** @type {{i: string, r: string}} */ one) => [one.i, one.r]),
  );
  return events.map((event) => {
    const { i, r } = event.k === "undo" ? (byId.get(event.v.of) ?? event) : event;
    const text = i === undefined ? "" : (texts[(r ?? known.get(i) ?? "").split(".")[0]] ?? i);
    const what = `${whatOf(event, byId)}${undone.has(event.e) ? " (taken back)" : ""}`;
    return [utc(event.t), event.by, what, text, event.note ?? ""].map(plain);
  });
}

/**
 * Say in words what an event is.
 * @param {RunEvent} event
 * @param {ReadonlyMap<string, RunEvent>} byId
 * @returns {string}
 */
function whatOf(event, byId) {
  const { k, v } = event;
  const target = k === "undo" ? byId.get(v.of) : undefined;
  switch (k) {
    case "start": return "run begun";
    case "facts": return `run named: ${Object.values(v).filter(Boolean).join(", ")}`;
    case "page": return `procedure seen, version ${v.version} (${v.digest})`;
    case "verdict": return wordOf(v.is);
    case "confirm": return `${wordOf(v.is)}, confirmed again`;
    case "undo": return target === undefined || target.k === "undo" ? "taken back" : `taken back: ${whatOf(target, byId)}`;
    case "value": return v.value === "" ? `${v.name} emptied` : `${v.name} = ${v.value}`;
    case "copy": return v.step === "" ? "commands copied" : `commands copied: ${v.step}`;
    case "rollback": return "rollback started";
    case "sign": return `signed as ${v.role}: ${v.name}`;
    case "finish": return `finished: ${v.is}`;
    default: return k;
  }
}

/**
 * @param {string} is
 * @returns {string}
 */
function wordOf(is) {
  return /** @type {Record<string, string>} */ (WORDS)[is] ?? is;
}

/**
 * @param {string} time
 * @returns {string}
 */
function utc(time) {
  return time.slice(0, 19).replace("T", " ");
}

/**
 * Give a text that Markdown and trackers show as it is. The mark of a mention or a reference is
 * followed by a space of no width.
 * @param {string} text
 * @returns {string}
 */
export function plain(text) {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(BIDI, "")
    .replace(/[@#!%&~$^](?=[\p{L}\p{N}_"])/gu, "$&\u200b")
    .replace(/[&<>|]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\\`*_[\]~$]/g, "\\$&")
    .trim();
}

/**
 * @param {string} text
 * @returns {string}
 */
function link(text) {
  return /^https?:\/\/[\w./?=%:+-]+$/.test(text) ? `<${text}>` : plain(text);
}

/**
 * Give commands as a block of code that nothing in them can end.
 * @param {string} text
 * @returns {string}
 */
function fence(text) {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}\n${text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "\ufffd").replace(BIDI, "\ufffd").replace(/\n$/, "")}\n${ticks}`;
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 * @returns {string} Empty without rows.
 */
function table(head, rows) {
  if (rows.length === 0) return "";
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
