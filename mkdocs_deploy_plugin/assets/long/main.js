/**
 * Write out the rows of long catalog tables. The script of the catalog leaves such a table alone until then; which of
 * the two runs first is up to the theme.
 */

import { mountAgain } from "../run/page/mounting.js";
import { writeOut } from "./page/rows.js";

for (const root of document.querySelectorAll(".procedures-catalog[data-rows]")) writeOut(/** @type {HTMLElement} */ (root));
mountAgain("catalog");
