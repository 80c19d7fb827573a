// Search over everything in the ledger, in any of the three languages; opened with / from anywhere.
import type { Found } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { Sheet } from "../components/sheet.tsx";
import { linkOf, TextIn } from "../components/ledger.tsx";
import { isWord, t } from "../words.ts";
import { go } from "./router.ts";

const pause = 150; // ms of quiet before a question is sent

export function tableWord(table: string): string {
  const key = `ui.table.${table}`;
  return isWord(key) ? t(key) : table;
}

export function useSearch(words: string, table?: string): { found: Found[]; searched: string } {
  const [state, setState] = useState<{ found: Found[]; searched: string }>({ found: [], searched: "" });
  useEffect(() => {
    const q = words.trim();
    if (!q) return setState({ found: [], searched: "" });
    let wanted = true;
    const timer = setTimeout(() => {
      get("search", table ? { q, table, limit: 20 } : { q, limit: 20 }).then(
        ({ items }) => wanted && setState({ found: items, searched: q }),
        () => wanted && setState({ found: [], searched: q }),
      );
    }, pause);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [words, table]);
  return state;
}

export function Search({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const { found, searched } = useSearch(words);
  useEffect(() => setChosen(0), [searched]);

  const open = (one: Found | undefined) => {
    if (!one) return;
    onClose();
    go(linkOf(one.table, one.id));
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    setChosen((chosen + step + found.length) % found.length);
  };
  return (
    <Sheet title={t("ui.search.title")} onClose={onClose}>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          open(found[chosen]);
        }}
      >
        <input
          type="search"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={keys}
          aria-label={t("ui.search.title")}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="search-found"
          aria-activedescendant={found.length > 0 ? `found-${chosen}` : undefined}
          autocomplete="off"
          autofocus
        />
      </form>
      <ul id="search-found" class="found" role="listbox" aria-label={t("ui.search.found")}>
        {found.map((one, i) => (
          <li key={`${one.table} ${one.id}`} id={`found-${i}`} role="option" aria-selected={i === chosen} onClick={() => open(one)}>
            <span>
              <TextIn texts={one.name} />
            </span>
            <small>{tableWord(one.table)}</small>
          </li>
        ))}
      </ul>
      <p class="note" role="status">
        {searched && found.length === 0 ? t("ui.search.nothing", { words: searched }) : t("ui.search.help")}
      </p>
    </Sheet>
  );
}
