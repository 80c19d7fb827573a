// One table of a round as the spreadsheet shows it, with the cells marked that the check found something in.
import type { Finding, TableRow } from "generated/api";
import { useEffect, useRef } from "preact/hooks";
import { useGet } from "../../api/use.ts";
import { Chip, Loading, PageHead, TableFrame, TroubleView } from "../../components/parts.tsx";
import { formatNumber } from "../../format.ts";
import type { PageProps } from "../../shell/page.ts";
import { href, oneOf, setQuery } from "../../shell/router.ts";
import { t } from "../../words.ts";
import { tableNames, type TableName, tableOf } from "./problems.tsx";

const atOnce = 50;

export function TablePage({ params, query }: PageProps) {
  const round = params.round ?? "";
  const table = oneOf(tableNames, params.table ?? "");
  if (!table) return <PageHead title={t("ui.nowhere.title")} lead={t("ui.nowhere.text")} />;
  return <Table round={round} table={table} row={Number(query.get("row")) || 0} first={Number(query.get("from")) || 0} />;
}

function Table({ round, table, row, first }: { round: string; table: TableName; row: number; first: number }) {
  // A row asked for stands in the middle; the header is row 1 of the spreadsheet.
  const from = first || Math.max(2, row - 10);
  const rows = useGet("table-rows", { round, table, from, count: atOnce });
  const about = useGet("get-round", { round });
  const findings = (about.data?.checked?.findings ?? []).filter((finding) => tableOf(finding) === table);
  return (
    <>
      <PageHead above={<a href={href`/rounds/${round}`}>{round}</a>} title={t("ui.tables.one", { table })} lead={t("ui.tables.one-note")} />
      {about.data?.synthetic && (
        <p class="chips">
          <Chip tone="note">{t("ui.synthetic")}</Chip>
        </p>
      )}
      {rows.trouble && <TroubleView trouble={rows.trouble} retry={rows.reload} />}
      {rows.loading && <Loading />}
      {findings.length > 0 && <FindingsOf findings={findings} />}
      {rows.data && <Cells columns={rows.data.columns} rows={rows.data.rows} findings={findings} wanted={row} label={table} />}
      <div class="actions more">
        <button type="button" disabled={from <= 2} onClick={() => setQuery({ from: String(Math.max(2, from - atOnce)), row: undefined })}>
          {t("ui.tables.before")}
        </button>
        <button type="button" disabled={!rows.data?.next} onClick={() => setQuery({ from: String(rows.data?.next ?? from), row: undefined })}>
          {t("ui.tables.after")}
        </button>
      </div>
    </>
  );
}

function FindingsOf({ findings }: { findings: Finding[] }) {
  return (
    <ul class="problem-list">
      {findings.slice(0, 20).map((finding, i) => (
        <li key={i} class={finding.row === undefined ? `${finding.severity} whole` : finding.severity}>
          <span class="problem-where">
            {finding.row !== undefined && (
              <button type="button" class="source" onClick={() => setQuery({ row: String(finding.row), from: undefined })}>
                {t("ui.problems.row", { row: formatNumber(finding.row) })}
              </button>
            )}
            {finding.column && <code>{finding.column}</code>}
          </span>
          <span>{finding.message}</span>
        </li>
      ))}
    </ul>
  );
}

interface CellsProps {
  columns: string[];
  rows: TableRow[];
  findings: Finding[];
  wanted: number;
  label: string;
}

function Cells({ columns, rows, findings, wanted, label }: CellsProps) {
  const target = useRef<HTMLTableRowElement>(null);
  useEffect(() => target.current?.scrollIntoView({ block: "center" }), [wanted, rows.length]);
  const of = (row: number, column: string) => findings.filter((finding) => finding.row === row && (finding.column ?? column) === column);
  return (
    <TableFrame label={label}>
      <table class="cells">
        <thead>
          <tr>
            <th scope="col" class="number">
              {t("ui.tables.row")}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row} {...(row.row === wanted ? { ref: target } : {})} class={row.row === wanted ? "wanted" : undefined}>
              <th scope="row" class="number">
                {row.row}
              </th>
              {columns.map((column, i) => (
                <Cell key={column} text={row.cells[i] ?? ""} found={of(row.row, column)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Cell({ text, found }: { text: string; found: Finding[] }) {
  if (found.length === 0) return <td>{text}</td>;
  return (
    <td class={found.some((finding) => finding.severity === "error") ? "faulty" : "doubtful"}>
      {text || <span class="note">{t("ui.past.empty")}</span>}
      <span class="cell-message">{found.map((finding) => finding.message).join(" ")}</span>
    </td>
  );
}
