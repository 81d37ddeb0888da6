/**
 * Make the scripts that are shipped: `make scripts`, or `npm run build`.
 *
 * Each `assets/<name>/main.js`, with all that it imports, becomes one classic script, `assets/<name>.js`: a
 * module would not load from a disk, and every file is a request. The scripts and their source maps are committed, so
 * that a site is built without node; a test says so when one is not what its modules make.
 */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const ASSETS = fileURLToPath(new URL("../mkdocs_deploy_plugin/assets/", import.meta.url));

/** The names of the scripts: those of the folders with a `main.js`. */
export const NAMES = readdirSync(ASSETS).filter((name) => existsSync(`${ASSETS}${name}/main.js`));

/**
 * Make a script of its modules, and its source map. Without the text of the modules: the package has them.
 * @param {string} name
 * @returns {Promise<{path: string, text: string}[]>}
 */
export async function filesOf(name) {
  const { outputFiles } = await build({
    entryPoints: [`${ASSETS}${name}/main.js`],
    outfile: `${ASSETS}${name}.js`,
    bundle: true,
    format: "iife",
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    target: "es2022",
    write: false,
  });
  return outputFiles;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of NAMES) for (const { path, text } of await filesOf(name)) writeFileSync(path, text);
}
