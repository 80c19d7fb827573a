// The sources of the page compile strictly, and hold no text of their own: what people read is in words/*.json.
// Run as `node check_sources.mjs SOURCE_ROOT GENERATED`.
import { createRequire } from "node:module";
import path from "node:path";

const [root, generated] = process.argv.slice(2).map((name) => path.resolve(name));
const ui = path.join(root, "ui");
const ts = createRequire(path.join(ui, "package.json"))("typescript");
// What the reader sees or hears; the value must come from words, and not be a literal.
const spoken = new Set(["aria-label", "alt", "title", "label", "placeholder", "lead", "note", "hint", "content"]);
// Marks, not words: signs of closing and help, and the character that the program is named after with its name.
const marks = new Set(["×", "?", "縁", "enishi", "↺", "→", "·", "/"]);

let cases = 0;
let failed = 0;
function report(sentence, problems) {
  cases++;
  if (problems.length > 0) failed++;
  console.log(`${problems.length > 0 ? "not ok" : "ok"} ${cases} - ${sentence}`);
  for (const problem of problems.slice(0, 30)) console.log(`#   ${problem}`);
}

function where(file, node) {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${path.relative(root, file.fileName)}:${line + 1}`;
}

function texts(file) {
  const found = [];
  const visit = (node) => {
    if (ts.isJsxText(node)) {
      const text = node.text.trim();
      if (text && !marks.has(text)) found.push(`${where(file, node)}: ${text}`);
    }
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText(file)) && node.initializer && ts.isStringLiteral(node.initializer)) {
      found.push(`${where(file, node)}: ${node.getText(file)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const { config } = ts.readConfigFile(path.join(ui, "tsconfig.json"), ts.sys.readFile);
config.compilerOptions.paths = { "generated/*": [path.join(generated, "*")] };
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, ui);
const program = ts.createProgram(fileNames, options);
const diagnostics = [...errors, ...ts.getPreEmitDiagnostics(program)];
const own = program.getSourceFiles().filter((file) => file.fileName.startsWith(path.join(ui, "src")));

console.log("TAP version 13");
report("the page compiles", diagnostics.map((one) => {
  const at = one.file ? `${where(one.file, { getStart: () => one.start })}: ` : "";
  return at + ts.flattenDiagnosticMessageText(one.messageText, " ");
}));
report("there are sources to look at", own.length > 10 ? [] : [`${own.length} files`]);
report("no text stands in the sources of the page", own.flatMap(texts));
report("nothing is of type any", own.flatMap((file) => {
  const found = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(where(file, node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}));
console.log(`1..${cases}`);
process.exit(failed > 0 ? 1 : 0);
