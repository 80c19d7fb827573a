// Begins: the theme before anything is drawn, then the words, then the page.
import { render } from "preact";
import { App } from "./shell/app.tsx";
import { applyTheme, firstLanguage, firstTheme } from "./shell/preferences.ts";
import { loadWords } from "./words.ts";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/pages.css";

applyTheme(firstTheme());
void loadWords(firstLanguage()).then(() => {
  const page = document.getElementById("page");
  if (page) render(<App />, page);
});
