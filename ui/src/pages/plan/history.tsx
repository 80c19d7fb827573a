// What was observed of the variable: its points with their sources, and how the model matches them.
import type { Futures, FutureScenario, HistoryFit, HistoryPoint } from "generated/api";
import { Download, fileName } from "../../components/download.tsx";
import { Section } from "../../components/parts.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { csvOf, type Sheet } from "../../csv.ts";
import { formatDate, formatNumber } from "../../format.ts";
import { t } from "../../words.ts";
import { formatValue, unitOf } from "./constants.ts";
import { SourceOf } from "./source.tsx";

interface Props {
  model: string;
  futures: Futures;
}

export function Observed({ model, futures }: Props) {
  const { history, label } = futures;
  if (history.length === 0) return null;
  return (
    <Section id="history" title={t("ui.plan.history")} note={t("ui.plan.history-note")}>
      <Points futures={futures} />
      <Fits futures={futures} />
      <Download name={`${fileName(model, label, t("ui.plan.history"))}.csv`} type="text/csv" text={() => csvOf(sheetOf(history))}>
        {t("ui.picture.csv")}
      </Download>
    </Section>
  );
}

/** A year and a part of it, or another time. */
function timeOf(time: number): string {
  return time >= 1000 && time < 3000 ? formatNumber(time, { maximumFractionDigits: 2, useGrouping: false }) : formatValue(time);
}

function Points({ futures: { history, unit } }: { futures: Futures }) {
  const columns: Column<HistoryPoint>[] = [
    { title: t("ui.plan.time"), number: true, cell: ({ time }) => timeOf(time) },
    { title: t("ui.plan.target-value"), number: true, cell: ({ value }) => `${formatNumber(value)} ${unitOf(unit)}`.trim() },
    { title: t("ui.picture.source"), cell: ({ source, as_of }) => [source && <SourceOf ids={source} />, as_of && <span class="block small">{t("ui.value.as-of", { date: formatDate(as_of) })}</span>] },
  ];
  return <Table label={t("ui.plan.history")} columns={columns} rows={history} keyOf={(point) => history.indexOf(point)} />;
}

function sheetOf(history: HistoryPoint[]): Sheet {
  return {
    columns: [t("ui.plan.time"), t("ui.plan.target-value"), t("ui.picture.when"), t("ui.picture.source")],
    rows: history.map(({ time, value, as_of, source }) => [time, value, as_of, source]),
  };
}

type Fitted = FutureScenario & { fit: HistoryFit };

const rounded = (value: number | undefined) => (value === undefined ? t("ui.none") : formatNumber(value, { maximumSignificantDigits: 4 }));
const percent = (value: number | undefined) => (value === undefined ? t("ui.none") : formatNumber(value, { style: "percent", maximumFractionDigits: 1 }));

function Fits({ futures: { scenarios } }: { futures: Futures }) {
  const fitted = scenarios.filter((one): one is Fitted => one.fit !== undefined);
  const columns: Column<Fitted>[] = [
    { title: t("ui.plan.scenario"), names: true, cell: ({ label }) => label || t("ui.plan.as-it-is") },
    { title: t("ui.plan.fit-points"), number: true, cell: ({ fit }) => formatNumber(fit.points) },
    { title: t("ui.plan.fit-outside"), number: true, cell: ({ fit }) => formatNumber(fit.outside) },
    { title: t("ui.plan.fit-in-band"), number: true, cell: ({ fit }) => formatNumber(fit.in_band) },
    { title: t("ui.plan.fit-mean-error"), number: true, cell: ({ fit }) => rounded(fit.mean_error) },
    { title: t("ui.plan.fit-mape"), number: true, cell: ({ fit }) => percent(fit.mape === undefined ? undefined : fit.mape / 100) },
    { title: t("ui.plan.fit-rmse"), number: true, cell: ({ fit }) => rounded(fit.rmse) },
    { title: t("ui.plan.fit-bias"), number: true, cell: ({ fit }) => percent(fit.bias) },
    { title: t("ui.plan.fit-variance"), number: true, cell: ({ fit }) => percent(fit.variance) },
    { title: t("ui.plan.fit-covariance"), number: true, cell: ({ fit }) => percent(fit.covariance) },
  ];
  return (
    <>
      <Table label={t("ui.plan.fit")} columns={columns} rows={fitted} keyOf={({ scenario }) => scenario} />
      <p class="note table-note">{t("ui.plan.fit-means")}</p>
    </>
  );
}
