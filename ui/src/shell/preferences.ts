// What a reader chose and the browser keeps: the language and the theme.
import { isLanguage, type Language } from "../words.ts";

export type Theme = "system" | "light" | "dark";
export const themes: readonly Theme[] = ["system", "light", "dark"];

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`enishi.${name}`, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`enishi.${name}`);
  } catch {
    return null;
  }
}

/** The kept language, or the first of the browser's languages that the page speaks. */
export function firstLanguage(): Language {
  const candidates = [kept("language"), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return candidates.find(isLanguage) ?? "en";
}

export function hasChosenLanguage(): boolean {
  return isLanguage(kept("language"));
}

export function keepLanguage(language: Language): void {
  keep("language", language);
}

/** Whether this browser has had a session; the session itself is in a cookie that no script can read. */
export function wasSignedIn(): boolean {
  return kept("session") === "yes";
}

export function keepSignedIn(signedIn: boolean): void {
  keep("session", signedIn ? "yes" : "no");
}

export function firstTheme(): Theme {
  const theme = kept("theme");
  return theme === "light" || theme === "dark" ? theme : "system";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
let theme: Theme = "system";

function show(): void {
  document.documentElement.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
}

export function applyTheme(wanted: Theme): void {
  theme = wanted;
  keep("theme", wanted);
  show();
}

dark.addEventListener("change", show);
