// The planner's work on the page: a model is made, its constants are moved, its targets are read; what is wrong with a file is shown
// with its line; and of fast moves the last one counts. Called by test_page.mjs with what its cases share.
import { readFileSync } from "node:fs";

const asked = (request) => /\/api\/models\/[^/]+\/futures/.test(request.url());
const xmile = (name, text) => ({ name, mimeType: "application/xml", buffer: Buffer.from(text) });
const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** A model of one stock, that is sound with "growth" and unsound with any other name in its flow. */
const model = (name) => `<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><name>People</name><vendor>test</vendor><product version="1">test</product></header>
<sim_specs><start>2024</start><stop>2030</stop><dt>0.25</dt></sim_specs>
<model><variables>
<stock name="people"><eqn>100</eqn><inflow>coming</inflow></stock>
<flow name="coming"><eqn>people * ${name}</eqn></flow>
<aux name="growth"><eqn>0.1</eqn></aux>
</variables></model>
</xmile>
`;
const lineOfFlow = 7;

/** Until the picture is that of what is set, of many futures. */
async function settled(page, say) {
  // What was done last is drawn at the next turn of the browser, and says then that it is being computed.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.waitForFunction(
    (more) => {
      const state = document.querySelector(".fan-state");
      const many = /4[.,]096/;
      return state && many.test(state.textContent) && !state.textContent.includes(more) && many.test(document.querySelector(".fan svg")?.textContent);
    },
    say("ui.plan.of-futures-more").split(/[;・]/).at(-1).trim(),
  );
}

async function openModel({ site }, page, say, hash = "/plan/pipeline") {
  await site.open(page, hash);
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
}

const saidInPicture = (page) => page.locator(".fan svg [data-said]").evaluateAll((marks) => marks.map((mark) => mark.dataset.said).join("\n"));

async function move(shared, page, say) {
  const { site, looksRight, differs } = shared;
  await site.open(page, "/plan");
  await page.locator('a[href="#/plan/pipeline"]').click();
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
  const problems = await looksRight(page, "model");
  const before = await saidInPicture(page);
  // Those that matter most come first, once it is known which do.
  await page.getByText(say("ui.plan.constants-ranked")).waitFor();
  const slider = page.locator('.slider input[type="range"]').first();
  const value = Number(await slider.inputValue());
  await slider.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
  const after = Number(await slider.inputValue());
  problems.push(...(after > value ? [] : [`the slider went from ${value} to ${after}`]));
  await settled(page, say);
  const chips = page.locator(".moved-constants li");
  problems.push(...differs("constants that were moved", await chips.count(), 1), ...(before === (await saidInPicture(page)) ? ["the picture stayed as it was"] : []));
  problems.push(...differs("number beside the slider", Number(await page.locator('.slider input[type="number"]').first().inputValue()), after), ...(await looksRight(page, "moved")));
  // What was set stands in the address: whoever opens it sees the same.
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('set=[['));
  const moved = await saidInPicture(page);
  await page.reload();
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
  problems.push(...differs("the picture from the link", (await saidInPicture(page)) === moved, true));
  await page.getByRole("button", { name: say("ui.plan.reset-all"), exact: true }).click();
  await settled(page, say);
  return [...problems, ...differs("chips after", await chips.count(), 0), ...differs("the picture is the first again", (await saidInPicture(page)) === before, true)];
}

async function compareScenarios(shared, page, say) {
  const { looksRight, differs } = shared;
  await openModel(shared, page, say);
  const boxes = page.locator(".scenarios input");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await settled(page, say);
  const problems = differs("targets of two scenarios", await page.locator("#targets tbody tr").count(), 2);
  problems.push(...(await looksRight(page, "two scenarios")));
  const source = page.locator("#targets .source").first();
  await source.click();
  await page.getByRole("dialog").getByText(say("ui.source.quality")).waitFor();
  await page.keyboard.press("Escape");
  // Another variable is found by its name.
  const choice = page.locator(".variable-choice");
  const names = await choice.locator("option").allInnerTexts();
  await choice.getByLabel(say("ui.plan.variable-search")).fill(names.at(-1));
  await choice.locator("select").selectOption({ label: names.at(-1) });
  await page.locator(".fan .chart-title", { hasText: names.at(-1).slice(0, 12) }).first().waitFor();
  await settled(page, say);
  problems.push(...differs("said where there is no target", await page.getByText(say("ui.plan.no-target")).count(), 1));
  return [...problems, ...(await looksRight(page, "another variable"))];
}

async function further(shared, page, say) {
  const { site, looksRight, differs } = shared;
  await openModel(shared, page, say);
  const bars = page.locator("#matters svg [data-said]");
  await bars.first().waitFor();
  const problems = (await bars.count()) >= 5 ? [] : [`${await bars.count()} bars`];
  await page.locator("#flows").scrollIntoViewIfNeeded();
  await page.locator("#flows svg").waitFor();
  const title = () => page.locator("#flows svg").evaluate((svg) => svg.textContent);
  const year = page.locator('#flows input[type="range"]');
  const first = await year.getAttribute("aria-valuetext");
  await year.focus();
  await page.keyboard.press("Home");
  const last = await year.getAttribute("aria-valuetext");
  await page.waitForFunction((text) => document.querySelector("#flows svg").textContent.includes(text), last);
  problems.push(...(first === last ? ["the year stays"] : []), ...((await title()).includes(last) ? [] : ["the flows are of another year"]));
  await page.locator("#flows select").selectOption({ label: first });
  await page.waitForFunction((text) => document.querySelector("#flows svg").textContent.includes(text), first);
  await page.locator("#diagram").scrollIntoViewIfNeeded();
  await page.locator("#diagram svg [data-said]").first().waitFor();
  await site.settle(page);
  problems.push(...((await page.locator("#diagram svg [data-said]").count()) > 100 ? [] : ["the diagram lacks parts"]), ...(await looksRight(page, "all pictures")));
  await page.emulateMedia({ media: "print" });
  const printed = await page.locator(".levers, .picture-files").evaluateAll((found) => found.filter((one) => one.checkVisibility()).length);
  return [...problems, ...differs("controls in print", printed, 0)];
}

/** What the ledger has of a variable stands in its fan and below, each point with its source. */
async function observed(shared, page, say) {
  const { looksRight, differs } = shared;
  await openModel(shared, page, say, `/plan/pipeline?variable=${encodeURIComponent("engineers in Vietnam by work[design]")}`);
  const marks = await page.locator('.fan svg [data-kind="history"]').evaluateAll((found) => found.map((mark) => Number(mark.dataset.value)));
  const table = page.locator("#history");
  const sources = await table.locator(".source").allInnerTexts();
  const problems = [...differs("points in the picture", marks.join(), "5000,7000"), ...differs("sources", sources.length, 2), ...(await looksRight(page, "history"))];
  problems.push(...differs("rows of points and of the fit", await table.locator("tbody tr").count(), 3));
  await table.locator(".source").last().click();
  await page.getByRole("dialog").getByText(say("ui.source.quality")).waitFor();
  await page.keyboard.press("Escape");
  const file = await downloaded(page, table.getByRole("button", { name: say("ui.picture.csv"), exact: true }));
  return [...problems, ...(file.text.includes("o013") && file.text.split("\r\n").length === 4 ? [] : [`the history: ${file.text}`])];
}

async function downloaded(page, button) {
  const coming = page.waitForEvent("download");
  await button.click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

async function files(shared, page, say) {
  const { differs } = shared;
  await openModel(shared, page, say);
  const named = (place, key) => page.locator(place).getByRole("button", { name: say(key), exact: true });
  const svg = await downloaded(page, named(".fan", "ui.picture.svg"));
  const problems = [...(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/.test(svg.text) && svg.text.includes("chart-fan") && !svg.text.includes("tabindex=\"-1\"") ? [] : [`the picture: ${svg.text.slice(0, 80)}`]), ...differs("name of the picture", /^pipeline-.*\.svg$/.test(svg.name), true)];
  const table = await downloaded(page, named(".fan", "ui.picture.csv"));
  const lines = table.text.split("\r\n");
  problems.push(...differs("mark of UTF-8", table.text.charCodeAt(0), 0xfeff), ...differs("columns", lines[0].split(",").length, 8), ...differs("first time", lines[1].split(",")[0], "2024"), ...differs("last line is whole", lines.at(-1), ""));
  await page.locator(".fan summary").click();
  const rows = page.locator(".fan .numbers-behind tbody tr");
  await rows.first().waitFor();
  problems.push(...differs("rows of the file", lines.length - 2, await rows.count()));
  const targets = await downloaded(page, named("#targets", "ui.picture.csv"));
  problems.push(...(targets.text.includes("o001") ? [] : [`the targets: ${targets.text}`]));
  const bars = await downloaded(page, named("#matters", "ui.picture.csv"));
  problems.push(...(bars.text.split("\r\n").length > 10 ? [] : [`the ranking: ${bars.text}`]));
  return problems;
}

/** A target whose name a spreadsheet would compute, and one with a comma, come as they are written. */
async function formulas(shared, page, say) {
  const { site, differs } = shared;
  await site.open(page, "/plan/new?from=own");
  await page.locator('input[type="file"]').setInputFiles(xmile("people.xmile", model("growth")));
  await page.getByLabel(say("ui.plan.id")).fill("formulas");
  await page.getByRole("button", { name: say("ui.plan.new-do") }).click();
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
  await page.locator(`input[data-file="${say("ui.plan.file-targets")}"]`).setInputFiles(csv("targets.csv", 'target,variable,time,value\n=1+1,people,2028,140\n"many, many",people,2030,160\n'));
  await page.locator("#targets tbody tr").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll("#targets tbody tr").length === 2);
  await settled(page, say);
  const { text } = await downloaded(page, page.locator("#targets").getByRole("button", { name: say("ui.picture.csv"), exact: true }));
  const first = text.split("\r\n").slice(1, 3).map((line) => line.replace(/^('=1\+1|"many, many").*/, "$1"));
  await page.locator('a[href="#/plan"]').first().click();
  return differs("names in the file", first.join(" | "), `'=1+1 | "many, many"`);
}

async function broken(shared, page, say) {
  const { site, looksRight, differs } = shared;
  const id = `broken-${say("ui.plan.title").length}-${(await page.viewportSize()).width}`;
  await site.open(page, "/plan/new?from=own");
  const chooser = page.locator('input[type="file"]');
  await chooser.setInputFiles(xmile("Người.xmile", "<xmile>\n<model>\n</stock></model>\n"));
  const problems = differs("id from the file", await page.getByLabel(say("ui.plan.id")).inputValue(), "nguoi");
  await page.getByLabel(say("ui.plan.id")).fill(id);
  const known = site.troubles.length;
  await page.getByRole("button", { name: say("ui.plan.new-do") }).click();
  // What is no XML is refused, and shown from the file on this computer.
  await page.locator(".code-lines").first().waitFor();
  problems.push(...(await looksRight(page, "refused")), ...((await page.locator(".fault-line").first().innerText()).includes("</stock>") ? [] : ["another line is marked"]));
  site.troubles.splice(known, site.troubles.length, ...site.troubles.slice(known).filter((trouble) => !/ 4(09|22) /.test(trouble)));
  await chooser.setInputFiles(xmile("people.xmile", model("grwth")));
  await page.getByRole("button", { name: say("ui.plan.new-do") }).click();
  await page.locator("#faults .code-lines").first().waitFor();
  const line = await page.locator("#faults .fault-line").first().innerText();
  problems.push(...(line.includes(String(lineOfFlow)) && line.includes("grwth") ? [] : [`the line is shown as ${line}`]), ...(await looksRight(page, "errors")));
  problems.push(...differs("marked", await page.locator("#faults mark b").first().innerText(), "grwth"), ...differs("pictures", await page.locator(".fan").count(), 0));
  await page.locator(`input[data-file="${say("ui.plan.file-model")}"]`).setInputFiles(xmile("people.xmile", model("growth")));
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
  return [...problems, ...differs("errors after", await page.locator("#faults").count(), 0), ...(await looksRight(page, "mended"))];
}

/** However fast a slider moves, one question is under way at a time, and what stays is the picture of the last. */
async function latest(shared, page, say) {
  const { differs } = shared;
  await openModel(shared, page, say);
  let under = 0;
  let most = 0;
  const answered = [];
  page.on("request", (request) => asked(request) && (most = Math.max(most, ++under)));
  page.on("requestfailed", (request) => asked(request) && under--);
  page.on("requestfinished", (request) => asked(request) && under--);
  page.on("response", (response) => asked(response.request()) && answered.push(response));
  const slider = page.locator('.slider input[type="range"]').first();
  await slider.focus();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press(i % 3 === 2 ? "ArrowLeft" : "ArrowRight");
    await page.waitForTimeout(30);
  }
  const value = Number(await slider.inputValue());
  await settled(page, say);
  const last = answered.at(-1);
  const sent = last.request().postDataJSON();
  const { picture } = await last.json();
  const expected = [...picture.matchAll(/ data-said="([^"]*)"/g)].map(([, said]) => said).join("\n");
  return [
    ...(most === 1 ? [] : [`${most} questions at once`]),
    ...(answered.length > 2 && answered.length < 40 ? [] : [`${answered.length} answers to 40 moves`]),
    ...differs("the last question", `${sent.settings[0].value} ${sent.runs}`, `${value} 4096`),
    ...differs("the picture is of the last answer", (await saidInPicture(page)) === expected, true),
  ];
}

async function outlook(shared, page, say) {
  const { site, looksRight } = shared;
  await site.open(page, "/");
  const card = page.locator(".outlook").first();
  await card.scrollIntoViewIfNeeded();
  await card.locator("svg [data-said]").first().waitFor();
  await site.settle(page);
  const problems = await looksRight(page, "overview with an outlook");
  await card.getByRole("link", { name: say("ui.target.outlook-model") }).click();
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
  return problems;
}

/** Without any model the page says what one is, and leads to the first. */
async function empty(shared, page, say) {
  const { site, looksRight, differs } = shared;
  page.on("dialog", (dialog) => void dialog.accept());
  for (;;) {
    await site.open(page, "/plan");
    const link = page.locator('.row-title a[href^="#/plan/"]').first();
    if ((await link.count()) === 0) break;
    const hash = (await link.getAttribute("href")).slice(1);
    await openModel(shared, page, say, hash);
    await page.getByRole("button", { name: say("ui.plan.remove"), exact: true }).click();
    await page.waitForFunction(() => location.hash === "#/plan");
  }
  await page.getByText(say("ui.plan.none-what")).waitFor();
  const problems = await looksRight(page, "no model");
  await page.locator(".empty").getByRole("link", { name: say("ui.plan.from-sample"), exact: true }).click();
  await page.getByLabel(say("ui.plan.id")).fill("pipeline");
  await page.getByRole("button", { name: say("ui.plan.new-do") }).click();
  await page.locator(".fan svg").waitFor();
  await settled(page, say);
  return [...problems, ...differs("where", new URL(page.url()).hash.split("?")[0], "#/plan/pipeline")];
}

async function readers({ site, on, differs, invite }) {
  const of = (role) => on({}, (page, say) => invite(page, say, `plan-${role}`, role));
  const problems = await on({ signedIn: false }, async (page, say) => {
    await page.goto(await of("committee"));
    await page.locator(".side").waitFor();
    await openModel({ site }, page, say);
    return [...differs("uploads offered", await page.locator('input[type="file"]').count(), 0), ...differs("offers to remove", await page.getByRole("button", { name: say("ui.plan.remove"), exact: true }).count(), 0)];
  });
  const partner = await on({ signedIn: false }, async (page) => {
    await page.goto(await of("partner"));
    await page.locator(".side").waitFor();
    return [...differs("models in the navigation", await page.locator('a[href="#/plan"]').count(), 0), ...differs("outlooks", await page.locator(".outlook").count(), 0)];
  });
  return [...problems, ...partner];
}

const looks = [{}, { language: "vi", width: 360, theme: "dark" }, { language: "ja", theme: "dark" }, { language: "en", width: 320 }];

export async function plan(shared) {
  const { check, on } = shared;
  for (const options of looks) {
    const name = Object.values(options).join(", ") || "en";
    await check(`a constant is moved by keyboard, kept in the address, and put back, ${name}`, () => on(options, (page, say) => move(shared, page, say)));
    await check(`scenarios side by side, and a variable that is searched for, ${name}`, () => on(options, (page, say) => compareScenarios(shared, page, say)));
    await check(`what matters most, the flows of a year, the diagram, and the page in print, ${name}`, () => on(options, (page, say) => further(shared, page, say)));
    await check(`what was observed, with its sources and how the model matches it, ${name}`, () => on(options, (page, say) => observed(shared, page, say)));
    await check(`a model with errors shows its lines, and mended it is computed, ${name}`, () => on(options, (page, say) => broken(shared, page, say)));
  }
  await check("pictures and tables can be kept as files", () => on({ language: "vi" }, (page, say) => files(shared, page, say)));
  await check("no cell of a file is a formula", () => on({}, (page, say) => formulas(shared, page, say)));
  await check("of fast moves the last one counts, and one is asked at a time", () => on({ language: "ja" }, (page, say) => latest(shared, page, say)));
  await check("a target's card shows what a model expects, and leads to it", () => on({ language: "vi", width: 360 }, (page, say) => outlook(shared, page, say)));
  await check("the committee reads models and changes none; partners do not see them", () => readers(shared));
  await check("without a model the page says what one is, and begins with the sample", () => on({ language: "vi", width: 360 }, (page, say) => empty(shared, page, say)));
}
