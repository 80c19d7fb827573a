// What the page says, in three languages. The catalogues come from words/*.json; a key that is not there does
// not compile. A message holds {name}, or {name|one|other} where English needs a plural.
import type { ComponentChildren } from "preact";
import type { Word } from "generated/words";

export type { Word };
export type Language = "en" | "vi" | "ja";
export const languages: readonly Language[] = ["en", "vi", "ja"];
export type Args = Record<string, string | number>;

let catalogue: Partial<Record<Word, string>> = {};
let current: Language = "en";

export function language(): Language {
  return current;
}

export function isLanguage(text: string | null | undefined): text is Language {
  return text === "en" || text === "vi" || text === "ja";
}

export async function loadWords(wanted: Language): Promise<void> {
  const answer = await fetch(`words-${wanted}.json`);
  if (!answer.ok) throw new Error(`words-${wanted}.json: ${answer.status}`);
  catalogue = (await answer.json()) as Record<Word, string>;
  current = wanted;
  document.documentElement.lang = wanted;
}

interface Piece {
  text: string;
  name?: string;
}

/** Cuts a message at its outermost braces. */
function pieces(message: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (let at = message.indexOf("{"); at >= 0; at = message.indexOf("{", from)) {
    if (at > from) found.push({ text: message.slice(from, at) });
    let depth = 0;
    let end = at;
    do {
      if (message[end] === "{") depth++;
      if (message[end] === "}") depth--;
      end++;
    } while (depth > 0 && end < message.length);
    const inside = message.slice(at + 1, end - 1);
    found.push({ text: inside, name: inside.split("|", 1)[0] ?? inside });
    from = end;
  }
  if (from < message.length) found.push({ text: message.slice(from) });
  return found;
}

function isOne(value: unknown): boolean {
  return value === 1 || value === "1";
}

function fill(message: string, args: Args): string {
  return pieces(message)
    .map(({ text, name }) => {
      if (name === undefined) return text;
      const forms = text.split("|");
      if (forms.length === 3) return fill(forms[isOne(args[name]) ? 1 : 2] ?? "", args);
      return String(args[name] ?? "");
    })
    .join("");
}

/** A message as text. */
export function t(key: Word, args: Args = {}): string {
  return fill(catalogue[key] ?? key, args);
}

/** Sentences one after the other; Japanese puts no space between them. */
export function sentences(...given: (string | false | undefined)[]): string {
  return given.filter(Boolean).join(current === "ja" ? "" : " ");
}

/** A message whose arguments may be elements, such as links. */
export function rich(key: Word, args: Record<string, ComponentChildren>): ComponentChildren[] {
  return pieces(catalogue[key] ?? key).map(({ text, name }) => (name === undefined ? text : args[name]));
}

/** Whether the catalogue has this key: for keys that come from the server's data, such as a unit. */
export function isWord(key: string): key is Word {
  return key in catalogue;
}
