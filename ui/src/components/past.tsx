// What a row said before it was corrected: which columns, before and after, when and by whom.
import type { Past, RouteName } from "generated/api";
import { useList } from "../api/use.ts";
import { formatInstant } from "../format.ts";
import { isWord, rich, t } from "../words.ts";
import { More, Section } from "./parts.tsx";

type Row = Record<string, unknown>;

function asRow(content: unknown): Row {
  return typeof content === "object" && content !== null ? (content as Row) : {};
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join("; ");
  return value === undefined || value === null ? "" : String(value);
}

export function columnWord(column: string): string {
  const key = `ui.field.${column}`;
  return isWord(key) ? t(key) : column;
}

function differences(before: Row, after: Row): [string, string, string][] {
  const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return columns.map((column): [string, string, string] => [column, shown(before[column]), shown(after[column])]).filter(([, old, now]) => old !== now);
}

export function PastSection({ route, parameters, now }: { route: RouteName; parameters: Record<string, string>; now: unknown }) {
  const list = useList(route as "past-source", parameters as { source: string });
  if (!list.loading && list.items.length === 0 && !list.trouble) return null;
  return (
    <Section title={t("ui.past.title")} note={t("ui.past.note")}>
      <ol class="past">
        {list.items.map((past: Past, i) => (
          <li key={i}>
            <p class="label">{past.by ? t("ui.past.when-by", { when: formatInstant(past.at), by: past.by }) : formatInstant(past.at)}</p>
            <ul>
              {differences(asRow(past.content), asRow(i === 0 ? now : list.items[i - 1]?.content)).map(([column, before, after]) => (
                <li key={column}>
                  {rich("ui.past.change", {
                    column: columnWord(column),
                    before: before ? <del>{before}</del> : <em>{t("ui.past.empty")}</em>,
                    after: after || <em>{t("ui.past.empty")}</em>,
                  })}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <More list={list} />
    </Section>
  );
}
