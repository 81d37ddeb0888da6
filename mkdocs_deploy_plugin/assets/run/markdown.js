/**
 * A run as Markdown, for a ticket. Equal records give equal texts.
 *
 * Texts in the record are not trusted: none can end a table cell, become HTML, a heading or an image, or
 * create a mention (`@team`) or a reference (`#12`).
 */

import { itemsAsSeen, digests, viewItems } from "./changes.js";
import { tidy } from "./events.js";
import { fold, registerOf } from "./fold.js";
import { progressOf } from "./progress.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */

/**
 * Render a run.
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
    Started: utc(header.created),
    Finished: is && utc(heads.at(-1)?.event.t),
    "Rollback started": rollback && utc(rollback.t),
    Run: header.run,
  }).filter(([, text]) => text);
  const deviations = views
    .filter((view) => /skipped|failed|conflict|stale/.test(view.is + view.mark) || (is && open.includes(view)))
    .map(({ item, is: now, mark, was, heads: all }) => [
      item.text,
      mark === "conflict" ? `in conflict: ${verdicts(all)}`
        : mark === "stale" ? `open: commands changed since it was marked ${word(was?.is)}`
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
    table(["Item", "Status", "Who", "When (UTC)", "Reason"], deviations),
    "## Sign-off",
    "Self-asserted: names as typed, not verified.",
    table(["Role", "Name", "Entered by", "When (UTC)", "Note"], state.of("sign").map(({ v, by, t, note }) => [v.role, v.name, by, utc(t), note])),
    "## Values",
    table(["Parameter", "Value"], values),
    "## Timeline",
    table(["When (UTC)", "Who", "What", "Item", "Note"], timelineOf(state, texts)),
    "## Copied commands",
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
  const describe = ({ k, v }) =>
    v?.is ? `${word(v.is)}${k === "confirm" ? ", confirmed" : ""}`
    : [k, ...["version", "name", "kind", "environment", "ticket", "value", "role", "step", "outcome"].map((field) => v?.[field])].filter(Boolean).join(" · ");
  return events.map((event) => {
    const target = byId.get(event.v?.of);
    const { i = "", r } = target ?? event;
    // Only one step back: an imported run may have a long chain of undos, or one that undoes itself.
    const undo = event.k === "undo" ? `: ${target ? describe(target) : "?"}${undone.has(event.v.of) ? "" : " (no effect)"}` : "";
    return [utc(event.t), event.by, `${describe(event)}${undo}${undone.has(event.e) ? " (undone)" : ""}`, texts[digests(r ?? seen.get(i))[0]] ?? i, event.note];
  });
}

/** Describe conflicting verdicts. @param {import("./fold.js").Head[]} heads @returns {string} */
export function verdicts(heads) {
  return heads.map(({ is, event }) => `${word(is)} (${event.by})`).join(", ");
}

/** Describe a verdict. @param {string | undefined} is @returns {string} */
export function word(is) {
  return is === "na" ? "not applicable" : is || "open";
}

/** @param {string | undefined} time @returns {string} */
function utc(time = "") {
  return time.slice(0, 19).replace("T", " ");
}

/**
 * Return a text escaped so that Markdown and trackers show it unchanged. A zero-width space follows the
 * mark of a mention or a reference.
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
 * Return commands as a code block that none of them can end.
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
