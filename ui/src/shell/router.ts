// The address after #: a path and its filters, so that every view can be sent as a link.
import { useEffect, useState } from "preact/hooks";

export interface Place {
  path: string;
  query: URLSearchParams;
}

export function here(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  return { path: path.replace(/\/+$/, "") || "/", query: new URLSearchParams(query) };
}

export function go(hash: string): void {
  location.hash = hash;
}

/** Changes filters without a step in the browser's history. */
export function setQuery(changes: Record<string, string | undefined>): void {
  const { path, query } = here();
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  history.replaceState(null, "", `#${path}${text ? `?${text}` : ""}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const follow = () => setPlace(here());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return place;
}

/** The parameters of a path by a pattern such as /track/:commitment, or null where it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (let i = 0; i < wanted.length; i++) {
    const name = wanted[i] ?? "";
    const value = given[i] ?? "";
    if (name.startsWith(":")) found[name.slice(1)] = decode(value);
    else if (name !== value) return null;
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A link within the page: href`/track/${id}`. */
export function href(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return `#${parts.map((part, i) => part + (i < values.length ? encodeURIComponent(String(values[i])) : "")).join("")}`;
}

/** A filter of the address, if it is one that there is. */
export function oneOf<T extends string>(choices: readonly T[], text: string | null): T | undefined {
  return choices.find((choice) => choice === text);
}
