// One result: who got a seat, by which margins, why not me, and how anyone can check it.
import type { Result } from "generated/api";
import { useGet } from "../../api/use.ts";
import { Picture } from "../../charts/picture.tsx";
import { inLanguage } from "../../api/names.ts";
import { Chip, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { Table } from "../../components/table.tsx";
import { formatInstant, formatNumber } from "../../format.ts";
import type { PageProps } from "../../shell/page.ts";
import { href } from "../../shell/router.ts";
import { t, type Word } from "../../words.ts";
import { CheckIt } from "./check-it.tsx";
import { Explain } from "./explain.tsx";
import { Matches } from "./matches.tsx";
import { Places } from "./places.tsx";

/** summary.json, as docs/certificate.md describes it. */
export interface Summary {
  applicants: number;
  places: number;
  seats: number;
  placed: number;
  unplaced: number;
  empty_seats: number;
  full_places: number;
  mean_rank: number | null;
  ranks: { rank: number; placed: number }[];
  reasons: Record<string, number>;
}

export function ResultPage({ params, query }: PageProps) {
  const number = Number(params.result);
  const { data, trouble, reload } = useGet("get-result", Number.isInteger(number) ? { result: number } : null);
  const round = useGet("get-round", data ? { round: data.round } : null);
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  const summary = data.summary as Summary;
  const title = round.data ? inLanguage(round.data.title) : { text: data.round, lang: "en" };
  return (
    <>
      <PageHead
        above={<a href={href`/rounds/${data.round}`}>{t("ui.result.to-round", { round: data.round })}</a>}
        title={title.text || data.round}
        lang={title.lang}
        lead={t("ui.result.lead", { number: data.result, when: formatInstant(data.at), by: data.by })}
      />
      <p class="chips">
        {round.data?.synthetic && <Chip tone="note">{t("ui.synthetic")}</Chip>}
        {data.current ? <Chip tone="accent">{t("ui.result.current")}</Chip> : <Chip tone="note">{t("ui.result.outdated")}</Chip>}
      </p>
      {!data.current && <p class="note">{t("ui.result.outdated-means")}</p>}
      <Numbers summary={summary} />
      <Explain result={data.result} who={query.get("who") ?? ""} />
      <Ranks result={data} summary={summary} />
      <Unplaced summary={summary} />
      <Places result={data.result} />
      <Matches result={data.result} query={query} />
      <CheckIt result={data} />
    </>
  );
}

function Numbers({ summary }: { summary: Summary }) {
  const numbers: [Word, number][] = [
    ["ui.result.placed", summary.placed],
    ["ui.result.unplaced", summary.unplaced],
    ["ui.result.seats", summary.seats],
    ["ui.result.empty-seats", summary.empty_seats],
    ["ui.result.places", summary.places],
    ["ui.result.full-places", summary.full_places],
  ];
  return (
    <dl class="numbers">
      {numbers.map(([word, count]) => (
        <div key={word}>
          <dt>{t(word)}</dt>
          <dd>{formatNumber(count)}</dd>
        </div>
      ))}
      {summary.mean_rank !== null && (
        <div>
          <dt>{t("ui.result.mean-rank")}</dt>
          <dd>{formatNumber(summary.mean_rank, { maximumFractionDigits: 2 })}</dd>
        </div>
      )}
    </dl>
  );
}

function Ranks({ result, summary }: { result: Result; summary: Summary }) {
  if (summary.placed === 0) return null;
  return (
    <Section title={t("ui.result.ranks")} note={t("ui.result.ranks-note")}>
      <Picture route="result-chart" parameters={{ result: result.result }} />
    </Section>
  );
}

const reasons: Record<string, Word> = {
  score: "ui.reason.score",
  lottery: "ui.reason.lottery",
  "no-score": "ui.reason.no-score",
  "no-wishes": "ui.reason.no-wishes",
  placed: "ui.reason.placed",
};

export function reasonWord(reason: string): string {
  const word = reasons[reason];
  return word ? t(word) : reason;
}

function Unplaced({ summary }: { summary: Summary }) {
  const rows = Object.entries(summary.reasons).filter(([reason, count]) => reason !== "placed" && count > 0);
  if (rows.length === 0) return null;
  return (
    <Section title={t("ui.result.unplaced-by-reason")} note={t("ui.result.unplaced-note")}>
      <Table
        label={t("ui.result.unplaced-by-reason")}
        columns={[
          { title: t("ui.result.reason"), names: true, cell: ([reason]) => reasonWord(reason) },
          { title: t("ui.result.people"), number: true, cell: ([, count]) => formatNumber(count) },
        ]}
        rows={rows}
        keyOf={([reason]) => reason}
      />
    </Section>
  );
}
