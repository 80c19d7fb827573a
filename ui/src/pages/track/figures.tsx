// Figures by vintage: the newest first, what was replaced struck through but there, each with its source.
import type { Number as LedgerNumber, PromiseWhole } from "generated/api";
import { Amount, kindWord, Origin, periodOf, SourceButton, TextIn } from "../../components/ledger.tsx";
import { Section } from "../../components/parts.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatDate } from "../../format.ts";
import { rich, t } from "../../words.ts";
import { NoFigures } from "./commitment.tsx";

export function vintages(whole: PromiseWhole): LedgerNumber[] {
  const chained = new Set(whole.changes.flatMap((change) => [...change.newest_first, ...change.between]));
  const dated = (number: LedgerNumber) => `${number.as_of ?? ""} ${number.period_end ?? ""}`;
  return whole.numbers
    .filter((number) => number.indicator === whole.promise.indicator || chained.has(number.id))
    .sort((a, b) => dated(b).localeCompare(dated(a)));
}

export function Figures({ whole }: { whole: PromiseWhole }) {
  const rows = vintages(whole);
  return (
    <Section title={t("ui.figures.title")} note={rows.length > 0 ? t("ui.figures.note") : undefined}>
      {rows.length === 0 ? <NoFigures /> : <FigureTable rows={rows} numbers={whole.numbers} label={t("ui.figures.title")} />}
    </Section>
  );
}

export function FigureTable({ rows, numbers, label }: { rows: LedgerNumber[]; numbers: LedgerNumber[]; label: string }) {
  const columns: Column<LedgerNumber>[] = [
    { title: t("ui.field.as_of"), class: "nowrap", cell: (number) => formatDate(number.as_of) },
    { title: t("ui.figures.number"), class: "figure-cell", cell: (number) => <Figure number={number} numbers={numbers} /> },
    { title: t("ui.field.kind"), class: "nowrap", cell: (number) => kindWord(number.kind) },
    { title: t("ui.figures.period"), class: "nowrap", cell: periodOf },
    { title: t("ui.field.source"), cell: (number) => <Origin number={number} numbers={numbers} /> },
  ];
  return <Table label={label} columns={columns} rows={rows} keyOf={(number) => number.id} />;
}

function Figure({ number, numbers }: { number: LedgerNumber; numbers: LedgerNumber[] }) {
  const newer = numbers.find((other) => other.id === number.replaced_by);
  return (
    <>
      <Amount number={number} old={!!number.replaced_by} />
      {number.note && (
        <span class="note block">
          <TextIn texts={number.note} />
        </span>
      )}
      {newer && (
        <span class="note block">
          {rich("ui.figures.replaced-on", { date: formatDate(newer.as_of), value: <Amount number={newer} /> })}
          {newer.source && (
            <>
              {" · "}
              <SourceButton id={newer.source} locator={newer.locator} />
            </>
          )}
        </span>
      )}
    </>
  );
}
