// The frame of every page: skip link, mark, the pages that this account may see, search, language, theme, account.
import type { Me } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { t } from "../words.ts";
import { LanguageSelect, ThemeButton } from "./choices.tsx";
import { Mark } from "./mark.tsx";
import { type Group, may, type PageRow } from "./page.ts";

const groups: readonly Group[] = ["track", "plan", "match", "run"];

interface Props {
  me: Me;
  rows: readonly PageRow[];
  path: string;
  onSearch: () => void;
  onHelp: () => void;
  onLanguage: () => void;
}

function isCurrent(row: PageRow, path: string): boolean {
  return row.path === path || (row.path !== "/" && path.startsWith(`${row.path}/`));
}

function Links({ me, rows, path }: { me: Me; rows: readonly PageRow[]; path: string }) {
  return (
    <>
      {groups.map((group) => {
        const mine = rows.filter((row) => row.group === group && may(me, row.roles));
        if (mine.length === 0) return null;
        return (
          <div class="nav-group" key={group}>
            <p class="nav-heading">{t(`ui.group.${group}`)}</p>
            <ul>
              {mine.map((row) => (
                <li key={row.path}>
                  <a href={`#${row.path}`} aria-current={isCurrent(row, path) ? "page" : undefined}>
                    {t(row.title)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}

export function Navigation({ me, rows, path, onSearch, onHelp, onLanguage }: Props) {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {t("ui.skip")}
      </a>
      <header class={open ? "side open" : "side"}>
        <div class="side-head">
          <Mark />
          <button type="button" class="menu" aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)}>
            {t("ui.menu")}
          </button>
        </div>
        <nav id="navigation" aria-label={t("ui.navigation")}>
          <button type="button" class="search-button" onClick={onSearch}>
            <span>{t("ui.search.do")}</span>
            <kbd aria-hidden="true">/</kbd>
          </button>
          <Links me={me} rows={rows} path={path} />
          <div class="side-foot">
            <a href="#/me" class="account" aria-current={path === "/me" ? "page" : undefined}>
              <span class="visually-hidden">{t("ui.me.link")} </span>
              {me.name}
            </a>
            <div class="side-choices">
              <LanguageSelect onChange={onLanguage} />
              <ThemeButton />
              <button type="button" class="theme" onClick={onHelp} aria-label={t("ui.help.title")}>
                <span aria-hidden="true">?</span>
              </button>
            </div>
          </div>
        </nav>
      </header>
    </>
  );
}

/** The address after # belongs to the pages, so the link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
