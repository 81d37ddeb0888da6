/**
 * Build the scripts and style sheets of the package: `make scripts`, or `npm run build`.
 *
 * Each `assets/<name>/main.js` is bundled with its imports into one classic script, `assets/<name>.js`: a module
 * would not load from disk, and every file is a request. Each `assets/<name>/main.css` becomes `assets/<name>.css`.
 * What is built is committed, with the source maps of scripts, so that building a site does not need Node.js; a test
 * fails if it does not match its sources.
 */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const ASSETS = fileURLToPath(new URL("../mkdocs_deploy_plugin/assets/", import.meta.url));

/** The names of what is built, such as "run.js": the folders that contain a `main.js` or a `main.css`. */
export const NAMES = readdirSync(ASSETS).flatMap((name) =>
  ["js", "css"].filter((kind) => existsSync(`${ASSETS}${name}/main.${kind}`)).map((kind) => `${name}.${kind}`));

/**
 * Build a script and its source map, or a style sheet. The map leaves out the modules' text, which the package contains.
 * @param {string} name One of `NAMES`.
 * @returns {Promise<{path: string, text: string}[]>}
 */
export async function filesOf(name) {
  const isScript = name.endsWith(".js");
  const { outputFiles } = await build({
    entryPoints: [ASSETS + name.replace(".", "/main.")],
    outfile: ASSETS + name,
    bundle: true,
    format: "iife",
    minify: true,
    sourcemap: isScript,
    sourcesContent: false,
    target: isScript ? "es2022" : [],
    write: false,
  });
  return outputFiles;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of NAMES) for (const { path, text } of await filesOf(name)) writeFileSync(path, text);
}
