/**
 * The dialogs of an item, and what has to be asked before anything is recorded.
 */

import { word } from "../markdown.js";
import { draftNote, draftUndo } from "../views.js";
import { act, askReason, input, isGiven, openDialog, reasonField, row } from "./dialog.js";
import { button, field, h } from "./dom.js";
import { byline, givenBy, list, signed } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * An item: its verdict, a note, and its previous verdict.
 * @param {RunPage} page
 * @param {number} at
 */
export function openItem(page, at) {
  const { views, info } = page;
  const view = views[at];
  const { item, status, heads, was } = view;
  const text = reasonField();
  /** @param {string} is @param {boolean} [reason] */
  const verdict = (is, reason) =>
    act(page, word(is), () => isGiven(text, reason === true) && page.judge(at, is, text.value, view));
  const [undoable] = heads.filter(({ is }) => is);
  const address = info.issue || info.edit;
  openDialog(page, item.text,
    h("p", {}, [item.step, status === "confirm" && signed(status), was && heads.length === 1 && `${signed(was.is)} ${byline(was)}${was.note && `: ${was.note}`}`]
      .filter(Boolean).join(" · ")),
    heads.length > 1 && list(heads.map((head) => givenBy(head))),
    !page.locked && field("Note (required for skipped and failed)", text),
    !page.locked && row(
      verdict("done"), verdict("skipped", true), verdict("failed", true), verdict("na"),
      act(page, "Add note", () => isGiven(text) && page.add(draftNote(view, page.page, "note", text.value))),
      undoable && act(page, `Undo: ${word(undoable.is)}`, () => page.add(draftUndo(view, page.page))),
    ),
    address && h("p", {}, h("a", { href: unclear(page, item, address), target: "_blank", rel: "noopener" }, "Report this step as unclear")),
  );
}

/**
 * Ask for the reason to go on in spite of a failed check.
 * @param {RunPage} page
 * @param {number} at
 */
export function openGoOn(page, at) {
  const view = page.views[at];
  askReason(page, `Go on after ${signed("failed")}: ${view.item.text}`, "Reason to go on", "Go on", (reason) => {
    setTimeout(() => page.goOn());
    return page.add(draftNote(view, page.page, "guard", reason));
  }, h("p", {}, "The check stays failed, and the record has the reason."));
}

/**
 * Ask what has to be asked before anything is added to the run.
 * @param {RunPage} page
 * @param {() => unknown} then What to do after that.
 * @returns {boolean} Whether something has to be asked.
 */
export function openGuard(page, then) {
  const { state, author } = page;
  if (page.isOlder && page.agreed !== "older") {
    openDialog(page, "This page is older than the run",
      h("p", {}, "This run has seen another build of the procedure, which is newer, or the site was set back. Reload the page to see it."),
      row(button("Reload", () => location.reload()), act(page, "Go on with this text", () => {
        page.agreed = "older";
        setTimeout(then);
      })));
    return true;
  }
  if (author.by || state.facts.kind !== "real") return false;
  openWho(page, then);
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
  openDialog(page, "Who are you?", h("p", {}, "What you do from now on is recorded under this name."), field("Your name", who),
    row(act(page, "Go on", () => {
      if (!isGiven(who)) return false;
      page.setAuthor(who.value);
      setTimeout(then);
      return true;
    })));
}

/** @param {RunPage} page @param {any} item @param {string} address */
function unclear({ page }, item, address) {
  const body = `${page.procedure} ${page.version} (${page.digest}), ${item.step}: ${item.text}`;
  return address.replace("{title}", encodeURIComponent(`Unclear: ${item.step}`)).replace("{body}", encodeURIComponent(body));
}
