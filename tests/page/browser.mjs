// What the tests of the page and the screenshots share: a real server over a copy of the sample, and Debian's
// Chromium driven against it, which notes errors of the console and requests that would leave the machine.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

export const languages = ["en", "vi", "ja"];
export const widths = [1280, 360];
export const themes = ["light", "dark"];
const patience = 60_000; // ms; sanitized builds on a busy machine are slow

export class Site {
  constructor(root, enishi) {
    this.require = createRequire(path.join(path.resolve(root), "ui", "package.json"));
    this.root = path.resolve(root);
    this.enishi = path.resolve(enishi);
    this.folder = mkdtempSync(path.join(tmpdir(), "enishi-page-"));
    this.workspace = path.join(this.folder, "workspace");
    this.troubles = [];
    this.asking = new WeakMap(); // of each page the requests that are not answered yet
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void this.stop().then(() => process.exit(1)));
  }

  async start() {
    const made = spawnSync(this.enishi, ["init", this.workspace, "--sample", "--quiet"], { encoding: "utf8", env: { ...process.env, ENISHI_DATA: path.join(this.root, "data") } });
    if (made.status !== 0) throw new Error(`enishi init: ${made.stderr}`);
    this.server = spawn(this.enishi, ["serve", "--workspace", this.workspace, "--port", "0", "--link", "--lang", "en"], { stdio: ["ignore", "pipe", "pipe"] });
    this.link = await this.#hear(/http:\/\/127\.0\.0\.1:\d+\/#\/sign-in\/\w+/);
    this.base = this.link.split("/#/")[0];
    this.browser = await this.require("playwright-core").chromium.launch({
      executablePath: "/usr/bin/chromium",
      // Tests run as nobody in places where Chromium's own sandbox cannot be set up; they visit nothing but their own server.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"],
      env: { ...process.env, HOME: this.folder, LC_ALL: "C.UTF-8" },
    });
  }

  #hear(pattern) {
    return new Promise((give, fail) => {
      let said = "";
      const timer = setTimeout(() => fail(new Error(`the server did not say ${pattern}:\n${said}`)), patience);
      const listen = (piece) => {
        said += piece;
        const found = said.match(pattern);
        if (!found) return;
        clearTimeout(timer);
        give(found[0]);
      };
      this.server.stdout.on("data", listen);
      this.server.stderr.on("data", listen);
      this.server.on("exit", (status) => fail(new Error(`the server ended with ${status}:\n${said}`)));
    });
  }

  /** A page with nothing in its memory but the session, if there is one. */
  async visit({ language = "en", width = 1280, theme = "light", signedIn = true, reducedMotion = "reduce" } = {}) {
    const context = await this.browser.newContext({
      locale: language,
      viewport: { width, height: 900 },
      colorScheme: theme,
      reducedMotion,
      ...(signedIn && this.session ? { storageState: this.session } : {}),
    });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && this.troubles.push(`console: ${message.text()} (${page.url()})`));
    page.on("pageerror", (error) => this.troubles.push(`error: ${error.message} (${page.url()})`));
    const asking = new Set(); // but streams of events, which last
    page.on("request", (request) => request.resourceType() !== "eventsource" && asking.add(request));
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => asking.delete(request));
    this.asking.set(page, asking);
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== this.base) this.troubles.push(`a request left the machine: ${url}`);
    });
    return page;
  }

  /** Signs in by the one-time link and keeps the session for later visits. */
  async signIn() {
    const page = await this.visit({ signedIn: false });
    await page.goto(this.link);
    await page.locator(".side").waitFor();
    const { cookies, origins } = await page.context().storageState();
    const session = origins.map((origin) => ({ ...origin, localStorage: origin.localStorage.filter(({ name }) => name === "enishi.session") }));
    this.session = { cookies, origins: session };
    await page.context().close();
  }

  /** Goes to a place within the page, and waits until nothing is loading. */
  async open(page, hash) {
    await page.goto(`${this.base}/#${hash}`);
    await this.settle(page);
  }

  async settle(page) {
    do {
      await page.waitForFunction(isShown);
      await this.#quiet(page);
    } while (!(await page.evaluate(isShown)));
  }

  /** Until nothing has been asked of the server for a moment: what has come may ask for more, such as the names of its ids. */
  async #quiet(page) {
    const asking = this.asking.get(page);
    const end = Date.now() + patience;
    for (let still = 0; still < 3; still = asking.size === 0 ? still + 1 : 0) {
      if (Date.now() > end) throw new Error(`not answered: ${[...asking].map((request) => request.url()).join(", ")}`);
      await page.waitForTimeout(40);
    }
  }

  async axe(page) {
    await page.evaluate(this.axeSource ??= this.#axe());
    return page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")}`));
  }

  #axe() {
    return this.require("axe-core").source;
  }

  async stop() {
    await this.browser?.close();
    if (this.server && this.server.exitCode === null) {
      const over = new Promise((give) => this.server.once("exit", give));
      this.server.kill("SIGTERM");
      await over;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a page has its heading, and loads nothing. */
function isShown() {
  return document.querySelector("main h1, main .empty, main .trouble") !== null && document.querySelector(".loading") === null;
}

/** What is cut off or makes the page scroll sideways, in words. */
export function overflows() {
  // Only a spreadsheet's own table may scroll, within its frame; every other one stacks, and pictures are drawn to fit.
  const frames = [...document.querySelectorAll(".table-frame:not(:has(> .cells)), .picture-frame")].filter((frame) => frame.scrollWidth > frame.clientWidth + 1);
  const cut = frames.map((frame) => `${frame.className} with ${frame.scrollWidth} px in ${frame.clientWidth}`);
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return cut;
  const guilty = [...document.querySelectorAll("main *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".table-frame, pre, .picture-frame"));
  return [...cut, `${wide} px too wide: ${guilty.slice(0, 3).map((element) => `${element.tagName}.${element.className}`).join(", ")}`];
}
