// Keys that work on every page, except while somebody types.
import { useEffect, useRef } from "preact/hooks";
import { go } from "./router.ts";

const places: Record<string, string> = { o: "#/", t: "#/track", p: "#/plan", r: "#/rounds" };

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function useKeys(onSearch: () => void, onHelp: () => void): void {
  const before = useRef("");
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      const place = before.current === "g" ? places[event.key] : undefined;
      before.current = event.key;
      if (place) go(place);
      else if (event.key === "/") onSearch();
      else if (event.key === "?") onHelp();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onSearch, onHelp]);
}
