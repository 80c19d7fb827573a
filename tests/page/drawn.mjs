// Groups and lines of seats, drawn: on a result and in its minutes, read mark by mark and as a table. Called by test_page.mjs.
const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const tables = [
  csv("applicants.csv", "applicant,categories\na,women\nb,\nc,\nd,\ne,\n"),
  csv("places.csv", "place,seats,name_en,name_vi,name_ja,group\nlab,2,Lab,Phòng,研究室,kyushu\nfirm,3,Firm,Hãng,会社,\n"),
  csv("groups.csv", "group,parent,cap,choice\nkyushu,,1,targets\n"),
  // Nobody of "women" wishes for the firm: one of its seats goes to the open line, one is taken by somebody else.
  csv("seats.csv", "place,order,seats,category,others,to\nlab,1,2,,,\nfirm,1,1,women,never,3\nfirm,2,1,women,after,\nfirm,3,1,,,\n"),
  csv("choices.csv", "applicant,rank,place,score\na,1,lab,9\nb,1,lab,8\nc,1,firm,7\nd,1,firm,6\ne,1,firm,5\n"),
];
const words = { en: ["cap reached", "held back by the cap of kyushu", "one is taken by others", "one seat handed on to 3", "one seat handed on to here"] };

/** A round with groups, lines of seats and seats that are handed on, solved; the page then shows its result. */
export async function solveTree(site, page, say, round) {
  await site.open(page, "/rounds/new");
  await page.getByLabel(say("ui.new-round.id")).fill(round);
  await page.getByRole("button", { name: say("ui.new-round.do") }).click();
  await page.getByText(say("ui.tables.none"), { exact: true }).waitFor();
  await page.locator('input[type="file"]').setInputFiles(tables);
  await page.getByText(say("ui.tables.taken", { count: tables.length })).waitFor();
  await page.getByRole("button", { name: say("ui.rounds.solve"), exact: true }).click();
  await page.locator("#seats .picture [data-said]").first().waitFor();
  await site.settle(page);
}

async function drawnSeats({ site, looksRight, differs }, page, say, round, language) {
  await solveTree(site, page, say, round);
  const marks = page.locator("#seats .picture [data-said]");
  const problems = await looksRight(page, "groups and seats");
  const kinds = await marks.evaluateAll((all) => all.map((mark) => mark.dataset.kind));
  problems.push(...differs("marks", kinds.join(), "group,place,place,reserved,reserved,open"));
  const about = await marks.evaluateAll((all) => all.map((mark) => mark.dataset.about ?? "").join("\n"));
  for (const wanted of words[language] ?? []) if (!about.includes(wanted)) problems.push(`nothing says "${wanted}": ${about}`);
  // Away from the marks: what is under the pointer is read out, too, as soon as the layout brings it there.
  await page.mouse.move(0, 0);
  const said = page.locator("#seats .picture-said", { hasText: say("chart.seats-of-seats", { filled: 1, most: 2 }) });
  for (let tries = 0; tries < 40 && !(await said.isVisible()); tries++) {
    await marks.first().focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(250);
  }
  await said.waitFor();
  await page.locator("#seats .picture summary").click();
  problems.push(...differs("rows", await page.locator("#seats .picture tbody tr").count(), kinds.length), ...(await looksRight(page, "groups and seats, open")));
  await page.getByRole("link", { name: say("ui.minutes.link") }).click();
  await page.getByText(say("ui.minutes.signature")).first().waitFor();     // the result has marks, too
  await marks.first().waitFor();
  await site.settle(page);
  return [...problems, ...(await looksRight(page, "minutes with groups"))];
}

const looks = [{}, { language: "vi", width: 360, theme: "dark" }, { language: "ja", width: 360 }];

export async function drawn(shared) {
  for (const options of looks) {
    const language = options.language ?? "en";
    await shared.check(`groups and seats are drawn with what bound, and read as a table, ${Object.values(options).join(", ") || "en"}`, () =>
      shared.on(options, (page, say) => drawnSeats(shared, page, say, `tree-${language}`, language)));
  }
}
