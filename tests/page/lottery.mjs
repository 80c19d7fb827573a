// The lottery's steps on the page: a secret that stays in the browser, its commitment, the reveal, and the commands with which
// anyone computes it again. Called by test_page.mjs with what its cases share.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const beacon = "Nikkei 225, 2027-04-01: 48'123.45 円";
const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const tables = [csv("applicants.csv", "applicant\nAn\nBình\n"), csv("places.csv", "place,seats\nP,1\n"), csv("choices.csv", "applicant,rank,place,score\nAn,1,P,5\nBình,1,P,5\n")];

async function makeRound({ site }, page, say, round) {
  await site.open(page, "/rounds/new");
  await page.getByLabel(say("ui.new-round.id")).fill(round);
  await page.getByRole("button", { name: say("ui.new-round.do") }).click();
  await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
  await page.locator('input[type="file"]').setInputFiles(tables);
  await page.getByText(say("ui.tables.taken", { count: 3 })).waitFor();
}

/** What a command of the page prints when it is run. */
const runs = (command) => execFileSync("sh", ["-c", command], { encoding: "utf8" }).split(" ")[0];

async function steps(shared, page, say, round) {
  const { site, looksRight, differs } = shared;
  await makeRound(shared, page, say, round);
  const section = page.locator("#lottery");
  const sent = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));

  await section.getByText(say("ui.lottery.not-yet")).waitFor();
  await section.getByRole("button", { name: say("ui.lottery.make") }).click();
  const secret = (await section.locator(".card pre").innerText()).trim();
  const commit = section.getByRole("button", { name: say("ui.lottery.commit"), exact: true });
  const problems = [...(/^[0-9a-f]{64}$/.test(secret) ? [] : [`the secret is ${secret}`]), ...differs("commits before it is kept", await commit.isDisabled(), true)];
  problems.push(...(await looksRight(page, "a new secret")));
  const saved = page.waitForEvent("download");
  await section.getByRole("link", { name: say("ui.lottery.keep") }).click();
  problems.push(...differs("name of the file", (await saved).suggestedFilename(), `enishi-secret-${round}.txt`));
  await section.getByLabel(say("ui.lottery.kept")).check();
  await commit.click();
  await section.getByText(say("ui.lottery.state.committed"), { exact: true }).waitFor();
  await site.settle(page);
  problems.push(...differs("the secret was sent before the reveal", sent.some((one) => one.includes(secret)), false));
  const text = await section.locator(".step pre").first().innerText();
  problems.push(...(text.includes(sha256(secret)) && text.includes(round) && !text.includes(secret) ? [] : [`to be published: ${text}`]), ...(await looksRight(page, "committed")));

  // The rules have no seed any more, and say where it will come from; an edit of them after the commitment is told.
  await page.getByText(say("ui.rules.seed-follows")).waitFor();
  await page.locator('input[value="multiple-lottery"]').check();
  await page.getByRole("button", { name: say("ui.rules.save") }).click();
  await section.getByText(say("ui.lottery.edited")).waitFor();
  problems.push(...differs("edits after the commitment", await section.locator(".edited li").count(), 1));

  await section.getByLabel(say("ui.lottery.beacon"), { exact: true }).fill(beacon);
  const field = section.getByLabel(say("ui.lottery.secret"), { exact: true });
  await field.fill("another");
  await section.getByText(say("ui.lottery.fits-not")).waitFor();
  const reveal = section.getByRole("button", { name: say("ui.lottery.reveal") });
  problems.push(...differs("reveals another secret", await reveal.isDisabled(), true), ...(await looksRight(page, "another secret")));
  await field.fill(secret);
  await section.getByText(say("ui.lottery.fits")).waitFor();
  await section.getByText(say("ui.lottery.seed"), { exact: true }).waitFor();
  page.once("dialog", (dialog) => void dialog.accept());
  await reveal.click();
  await section.getByText(say("ui.lottery.state.revealed"), { exact: true }).waitFor();
  await section.getByLabel(say("ui.explain.who")).fill("Bình");
  await section.getByLabel(say("ui.lottery.of-place")).fill("P");
  await section.getByText(say("ui.lottery.recipe-number")).waitFor();
  await site.settle(page);
  problems.push(...(await looksRight(page, "drawn")));
  const seed = sha256(secret + Buffer.from(beacon).toString("hex"));
  const said = (await section.locator(".step pre").allInnerTexts()).map(runs);
  return [...problems, ...differs("what the commands print", said.join(), [sha256(secret), seed, sha256(`enishi-1\n${seed}\n${round}\nBình\nP`)].join())];
}

/** A result of it, its reasons and its minutes have the same numbers; what is changed after the reveal is told. */
async function results({ site, looksRight, differs }, page, say, round) {
  await site.open(page, `/rounds/${round}`);
  await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
  await page.getByRole("link", { name: say("ui.minutes.link") }).waitFor();
  const result = new URL(page.url()).hash.slice(1);
  let stories = "";
  for (const who of ["An", "Bình"]) {
    await site.open(page, `${result}?who=${encodeURIComponent(who)}`);
    await page.locator(".explanation").waitFor();
    stories += await page.locator(".explanation").innerText();
  }
  // Whoever lost the lot sees both numbers, each by its first digits.
  const numbers = stories.match(/[0-9a-f]{16}/g) ?? [];
  const lookOfReasons = await looksRight(page, "reasons by lot");
  await page.getByRole("link", { name: say("ui.minutes.link") }).click();
  await page.getByText(say("ui.lottery.revealed-at"), { exact: true }).waitFor();
  await page.getByText(say("ui.lottery.edited")).waitFor();
  const minutes = await page.locator("main").innerText();
  const problems = [...lookOfReasons, ...differs("numbers of the lottery in the reasons", numbers.length, 2), ...(await looksRight(page, "minutes with a lottery")), ...(minutes.includes(beacon) ? [] : ["the minutes do not name the beacon"])];
  await site.open(page, `/rounds/${round}`);
  await page.locator('input[type="file"]').setInputFiles([csv("places.csv", "place,seats\nP,2\n")]);
  await page.getByText(say("ui.tables.taken", { count: 1 })).waitFor();
  await site.open(page, "/rounds");
  await site.open(page, `/rounds/${round}`);
  await page.locator("#lottery").getByText(say("ui.lottery.edited-late")).waitFor();
  return [...problems, ...(await looksRight(page, "changed after the reveal")), ...differs("edits", await page.locator("#lottery .edited li").count(), 2)];
}

/** A secret made elsewhere: only its hash comes here; and a lost one is replaced, in the open. */
async function elsewhere(shared, page, say) {
  const { site, looksRight, differs } = shared;
  await makeRound(shared, page, say, "lots-elsewhere");
  const section = page.locator("#lottery");
  await section.getByText(say("ui.lottery.elsewhere")).click();
  const hash = section.getByLabel(say("ui.lottery.paste"));
  await hash.fill("not a hash");
  await section.getByText(say("ui.lottery.not-hash")).waitFor();
  const problems = await looksRight(page, "a hash made elsewhere");
  await hash.fill(sha256("first").toUpperCase());
  await section.getByRole("button", { name: say("ui.lottery.commit"), exact: true }).click();
  await section.getByText(say("ui.lottery.state.committed"), { exact: true }).waitFor();
  await section.getByText(say("ui.lottery.lost"), { exact: true }).click();
  await section.getByText(say("ui.lottery.elsewhere")).click();
  await section.getByLabel(say("ui.lottery.paste")).fill(sha256("second"));
  await section.getByRole("button", { name: say("ui.lottery.commit"), exact: true }).click();
  await section.locator("pre", { hasText: sha256("second") }).waitFor();
  await site.settle(page);
  return [...problems, ...differs("the first commitment", await section.getByText(sha256("first")).count(), 0)];
}

const looks = [{}, { language: "vi", width: 360 }, { language: "ja", theme: "dark" }];

export async function lottery(shared) {
  const { check, on } = shared;
  for (const options of looks) {
    const name = Object.values(options).join(", ") || "en";
    const round = `lots-${options.language ?? "en"}`;
    await check(`a lottery is committed, published, revealed and computed again by sh, ${name}`, () => on(options, (page, say) => steps(shared, page, say, round)));
    await check(`its minutes tell of it, and of what was changed after the reveal, ${name}`, () => on(options, (page, say) => results(shared, page, say, round)));
  }
  await check("a secret made elsewhere, and one that was lost", () => on({ width: 360, theme: "dark" }, (page, say) => elsewhere(shared, page, say)));
}
