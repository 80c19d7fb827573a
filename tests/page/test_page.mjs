// The page in a browser against a real server: what secretary and desk officer do, in every language, width and
// theme; by keyboard alone; what goes wrong; and that nothing leaves the machine. Run as
// `node test_page.mjs SOURCE_ROOT ENISHI SCRIPT PART`. Prints TAP.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { languages, overflows, Site, themes, widths } from "./browser.mjs";
import { drawn } from "./drawn.mjs";
import { lottery } from "./lottery.mjs";
import { plan } from "./plan.mjs";
import { trials } from "./trials.mjs";
import { officer, secretary, wordsOf } from "./work.mjs";

const [root, enishi, script, part] = process.argv.slice(2);
const site = new Site(root, enishi);
let cases = 0;
let failed = 0;

async function check(sentence, work) {
  const known = site.troubles.length;
  let problems;
  try {
    problems = (await work()) ?? [];
  } catch (error) {
    problems = [String(error.stack ?? error)];
  }
  problems.push(...site.troubles.slice(known));
  cases++;
  if (problems.length > 0) failed++;
  console.log(`${problems.length > 0 ? "not ok" : "ok"} ${cases} - ${sentence}`);
  for (const line of problems.join("\n").split("\n").filter(Boolean).slice(0, 30)) console.log(`#   ${line}`);
}

/** Opens a page for one case, and closes it whatever comes. */
async function on(options, work) {
  const page = await site.visit(options);
  try {
    return await work(page, wordsOf(root, options.language ?? "en"));
  } finally {
    await page.context().close();
  }
}

const differs = (what, actual, expected) => (actual === expected ? [] : [`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`]);

/** Nothing that axe finds, nothing cut off, no key of the catalogue where its words should be, and no unit said twice. */
async function looksRight(page, where) {
  const found = [...(await site.axe(page)), ...(await page.evaluate(overflows))];
  const bare = (await page.locator("body").innerText()).match(/\b(ui|track)\.[a-z]+[.-][a-z-]+/g) ?? [];
  const twice = (await page.content()).match(/.{0,20}(年|時点|まで) ?\1.{0,10}/g) ?? [];
  return [...found, ...bare, ...twice].map((problem) => `${where}: ${problem}`);
}

async function bothUsers() {
  let number = 0;
  for (const language of languages) {
    for (const width of widths) {
      for (const theme of themes) {
        const options = { language, width, theme };
        const name = `${language}-${width}-${theme}`;
        const commitment = commitments[number++];
        await check(`a secretary fills seats and explains a refusal, ${name}`, () =>
          on(options, async (page, say) => {
            const { round, result } = await secretary(site, page, say, `round-${name}`);
            const problems = await looksRight(page, "result");
            await site.open(page, round);
            problems.push(...(await looksRight(page, "round")));
            await site.open(page, `${round}/tables/places`);
            return [...problems, ...(await looksRight(page, "table")), ...differs("where", result.startsWith("/results/"), true)];
          }));
        await check(`a desk officer looks a promise up and reports on it, ${name}`, () =>
          on(options, async (page, say) => {
            await site.open(page, "/");
            const problems = await looksRight(page, "overview");
            await site.open(page, "/standing");
            problems.push(...(await looksRight(page, "standing")));
            await officer(site, page, say, commitment);
            problems.push(...(await looksRight(page, "commitment")));
            return [...problems, ...differs("language", await page.locator("html").getAttribute("lang"), language), ...differs("theme", await page.locator("html").getAttribute("data-theme"), theme)];
          }));
      }
    }
  }
}

const quietPages = ["/track", "/organisations", "/organisations/molisa", "/sources", "/sources/report-001", "/records", "/records/figures", "/records/indicators/semi-hr-trained", "/plan", "/plan/new", "/rounds", "/rounds/new", "/jobs", "/users", "/audit", "/me", "/nowhere"];

async function quiet() {
  for (const language of languages) {
    await check(`every other page is accessible, whole and translated, ${language}`, () =>
      on({ language, width: language === "en" ? 320 : 1280, theme: language === "ja" ? "dark" : "light" }, async (page) => {
        const problems = [];
        for (const hash of quietPages) {
          await site.open(page, hash);
          problems.push(...(await looksRight(page, hash)));
        }
        return problems;
      }));
  }
}

async function firstView() {
  await check("the first view is the sign-in, and asks for nothing that fails", () =>
    on({ signedIn: false, language: "vi" }, async (page, say) => {
      await page.goto(site.base);
      await page.getByRole("heading", { name: say("ui.sign-in.title") }).waitFor();
      return looksRight(page, "sign-in");
    }));
  await check("a wrong password says so and keeps the name", () =>
    on({ signedIn: false }, async (page, say) => {
      await page.goto(site.base);
      await page.getByLabel(say("ui.sign-in.user")).fill("admin");
      await page.getByLabel(say("ui.sign-in.password")).fill("not this one");
      const known = site.troubles.length;
      await page.getByRole("button", { name: say("ui.sign-in.do") }).click();
      await page.getByRole("alert").waitFor();
      // Chromium itself writes the refusal to its console.
      site.troubles.splice(known, site.troubles.length, ...site.troubles.slice(known).filter((trouble) => !trouble.includes("401")));
      return differs("name", await page.getByLabel(say("ui.sign-in.user")).inputValue(), "admin");
    }));
  await check("the script is at most 120 kB, compressed with gzip", async () => {
    const size = gzipSync(readFileSync(script), { level: 9 }).length;
    console.log(`# ${size} bytes`);
    return size <= 120_000 && size > 1000 ? [] : [`${size} bytes`];
  });
}

async function keyboard() {
  await check("the keyboard alone skips, searches, goes to places and closes what is open", () =>
    on({}, async (page, say) => {
      await site.open(page, "/");
      await page.keyboard.press("Tab");
      const skipped = await page.evaluate(() => document.activeElement.className);
      await page.keyboard.press("Enter");
      const problems = [...differs("first stop", skipped, "skip"), ...differs("after the skip", await page.evaluate(() => document.activeElement.id), "content")];
      await page.keyboard.press("/");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type("kyushu");
      await page.getByRole("dialog").getByRole("option").first().waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await site.settle(page);
      problems.push(...differs("left the overview", new URL(page.url()).hash !== "#/", true));
      await page.keyboard.press("?");
      await page.getByRole("dialog").getByText(say("ui.help.search")).waitFor();
      problems.push(...(await looksRight(page, "help")));
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("g");
      await page.keyboard.press("r");
      await page.getByRole("heading", { name: say("ui.rounds.title"), level: 1 }).waitFor();
      return problems;
    }));
  await check("a new round can be made by keyboard alone", () =>
    on({}, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.locator('input[value="own"]').focus();
      await page.keyboard.press("Tab");
      await page.keyboard.type("by-keyboard");
      await page.keyboard.press("Enter");
      await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
      return looksRight(page, "empty round");
    }));
}

async function chooser() {
  await check("tables are chosen by keyboard with a button in the page's own words, and none of the browser's", () =>
    on({ language: "vi" }, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.getByLabel(say("ui.new-round.id")).fill("chooser");
      await page.getByRole("button", { name: say("ui.new-round.do") }).click();
      const button = page.getByRole("button", { name: say("ui.tables.upload"), exact: true });
      await button.waitFor();
      await site.settle(page);
      const asked = page.waitForEvent("filechooser");
      await button.press("Enter"); // which focuses it itself, however late the page draws it anew
      await (await asked).setFiles([csv("places.csv", "place,seats\nP,1\n")]);
      await page.getByText(say("ui.tables.taken", { count: 1 })).waitFor();
      const seen = await page.locator('input[type="file"]').evaluateAll((inputs) => inputs.filter((input) => input.checkVisibility()).length);
      return [...differs("choosers of the browser's own", seen, 0), ...(await looksRight(page, "upload"))];
    }));
}

const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function ownTables() {
  await check("one's own tables: every problem by row, its cell marked, and mended it is solved", () =>
    on({}, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.getByLabel(say("ui.new-round.id")).fill("own");
      await page.getByRole("button", { name: say("ui.new-round.do") }).click();
      await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
      const upload = page.locator('input[type="file"]');
      await upload.setInputFiles([csv("applicants.csv", "applicant\nAn\nBình\n"), csv("places.csv", "place,seats\n北九州,1\n"), csv("choices.csv", "applicant,rank,place,score\nAn,1,北九州,80\nBình,eins,北九州,70\n")]);
      await page.getByRole("link", { name: "choices", exact: true }).waitFor();
      await page.getByRole("button", { name: say("ui.rounds.check"), exact: true }).click();
      const problem = page.locator(".problem-list .error").first();
      await problem.waitFor();
      const said = await problem.innerText();
      await problem.getByRole("link").click();
      await page.locator("td.faulty").waitFor();
      const problems = [...(said.includes("rank") && said.includes("3") ? [] : [`the problem is told as ${said}`]), ...((await page.locator("td.faulty").innerText()).includes("eins") ? [] : ["the cell shows another value"]), ...(await looksRight(page, "faulty table"))];
      await site.open(page, "/rounds/own");
      await page.locator('input[type="file"]').setInputFiles([csv("choices.csv", "applicant,rank,place,score\nAn,1,北九州,80\nBình,1,北九州,70\n")]);
      await page.getByText(say("ui.tables.taken", { count: 1 })).waitFor();
      await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
      await page.getByRole("heading", { name: say("ui.explain.title") }).waitFor();
      await page.getByLabel(say("ui.explain.who")).fill("Bình");
      await page.getByRole("button", { name: say("ui.explain.do"), exact: true }).click();
      const story = await page.locator(".explanation").innerText();
      return [...problems, ...(story.includes("80") && story.includes("70") ? [] : [`the reason names no scores: ${story}`])];
    }));
}

/** What a new user of the page stumbled over, each told where it happened. */
async function stumbles() {
  await check("a refused file is named, what was found in replaced tables goes away, and nobody of an id is told so", () =>
    on({ language: "vi", width: 360 }, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.getByLabel(say("ui.new-round.id")).fill("stumbles");
      await page.getByRole("button", { name: say("ui.new-round.do") }).click();
      await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
      const problems = differs("warning of the sample above one's own round", await page.locator(".sample").count(), 0);
      const upload = page.locator('input[type="file"]');
      const known = site.troubles.length;
      await upload.setInputFiles([csv("round.xlsx", "no workbook")]);
      await page.getByText(say("ui.tables.not-taken", { file: "round.xlsx" })).waitFor();
      problems.push(...(await looksRight(page, "refused file")));
      site.troubles.splice(known, site.troubles.length, ...site.troubles.slice(known).filter((trouble) => !trouble.includes(" 422 ")));
      await upload.setInputFiles([csv("applicants.csv", "applicant\nAn\n"), csv("places.csv", "place,seats\nP,many\n"), csv("choices.csv", "applicant,rank,place,score\nAn,1,P,80\n")]);
      await page.getByText(say("ui.tables.taken", { count: 3 })).waitFor();
      await page.getByRole("button", { name: say("ui.rounds.check"), exact: true }).click();
      await page.locator(".problem-list .error").waitFor();
      problems.push(...(await looksRight(page, "problems")));
      await upload.setInputFiles([csv("places.csv", "place,seats\nP,1\n")]);
      await page.getByText(say("ui.rounds.not-checked")).waitFor();
      problems.push(...differs("problems of what was replaced", await page.locator(".problem-list .error").count(), 0));
      await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
      await page.getByLabel(say("ui.explain.who")).fill("Chi");
      const before = site.troubles.length;
      await page.getByRole("button", { name: say("ui.explain.do"), exact: true }).click();
      await page.getByText(say("ui.explain.nobody", { who: "Chi" })).waitFor();
      site.troubles.splice(before, site.troubles.length, ...site.troubles.slice(before).filter((trouble) => !trouble.includes(" 404 ")));
      return [...problems, ...(await looksRight(page, "nobody"))];
    }));
}

async function inTurn() {
  await check("a second reason that is asked for while the first is being found waits its turn", () =>
    on({}, async (page, say) => {
      let asked = 0;
      let most = 0;
      await page.route("**/api/results/1/applicants/*", async (route) => {
        most = Math.max(most, ++asked);
        const response = await route.fetch();
        await new Promise((go) => setTimeout(go, 500));
        asked--;
        await route.fulfill({ response });
      });
      await page.goto(`${site.base}/#/results/1?who=A0012`);
      await page.getByRole("heading", { name: say("ui.explain.title") }).waitFor();
      await page.getByLabel(say("ui.explain.who")).fill("A0013");
      const told = page.waitForResponse("**/applicants/A0013?*");
      await page.getByRole("button", { name: say("ui.explain.do"), exact: true }).click();
      const status = (await told).status();
      await page.locator(".explanation").getByText("A0013").first().waitFor();
      return [...differs("asked at once", most, 1), ...differs("the second's status", status, 200)];
    }));
}

/** The five minutes of the README, with the workbook that it hands out. */
async function workbook() {
  await check("a workbook of one's own, rules with a seed, a result, and a reason", () =>
    on({ language: "ja" }, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.getByLabel(say("ui.new-round.id")).fill("first");
      await page.getByRole("button", { name: say("ui.new-round.do") }).click();
      await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
      await page.locator('input[type="file"]').setInputFiles(path.join(root, "examples/first-round/round.xlsx"));
      await page.getByText(say("ui.tables.taken", { count: 1 })).waitFor();
      await page.getByRole("button", { name: say("ui.rounds.check"), exact: true }).click();
      await page.getByText(say("ui.job.done"), { exact: true }).first().waitFor();
      const problems = await looksRight(page, "workbook");
      const sentence = await page.locator(".sentence").innerText();
      await page.locator('input[value="multiple-lottery"]').check();
      await page.getByLabel(say("ui.rules.seed")).fill("drawn in public on 1 April");
      await page.getByRole("button", { name: say("ui.rules.save") }).click();
      await page.getByText(say("ui.rules.saved")).waitFor();
      problems.push(...differs("the sentence follows the form", (await page.locator(".sentence").innerText()) !== sentence, true));
      await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
      await page.getByRole("heading", { name: say("ui.explain.title") }).waitFor();
      await page.getByLabel(say("ui.explain.who")).fill("A2");
      await page.getByRole("button", { name: say("ui.explain.do"), exact: true }).click();
      await page.locator(".explanation").waitFor();
      return problems;
    }));
}

/** A round with more than three tables: seats in order, a held seat, what is told of them, and the claims. */
async function lines() {
  await check("seats in order and held seats: uploaded, solved, shown line by line with every reason and claim in words", () =>
    on({ language: "vi", width: 360 }, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.getByLabel(say("ui.new-round.id")).fill("lines");
      await page.getByRole("button", { name: say("ui.new-round.do") }).click();
      await page.getByText(say("ui.tables.further")).click();
      const problems = await looksRight(page, "no tables");
      await page.locator('input[type="file"]').setInputFiles([
        csv("applicants.csv", "applicant,categories\nAn,women\nBa,\nChi,\n"),
        csv("places.csv", "place,seats\nlab,2\nfirm,1\n"),
        csv("choices.csv", "applicant,rank,place,score\nAn,1,lab,50\nBa,1,lab,90\nChi,1,lab,70\n"),
        csv("seats.csv", "place,order,seats,category,others\nlab,1,1,women,never\nlab,2,1,,\n"),
        csv("held.csv", "applicant,place\nBa,firm\n"),
      ]);
      await page.getByText(say("ui.tables.taken", { count: 5 })).waitFor();
      await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
      await page.getByRole("heading", { name: say("ui.claims.title") }).waitFor();
      await site.settle(page);
      problems.push(...(await looksRight(page, "result")));
      const shown = await page.locator("main").innerText();
      for (const wanted of [say("ui.claim.feasible"), say("ui.claim.stable"), say("ui.places.category"), say("ui.reason.placed"), "women"]) {
        if (!shown.toLowerCase().includes(wanted.toLowerCase())) problems.push(`the result does not show ${wanted}`);
      }
      await page.getByRole("link", { name: say("ui.minutes.link") }).click();
      for (const text of [say("ui.minutes.signature"), say("ui.claim.stable"), "women"]) await page.getByText(text).first().waitFor();
      await site.settle(page);
      problems.push(...(await looksRight(page, "minutes")));
      const minutes = await page.locator("main").innerText();
      for (const wanted of [say("ui.minutes.signature"), say("ui.claim.stable"), "enishi-verify round result", "women", say("match.count-category")]) {
        if (!minutes.includes(wanted)) problems.push(`the minutes do not say ${wanted}`);
      }
      return [...problems, ...differs("a digest of the certificate", /[0-9a-f]{64}/.test(minutes), true)];
    }));
}

/** The rules as a form: another mechanism, who may be taken in words, what is wrong with it and where. */
async function rules() {
  await check("rules: a mechanism, an order, a rule of eligibility in words and with its fault, types of columns, kept and solved", () =>
    on({ language: "ja", width: 1280 }, async (page, say) => {
      await site.open(page, "/rounds/new");
      await page.getByLabel(say("ui.new-round.id")).fill("rules");
      await page.getByRole("button", { name: say("ui.new-round.do") }).click();
      await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
      await page.locator('input[type="file"]').setInputFiles([
        csv("applicants.csv", "applicant,jlpt,marks\nAn,N1,70\nBa,N4,90\n"),
        csv("places.csv", "place,seats,min_jlpt\nlab,2,N2\n"),
        csv("choices.csv", "applicant,rank,place\nAn,1,lab\nBa,1,lab\n"),
      ]);
      await page.getByText(say("ui.tables.taken", { count: 3 })).waitFor();
      const sentence = page.locator(".sentence");
      await page.getByLabel(say("ui.rules.mechanism")).selectOption("serial-dictatorship");
      const problems = differs("two-agency", await page.locator('option[value="two-agency"]').count(), 1);
      await page.getByLabel(say("ui.rules.order")).fill("marks");
      await page.getByText(say("ui.rules.says-order", { column: "marks" })).waitFor();
      await page.getByLabel(say("ui.rules.eligibility")).fill("jlpt >= place.nothing");
      await page.locator(".field.wrong .error").waitFor();
      problems.push(...(await looksRight(page, "a faulty rule")));
      await page.getByLabel(say("ui.rules.eligibility")).fill("jlpt >= place.min_jlpt");
      for (const column of ["jlpt", "min_jlpt", "marks"]) {
        await page.getByLabel(say("ui.rules.column"), { exact: true }).fill(column);
        await page.getByRole("button", { name: say("ui.rules.column-add") }).click();
        if (column !== "marks") await page.getByLabel(say("ui.rules.type-of", { column }), { exact: true }).selectOption("jlpt");
      }
      await page.locator(".field.wrong .error").waitFor({ state: "detached" });
      await sentence.getByText(say("eligibility.says-place-column", { name: "min_jlpt" })).waitFor();
      problems.push(...(await looksRight(page, "rules")));
      await page.getByRole("button", { name: say("ui.rules.save") }).click();
      await page.getByText(say("ui.rules.saved")).waitFor();
      await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
      await page.getByText(say("ui.claim.follows-mechanism")).waitFor();
      await page.getByText(say("match.count-ineligible", { column: "jlpt" })).first().waitFor();
      return [...problems, ...(await looksRight(page, "result of an order"))];
    }));
  await check("another mechanism takes along what it needs and leaves behind what it cannot have", () =>
    on({}, async (page, say) => {
      await site.open(page, "/rounds/rules");
      const save = page.getByRole("button", { name: say("ui.rules.save") });
      const problems = [];
      for (const mechanism of ["immediate-acceptance", "rank-maximal", "deferred-acceptance"]) {
        await page.getByLabel(say("ui.rules.mechanism")).selectOption(mechanism);
        const readAgain = page.waitForResponse((answer) => answer.request().method() === "GET" && answer.url().endsWith("/rules/rules"));
        await save.click();
        await readAgain;
        await page.waitForFunction((button) => button.disabled, await save.elementHandle());
        problems.push(...differs(mechanism, await page.locator(".trouble, .findings").count(), 0));
      }
      return problems;
    }));
}

async function forms() {
  await check("a refused form keeps what was typed, and says what is wrong where", () =>
    on({}, async (page, say) => {
      await site.open(page, `/track/${commitments.at(-1)}`);
      await page.getByRole("button", { name: say("ui.track.report"), exact: true }).click();
      await page.getByLabel(say("ui.field.locator")).fill("page 7");
      await page.getByLabel(say("ui.field.reported_on")).fill("someday");
      const known = site.troubles.length;
      await page.getByRole("button", { name: say("ui.report.do"), exact: true }).click();
      await page.getByRole("alert").waitFor();
      site.troubles.splice(known, site.troubles.length, ...site.troubles.slice(known).filter((trouble) => !/ 4(00|22) /.test(trouble)));
      return [...differs("locator", await page.getByLabel(say("ui.field.locator")).inputValue(), "page 7"), ...(await looksRight(page, "refused form"))];
    }));
  await check("a correction is kept with what was said before, and can be undone", () =>
    on({}, async (page, say) => {
      await site.open(page, "/organisations/fpt");
      const heading = page.getByRole("heading", { level: 1 });
      const before = await heading.innerText();
      await page.getByRole("button", { name: say("ui.edit.do"), exact: true }).click();
      await page.getByLabel(say("ui.field.name_en")).fill("FPT, corrected");
      await page.getByRole("button", { name: say("ui.edit.save") }).click();
      await page.getByRole("heading", { name: "FPT, corrected" }).waitFor();
      await page.getByRole("heading", { name: say("ui.past.title") }).waitFor();
      await page.getByRole("button", { name: say("ui.toast.undo") }).click();
      await page.getByRole("heading", { name: before, level: 1, exact: true }).waitFor();
      return [];
    }));
  await check("the language is changed without losing the place, and kept", () =>
    on({ language: "en" }, async (page) => {
      await site.open(page, "/track/c-jds-master");
      await page.locator("select.language").selectOption("ja");
      await page.getByText(wordsOf(root, "ja")("ui.track.particulars")).waitFor();
      await page.reload();
      await page.getByText(wordsOf(root, "ja")("ui.track.particulars")).waitFor();
      return differs("place", new URL(page.url()).hash, "#/track/c-jds-master");
    }));
}

async function content() {
  await check("what cannot be measured says why, and no colour judges it", () =>
    on({}, async (page, say) => {
      await site.open(page, "/track/c-japan-semi-revival");
      await page.getByText(say("ui.pace.why")).waitFor();
      const lacks = await page.locator(".lacks li").allInnerTexts();
      const wrong = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--wrong").trim());
      const red = await page.evaluate((colour) => {
        const probe = document.createElement("i");
        document.body.append(probe);
        probe.className = "chip bad";
        const bad = getComputedStyle(probe).color;
        probe.remove();
        return [...document.querySelectorAll("main *:not(button)")].filter((element) => colour && getComputedStyle(element).color === bad).length;
      }, wrong);
      return [...differs("reasons", lacks.length, 5), ...differs("red marks", red, 0)];
    }));
  await check("a figure that was replaced is there, struck through, with what replaced it and both sources", () =>
    on({}, async (page, say) => {
      await site.open(page, "/standing");
      const chain = page.locator("article", { hasText: "Kyushu" }).filter({ has: page.locator("del") }).first();
      const text = await chain.innerText();
      const struck = await chain.locator("del").allInnerTexts();
      return [...(struck.some((one) => one.includes("1,000")) ? [] : [`struck: ${struck}`]), ...(/300/.test(text) ? [] : ["300 is missing"]), ...(say("ui.standing.title") ? [] : [""])];
    }));
  await check("a contradiction shows both numbers side by side, each with its source", () =>
    on({}, async (page) => {
      await site.open(page, "/standing");
      const one = page.locator(".contradiction", { hasText: "45.1" }).first();
      const sides = one.locator(".side-of");
      const sourced = await one.locator(".side-of:has(.source)").count();
      return [...differs("sides", await sides.count(), 2), ...differs("with sources", sourced, 2), ...((await one.innerText()).includes("50") ? [] : ["50 % is missing"])];
    }));
  await check("synthetic data says so on the round and on its result", () =>
    on({}, async (page, say) => {
      const problems = [];
      for (const hash of ["/rounds/round-en-1280-light", "/rounds"]) {
        await site.open(page, hash);
        problems.push(...((await page.getByText(say("ui.synthetic")).count()) > 0 ? [] : [`${hash} does not say it`]));
      }
      return problems;
    }));
  await check("a picture is read mark by mark with the arrow keys, and as a table", () =>
    on({}, async (page, say) => {
      await site.open(page, "/rounds/round-en-1280-light");
      await page.locator('a[href^="#/results/"]').first().click();
      const marks = page.locator(".picture [data-said]");
      await marks.first().waitFor();
      await marks.first().focus();
      const first = await page.locator(".picture-said").innerText();
      await page.keyboard.press("ArrowDown");
      const second = await page.locator(".picture-said").innerText();
      await page.locator(".picture summary").click();
      const rows = await page.locator(".picture tbody tr").count();
      return [...(first !== second && first !== say("ui.picture.help") ? [] : [`read: ${first}, then ${second}`]), ...differs("rows", rows, await marks.count())];
    }));
}

/** Makes an account, and gives the one-time link that the page shows for it. */
async function invite(page, say, user, role, applicant) {
  await site.open(page, "/users");
  await page.getByRole("button", { name: say("ui.users.add"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("ui.sign-in.user")).fill(user);
  await dialog.getByLabel(say("ui.users.name"), { exact: true }).fill(user);
  await dialog.getByLabel(new RegExp(`^${say(`ui.role.${role}`)}`)).check();
  if (applicant) await dialog.getByLabel(say("ui.users.applicant")).fill(applicant);
  await dialog.getByRole("button", { name: say("ui.users.add-do") }).click();
  await page.getByRole("button", { name: say("ui.users.link") }).click();
  return page.getByRole("dialog").locator("pre").innerText();
}

async function others() {
  await check("an applicant signs in by a link, sees the own result with its reasons, and no other page", async () => {
    const link = await on({}, (page, say) => invite(page, say, "binh", "applicant", "A0012"));
    return on({ signedIn: false, language: "vi", width: 360 }, async (page, say) => {
      await page.goto(link);
      await page.getByRole("heading", { name: say("ui.mine.title"), level: 1 }).waitFor();
      // The newest round is open and need not be one of the sample's.
      const sample = page.locator("details:has(.chip)").first();
      if (!(await sample.evaluate((details) => details.open))) await sample.locator("summary").click();
      await sample.locator(".explanation").waitFor();
      const story = await sample.locator(".explanation").innerText();
      const problems = [...(story.includes("A0012") ? [] : [story]), ...(await looksRight(page, "my result"))];
      problems.push(...differs("pages", await page.locator(".nav-group li").count(), 1));
      await site.open(page, "/track");
      return [...problems, ...((await page.getByText(say("ui.closed.title")).count()) === 1 ? [] : ["the commitments are open"])];
    });
  });
  await check("a partner reads the ledger and is offered no change", async () => {
    const link = await on({}, (page, say) => invite(page, say, "partner", "partner"));
    return on({ signedIn: false, language: "ja" }, async (page, say) => {
      await page.goto(link);
      await page.getByRole("heading", { name: say("ui.overview.title"), level: 1 }).waitFor();
      await site.open(page, "/track/c-jds-master");
      const offers = await page.getByRole("button", { name: say("ui.edit.do"), exact: true }).count();
      return [...differs("offers to correct", offers, 0), ...differs("rounds", await page.locator('a[href="#/rounds"]').count(), 0)];
    });
  });
  await check("a link that is spent says so, and leads to the sign-in", () =>
    on({ signedIn: false }, async (page, say) => {
      const known = site.troubles.length;
      await page.goto(site.link);
      await page.getByRole("alert").waitFor();
      site.troubles.splice(known, site.troubles.length, ...site.troubles.slice(known).filter((trouble) => !trouble.includes("401")));
      return (await page.getByRole("heading", { name: say("ui.sign-in.title") }).count()) === 1 ? [] : ["no sign-in"];
    }));
}

/** As many commitments as there are combinations, and one more. */
let commitments = [];

async function gather() {
  const page = await site.visit();
  await site.open(page, "/track");
  const links = await page.locator('.row-title a[href^="#/track/"]').evaluateAll((found) => found.map((link) => link.getAttribute("href").split("/").pop()));
  commitments = links.slice(0, languages.length * widths.length * themes.length + 1);
  await page.context().close();
}

/** The round and the first result that later cases look at, where bothUsers has not made them. */
async function firstResult() {
  await check("the sample's round is made and solved", () =>
    on({}, async (page, say) => differs("result", (await secretary(site, page, say, "round-en-1280-light")).result, "/results/1")));
}

const shared = { site, check, on, looksRight, differs, invite };
// Each part is a test of its own, with its own server and browser: two processors run two of them.
const parts = {
  offices: [firstView, bothUsers, quiet, keyboard, forms, content, others],
  rounds: [firstResult, chooser, ownTables, stumbles, inTurn, workbook, lines, rules, () => trials(shared), () => lottery(shared), () => drawn(shared)],
  plan: [() => plan(shared)],
};

console.log("TAP version 13");
try {
  await site.start();
  await site.signIn();
  await gather();
  for (const step of parts[part]) await step();
} catch (error) {
  await check("the browser and the server start", () => [String(error.stack ?? error)]);
} finally {
  await site.stop();
}
console.log(`1..${cases}`);
process.exitCode = failed > 0 ? 1 : 0;
