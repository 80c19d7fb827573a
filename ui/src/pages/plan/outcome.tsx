// What comes of it: the fan, its targets, and what matters most.
import type { Futures, Ranking, TargetOutcome } from "generated/api";
import { PictureText } from "../../charts/picture.tsx";
import { Download, fileName } from "../../components/download.tsx";
import { Section } from "../../components/parts.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { type Cell, csvOf, type Sheet } from "../../csv.ts";
import { formatDate, formatNumber } from "../../format.ts";
import { t } from "../../words.ts";
import { formatTime, unitOf } from "./constants.ts";
import { SourceOf } from "./source.tsx";

const labelOf = (label: string) => label || t("ui.plan.as-it-is");

function scenarioOf(futures: Futures, { scenario }: TargetOutcome): string {
  return labelOf(futures.scenarios.find((one) => one.scenario === scenario)?.label ?? scenario);
}

/** The quantiles at each time, one scenario after the other. */
function sheetOf({ scenarios, percents }: Futures): Sheet {
  const columns = [t("ui.plan.scenario"), t("ui.plan.time"), t("ui.plan.mean"), t("ui.plan.sd"), ...percents.map((percent) => t("ui.plan.quantile", { percent: formatNumber(percent) }))];
  const rows = scenarios.flatMap(({ label, rows }) => rows.map(({ time, mean, sd, quantiles }): Cell[] => [labelOf(label), time, mean, sd, ...(quantiles ?? percents.map(() => null))]));
  if (scenarios.length > 1) return { columns, rows };
  return { columns: columns.slice(1), rows: rows.map((row) => row.slice(1)) };
}

export function Fan({ model, futures }: { model: string; futures: Futures }) {
  return <PictureText text={futures.picture} name={fileName(model, futures.label)} numbers={sheetOf(futures)} />;
}

/** Of how many futures the picture is, and whether more are on their way. */
export function FanState({ futures, settled }: { futures: Futures | undefined; settled: boolean }) {
  const runs = futures?.scenarios[0]?.runs ?? 0;
  const leftOut = futures?.scenarios.reduce((sum, one) => sum + one.left_out, 0) ?? 0;
  return (
    <p class="small fan-state">
      <span role="status" aria-live="polite">
        {futures && t(settled ? "ui.plan.of-futures" : "ui.plan.of-futures-more", { count: formatNumber(runs) })}
      </span>
      {leftOut > 0 && <span> {t("ui.plan.left-out", { count: formatNumber(leftOut) })}</span>}
      {futures?.scenarios.some((one) => one.approximate) && <span> {t("ui.plan.approximate")}</span>}
    </p>
  );
}

function share(probability: number | undefined): string {
  return probability === undefined ? t("ui.none") : formatNumber(probability, { style: "percent", maximumFractionDigits: probability > 0.01 && probability < 0.99 ? 0 : 1 });
}

const time = (value: number | undefined) => (value === undefined ? t("ui.none") : formatTime(value));

export function Targets({ model, futures }: { model: string; futures: Futures }) {
  if (futures.targets.length === 0) return <p class="note">{t("ui.plan.no-target")}</p>;
  const unit = unitOf(futures.unit);
  const many = futures.scenarios.length > 1;
  const columns: Column<TargetOutcome>[] = [
    { title: t("ui.plan.target"), names: true, cell: ({ label }) => label },
    ...(many ? [{ title: t("ui.plan.scenario"), cell: (target: TargetOutcome) => scenarioOf(futures, target) }] : []),
    { title: t("ui.plan.target-value"), number: true, cell: ({ value }) => `${formatNumber(value)} ${unit}`.trim() },
    { title: t("ui.plan.target-time"), number: true, cell: (target) => time(target.time) },
    { title: t("ui.plan.probability"), number: true, class: "probability", cell: ({ probability }) => share(probability) },
    { title: t("ui.plan.half-by"), number: true, cell: ({ half_by }) => (half_by === undefined ? t("ui.plan.half-never") : time(half_by)) },
    { title: t("ui.picture.source"), cell: ({ source, as_of }) => [source && <SourceOf ids={source} />, as_of && <span class="block small">{t("ui.value.as-of", { date: formatDate(as_of) })}</span>] },
  ];
  return (
    <div class="targets">
      <Table label={t("ui.plan.targets")} columns={columns} rows={futures.targets} keyOf={({ target, scenario, time }) => `${target}\n${scenario}\n${time}`} />
      <p class="note">{t("ui.plan.probability-means")}</p>
      <Download name={`${fileName(model, futures.label, t("ui.plan.targets"))}.csv`} type="text/csv" text={() => csvOf(targetSheet(futures))}>
        {t("ui.picture.csv")}
      </Download>
    </div>
  );
}

function targetSheet(futures: Futures): Sheet {
  return {
    columns: ["ui.plan.target", "ui.plan.scenario", "ui.plan.target-time", "ui.plan.target-value", "ui.plan.probability", "ui.plan.first-time", "ui.plan.half-by", "ui.plan.never", "ui.picture.source"].map((word) => t(word as "ui.plan.target")),
    rows: futures.targets.map((one) => [one.label, scenarioOf(futures, one), one.time, one.value, one.probability, one.first_time, one.half_by, one.never, one.source]),
  };
}

export function Matters({ model, futures, ranking, settled }: { model: string; futures: Futures; ranking: Ranking | undefined; settled: boolean }) {
  return (
    <Section id="matters" title={t("ui.plan.matters")} note={t("ui.plan.matters-note", { variable: futures.label })}>
      {!ranking && <p class="note">{t(settled ? "ui.plan.matters-none" : "ui.plan.matters-wait")}</p>}
      {ranking && (
        <div class={settled ? undefined : "unsettled"}>
          <PictureText text={ranking.picture} name={fileName(model, futures.label, t("ui.plan.matters"))} />
        </div>
      )}
    </Section>
  );
}
