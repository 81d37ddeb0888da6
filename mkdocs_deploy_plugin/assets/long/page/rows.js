/**
 * The rows of a long table, which the page has without most of their markup; see `rendering/long_tables.py`.
 */

import { h } from "../../run/page/dom.js";
import { columnsOf } from "../runs.js";

/** Give all rows of a table what those of a short table have. @param {HTMLElement} root */
export function writeOut(root) {
  const { full, facets, rows, people } = JSON.parse(root.dataset.rows ?? "");
  root.removeAttribute("data-rows");
  const heads = [...root.querySelectorAll("th")].slice(0, root.querySelector("tr")?.cells.length);
  const columns = heads.map(({ className, dataset: { wrap } }) => ({ className, wrap: JSON.parse(wrap ?? "[]") }));
  const numbers = columnsOf(rows);
  root.querySelectorAll("tbody tr").forEach((element, at) => {
    const row = /** @type {HTMLTableRowElement} */ (element);
    if (facets.length) {
      const parts = numbers.map((column) => column[at]);
      const names = parts.pop();
      row.dataset.f = parts.join(",");
      if (names) row.dataset.people = names.split(" ").map((name) => people[Number(name)]).join(", ");
    }
    if (at >= full) [...row.cells].forEach((cell, column) => dress(cell, columns[column]));
  });
  if (facets.length) root.dataset.facets = JSON.stringify(facets.map((/** @type {any} */ facet) => ({ ...facet, values: facet.values.split?.("|") ?? facet.values })));
}

/**
 * Add the attributes of a cell, and the element around its text.
 * @param {HTMLTableCellElement} cell
 * @param {{ className: string, wrap: [string?, Record<string, any>?] }} column
 */
function dress(cell, { className, wrap: [tag, attributes] }) {
  const inner = cell.querySelector("a") ?? cell;
  const text = inner.textContent ?? "";
  if (className) cell.className = className;
  if (cell.localName === "th") cell.scope = "row";
  if (tag && text && !inner.firstElementChild) inner.replaceChildren(h(tag, attributes?.[text], text));
}
