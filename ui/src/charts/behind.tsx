// What is behind a picture: its marks as a table, and the numbers that it was drawn from; both as files.
import { useState } from "preact/hooks";
import { Download } from "../components/download.tsx";
import { type Column, Table } from "../components/table.tsx";
import { type Cell, csvOf, type Sheet } from "../csv.ts";
import { formatNumber } from "../format.ts";
import { t } from "../words.ts";
import type { Mark } from "./marks.ts";

const columns = ["label", "said", "when", "about", "source"] as const;
const digits = ["value", "low", "high"] as const;

const usedOf = <K extends keyof Mark>(names: readonly K[], marks: readonly Mark[]) => names.filter((name) => marks.some((mark) => mark[name]));

/** The table of the marks, with the numbers in all of their digits. */
function sheetOf(marks: readonly Mark[]): Sheet {
  const used = usedOf([...columns, ...digits], marks);
  return { columns: used.map((name) => t(`ui.picture.${name}`)), rows: marks.map((mark) => used.map((name) => mark[name])) };
}

function Marks({ marks }: { marks: Mark[] }) {
  return (
    <Table
      label={t("ui.picture.table")}
      columns={usedOf(columns, marks).map((name): Column<Mark> => ({ title: t(`ui.picture.${name}`), cell: (mark) => mark[name] }))}
      rows={marks}
      keyOf={(mark) => marks.indexOf(mark)}
    />
  );
}

/** Numbers are rounded for reading, unless all of a column are short, as times are; the file has them whole. */
function shown(cell: Cell, isShort: boolean): string {
  if (typeof cell !== "number") return cell ?? t("ui.none");
  return formatNumber(cell, { ...(isShort ? { maximumFractionDigits: 3 } : { maximumSignificantDigits: 4 }), useGrouping: Math.abs(cell) >= 10_000 });
}

function isShort(rows: Sheet["rows"], column: number): boolean {
  return rows.every((row) => typeof row[column] !== "number" || Number.isInteger(row[column] * 1000));
}

function Numbers({ label, sheet }: { label: string; sheet: Sheet }) {
  const short = sheet.columns.map((_, i) => isShort(sheet.rows, i));
  return (
    <div class="table-frame numbers-behind" role="region" aria-label={label} tabIndex={0}>
      <table class="cells">
        <thead>
          <tr>
            {sheet.columns.map((title, i) => (
              <th key={title} scope="col" class={typeof sheet.rows[0]?.[i] === "number" ? "number" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => (
                <td key={i} class={typeof cell === "number" ? "number" : undefined}>
                  {shown(cell, short[i] ?? false)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface BehindProps {
  marks: Mark[];
  /** As it came from the server. */
  source: string;
  /** Of the files, without what comes after the dot. */
  name: string;
  numbers?: Sheet | undefined;
  /** The files are offered only where the table is open. */
  small: boolean;
}

export function Behind({ marks, source, name, numbers, small }: BehindProps) {
  const [open, setOpen] = useState(false);
  const sheet = numbers ?? sheetOf(marks);
  const files = (
    <div class="actions picture-files">
      <Download name={`${name}.svg`} type="image/svg+xml" text={() => source}>
        {t("ui.picture.svg")}
      </Download>
      {sheet.rows.length > 0 && (
        <Download name={`${name}.csv`} type="text/csv" text={() => csvOf(sheet)}>
          {t("ui.picture.csv")}
        </Download>
      )}
    </div>
  );
  return (
    <>
      {!small && files}
      {sheet.rows.length > 0 && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t("ui.picture.table")}</summary>
          {small && files}
          {!numbers && <Marks marks={marks} />}
          {open && numbers && <Numbers label={t("ui.picture.numbers")} sheet={numbers} />}
        </details>
      )}
    </>
  );
}
