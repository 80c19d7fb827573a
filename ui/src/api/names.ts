// What ids stand for: asked for together, once, and kept.
import type { Name, Texts } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { language } from "../words.ts";
import { get } from "./client.ts";

const known = new Map<string, Name | null>();
const waiting = new Set<string>();
const listeners = new Set<() => void>();
const most = 60; // ids in one question: their text must stay short
let planned = false;

async function askFor(ids: string[]): Promise<void> {
  try {
    const { names } = await get("names", { ids: ids.join(";") });
    for (const name of names) known.set(name.id, name);
    for (const id of ids) if (!known.has(id)) known.set(id, null);
  } catch {
    // The id itself is shown meanwhile, and asked for again by the next page that needs it.
  }
}

async function flush(): Promise<void> {
  planned = false;
  const ids = [...waiting];
  waiting.clear();
  const pages = Array.from({ length: Math.ceil(ids.length / most) }, (_, i) => ids.slice(i * most, (i + 1) * most));
  await Promise.all(pages.map(askFor));
  for (const listener of [...listeners]) listener();
}

function want(ids: readonly string[]): boolean {
  let missing = false;
  for (const id of ids) {
    if (!id || known.has(id)) continue;
    missing = true;
    waiting.add(id);
  }
  if (missing && !planned) {
    planned = true;
    setTimeout(() => void flush(), 0);
  }
  return missing;
}

/** Forgets what was changed, so that it is asked for again. */
export function forgetNames(): void {
  known.clear();
}

/** The names of these ids as far as they are known; draws again when more are. */
export function useNames(ids: readonly (string | undefined)[]): (id: string | undefined) => Name | undefined {
  const [, setTurn] = useState(0);
  const wanted = ids.filter((id): id is string => !!id);
  useEffect(() => {
    if (!want(wanted)) return;
    const draw = () => setTurn((n) => n + 1);
    listeners.add(draw);
    return () => void listeners.delete(draw);
  }, [wanted.join(";")]);
  return (id) => (id === undefined ? undefined : (known.get(id) ?? undefined));
}

/** A text in the reader's language, or else in English, or in whichever there is; with that language. */
export function inLanguage(texts: Texts | undefined): { text: string; lang: string } {
  for (const lang of [language(), "en", "vi", "ja"] as const) {
    const text = texts?.[lang];
    if (text) return { text, lang };
  }
  return { text: "", lang: language() };
}
