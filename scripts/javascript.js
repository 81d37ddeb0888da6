/**
 * Build the scripts of the package: `make scripts`, or `npm run build`.
 *
 * Each `assets/<name>/main.js` is bundled with its imports into one classic script, `assets/<name>.js`: a module
 * would not load from disk, and every file is a request. The scripts and their source maps are committed, so that
 * building a site does not need Node.js; a test fails if a script does not match its modules.
 */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const ASSETS = fileURLToPath(new URL("../mkdocs_deploy_plugin/assets/", import.meta.url));

/** The names of the scripts: the folders that contain a `main.js`. */
export const NAMES = readdirSync(ASSETS).filter((name) => existsSync(`${ASSETS}${name}/main.js`));

/**
 * Build a script and its source map. The map leaves out the modules' text, which the package contains.
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
