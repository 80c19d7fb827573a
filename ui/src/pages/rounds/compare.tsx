// What other mechanisms would give for the same tables, side by side: a trial, of which nothing is kept.
import type { Compared, Comparison, Round } from "generated/api";
import { useState } from "preact/hooks";
import { useGet } from "../../api/use.ts";
import { Picture } from "../../charts/picture.tsx";
import { ChecksField } from "../../components/fields.tsx";
import { Section, TroubleView } from "../../components/parts.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatNumber } from "../../format.ts";
import { language, t } from "../../words.ts";
import { type Mechanism, mechanisms } from "./rules-sentence.tsx";

/** What most rounds are asked about: would more people, or more first wishes, come true? */
const usual: readonly Mechanism[] = ["deferred-acceptance", "immediate-acceptance", "rank-maximal"];
const shownRanks = 5;

export function CompareSection({ round }: { round: Round }) {
  const rules = useGet("get-rules", { round: round.round });
  const own = rules.data ? (rules.data.mechanism ?? "deferred-acceptance") : undefined;
  const [chosen, setChosen] = useState<string[]>();
  const [asked, setAsked] = useState<string[]>();
  if (round.tables.length === 0 || !own) return null;
  const values = chosen ?? mechanisms.filter((one) => one === own || usual.includes(one));
  const listed = mechanisms.filter((one) => values.includes(one));
  return (
    <Section id="compare" title={t("ui.compare.title")} note={t("ui.compare.note")}>
      <form
        class="stack compare-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (listed.length > 1) setAsked(listed);
        }}
      >
        <ChecksField label={t("ui.compare.which")} values={values} choices={mechanisms.map((one) => ({ value: one, label: labelOf(one, own) }))} onChange={setChosen} />
        <div class="actions">
          <button type="submit" disabled={listed.length < 2}>
            {t("ui.compare.do")}
          </button>
          {listed.length < 2 && <span class="hint">{t("ui.compare.few")}</span>}
        </div>
      </form>
      {asked && <Compares key={`${round.revision} ${asked.join()}`} round={round} asked={asked} own={own} />}
    </Section>
  );
}

function labelOf(mechanism: string, own: string): string {
  const known = mechanisms.find((one) => one === mechanism);
  const name = known ? t(`ui.mechanism.${known}`) : mechanism;
  return mechanism === own ? t("ui.compare.own", { mechanism: name }) : name;
}

function Compares({ round, asked, own }: { round: Round; asked: string[]; own: string }) {
  const parameters = { round: round.round, mechanisms: asked.join(",") };
  const { data, trouble, loading, reload } = useGet("compare-round", { ...parameters, lang: language() });
  return (
    <div class="compared" aria-live="polite">
      {loading && (
        <p class="loading" role="status">
          {t("ui.compare.working", { count: formatNumber(asked.length) })}
        </p>
      )}
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {data && <SideBySide comparison={data} own={own} />}
      {data && <Picture route="comparison-chart" parameters={parameters} />}
    </div>
  );
}

interface Measure {
  title: string;
  of: (compared: Compared) => string;
}

const count = (value: number | undefined) => (value === undefined ? t("ui.none") : formatNumber(value));
const mean = (value: number | null | undefined) => (typeof value === "number" ? formatNumber(value, { maximumFractionDigits: 2 }) : t("ui.none"));

function rankMeasures(cleared: Compared[]): Measure[] {
  const placedAt = (compared: Compared, fits: (rank: number) => boolean) => (compared.ranks ?? []).filter(({ rank }) => fits(rank)).reduce((sum, { placed }) => sum + placed, 0);
  const ranks = [...new Set(cleared.flatMap((one) => (one.ranks ?? []).map(({ rank }) => rank)))].sort((a, b) => a - b);
  const shown = ranks.slice(0, shownRanks);
  const measures = shown.map((rank): Measure => ({ title: t("ui.compare.at-rank", { rank: formatNumber(rank) }), of: (one) => formatNumber(placedAt(one, (at) => at === rank)) }));
  const last = shown.at(-1);
  if (last !== undefined && ranks.length > shown.length) measures.push({ title: t("ui.compare.after-rank", { rank: formatNumber(last) }), of: (one) => formatNumber(placedAt(one, (at) => at > last)) });
  return measures;
}

function categoryMeasures(cleared: Compared[]): Measure[] {
  return (cleared[0]?.categories ?? []).flatMap(({ category, applicants }): Measure[] => {
    const of = (one: Compared) => one.categories?.find((other) => other.category === category);
    return [
      { title: t("ui.compare.of-category", { category, applicants: formatNumber(applicants) }), of: (one) => count(of(one)?.placed) },
      { title: t("ui.compare.category-first", { category }), of: (one) => count(of(one)?.first_choices) },
      { title: t("ui.compare.category-mean", { category }), of: (one) => mean(of(one)?.mean_rank) },
      { title: t("ui.compare.category-envious", { category }), of: (one) => count(of(one)?.envious) },
    ];
  });
}

function SideBySide({ comparison, own }: { comparison: Comparison; own: string }) {
  const cleared = comparison.mechanisms.filter((one) => one.cleared);
  const measures: Measure[] = [
    { title: t("ui.compare.placed"), of: (one) => count(one.placed) },
    { title: t("ui.compare.unplaced"), of: (one) => count(one.unplaced) },
    { title: t("ui.compare.mean"), of: (one) => mean(one.mean_rank) },
    ...rankMeasures(cleared),
    { title: t("ui.compare.blocking"), of: (one) => count(one.blocking) },
    { title: t("ui.compare.envious"), of: (one) => count(one.envious) },
    ...categoryMeasures(cleared),
  ];
  const columns: Column<Measure>[] = [
    { title: t("ui.compare.measure"), names: true, cell: (measure) => measure.title },
    ...cleared.map((one): Column<Measure> => ({ title: labelOf(one.mechanism, own), number: true, cell: (measure) => measure.of(one) })),
  ];
  return (
    <>
      <Table label={t("ui.compare.title")} columns={columns} rows={measures} keyOf={(measure) => measure.title} />
      <p class="note">{t("ui.compare.blocking-means")}</p>
      {comparison.mechanisms.filter((one) => !one.cleared).map((one) => (
        <Refused key={one.mechanism} compared={one} />
      ))}
    </>
  );
}

/** The problems are those of the round's own reader: sentences in the language of the page. */
function Refused({ compared }: { compared: Compared }) {
  const problems = (compared.problems ?? []) as { message: string; file?: string; column?: string }[];
  return (
    <div class="note refused">
      <p>{t("ui.compare.refused", { mechanism: labelOf(compared.mechanism, "") })}</p>
      <ul>
        {problems.map((problem, i) => (
          <li key={i}>
            {problem.column && <code>{problem.column}</code>} {problem.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
