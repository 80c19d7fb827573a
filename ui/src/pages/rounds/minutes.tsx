// The minutes of a round, to be printed and signed: its rules in words, what came of them, and how anyone checks it.
import type { Result, ResultPlace } from "generated/api";
import { useEffect } from "preact/hooks";
import { inLanguage } from "../../api/names.ts";
import { useGet, useList } from "../../api/use.ts";
import { Facts, Loading, More, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatDecimal, formatInstant, formatNumber } from "../../format.ts";
import type { PageProps } from "../../shell/page.ts";
import { href } from "../../shell/router.ts";
import { language, t } from "../../words.ts";
import { commandOf } from "./check-it.tsx";
import { type Certificate, claimWord, useCertificate } from "./claims.tsx";
import { Edits, whenBy } from "./lottery.tsx";
import { linesOf } from "./places.tsx";
import { Seats } from "./seats.tsx";
import { reasonWord, type Summary } from "./reasons.ts";
import { RulesSentence, type Ties, tiesOf } from "./rules-sentence.tsx";

export function MinutesPage({ params }: PageProps) {
  const number = Number(params.result);
  const { data, trouble, reload } = useGet("get-result", Number.isInteger(number) ? { result: number } : null);
  const round = useGet("get-round", data ? { round: data.round } : null);
  const certificate = useCertificate(data?.result);
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  const title = round.data ? inLanguage(round.data.title).text : "";
  return (
    <>
      <PageHead
        above={<a href={href`/results/${data.result}`}>{t("ui.minutes.to-result", { number: data.result })}</a>}
        title={t("ui.minutes.title", { round: title || data.round })}
        lead={round.data?.synthetic && t("ui.synthetic")}
        actions={
          <button type="button" class="primary" onClick={() => print()}>
            {t("ui.print")}
          </button>
        }
      />
      <Facts
        rows={[
          [t("ui.minutes.round"), data.round],
          [t("ui.minutes.result"), formatNumber(data.result)],
          [t("ui.minutes.at"), formatInstant(data.at)],
          [t("ui.minutes.by"), data.by],
          [t("ui.minutes.version"), `enishi ${data.version}`],
        ]}
      />
      <Rules certificate={certificate} round={data.round} />
      <Outcome summary={data.summary as Summary} />
      <AllPlaces result={data.result} />
      <Seats result={data} round={round.data} certificate={certificate} />
      <Proof result={data} />
      <p class="signature">{t("ui.minutes.signature")}</p>
    </>
  );
}

function Rules({ certificate, round }: { certificate: Certificate | undefined; round: string }) {
  if (!certificate) return <Loading />;
  return (
    <Section title={t("ui.minutes.rules")}>
      <RulesSentence rules={certificate.rules} />
      <Lots round={round} ties={tiesOf(certificate.rules)} />
      <h3>{t("ui.claims.title")}</h3>
      <ul class="claims">
        {certificate.claims.map((one) => (
          <li key={one.claim}>{claimWord(one)}</li>
        ))}
      </ul>
    </Section>
  );
}

/** What the lottery follows from, by the certificate; when it was fixed is known of the round's own commitment only. */
function Lots({ round, ties }: { round: string; ties: Ties }) {
  const { data } = useGet("get-lottery", ties.commitment ? { round } : null);
  const known = data && data.commitment === ties.commitment ? data : undefined;
  if (!ties.seed && !ties.commitment) return null;
  const id = (text: string | undefined) => text && <span class="id">{text}</span>;
  return (
    <>
      <h3>{t("ui.lottery.title")}</h3>
      <Facts
        rows={[
          [t("ui.lottery.commitment"), id(ties.commitment)],
          [t("ui.lottery.committed-at"), known && whenBy(known.committed_at, known.committed_by)],
          [t("ui.lottery.beacon"), ties.beacon],
          [t("ui.lottery.secret"), id(ties.secret)],
          [t("ui.lottery.revealed-at"), known && whenBy(known.revealed_at, known.revealed_by)],
          [t("ui.lottery.seed"), id(ties.seed)],
        ]}
      />
      {known && <Edits edits={known.edits} />}
    </>
  );
}

function Outcome({ summary }: { summary: Summary }) {
  const rows = Object.entries(summary.reasons).filter(([, count]) => count > 0);
  return (
    <Section title={t("ui.minutes.outcome")}>
      <p>{t("ui.minutes.counts", { placed: formatNumber(summary.placed), applicants: formatNumber(summary.applicants), seats: formatNumber(summary.seats), places: formatNumber(summary.places), empty: formatNumber(summary.empty_seats) })}</p>
      <Table
        label={t("ui.minutes.outcome")}
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

/** Minutes are whole: every page of the list is read, one after the other. */
function AllPlaces({ result }: { result: number }) {
  const list = useList("result-places", { result, lang: language(), limit: 200 });
  useEffect(() => list.more?.(), [list.items.length, list.more === undefined]);
  const columns: Column<ResultPlace>[] = [
    { title: t("ui.places.place"), names: true, cell: (place) => place.name || place.place },
    ...linesOf(list.items),
    { title: t("ui.places.seats"), number: true, cell: (place) => formatNumber(place.seats) },
    { title: t("ui.places.filled"), number: true, cell: (place) => formatNumber(place.filled) },
    { title: t("ui.places.cutoff"), number: true, cell: (place) => (place.cutoff ? formatDecimal(place.cutoff) : t("ui.none")) },
  ];
  return (
    <Section title={t("ui.places.title")} note={t("ui.places.note")}>
      <Table label={t("ui.places.title")} columns={columns} rows={list.items} keyOf={(place) => `${place.place} ${place.order}`} />
      {list.trouble && <More list={list} />}
    </Section>
  );
}

function Proof({ result }: { result: Result }) {
  const certificate = result.files.find((file) => file.name === "certificate.json");
  return (
    <Section title={t("ui.verify.title")} note={t("ui.verify.note")}>
      <Facts
        rows={[
          [t("ui.minutes.digest"), certificate && <span class="id">{certificate.sha256}</span>],
          [t("ui.minutes.command"), <code>{commandOf(result)}</code>],
        ]}
      />
    </Section>
  );
}
