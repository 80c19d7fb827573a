// How long the page takes from a cold cache on loopback until the overview can be read:
// `node bench/first_view.mjs [ROOT ENISHI]`. Prints milliseconds, the middle of ten visits.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Site } from "../tests/page/browser.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const [root = path.join(here, ".."), enishi = path.join(here, "../build/enishi")] = process.argv.slice(2);
const visits = 10;

/** Each visit has a browser context of its own, so that nothing is cached. */
async function visit(site, signedIn, ready) {
  const page = await site.visit({ signedIn });
  const begun = performance.now();
  await page.goto(`${site.base}/`);
  await page.locator(ready).first().waitFor();
  const took = performance.now() - begun;
  await page.context().close();
  return took;
}

const site = new Site(root, enishi);
try {
  await site.start();
  await site.signIn();
  for (const [name, signedIn, ready] of [["sign-in", false, "form"], ["overview with its targets", true, ".card.target"]]) {
    const times = [];
    for (let i = 0; i < visits; i++) times.push(await visit(site, signedIn, ready));
    times.sort((a, b) => a - b);
    console.log(`${name}: ${times[visits / 2].toFixed(0)} ms (fastest ${times[0].toFixed(0)}, slowest ${times[visits - 1].toFixed(0)})`);
  }
} finally {
  await site.stop();
}
