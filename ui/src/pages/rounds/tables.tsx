// The tables of a round: uploaded as one workbook or as CSV files, looked at, taken away.
import type { Round, RoundTable } from "generated/api";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { address, call, getText, Trouble } from "../../api/client.ts";
import { useAction } from "../../api/use.ts";
import { SelectField } from "../../components/fields.tsx";
import { Facts, Section, TroubleView } from "../../components/parts.tsx";
import { Table } from "../../components/table.tsx";
import { formatInstant, formatSize } from "../../format.ts";
import { href } from "../../shell/router.ts";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";
import { tableNames, type TableName } from "./problems.tsx";

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const encodings = ["utf-8", "cp932"] as const;
const delimiters = ["comma", "semicolon", "tab"] as const;

function tableOfFile(name: string): TableName | undefined {
  const stem = name.toLowerCase().replace(/\.[^.]*$/, "");
  return tableNames.find((table) => table === stem);
}

function isWorkbook(name: string): boolean {
  return /\.xls[xm]$/i.test(name);
}

interface Props {
  round: Round;
  mayChange: boolean;
  onChanged: () => void;
}

export function TablesSection({ round, mayChange, onChanged }: Props) {
  return (
    <Section title={t("ui.rounds.step-tables")} note={t("ui.tables.note")}>
      {round.tables.length === 0 && <NoTables />}
      {round.tables.length > 0 && <TableList round={round} mayChange={mayChange} onChanged={onChanged} />}
      {mayChange && <Upload round={round.round} onChanged={onChanged} />}
    </Section>
  );
}

/** The columns that each table must have; others are kept and not read. */
const columns = [
  { table: "applicants", columns: ["applicant"], row: "ui.tables.row-applicants" },
  { table: "places", columns: ["place", "seats"], row: "ui.tables.row-places" },
  { table: "choices", columns: ["applicant", "rank", "place", "score"], row: "ui.tables.row-choices" },
] as const;

function NoTables() {
  return (
    <div class="empty">
      <p class="empty-title">{t("ui.tables.none")}</p>
      <p>{t("ui.tables.none-do")}</p>
      <Facts
        rows={columns.map(({ table, columns, row }): [ComponentChildren, ComponentChildren] => [
          <code>{table}</code>,
          <>
            <code>{columns.join(" | ")}</code> <span class="block">{t(row)}</span>
          </>,
        ])}
      />
    </div>
  );
}

function TableList({ round, mayChange, onChanged }: Props) {
  return (
    <Table
      label={t("ui.rounds.step-tables")}
      columns={[
        { title: t("ui.tables.table"), names: true, cell: (table) => <TableLink round={round.round} file={table.name} /> },
        { title: t("ui.tables.size"), class: "nowrap", cell: (table) => formatSize(table.size) },
        { title: t("ui.tables.uploaded"), class: "nowrap", cell: (table) => formatInstant(table.at) },
        {
          title: t("ui.tables.actions"),
          quiet: true,
          cell: (table) => <Actions round={round.round} table={table} mayChange={mayChange} onChanged={onChanged} />,
        },
      ]}
      rows={round.tables}
      keyOf={(table) => table.name}
    />
  );
}

function nameOf(file: string): TableName | undefined {
  return tableNames.find((one) => file.startsWith(one));
}

function TableLink({ round, file }: { round: string; file: string }) {
  const name = nameOf(file);
  return name ? <a href={href`/rounds/${round}/tables/${name}`}>{file}</a> : <>{file}</>;
}

function Actions({ round, table, mayChange, onChanged }: { round: string; table: RoundTable; mayChange: boolean; onChanged: () => void }) {
  const name = nameOf(table.name);
  const { run, busy, trouble } = useAction();
  const remove = () =>
    void run(async () => {
      if (!name) return;
      const before = await getText("get-table", { round, table: name });
      await call("remove-table", { round, table: name });
      onChanged();
      say(t("ui.tables.removed", { table: table.name }), async () => {
        await call("put-table", { round, table: name }, { file: new Blob([before], { type: "text/csv" }) });
        onChanged();
      });
    });
  return (
    <>
      <div class="actions">
        {name && (
          <a href={address("get-table", { round, table: name })[1]} download={`${name}.csv`}>
            {t("ui.tables.download")}
          </a>
        )}
        {mayChange && name && (
          <button type="button" class="plain" disabled={busy} onClick={remove} aria-label={t("ui.tables.remove-one", { table: table.name })}>
            {t("ui.tables.remove")}
          </button>
        )}
      </div>
      {trouble && <TroubleView trouble={trouble} />}
    </>
  );
}

function Upload({ round, onChanged }: { round: string; onChanged: () => void }) {
  const [encoding, setEncoding] = useState<(typeof encodings)[number]>("utf-8");
  const [delimiter, setDelimiter] = useState<(typeof delimiters)[number]>("comma");
  const [name, setName] = useState("");
  const chooser = useRef<HTMLInputElement>(null);
  const { run, busy, trouble } = useAction();

  const send = async (file: File) => {
    if (isWorkbook(file.name)) return void (await call("put-workbook", { round }, { file: new Blob([file], { type: workbookType }) }));
    const table = tableOfFile(file.name);
    if (!table) throw new Trouble(422, { title: t("ui.tables.unknown", { file: file.name, tables: tableNames.join(t("track.comma")) }), rule: "ui.tables.unknown" });
    await call("put-table", { round, table, encoding, delimiter }, { file: new Blob([file], { type: "text/csv" }) });
  };
  const upload = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    if (files.length === 0) return;
    const went = await run(async () => {
      for (const file of files) {
        setName(file.name);
        await send(file);
      }
    });
    // The same file may be chosen again after it was mended.
    input.value = "";
    if (went) say(t("ui.tables.taken", { count: files.length }));
    onChanged();
  };
  return (
    <div class="upload">
      {trouble && (
        <div>
          <p class="error">{t("ui.tables.not-taken", { file: name })}</p>
          <TroubleView trouble={trouble} />
        </div>
      )}
      <div class="actions">
        <button type="button" disabled={busy} aria-describedby="upload-state" onClick={() => chooser.current?.click()}>
          {t("ui.tables.upload")}
        </button>
        <span id="upload-state" class="small" role="status">
          {busy ? t("ui.tables.uploading", { file: name }) : t("ui.tables.accepted")}
        </span>
      </div>
      {/* The browser's own button and words are in the browser's language, which need not be the page's. */}
      <input ref={chooser} hidden type="file" multiple accept=".xlsx,.xlsm,.csv,text/csv" onChange={(event) => void upload(event.currentTarget)} />
      <details>
        <summary>{t("ui.tables.csv")}</summary>
        <div class="columns">
          <SelectField
            label={t("ui.tables.encoding")}
            value={encoding}
            choices={encodings.map((one) => ({ value: one, label: t(`ui.encoding.${one}`) }))}
            onChange={(value) => setEncoding(encodings.find((one) => one === value) ?? "utf-8")}
          />
          <SelectField
            label={t("ui.tables.delimiter")}
            value={delimiter}
            choices={delimiters.map((one) => ({ value: one, label: t(`ui.delimiter.${one}`) }))}
            onChange={(value) => setDelimiter(delimiters.find((one) => one === value) ?? "comma")}
          />
        </div>
      </details>
    </div>
  );
}
