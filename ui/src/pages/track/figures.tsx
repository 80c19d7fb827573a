// Figures by vintage: the newest first, what was replaced struck through but there, each with its source.
import type { Number as LedgerNumber, PromiseWhole } from "generated/api";
import { Amount, kindWord, Origin, periodOf, SourceButton, TextIn } from "../../components/ledger.tsx";
import { Section, TableFrame } from "../../components/parts.tsx";
import { formatDate } from "../../format.ts";
import { t } from "../../words.ts";
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
  return (
    <TableFrame label={label}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{t("ui.field.as_of")}</th>
            <th scope="col">{t("ui.figures.number")}</th>
            <th scope="col">{t("ui.field.kind")}</th>
            <th scope="col">{t("ui.figures.period")}</th>
            <th scope="col">{t("ui.field.source")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((number) => (
            <FigureRow key={number.id} number={number} numbers={numbers} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function FigureRow({ number, numbers }: { number: LedgerNumber; numbers: LedgerNumber[] }) {
  const newer = numbers.find((other) => other.id === number.replaced_by);
  return (
    <tr class={newer ? "old" : undefined}>
      <td class="nowrap">{formatDate(number.as_of)}</td>
      <td>
        <Amount number={number} old={!!number.replaced_by} />
        {number.note && (
          <span class="note block">
            <TextIn texts={number.note} />
          </span>
        )}
        {newer && (
          <span class="note block">
            {t("ui.figures.replaced-on", { date: formatDate(newer.as_of) })} <Amount number={newer} />
            {newer.source && (
              <>
                {" · "}
                <SourceButton id={newer.source} locator={newer.locator} />
              </>
            )}
          </span>
        )}
      </td>
      <td class="nowrap">{kindWord(number.kind)}</td>
      <td class="nowrap">{periodOf(number)}</td>
      <td>
        <Origin number={number} numbers={numbers} />
      </td>
    </tr>
  );
}
