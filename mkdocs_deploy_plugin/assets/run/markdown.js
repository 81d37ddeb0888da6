/**
 * A run as Markdown, for a ticket. Equal records give equal texts.
 *
 * Texts in the record are not trusted: none can end a table cell, become HTML, a heading or an image, or
 * create a mention (`@team`) or a reference (`#12`).
 */

import { tidy } from "./events.js";
import { fold, registerOf, spotOf } from "./fold.js";
import { WORDS, progressOf, standing } from "./progress.js";
import { isOpen, pageAsSeen, textsOf, viewPage } from "./views.js";
import { t } from "./words.js";

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
  const { line, waited } = progressOf(state, views);
  const { is, conflict, heads } = registerOf(state, "finish");
  const { facts } = state;
  const [rollback] = state.of("rollback");
  const withdrawn = state.events.findLast(({ k, v }) => k === "undo" && state.events.some((event) => event.e === v.of && event.k === "rollback"));
  const [notInForce] = state.of("guard").filter(({ v }) => v.guard === "status");
  const finish = heads.at(-1)?.event;

  const summary = Object.entries({
    [t("Procedure")]: t("{id}, version {version} ({digest})", { id: header.procedure, version: header.version, digest: header.digest }),
    [t("Outcome")]: conflict ? t("in conflict") : outcomeOf(is),
    [t("Counts")]: line,
    [t("Reason")]: is && finish?.note,
    [t("Kind")]: KINDS[facts.kind ?? "scratch"],
    [t("Name")]: facts.name,
    [t("Environment")]: facts.environment,
    [t("Ticket")]: facts.ticket,
    [t("People")]: state.people.join(", "),
    [t("Started")]: `${utc(header.created)} UTC`,
    [t("Finished")]: is && `${utc(finish?.t)} UTC`,
    [t("Rollback started")]: rollback && `${utc(rollback.t)} UTC`,
    [t("Rollback withdrawn")]: rollback || !withdrawn ? "" : [`${utc(withdrawn.t)} UTC`, withdrawn.by, withdrawn.note].filter(Boolean).join(", "),
    [t("Time zone")]: facts.zone,
    [t("Run")]: header.run,
  }).filter(([, text]) => text);
  const items = itemsOf(state.pages);
  const overruled = state.of("guard").map(({ i, p, v, by, t: time, note }) => {
    const item = items.get(spotOf({ p, i }));
    const about = item ? `: ${[item.step, textsOf(item, texts).text].filter(Boolean).join(", ")}` : "";
    return [`${GUARD_WORDS[/** @type {keyof typeof GUARD_WORDS} */ (v.guard)]}${about}`, by, utc(time), note];
  });
  const deviations = [
    ...views
      .filter(({ item, status }) => /skipped|failed|conflict|confirm/.test(status) || (is && isOpen(status) && !item.struck && !item.rollback === !rollback))
      .map(({ item, status, was, heads: all }) => [
        item.step,
        item.text,
        status === "conflict" ? t("in conflict: {verdicts}", { verdicts: verdicts(all) })
          : status === "confirm" ? t("to confirm: was marked {status} before the procedure changed", { status: word(was?.is) })
          : word(status),
        was?.by,
        utc(was?.t),
        status === "conflict" ? all.map(({ event }) => event.note).filter(Boolean).join("; ") : was?.note,
      ]),
    ...removed.map(({ step, text, is: was, by, t: time, note }) => [step, text, t("{status}; removed from the procedure since", { status: word(was) }), by, utc(time), note]),
  ];
  const gates = views.filter(({ item }) => item.hold || item.wait).map(({ item, status, was, began }) => [
    item.step, item.text,
    item.hold || t("{n} min", { n: minutesOf((item.wait ?? 0) * 1000) }),
    began && (was?.t || !item.hold) ? (was?.t ? t("{n} min", { n: minutesOf(Date.parse(was.t) - Date.parse(began.t)) }) : t("Wait begun")) : [was?.name, was?.role].filter(Boolean).join(", ") || word(status),
    was?.by, utc(was?.t ?? began?.t),
  ]);
  const values = [...state.registers]
    .filter(([register]) => register.startsWith("value:"))
    .map(([register, value]) => [register.slice(6), value.heads.map((head) => head.is || t("not filled in")).join(t(" or "))]);
  const blocks = (/** @type {"copy" | "evidence"} */ kind) => state.of(kind).map(({ i, p, t: time, by, v }) => {
    const item = items.get(spotOf({ p, i }));
    return `${[utc(time), by, item?.step ?? v.step, item && textsOf(item, texts).text].filter(Boolean).map(plain).join(", ")}:\n\n${fence(v.text)}`;
  });
  const [evidence, copies] = [blocks("evidence"), blocks("copy")];
  return [
    ...(notInForce ? [`**${GUARD_WORDS.status}** (${plain(notInForce.note)}). ${[plain(notInForce.by), utc(notInForce.t)].filter(Boolean).join(", ")} UTC.`] : []),
    `# ${plain(header.title)}: ${conflict ? t("in conflict") : outcomeOf(is)}`,
    // At the beginning of a line, a text could begin a heading or a list.
    `${[kindOf(facts), facts.ticket].filter(Boolean).map(plain).join(", ").replace(/^[^\p{L}\\&]/u, "\u200b$&")}: ${standing(waited)}.`,
    ...(overruled.length > 0 ? [table([t("Exception"), t("Who"), t("When (UTC)"), t("Reason")], overruled)] : []),
    table([t("Run"), ""], summary),
    `## ${t("Deviations")}`,
    table([t("Step"), t("Item"), t("Status"), t("Who"), t("When (UTC)"), t("Reason")], deviations),
    ...(gates.length > 0 ? [`## ${t("Holds and waits")}`, table([t("Step"), t("Item"), t("Planned"), t("Actual"), t("Who"), t("When (UTC)")], gates)] : []),
    `## ${t("Sign-off")}`,
    t("Self-asserted: names as typed, not verified."),
    table([t("Role"), t("Name"), t("Entered by"), t("When (UTC)"), t("Note")], state.of("sign").map(({ v, by, t: time, note }) => [v.role, v.name, by, utc(time), note])),
    `## ${t("Values")}`,
    table([t("Parameter"), t("Value")], values),
    `## ${t("Timeline")}`,
    table([t("When (UTC)"), t("Who"), t("What"), t("Step"), t("Item"), t("Note")], timelineOf(state, texts)),
    ...(evidence.length > 0 ? [`## ${t("Evidence")}`, ...evidence] : []),
    `## ${t("Copied commands")}`,
    ...(copies.length > 0 ? copies : [t("None.")]),
  ].join("\n\n").concat("\n");
}

/** What a run is, in a few words. @param {import("./events.js").Facts} facts @returns {string} As in "Production run". */
export function kindOf({ kind, environment }) {
  if (kind === "real") return environment ? t("{environment} run", { environment }) : t("Run for real");
  const name = KINDS[kind ?? "scratch"];
  return environment ? `${name}, ${environment}` : name;
}

/** The kinds of runs in words. @type {Readonly<Record<string, string>>} */
const KINDS = { real: t("For real"), rehearsal: t("Rehearsal"), scratch: t("Scratch run") };

/** The outcome of a run, or that it has none. @param {string} outcome @returns {string} */
export function outcomeOf(outcome) {
  return { succeeded: t("succeeded"), "rolled back": t("rolled back"), aborted: t("aborted") }[outcome] ?? t("in progress");
}

/**
 * Return the outcomes that a run can have.
 * @param {boolean} canRollBack Whether the page has a rollback; without one, nothing speaks of it.
 * @param {boolean} isRollback Whether it has started.
 * @returns {import("./events.js").Outcome[]}
 */
export function outcomesOf(canRollBack, isRollback) {
  return [...(isRollback ? [] : [/** @type {const} */ ("succeeded")]), ...(canRollBack || isRollback ? [/** @type {const} */ ("rolled back")] : []), "aborted"];
}

/** @param {number} milliseconds @returns {number} */
function minutesOf(milliseconds) {
  return Math.round(milliseconds / 6000) / 10;
}

/** The items of all builds, by `spotOf`. @param {readonly import("./events.js").SeenPage[]} pages */
function itemsOf(pages) {
  return new Map(pages.flatMap(({ digest, items }) => items.map((item) => [spotOf({ p: digest, i: item.id }), item])));
}

/** What it means that a guard was overruled. */
export const GUARD_WORDS = {
  status: t("Run for real although the procedure was not in force"),
  failed: t("Went on after a failed check"),
  finish: t("Finished with items that were not done"),
  gate: t("Went on although a gate was closed"),
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
    v?.is ? [word(v.is), k === "confirm" && t("confirmed"), v.name && t("released by {name} as {role}", { name: v.name, role: v.role })].filter(Boolean).join(", ")
    : v?.guard ? GUARD_WORDS[/** @type {keyof typeof GUARD_WORDS} */ (v.guard)]
    : [KIND_WORDS.get(k) ?? k, v?.version, v?.name, v?.kind && KINDS[v.kind], v?.environment, v?.ticket, v?.value, v?.role, v?.outcome && outcomeOf(v.outcome)].filter(Boolean).join(" · ");
  return events.map((event) => {
    const target = byId.get(event.v?.of);
    const { i, p } = target ?? event;
    // Only one step back: an imported run may have a long chain of undos, or one that undoes itself.
    const undo = event.k === "undo" ? `: ${target ? describe(target) : "?"}${undone.has(event.v.of) ? "" : t(" (no effect)")}` : "";
    const item = items.get(spotOf({ p, i }));
    return [utc(event.t), event.by, `${describe(event)}${undo}${undone.has(event.e) ? t(" (undone)") : ""}`, item?.step ?? event.v?.step, item ? textsOf(item, texts).text : i, event.note];
  });
}

/** The kinds of events in words; verdicts and guards have others. @type {ReadonlyMap<string, string>} */
const KIND_WORDS = new Map([["start", t("Started")], ["facts", t("Details")], ["page", t("Procedure as published")], ["undo", t("Undo")], ["note", t("Note")],
  ["value", t("Value")], ["rollback", t("Rollback started")], ["copy", t("Copied commands")], ["sign", t("Signed")], ["finish", t("Finished")],
  ["wait", t("Wait begun")], ["evidence", t("Evidence")]]);

/** Describe conflicting verdicts. @param {import("./fold.js").Head[]} heads @returns {string} */
export function verdicts(heads) {
  return heads.map(({ is, event }) => `${word(is)} (${event.by})`).join(", ");
}

/** Describe a verdict or a status. @param {string | undefined} is @returns {string} */
export function word(is) {
  return /** @type {string} */ (WORDS.get(is || "open") ?? is);
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
  if (rows.length === 0) return t("None.");
  return [head, head.map(() => "---"), ...rows.map((row) => row.map(plain))].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
