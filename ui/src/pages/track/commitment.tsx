// One commitment: what was promised, what is reported, what the figures give, and where sources disagree.
import type { Caution, Promise as Commitment, PromiseWhole } from "generated/api";
import { useState } from "preact/hooks";
import { useGet } from "../../api/use.ts";
import { Picture } from "../../charts/picture.tsx";
import { commitmentColumns } from "../../components/columns.ts";
import { EditSheet } from "../../components/edit.tsx";
import { NameOf, SourceButton, TextIn, useUnit } from "../../components/ledger.tsx";
import { PastSection } from "../../components/past.tsx";
import { PaceText, StatusChip, statusWord } from "../../components/pace.tsx";
import { Chip, Empty, Facts, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { formatAmount, formatDate, formatSpan } from "../../format.ts";
import { inLanguage } from "../../api/names.ts";
import { type PageProps, writesLedger } from "../../shell/page.ts";
import { languages, t } from "../../words.ts";
import { Contradictions } from "./contradictions.tsx";
import { Figures, vintages } from "./figures.tsx";
import { sectorWord, Sides } from "./list.tsx";
import { ReportSheet } from "./report.tsx";

export function CommitmentPage({ params, me }: PageProps) {
  const id = params.commitment ?? "";
  const { data, etag, trouble, reload } = useGet("promise", { commitment: id });
  const row = useGet("get-commitment", { commitment: id });
  const [over, setOver] = useState<"report" | "edit">();
  const readAgain = () => {
    reload();
    row.reload();
  };
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  const { promise } = data;
  const what = inLanguage(promise.what);
  return (
    <>
      <PageHead
        above={<Sides commitment={promise} />}
        title={what.text}
        lang={what.lang}
        actions={
          writesLedger(me) && (
            <>
              <button type="button" class="primary" onClick={() => setOver("report")}>
                {t("ui.track.report")}
              </button>
              <button type="button" onClick={() => setOver("edit")}>
                {t("ui.edit.do")}
              </button>
            </>
          )
        }
      />
      <div class="two">
        <StatusCard whole={data} mayReport={writesLedger(me)} />
        <PaceCard commitment={promise} />
      </div>
      <Particulars commitment={promise} shown={what.lang} />
      {vintages(data).length > 0 && <Picture route="promise-chart" parameters={{ commitment: id }} />}
      <Figures whole={data} />
      <Contradictions contradictions={data.contradictions} numbers={data.numbers} />
      <Cautions cautions={data.cautions} />
      {row.data && <PastSection key={etag} route="past-commitment" parameters={{ commitment: id }} now={row.data} />}
      {over === "report" && <ReportSheet commitment={id} onClose={() => setOver(undefined)} onAdded={reload} />}
      {over === "edit" && <EditSheet one="commitment" id={id} columns={commitmentColumns} onClose={() => setOver(undefined)} onChanged={readAgain} />}
    </>
  );
}

function StatusCard({ whole, mayReport }: { whole: PromiseWhole; mayReport: boolean }) {
  const reports = [...whole.statuses].sort((a, b) => b.reported_on.localeCompare(a.reported_on));
  return (
    <section class="card">
      <h2>{t("ui.track.reported")}</h2>
      <p>
        <StatusChip reported={whole.promise.reported} />
      </p>
      {reports.length === 0 && <p class="note">{t(mayReport ? "ui.track.not-reported-do" : "ui.track.not-reported-means")}</p>}
      <ol class="reports">
        {reports.map((report, i) => (
          <li key={i}>
            <strong>{statusWord(report.status)}</strong> · {formatDate(report.reported_on)} · <NameOf id={report.reported_by} /> ·{" "}
            <SourceButton id={report.source} locator={report.locator} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function PaceCard({ commitment }: { commitment: Commitment }) {
  const { pace, indicator } = commitment;
  return (
    <section class="card">
      <h2>{t("ui.track.pace")}</h2>
      <p>
        <Chip>{t(pace.measurable ? "ui.pace.measurable" : "ui.pace.not-measurable")}</Chip>
      </p>
      {pace.measurable ? (
        <p>
          <PaceText pace={pace} indicator={indicator} />
        </p>
      ) : (
        <>
          <p class="note">{t("ui.pace.why")}</p>
          <ul class="lacks">
            {(pace.lacks ?? []).map((lack) => (
              <li key={lack}>{t(`track.lacks-${lack}`)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Particulars({ commitment, shown }: { commitment: Commitment; shown: string }) {
  const unit = useUnit(commitment.indicator);
  const value = commitment.value === undefined ? "" : formatAmount({ value: commitment.value, qualifier: commitment.qualifier }, unit);
  const others = languages.filter((lang) => lang !== shown && commitment.what[lang]);
  const name = (id: string | undefined) => id && <NameOf id={id} />;
  return (
    <Section title={t("ui.track.particulars")}>
      <Facts
        rows={[
          ...others.map((lang): [string, preact.ComponentChildren] => [t(`ui.in.${lang}`), <span lang={lang}>{commitment.what[lang]}</span>]),
          [t("ui.field.made_on"), formatDate(commitment.made_on)],
          [t("ui.track.span"), formatSpan(commitment.starts, commitment.due)],
          [t("ui.field.value"), value],
          [t("ui.field.indicator"), name(commitment.indicator)],
          [t("ui.field.sector"), commitment.sector && sectorWord(commitment.sector)],
          [t("ui.field.programme"), name(commitment.programme)],
          [t("ui.field.agreement"), name(commitment.agreement)],
          [t("ui.field.same_as"), name(commitment.same_as)],
          [t("ui.field.source"), <SourceButton id={commitment.source} locator={commitment.locator} />],
          [t("ui.field.locator"), commitment.locator && t("ui.source.quote", { text: commitment.locator })],
          [t("ui.field.id"), <span class="id">{commitment.id}</span>],
        ]}
      />
    </Section>
  );
}

function Cautions({ cautions }: { cautions: Caution[] }) {
  if (cautions.length === 0) return null;
  return (
    <Section title={t("ui.track.cautions")} note={t("ui.track.cautions-note")}>
      <ul class="cautions">
        {cautions.map((caution) => (
          <li key={caution.caution}>
            <Chip tone="note">{cautionWord(caution.kind)}</Chip> <TextIn texts={caution.text} />
            {caution.source && (
              <>
                {" "}
                <SourceButton id={caution.source} />
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const cautionKinds = ["ambiguity", "definition", "spelling", "date", "scope", "identity"] as const;

function cautionWord(kind: string): string {
  const known = cautionKinds.find((one) => one === kind);
  return known ? t(`track.caution-${known}`) : kind;
}

export function NoFigures() {
  return <Empty title={t("ui.figures.none")}>{t("ui.figures.none-why")}</Empty>;
}
