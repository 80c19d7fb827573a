// Bundles the page: `node build.mjs OUT GENERATED WORDS API DEPFILE`.
//
// OUT gets index.html, icon.svg, one script, one style sheet, and the words of each language. GENERATED gets what the sources import as generated/…: the keys of the words, and the types and routes of the server from API.
// DEPFILE tells ninja which files went into the bundle.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const { build } = await import("esbuild").catch(() => {
  console.error("The parts of the page are not there. ./run and ./test fetch them; by hand: npm --prefix ui ci");
  process.exit(1);
});

const [out, generated, words, api, depfile] = process.argv.slice(2).map((name) => path.resolve(name));
const here = path.dirname(fileURLToPath(import.meta.url));
const languages = ["en", "vi", "ja"];
// What the page says itself, and what it shares with the terminal: units and kinds of the ledger, reasons of results.
const shared = /^(ui\.|track\.|match\.count-)/;

async function writeWords() {
  for (const language of languages) {
    const all = JSON.parse(await readFile(path.join(words, `${language}.json`), "utf8"));
    const used = Object.entries(all).filter(([key]) => shared.test(key));
    await writeFile(path.join(out, `words-${language}.json`), JSON.stringify(Object.fromEntries(used)));
    if (language !== "en") continue;
    const keys = used.map(([key]) => `  | ${JSON.stringify(key)}`).join("\n");
    await writeFile(path.join(generated, "words.ts"), `// Made by ui/build.mjs from words/en.json.\nexport type Word =\n${keys};\n`);
  }
}

/** index.html, with what it says to a browser without scripts, in every language. */
async function writeIndex() {
  const html = await readFile(path.join(here, "index.html"), "utf8");
  const said = [];
  for (const language of languages) {
    const all = JSON.parse(await readFile(path.join(words, `${language}.json`), "utf8"));
    said.push(`<p lang="${language}">${all["ui.noscript"]}</p>`);
  }
  await writeFile(path.join(out, "index.html"), html.replace("<!-- noscript -->", said.join("")));
}

async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: { enishi: "src/main.tsx" },
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2020", "chrome90", "firefox90", "safari15"],
    alias: { "generated/api": path.join(generated, "api.ts") },
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
  });
  await copyFile(path.join(here, "icon.svg"), path.join(out, "icon.svg"));
  return Object.keys(result.metafile.inputs).map((name) => path.resolve(here, name));
}

await mkdir(out, { recursive: true });
await mkdir(generated, { recursive: true });
await copyFile(api, path.join(generated, "api.ts"));
await writeWords();
await writeIndex();
const inputs = [api, ...(await bundle()), ...languages.map((language) => path.join(words, `${language}.json`)), path.join(here, "index.html")];
const escaped = inputs.map((name) => name.replace(/ /g, "\\ "));
await writeFile(depfile, `${path.join(out, "enishi.js").replace(/ /g, "\\ ")}: ${escaped.join(" ")}\n`);
