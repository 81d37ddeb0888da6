/**
 * A run as Markdown, for a ticket. Equal records give equal texts.
 *
 * Texts in the record are not trusted: none can end a table cell, become HTML, a heading or an image, or
 * create a mention (`@team`) or a reference (`#12`).
 */

import { tidy } from "./events.js";
import { fold, registerOf, spotOf } from "./fold.js";
import { WORDS, isOpen, progressOf } from "./progress.js";
import { pageAsSeen, textsOf, viewPage } from "./views.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */

/**
 * Render a run.
 * @param {import("./record.js").RunRecord} record
 * @returns {string}
 */
export function markdownOf({ header, events, texts }) {
  const state = fold(events);
  const page = pageAsSeen(state, texts);
  const { items: views, removed } = viewPage(state, texts, page);
  const { line, complete } = progressOf(state, views);
  const { is, conflict, heads } = registerOf(state, "finish");
  const outcome = conflict ? "in conflict" : is || "not finished";
  const { facts } = state;
  const [rollback] = state.of("rollback");
  const withdrawn = state.events.findLast(({ k, v }) => k === "undo" && state.events.some((event) => event.e === v.of && event.k === "rollback"));
  const [notInForce] = state.of("guard").filter(({ v }) => v.guard === "status");
  const finish = heads.at(-1)?.event;

  const summary = Object.entries({
    Procedure: `${header.procedure}, version ${header.version} (${header.digest})`,
    Outcome: `${outcome}; ${complete ? "complete, " : ""}${line}`,
    Reason: is && finish?.note,
    Kind: facts.kind,
    Name: facts.name,
    Environment: facts.environment,
    Ticket: facts.ticket,
    People: state.people.join(", "),
    Started: `${utc(header.created)} UTC`,
    Finished: is && `${utc(finish?.t)} UTC`,
    "Rollback started": rollback && `${utc(rollback.t)} UTC`,
    "Rollback withdrawn": rollback || !withdrawn ? "" : [`${utc(withdrawn.t)} UTC`, withdrawn.by, withdrawn.note].filter(Boolean).join(", "),
    "Time zone": facts.zone,
    Run: header.run,
  }).filter(([, text]) => text);
  const items = itemsOf(state.pages);
  const overruled = state.of("guard").map(({ i, p, v, by, t, note }) => {
    const item = items.get(spotOf({ p, i }));
    const about = item ? `: ${[item.step, textsOf(item, texts).text].filter(Boolean).join(", ")}` : "";
    return [`${GUARD_WORDS[/** @type {keyof typeof GUARD_WORDS} */ (v.guard)]}${about}`, by, utc(t), note];
  });
  const deviations = [
    ...views
      .filter(({ item, status }) => /skipped|failed|conflict|confirm/.test(status) || (is && isOpen(status) && !item.struck && !item.rollback === !rollback))
      .map(({ item, status, was, heads: all }) => [
        item.step,
        item.text,
        status === "conflict" ? `in conflict: ${verdicts(all)}`
          : status === "confirm" ? `to confirm: was marked ${word(was?.is)} before the procedure changed`
          : word(status),
        was?.by,
        utc(was?.t),
        status === "conflict" ? all.map(({ event }) => event.note).filter(Boolean).join("; ") : was?.note,
      ]),
    ...removed.map(({ step, text, is: was, by, t, note }) => [step, text, `${word(was)}; removed from the procedure since`, by, utc(t), note]),
  ];
  const values = [...state.registers]
    .filter(([register]) => register.startsWith("value:"))
    .map(([register, value]) => [register.slice(6), value.heads.map((head) => head.is || "not filled in").join(" or ")]);
  const copies = state.of("copy").map(({ t, by, v }) => `${[utc(t), plain(by), plain(v.step)].filter(Boolean).join(", ")}:\n\n${fence(v.text)}`);
  return [
    ...(notInForce ? [`**${GUARD_WORDS.status}** (${plain(notInForce.note)}). ${[plain(notInForce.by), utc(notInForce.t)].filter(Boolean).join(", ")} UTC.`] : []),
    `# ${plain(header.title)}: ${outcome}`,
    ...(overruled.length > 0 ? [table(["Exception", "Who", "When (UTC)", "Reason"], overruled)] : []),
    table(["Run", ""], summary),
    "## Deviations",
    table(["Step", "Item", "Status", "Who", "When (UTC)", "Reason"], deviations),
    "## Sign-off",
    "Self-asserted: names as typed, not verified.",
    table(["Role", "Name", "Entered by", "When (UTC)", "Note"], state.of("sign").map(({ v, by, t, note }) => [v.role, v.name, by, utc(t), note])),
    "## Values",
    table(["Parameter", "Value"], values),
    "## Timeline",
    table(["When (UTC)", "Who", "What", "Step", "Item", "Note"], timelineOf(state, texts)),
    "## Copied commands",
    ...(copies.length > 0 ? copies : ["None."]),
  ].join("\n\n").concat("\n");
}

/** The items of all builds, by `spotOf`. @param {readonly import("./events.js").SeenPage[]} pages */
function itemsOf(pages) {
  return new Map(pages.flatMap(({ digest, items }) => items.map((item) => [spotOf({ p: digest, i: item.id }), item])));
}

/** What it means that a guard was overruled. */
export const GUARD_WORDS = {
  status: "Run for real although the procedure was not in force",
  failed: "Went on after a failed check",
  finish: "Finished with items that were not done",
};

/**
 * @param {import("./fold.js").RunState} state
 * @param {import("./views.js").Texts} texts
 * @returns {(string | undefined)[][]}
 */
function timelineOf({ events, undone, pages }, texts) {
  const byId = new Map(events.map((event) => [event.e, event]));
  const items = itemsOf(pages);
  /** @param {RunEvent} event @returns {string} */
  const describe = ({ k, v }) =>
    v?.is ? `${word(v.is)}${k === "confirm" ? ", confirmed" : ""}`
    : v?.guard ? GUARD_WORDS[/** @type {keyof typeof GUARD_WORDS} */ (v.guard)]
    : [KIND_WORDS.get(k) ?? k, ...["version", "name", "kind", "environment", "ticket", "value", "role", "outcome"].map((field) => v?.[field])].filter(Boolean).join(" · ");
  return events.map((event) => {
    const target = byId.get(event.v?.of);
    const { i, p } = target ?? event;
    // Only one step back: an imported run may have a long chain of undos, or one that undoes itself.
    const undo = event.k === "undo" ? `: ${target ? describe(target) : "?"}${undone.has(event.v.of) ? "" : " (no effect)"}` : "";
    const item = items.get(spotOf({ p, i }));
    return [utc(event.t), event.by, `${describe(event)}${undo}${undone.has(event.e) ? " (undone)" : ""}`, item?.step ?? event.v?.step, item ? textsOf(item, texts).text : i, event.note];
  });
}

/** The kinds of events whose name alone says too little. @type {ReadonlyMap<string, string>} */
const KIND_WORDS = new Map([["page", "procedure as published"], ["rollback", "rollback started"], ["copy", "copied commands"], ["sign", "signed"], ["finish", "finished"]]);

/** Describe conflicting verdicts. @param {import("./fold.js").Head[]} heads @returns {string} */
export function verdicts(heads) {
  return heads.map(({ is, event }) => `${word(is)} (${event.by})`).join(", ");
}

/** Describe a verdict or a status. @param {string | undefined} is @returns {string} */
export function word(is) {
  return WORDS.get(is || "open") ?? "open";
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
