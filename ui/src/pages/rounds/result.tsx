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
import { Claims, useCertificate } from "./claims.tsx";
import { Explain } from "./explain.tsx";
import { Matches } from "./matches.tsx";
import { Places } from "./places.tsx";
import { Seats } from "./seats.tsx";
import { reasonWord, type Summary, unplacedBy } from "./reasons.ts";

export function ResultPage({ params, query }: PageProps) {
  const number = Number(params.result);
  const { data, trouble, reload } = useGet("get-result", Number.isInteger(number) ? { result: number } : null);
  const round = useGet("get-round", data ? { round: data.round } : null);
  const certificate = useCertificate(data?.result);
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
        actions={
          <a class="button" href={href`/results/${data.result}/minutes`}>
            {t("ui.minutes.link")}
          </a>
        }
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
      <Seats result={data} round={round.data} certificate={certificate} />
      <Matches result={data.result} query={query} />
      <Claims certificate={certificate} />
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

function Unplaced({ summary }: { summary: Summary }) {
  const rows = unplacedBy(summary);
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
