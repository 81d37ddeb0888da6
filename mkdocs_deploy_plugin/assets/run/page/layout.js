/**
 * The layout of a run: sections that fold once they are finished, a frame around the current step, and counts at the
 * headings and in the table of contents.
 */

import { countsOf, elapsed, lineOf } from "../progress.js";
import { isOpen } from "../views.js";
import { t } from "../words.js";
import { button, keepKeys, h } from "./dom.js";
import { endsSection } from "./reading.js";
import { spanOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */
/** @typedef {import("./reading.js").Section} Section */

/**
 * Wrap what is below each heading, so that it can be folded and framed. Headings within other blocks stay as they are.
 * @param {RunPage} page
 */
export function wrapSections(page) {
  const { root, sections } = page;
  for (const section of sections) {
    const { heading, level } = section;
    const parent = heading.parentElement;
    if (parent !== root && !parent?.matches(".procedures-body")) continue;
    const body = h("div", { class: "procedures-body", id: `${heading.id}:body` });
    while (heading.nextSibling && !endsSection(heading.nextSibling, level)) body.append(heading.nextSibling);
    const box = h("section", { class: "procedures-section" });
    heading.replaceWith(box);
    box.append(heading, body);
    section.box = box;
    section.body = body;
    // The browser reveals what it finds or what a link leads to.
    body.addEventListener("beforematch", () => {
      page.folds.set(heading.id, true);
      page.show();
    });
  }
}

/**
 * Add the counts of each section that has items or can be folded.
 * @param {RunPage} page
 */
export function addCounts(page) {
  for (const section of page.sections) {
    const { heading, body } = section;
    if (section.at.length === 0 && !body) continue;
    const click = () => {
      page.folds.set(heading.id, Boolean(body?.hidden));
      page.show();
    };
    section.count = body
      ? h("button", { type: "button", class: "procedures-count", click, keydown: keepKeys, "aria-controls": body.id })
      : h("span", { class: "procedures-count" });
    // Within the heading, it would be a part of its name.
    if (body) heading.after(section.count);
    else heading.append(section.count);
    section.links = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`.md-nav--secondary a[href$="#${CSS.escape(heading.id)}"]`))];
  }
}

/**
 * Show counts, folds and the current step.
 * @param {RunPage} page
 * @param {ReadonlySet<import("../views.js").ItemView>} counted
 */
export function showLayout(page, counted) {
  const { sections, views, upNext, record, shared, steps } = page;
  const isRunning = record !== null && !shared;
  const spent = elapsed(page.state, views);
  const at = page.looking >= 0 ? page.looking : views.findIndex((view) => view === upNext);
  const current = sectionOf(sections, at);
  page.current = isRunning && !page.locked ? current : undefined;
  if (page.isFolding && isRunning) page.foldedTo = current ? sections.indexOf(current) : sections.length;
  page.isFolding = false;
  // The level of the folded section around a section: what is within it is open.
  let folded = 9;
  for (const [number, section] of sections.entries()) {
    const { heading, level, title, box, body, count } = section;
    if (!count) continue;
    if (level <= folded) folded = 9;
    const own = section.at.map((index) => views[index]).filter((view) => counted.has(view));
    const counts = countsOf(own);
    const isDone = own.every(({ status }) => !isOpen(status) && status !== "failed");
    const isAround = section.at.includes(at) && current !== undefined;
    // What is finished or only to be read, and above the current step.
    const isPast = page.outcome !== "" || (isDone && number < page.foldedTo);
    const isFolded = isRunning && !page.all && !isAround && isPast && folded === 9;
    if (isFolded) folded = level;
    const isOpened = page.folds.get(heading.id) ?? !isFolded;
    const isUsed = isRunning || (Boolean(shared) && own.length > 0) || !page.isProcedure;
    const minutes = spent.get(title) ?? 0;
    const line = [lineOf(counts), minutes >= 30_000 && spanOf(minutes)].filter(Boolean).join(" · ");
    count.hidden = !isUsed || (!body && own.length === 0);
    count.textContent = isUsed ? line : "";
    count.dataset.mark = markOf(counts);
    box?.classList.toggle("procedures-current", section === page.current);
    box?.classList.toggle("procedures-path", isAround);
    if (!body) continue;
    if (isUsed && isRunning) count.setAttribute("aria-expanded", String(isOpened));
    else count.removeAttribute("aria-expanded");
    count.disabled = !isRunning;
    count.setAttribute("aria-label", [line, title].filter(Boolean).join(", "));
    // Elements that are hidden in this way are found by a search in the page, where the browser knows it.
    if (isOpened || !isUsed) body.removeAttribute("hidden");
    else if (!body.hidden) body.setAttribute("hidden", "until-found");
    if (section === page.current) box?.setAttribute("aria-current", "step");
    else box?.removeAttribute("aria-current");
    for (const link of section.links ?? []) link.dataset.procedures = isUsed && own.length > 0 ? shortOf(own, counts) : "";
  }
  steps?.remove();
  if (page.focus) page.current?.body.append(page.steps = h("div", { class: "procedures-row procedures-steps" }, ...[-1, 1].map((by) => {
    const step = stepBeside(page, by);
    return step && button(stepName(step), () => page.look(by), { class: `procedures-button ${by < 0 ? "procedures-back" : "procedures-forth"}` });
  })));
  page.root.classList.toggle("procedures-running", isRunning && !page.locked);
  page.root.classList.toggle("procedures-focus", page.focus && page.current !== undefined);
}

/** The name of a step. @param {Section} section @returns {string} */
export function stepName({ heading, title }) {
  return heading.dataset.step ?? title;
}

/** The worst status of a section. @param {Map<string, number>} counts @returns {string} */
function markOf(counts) {
  return ["failed", "conflict", "confirm", "open"].find((status) => counts.has(status)) ?? "done";
}

/** The count for the table of contents; empty for what nobody has begun. @param {readonly any[]} own @param {Map<string, number>} counts */
function shortOf(own, counts) {
  if (counts.has("failed")) return t("{n} failed", { n: counts.get("failed") ?? 0 });
  const left = own.filter(({ status }) => isOpen(status)).length;
  return left === 0 ? t("done") : left < own.length ? `${own.length - left}/${own.length}` : "";
}

/** The section right around an item. @param {Section[]} sections @param {number} at */
export function sectionOf(sections, at) {
  return sections.findLast(({ box, at: own }) => box && own.includes(at));
}

/**
 * Return the step before or after the current one.
 * @param {RunPage} page
 * @param {number} by
 * @returns {Section | undefined}
 */
export function stepBeside({ sections, current }, by) {
  const steps = sections.filter((section) => section.at.some((at) => section === sectionOf(sections, at)));
  return steps[steps.indexOf(/** @type {Section} */ (current)) + by];
}
