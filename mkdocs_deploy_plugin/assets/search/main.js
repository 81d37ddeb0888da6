/**
 * Let readers paste a command into Material's search.
 *
 * In its query language, `-x` excludes a word, `--x` is an error without any result, and a quotation mark stays
 * part of a word. Pasted text is meant as it is, so it is inserted as its words alone.
 */

import { queryOf } from "./query.js";

addEventListener("paste", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches("[data-md-component=search-query]")) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const query = queryOf(text);
  if (query === text) return;
  event.preventDefault();
  field.setRangeText(query, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  // The theme reads the field after a key, and shows its button to clear it after an input.
  for (const name of ["input", "keyup"]) field.dispatchEvent(new Event(name, { bubbles: true }));
});
