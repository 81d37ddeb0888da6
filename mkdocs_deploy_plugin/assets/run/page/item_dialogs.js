/**
 * The dialogs of an item, and what has to be asked before anything is recorded.
 */

import { LIMITS } from "../events.js";
import { gateBefore, remaining } from "../gates.js";
import { word } from "../markdown.js";
import { draftGuard, draftNote, draftUndo } from "../views.js";
import { t } from "../words.js";
import { act, askReason, closeDialogs, input, isGiven, openDialog, openForm, part, reasonField, row } from "./dialog.js";
import { field, h } from "./dom.js";
import { byline, givenBy, list, olderText, placeOf, signed } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * An item: its verdict, a note, evidence, and its previous verdict.
 * @param {RunPage} page
 * @param {number} at
 */
export function openItem(page, at) {
  const { views, info } = page;
  const view = views[at];
  const { item, status, heads, was } = view;
  const text = reasonField();
  const evidence = h("textarea", { rows: 4, spellcheck: "false" });
  /** @param {string} is @param {boolean} [reason] @param {string} [more] */
  const verdict = (is, reason, more) =>
    act(page, word(is), () => isGiven(text, reason === true) && !(is === "done" && openWait(page, at)) && page.judge(at, is, text.value, view), more);
  const [undoable] = heads.filter(({ is }) => is);
  const address = info.issue || info.edit;
  openDialog(page, item.text,
    h("p", {}, [item.step, status === "confirm" && signed(status), was && heads.length === 1 && `${signed(was.is)} ${byline(was)}${was.note && `: ${was.note}`}`]
      .filter(Boolean).join(" · ")),
    heads.length > 1 && list(heads.map((head) => givenBy(head))),
    !page.locked && field(t("Note (required for skipped and failed)"), text),
    !page.locked && row(
      item.hold ? act(page, t("Release"), () => openRelease(page, at), "procedures-primary") : verdict("done", false, "procedures-primary"),
      verdict("failed", true, "procedures-danger"), verdict("skipped", true), verdict("na"),
      act(page, t("Add note"), () => isGiven(text) && page.add(draftNote(view, page.page, "note", text.value))),
      undoable && act(page, t("Undo: {status}", { status: word(undoable.is) }), () => page.add(draftUndo(view, page.page))),
    ),
    !page.locked && part(t("Evidence"), field(t("Output of a command, or a value"), evidence),
      row(act(page, t("Add evidence"), () => isShort(evidence) && page.add(draftNote(view, page.page, "evidence", evidence.value))))),
    address && h("p", {}, h("a", { href: unclear(page, item, address), target: "_blank", rel: "noopener" }, t("Report this step as unclear"))),
  );
}

/** Return whether a text can be stored whole, and say so if not. @param {any} control */
function isShort(control) {
  const { length } = control.value;
  control.required = true;
  control.setCustomValidity(length > LIMITS.text ? t("Too long: {length} characters, and at most {most} are kept.", { length, most: LIMITS.text }) : "");
  return control.reportValidity();
}

/**
 * Ask who releases a hold point.
 * @param {RunPage} page
 * @param {number} at
 */
export function openRelease(page, at) {
  const view = page.views[at];
  const role = view.item.hold ?? "";
  const name = input("name", "", { autocomplete: "name", required: true });
  openForm(page, t("Release the hold: {item}", { item: view.item.text }), t("Release"), () => {
    if (!isGiven(name) || !page.judge(at, "done", "", view, { role, name: name.value })) return false;
    closeDialogs(page);
    return true;
  },
  h("p", {}, t("Only {role} releases this. The name is recorded as typed.", { role })), field(t("Name of {role}", { role }), name));
  return false;
}

/**
 * Ask for the reason to go on in spite of a failed check or a closed gate.
 * @param {RunPage} page
 * @param {import("../views.js").ItemView} view
 * @param {"failed" | "gate"} guard
 * @param {() => unknown} [then] What to do after that.
 */
export function openGoOn(page, view, guard, then = () => setTimeout(() => page.goOn())) {
  const title = guard === "failed" ? t("Go on after {status}: {item}", { status: signed("failed"), item: view.item.text }) : t("Go on without: {item}", { item: view.item.text });
  askReason(page, title,
    t("Reason to go on"), t("Go on"), (reason) => {
      if (!page.add(draftGuard(view, page.page, guard, reason))) return false;
      closeDialogs(page);
      then();
      return true;
    },
    h("p", {}, t("It stays as it is, and the record has the reason.")));
}

/**
 * Ask what has to be asked before anything is added to the run.
 * @param {RunPage} page
 * @param {() => unknown} then What to do after that.
 * @returns {boolean} Whether something has to be asked.
 */
export function openGuard(page, then) {
  const { state, author } = page;
  const agreed = () => {
    closeDialogs(page);
    then();
  };
  if (page.isOlder && page.agreed !== "older") {
    openForm(page, t("This page is older than the run"), t("Reload"), () => location.reload(),
      h("p", {}, olderText(state)),
      row(act(page, t("Go on with this text"), () => {
        page.agreed = "older";
        setTimeout(agreed);
      })));
    return true;
  }
  if (author.by || state.facts.kind !== "real") return false;
  openWho(page, agreed);
  return true;
}

/**
 * Ask before an item is judged that a closed gate is above.
 * @param {RunPage} page
 * @param {import("../views.js").ItemView} view
 * @param {() => unknown} then
 * @returns {boolean} Whether something has to be asked.
 */
export function openGate(page, view, then) {
  const gate = page.record && gateBefore(page.progress.waited, view, Date.now());
  if (!gate) return false;
  openGoOn(page, gate, "gate", then);
  return true;
}

/**
 * Ask before a wait is over: begin it, or go on.
 * @param {RunPage} page
 * @param {number} at
 * @returns {boolean} Whether the item is a wait that is not over.
 */
export function openWait(page, at) {
  const view = page.views[at];
  if (!page.record || !view.item.wait || view.overruled || remaining(view, Date.now()) === 0) return false;
  if (view.began) openGoOn(page, view, "gate", () => page.judge(at, "done"));
  else page.add(draftNote(view, page.page, "wait"));
  return true;
}

/**
 * Ask who goes on with a run.
 * @param {RunPage} page
 * @param {() => unknown} [then]
 * @param {string} [name] Who it probably is.
 */
export function openWho(page, then = () => {}, name = "") {
  const who = input("who", name, { autocomplete: "name", required: true });
  openForm(page, t("Who are you?"), t("Go on"), () => {
    if (!isGiven(who)) return false;
    page.setAuthor(who.value);
    setTimeout(then);
    return true;
  }, h("p", {}, t("What you do from now on is recorded under this name.")), field(t("Your name"), who));
}

/** @param {RunPage} page @param {any} item @param {string} address */
function unclear({ page }, item, address) {
  const body = `${page.procedure} ${page.version} (${page.digest}), ${placeOf(item)}`;
  return address.replace("{title}", encodeURIComponent(`Unclear: ${item.step}`)).replace("{body}", encodeURIComponent(body));
}
