/**
 * The numbers of rows, in runs.
 */

/**
 * Return what each row has, from a text with semicolons between columns and commas between rows. Equal ones in
 * a row are `2*100`.
 * @param {string} text
 * @returns {string[][]} By column and row.
 */
export function columnsOf(text) {
  return text.split(";").map((column) =>
    column.split(",").flatMap((run) => {
      const [part, times = "1"] = run.split("*");
      return Array(Number(times)).fill(part);
    }),
  );
}
