// What changed, and where sources disagree, over the whole ledger: what a desk officer looks through before a meeting.
import type { Change, Number as LedgerNumber } from "generated/api";
import { inLanguage, useNames } from "../../api/names.ts";
import { useGet } from "../../api/use.ts";
import { NameOf } from "../../components/ledger.tsx";
import { Empty, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { formatDate } from "../../format.ts";
import { t } from "../../words.ts";
import { Contradictions } from "./contradictions.tsx";
import { FigureTable } from "./figures.tsx";

/** The figures of all changes, by indicator: chains of one indicator share what came between, and stand in one table. */
function tablesOf(changes: Change[], numbers: LedgerNumber[]): LedgerNumber[][] {
  const ids = new Set(changes.flatMap((change) => [...change.newest_first, ...change.between]));
  const tables = new Map<string, LedgerNumber[]>();
  for (const number of numbers) {
    if (ids.has(number.id)) tables.set(number.indicator, [...(tables.get(number.indicator) ?? []), number]);
  }
  return [...tables.values()].map((rows) => rows.sort((a, b) => (b.as_of ?? "").localeCompare(a.as_of ?? "")));
}

export function StandingPage() {
  const { data, trouble, reload } = useGet("standing", {});
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  const past = data.contradictions.filter((one) => one.is_past);
  return (
    <>
      <PageHead title={t("ui.standing.title")} lead={t("ui.standing.lead", { date: formatDate(data.as_of) })} />
      {data.changes.length === 0 && data.contradictions.length === 0 && <Empty title={t("ui.standing.none")}>{t("ui.standing.none-why")}</Empty>}
      <Contradictions contradictions={data.contradictions.filter((one) => !one.is_past)} numbers={data.numbers} />
      {past.length > 0 && (
        <details class="past-contradictions">
          <summary>{t("ui.standing.past", { count: past.length })}</summary>
          <Contradictions contradictions={past} numbers={data.numbers} />
        </details>
      )}
      {data.changes.length > 0 && (
        <Section title={t("ui.standing.changes")} note={t("ui.figures.note")}>
          <div class="stack">
            {tablesOf(data.changes, data.numbers).map((rows) => (
              <OneChange key={rows[0]?.indicator} rows={rows} numbers={data.numbers} />
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

function OneChange({ rows, numbers }: { rows: LedgerNumber[]; numbers: LedgerNumber[] }) {
  const indicator = rows[0]?.indicator ?? "";
  const name = useNames([indicator])(indicator);
  return (
    <article>
      <h3 class="change-title">
        <NameOf id={indicator} />
      </h3>
      <FigureTable rows={rows} numbers={numbers} label={inLanguage(name?.name).text || indicator} />
    </article>
  );
}
