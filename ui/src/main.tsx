// Begins: the theme before anything is drawn; the words and who is signed in, both at once; then the page.
import { render } from "preact";
import { App, askWho } from "./shell/app.tsx";
import { applyTheme, firstLanguage, firstTheme } from "./shell/preferences.ts";
import { loadWords } from "./words.ts";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/pages.css";
import "./styles/rounds.css";
import "./styles/trials.css";
import "./styles/lottery.css";
import "./styles/plan.css";

const oneMoment = 2000; // ms

/** Without its words the page can say nothing, so it waits for them. */
async function words(): Promise<void> {
  for (;;) {
    try {
      return await loadWords(firstLanguage());
    } catch {
      await new Promise((go) => setTimeout(go, oneMoment));
    }
  }
}

applyTheme(firstTheme());
const who = askWho();
void words().then(() => {
  const page = document.getElementById("page");
  if (page) render(<App who={who} />, page);
});
