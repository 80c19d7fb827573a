// The two choices that every reader has: language and theme.
import { useState } from "preact/hooks";
import { isLanguage, language, languages, loadWords, t } from "../words.ts";
import { applyTheme, firstTheme, keepLanguage, themes } from "./preferences.ts";

/** Each language by its own name: it must be found by those who read no other. */
const ownNames = { en: "English", vi: "Tiếng Việt", ja: "日本語" } as const;

export function LanguageSelect({ onChange }: { onChange: () => void }) {
  const choose = async (wanted: string) => {
    if (!isLanguage(wanted)) return;
    await loadWords(wanted);
    keepLanguage(wanted);
    onChange();
  };
  return (
    <select class="language" aria-label={t("ui.language")} value={language()} onChange={(event) => void choose(event.currentTarget.value)}>
      {languages.map((name) => (
        <option key={name} value={name} lang={name}>
          {ownNames[name]}
        </option>
      ))}
    </select>
  );
}

export function ThemeButton() {
  const [theme, setTheme] = useState(firstTheme());
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const turn = () => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" class="theme" onClick={turn} aria-label={t("ui.theme.now", { theme: t(`ui.theme.${theme}`) })} title={t(`ui.theme.${theme}`)}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6" />
        {theme === "dark" && <circle cx="10" cy="10" r="7" fill="currentColor" />}
        {theme === "system" && <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />}
      </svg>
    </button>
  );
}
