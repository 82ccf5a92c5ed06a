// Bundles the article editor into static/backfile/: one script, and the licences of the libraries in it.
// `make editor` runs it; the results are committed, so that an installation needs neither Node nor npm.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const FOLDER = new URL("../static/backfile/", import.meta.url);
const TARGET = new URL("editor.js", FOLDER);

const made = await build({
  entryPoints: [new URL("src/main.js", import.meta.url).pathname],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["es2022"],
  legalComments: "none",
  outfile: TARGET.pathname,
  metafile: true,
  banner: { js: "// Made by `make editor` from editor/src. Licences: editor.licences.txt" },
});

const packages = new Set(
  Object.keys(made.metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean),
);
const licences = [];
for (const name of [...packages].sort()) {
  const folder = new URL(`node_modules/${name}/`, import.meta.url);
  const about = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  if (about.license !== "MIT") throw new Error(`${name} has the licence ${about.license}; look at it before it is shipped`);
  const text = await readFile(new URL("LICENSE", folder), "utf8");
  licences.push(`${name} ${about.version}\n\n${text.trim().replace(/[ \t]+$/gm, "")}\n`);
}
await writeFile(new URL("editor.licences.txt", FOLDER), licences.join(`\n${"-".repeat(80)}\n\n`));

const code = await readFile(TARGET);
console.log(`editor.js: ${Math.round(code.length / 1000)} kB, ${Math.round(gzipSync(code).length / 1000)} kB compressed`);
