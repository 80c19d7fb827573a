// The work of the two users on the page, in any language: by what things are, and by words from the catalogue.
import { readFileSync } from "node:fs";
import path from "node:path";

/** The catalogue of a language: say("ui.rounds.check"), with its placeholders filled. */
export function wordsOf(root, language) {
  const words = JSON.parse(readFileSync(path.join(root, "words", `${language}.json`), "utf8"));
  return (key, args = {}) => {
    if (!(key in words)) throw new Error(`no word ${key}`);
    return words[key].replace(/\{(\w+)\}/g, (_, name) => String(args[name] ?? ""));
  };
}

/** The secretary: a round from the sample, checked, solved, explained. Gives where round and result are. */
export async function secretary(site, page, say, round) {
  await site.open(page, "/rounds/new");
  await page.locator('input[value="sample"]').check();
  await page.getByLabel(say("ui.new-round.id")).fill(round);
  await page.getByRole("button", { name: say("ui.new-round.do") }).click();
  await page.getByRole("heading", { name: say("ui.rounds.step-tables") }).waitFor();
  await page.getByRole("button", { name: say("ui.rounds.check"), exact: true }).click();
  await page.getByText(say("ui.job.done"), { exact: true }).first().waitFor();
  await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
  await page.getByRole("heading", { name: say("ui.explain.title") }).waitFor();
  const result = new URL(page.url()).hash.slice(1);
  await page.getByLabel(say("ui.explain.who")).fill("A0012");
  await page.getByRole("button", { name: say("ui.explain.do"), exact: true }).click();
  await page.locator(".explanation").waitFor();
  await site.settle(page);
  return { round: `/rounds/${round}`, result };
}

/** The desk officer: finds a commitment, opens its source, reports a status. */
export async function officer(site, page, say, commitment) {
  await site.open(page, "/track");
  await page.locator(`a[href="#/track/${commitment}"]`).click();
  await site.settle(page);
  await page.locator("main .source").first().click();
  await page.getByRole("dialog").getByText(say("ui.source.quality")).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: say("ui.track.report"), exact: true }).click();
  await page.locator('input[value="on-schedule"]').check();
  await pick(page, say("ui.field.reported_by"), "embassy");
  await pick(page, say("ui.field.source"), "VnEconomy");
  await page.getByRole("button", { name: say("ui.report.do"), exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator(".reports li").first().waitFor();
  await site.settle(page);
}

async function pick(page, label, words) {
  const box = page.getByRole("dialog").getByRole("combobox", { name: label });
  await box.fill(words);
  await page.getByRole("dialog").getByRole("option").first().waitFor();
  await box.press("Enter");
}
