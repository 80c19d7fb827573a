// A picture of every page in every language, width and theme: `node screenshots.mjs ROOT ENISHI FOLDER [LANGUAGE|README]`.
// Somebody looks at each of them. With a LANGUAGE, of that one; with README, only those that the README shows.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { languages, overflows, Site, themes, widths } from "./browser.mjs";
import { solveTree } from "./drawn.mjs";
import { secretary, wordsOf } from "./work.mjs";

const [root, enishi, folder, only] = process.argv.slice(2);
const site = new Site(root, enishi);
mkdirSync(folder, { recursive: true });

const name = (parts) => path.join(folder, `${parts.join("-")}.png`);

async function shoot(parts, options, hash, act) {
  const page = await site.visit(options);
  await site.open(page, hash);
  if (act) await act(page);
  await page.screenshot({ path: name(parts), fullPage: !act && only !== "README" });
  for (const problem of await page.evaluate(overflows)) console.log(`${parts.join("-")}: ${problem}`);
  await page.context().close();
}

async function every(places) {
  for (const language of languages.includes(only) ? [only] : languages) {
    for (const width of widths) {
      for (const theme of themes) {
        const options = { language, width, theme };
        await shoot(["sign-in", language, width, theme], { ...options, signedIn: false }, "/");
        for (const [title, hash, act] of places) await shoot([title, language, width, theme], options, hash, act);
      }
    }
  }
}

const click = (selector, then) => async (page) => {
  await page.locator(selector).first().click();
  if (then) await page.locator(then).first().waitFor();
  await site.settle(page);
  await page.locator(selector).first().scrollIntoViewIfNeeded().catch(() => undefined); // it may have gone
};

/** The fan and the constants behind it, ranked. */
async function fan(page) {
  await page.locator("#matters svg").waitFor();
  await page.locator(".fan").first().scrollIntoViewIfNeeded();
  await site.settle(page);
}

async function main() {
  await site.start();
  await site.signIn();
  const page = await site.visit();
  const { round, result } = await secretary(site, page, wordsOf(root, "en"), "kyushu-2027");
  await solveTree(site, page, wordsOf(root, "en"), "groups");
  const tree = new URL(page.url()).hash.slice(1);
  await page.context().close();
  if (only === "README") {
    for (const language of languages) {
      await shoot(["overview", language], { language }, "/");
      await shoot(["result", language], { language }, `${result}?who=A0012`);
      await shoot(["commitment", language], { language }, "/track/c-jds-master");
      await shoot(["model", language], { language }, "/plan/pipeline", fan);
    }
    return;
  }
  await every([
    ["overview", "/"],
    ["track", "/track"],
    ["track-nothing", "/track?due_from=2099"],
    ["commitment", "/track/c-jds-master"],
    ["commitment-plain", "/track/c-japan-semi-revival"],
    ["commitment-source", "/track/c-jds-master", click("main .source")],
    ["commitment-report", "/track/c-jds-master", click("main .actions .primary")],
    ["commitment-edit", "/track/c-jds-master", click("main .actions button:not(.primary)")],
    ["standing", "/standing"],
    ["organisations", "/organisations"],
    ["organisation", "/organisations/molisa"],
    ["sources", "/sources"],
    ["source", "/sources/report-001"],
    ["ledger", "/records"],
    ["figures", "/records/figures"],
    ["indicator", "/records/indicators/semi-hr-trained"],
    ["figure", "/records/figures/f-kyushu-shortage-2028-2034"],
    ["models", "/plan"],
    ["model-new", "/plan/new"],
    ["model", "/plan/pipeline", (page) => page.locator("#matters svg").waitFor()],
    ["rounds", "/rounds"],
    ["round-new", "/rounds/new"],
    ["round", round],
    ["round-table", `${round}/tables/choices?row=17`],
    ["result", `${result}?who=A0012`],
    ["minutes", `${result}/minutes`],
    ["round-compare", round, click("#compare form button", "#compare .picture [data-said]")],
    ["result-what-if", result, click("#places .actions button", "#places .stepper")],
    ["result-groups", tree],
    ["minutes-groups", `${tree}/minutes`],
    ["round-lottery", "/rounds/groups", click("#lottery .actions button")],
    ["waiting", result, click('td [aria-haspopup="dialog"]')],
    ["jobs", "/jobs"],
    ["users", "/users"],
    ["user-new", "/users", click("main .actions .primary")],
    ["audit", "/audit"],
    ["me", "/me"],
    ["nowhere", "/nowhere"],
    ["search", "/", (page) => page.keyboard.press("/")],
    ["help", "/", (page) => page.keyboard.press("?")],
    ["overview-open", "/", click("details summary")],
    ["menu", "/", async (page) => ((await page.locator(".menu").isVisible()) ? page.locator(".menu").click() : undefined)],
  ]);
}

try {
  await main();
} finally {
  await site.stop();
}
for (const trouble of site.troubles) console.log(trouble);
process.exitCode = site.troubles.length > 0 ? 1 : 0;
