// All other tables of the ledger: a list of each, and one row with every column, its references as links.
import type { Figure, RouteName } from "generated/api";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { inLanguage } from "../../api/names.ts";
import { useGet, useList } from "../../api/use.ts";
import { figureColumns, figureKinds } from "../../components/columns.ts";
import { EditSheet } from "../../components/edit.tsx";
import { DistantFigure, linkOf, NameOf, NamesOf, OutsideLink, SourceButton, useUnit } from "../../components/ledger.tsx";
import { Empty, Facts, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { columnWord, PastSection } from "../../components/past.tsx";
import { FigureLines, Rows } from "../../components/rows.tsx";
import { formatAmount, formatDate, formatUnit } from "../../format.ts";
import { type PageProps, type PageRow, readsLedger, writesLedger } from "../../shell/page.ts";
import { oneOf } from "../../shell/router.ts";
import { tableWord } from "../../shell/search.tsx";
import { isWord, t } from "../../words.ts";
import { amountOf } from "../../components/figure.ts";

type Row = Record<string, unknown>;

/** Table in the address, and what its routes call one row. */
const tables: Record<string, string> = {
  programmes: "programme",
  indicators: "indicator",
  figures: "figure",
  agreements: "agreement",
  projects: "project",
  needs: "need",
  events: "event",
  areas: "area",
  people: "person",
};

const references = new Set(["indicator", "subject", "area", "programme", "agreement", "event", "within", "site", "replaces", "successor", "same_as"]);
const lists = new Set(["by", "to", "parties", "owners", "partners", "organisers", "participants"]);
const dates = new Set(["period_start", "period_end", "as_of", "starts", "ends", "agreed_on", "recorded_on", "published", "made_on", "due"]);

const choiceWords: Record<string, (choice: string) => string> = {
  kind: (choice) => `ui.kind.${choice}`,
  measure: (choice) => `ui.measure.${choice}`,
  stage: (choice) => `ui.stage.${choice}`,
  qualifier: (choice) => `ui.qualifier.${choice}`,
};

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** The texts that a row is called by. */
function titleOf(row: Row, id: string): { text: string; lang: string } {
  for (const stem of ["name", "title", "what"]) {
    const texts = inLanguage({ en: String(row[`${stem}_en`] ?? ""), vi: String(row[`${stem}_vi`] ?? ""), ja: String(row[`${stem}_ja`] ?? "") });
    if (texts.text) return texts;
  }
  return { text: id, lang: "en" };
}

function ListPage({ params, query }: PageProps) {
  const table = params.table ?? "";
  const one = tables[table];
  const kind = oneOf(figureKinds, query.get("kind"));
  const filters = table === "figures" && kind ? { kind } : {};
  const list = useList(`list-${table}` as "list-figures", one ? filters : null);
  if (!one) return <PageHead title={t("ui.nowhere.title")} lead={t("ui.nowhere.text")} />;
  return (
    <>
      <PageHead above={<a href="#/records">{t("ui.records.title")}</a>} title={tableWord(table)} />
      <Rows
        list={list}
        keyOf={(figure) => idOf(figure, one)}
        row={(figure) => (table === "figures" ? <FigureLines figure={figure} /> : <RowLink table={table} id={idOf(figure, one)} row={asRow(figure)} />)}
        empty={<Empty title={t("ui.records.none")}>{t("ui.records.none-do")}</Empty>}
      />
    </>
  );
}

/** A row of any table comes with the type of a figure, whose routes stand for all of them. */
function asRow(figure: Figure): Row {
  return figure as unknown as Row;
}

function idOf(figure: Figure, one: string): string {
  return String(asRow(figure)[one]);
}

function RowLink({ table, id, row }: { table: string; id: string; row: Row }) {
  const title = titleOf(row, id);
  return (
    <a href={linkOf(table, id)} lang={title.lang}>
      {title.text}
    </a>
  );
}

function TablesPage() {
  return (
    <>
      <PageHead title={t("ui.records.title")} lead={t("ui.records.lead")} />
      <ul class="rows">
        {Object.keys(tables).map((table) => (
          <li key={table}>
            <a href={`#/records/${table}`}>{tableWord(table)}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

function RowPage({ params, me }: PageProps) {
  const table = params.table ?? "";
  const id = params.id ?? "";
  const one = tables[table];
  const reading = useGet(`get-${one ?? "figure"}` as "get-figure", one ? ({ [one]: id } as unknown as { figure: string }) : null);
  const [editing, setEditing] = useState(false);
  if (!one) return <PageHead title={t("ui.nowhere.title")} lead={t("ui.nowhere.text")} />;
  if (reading.trouble) return <TroubleView trouble={reading.trouble} retry={reading.reload} />;
  if (!reading.data) return <Loading />;
  const row = reading.data as unknown as Row;
  const title = table === "figures" ? { text: t("ui.records.figure"), lang: "" } : titleOf(row, id);
  return (
    <>
      <PageHead
        above={<a href={`#/records/${table}`}>{tableWord(table)}</a>}
        title={title.text}
        {...(title.lang ? { lang: title.lang } : {})}
        actions={
          table === "figures" &&
          writesLedger(me) && (
            <button type="button" onClick={() => setEditing(true)}>
              {t("ui.edit.do")}
            </button>
          )
        }
      />
      {table === "figures" && <FigureHead figure={reading.data} />}
      <Facts rows={Object.keys(row).map((column): [string, ComponentChildren] => [columnWord(column === one ? "id" : column), column === one ? <span class="id">{id}</span> : <Cell column={column} row={row} />])} />
      {table === "indicators" && <FiguresOf indicator={id} />}
      <PastSection key={reading.etag} route={`past-${one}` as RouteName} parameters={{ [one]: id }} now={row} />
      {editing && <EditSheet one="figure" id={id} columns={figureColumns} onClose={() => setEditing(false)} onChanged={reading.reload} />}
    </>
  );
}

function FiguresOf({ indicator }: { indicator: string }) {
  const list = useList("list-figures", { indicator, sort: "-as_of" });
  if (!list.loading && !list.trouble && list.items.length === 0) return null;
  return (
    <Section title={t("ui.table.figures")}>
      <Rows list={list} keyOf={(figure) => figure.figure} row={(figure) => <FigureLines figure={figure} />} />
    </Section>
  );
}

function FigureHead({ figure }: { figure: Figure }) {
  const unit = useUnit(figure.indicator);
  return (
    <p class="target-amount">
      {formatAmount(amountOf(figure), unit)} <span class="small">{t(`track.kind-${figure.kind}`)}</span>
    </p>
  );
}

function Cell({ column, row }: { column: string; row: Row }) {
  const value = row[column];
  if (column === "source" && isText(value)) return <SourceButton id={value} locator={isText(row.locator) ? row.locator : undefined} />;
  if (column === "replaces" && isText(row.figure) && isText(value)) return <DistantFigure id={value} />;
  if (column === "unit" && isText(value)) return <>{formatUnit(value)}</>;
  if (references.has(column) && isText(value)) return <NameOf id={value} />;
  if (lists.has(column) && Array.isArray(value)) return <NamesOf ids={value.map(String)} />;
  if (dates.has(column) && isText(value)) return <>{formatDate(value)}</>;
  if (column === "address" && isText(value)) return <OutsideLink address={value} />;
  if (Array.isArray(value)) return <>{value.join(t("track.comma"))}</>;
  const lang = /_(en|vi|ja)$/.exec(column)?.[1];
  if (lang) return <span lang={lang}>{String(value)}</span>;
  const known = choiceWords[column]?.(String(value)) ?? "";
  return <>{isWord(known) ? t(known) : String(value)}</>;
}

export const recordRows: PageRow[] = [
  { path: "/records", title: "ui.records.title", roles: readsLedger, component: TablesPage, group: "track" },
  { path: "/records/:table", title: "ui.records.title", roles: readsLedger, component: ListPage },
  { path: "/records/:table/:id", title: "ui.records.title", roles: readsLedger, component: RowPage },
];
