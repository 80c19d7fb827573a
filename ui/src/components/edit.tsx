// Corrects one row of the ledger: what it said before stays in its history, and the correction can be undone.
import type { Commitment, Figure, Organisation, Source } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { call, Trouble } from "../api/client.ts";
import { forgetNames } from "../api/names.ts";
import { useAction, useGet } from "../api/use.ts";
import { say } from "../shell/toasts.tsx";
import { isWord, t } from "../words.ts";
import type { Column } from "./columns.ts";
import { errorOf, SelectField, TextField } from "./fields.tsx";
import { Loading, TroubleView } from "./parts.tsx";
import { Picker } from "./picker.tsx";
import { Sheet } from "./sheet.tsx";

/** The tables that the page corrects: how the route calls one row, and what is in it. */
export interface Editable {
  organisation: Organisation;
  source: Source;
  commitment: Commitment;
  figure: Figure;
}

type One = keyof Editable;
type Row = Record<string, unknown>;

interface EditProps {
  one: One;
  id: string;
  columns: readonly Column[];
  onClose: () => void;
  onChanged: () => void;
}

function parametersOf(one: One, id: string): { [key: string]: string } {
  return { [one]: id };
}

/** One name for four pairs of routes: their parameters differ in nothing but the name. */
async function read(one: One, id: string): Promise<{ row: Row; etag: string | undefined }> {
  const { data, etag } = await call(`get-${one}` as "get-source", parametersOf(one, id) as { source: string });
  return { row: data as unknown as Row, etag };
}

async function put(one: One, id: string, row: Row, etag: string | undefined): Promise<string | undefined> {
  const body = row as unknown as Source;
  return (await call(`put-${one}` as "put-source", parametersOf(one, id) as { source: string }, { body, etag })).etag;
}

/** A cell that is emptied is left out, as the server does. */
function withCell(row: Row, name: string, value: unknown): Row {
  const rest = { ...row };
  delete rest[name];
  const empty = value === "" || (Array.isArray(value) && value.length === 0);
  return empty ? rest : { ...rest, [name]: value };
}

export function EditSheet({ one, id, columns, onClose, onChanged }: EditProps) {
  const [row, setRow] = useState<Row>();
  const [before, setBefore] = useState<{ row: Row; etag: string | undefined }>();
  const [failed, setFailed] = useState<Trouble>();
  const { run, busy, trouble } = useAction();
  const load = () => {
    read(one, id).then(
      (found) => {
        setBefore(found);
        setRow(found.row);
      },
      (error) => error instanceof Trouble && setFailed(error),
    );
  };
  useEffect(load, [one, id]);

  const save = async () => {
    if (!row || !before) return;
    const went = await run(async () => {
      const etag = await put(one, id, row, before.etag);
      say(t("ui.edit.done"), async () => {
        await put(one, id, before.row, etag);
        forgetNames();
        onChanged();
      });
    });
    if (!went) return;
    forgetNames();
    onChanged();
    onClose();
  };
  return (
    <Sheet title={t("ui.edit.title")} onClose={onClose} wide>
      <p class="note">{t("ui.edit.note")}</p>
      {failed && <TroubleView trouble={failed} />}
      {!row && !failed && <Loading />}
      {trouble && <TroubleView trouble={trouble} />}
      {row && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {columns.map((column) => (
            <Cell
              key={column.name}
              column={column}
              value={row[column.name]}
              error={errorOf(trouble?.findings, column.name)}
              onChange={(value) => setRow(withCell(row, column.name, value))}
            />
          ))}
          <div class="actions">
            <button type="submit" class="primary" disabled={busy || row === before?.row}>
              {t("ui.edit.save")}
            </button>
            <button type="button" onClick={onClose}>
              {t("ui.cancel")}
            </button>
          </div>
        </form>
      )}
    </Sheet>
  );
}

interface CellProps {
  column: Column;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function Cell({ column, value, error, onChange }: CellProps) {
  const label = t(column.label);
  const text = typeof value === "string" ? value : "";
  if (column.control === "choice") {
    const choices = (column.choices ?? []).map((choice) => ({ value: choice, label: choiceWord(column, choice) }));
    const all = column.required ? choices : [{ value: "", label: t("ui.none") }, ...choices];
    return <SelectField label={label} value={text} choices={all} error={error} onChange={onChange} />;
  }
  if (column.control === "reference") {
    return <Picker label={label} table={column.table} values={text ? [text] : []} error={error} onChange={(values) => onChange(values[0] ?? "")} />;
  }
  if (column.control === "references") {
    return <Picker label={label} table={column.table} values={listOf(value)} many error={error} onChange={onChange} />;
  }
  if (column.control === "list") {
    const parts = (typed: string) => typed.split("\n").map((line) => line.trim()).filter(Boolean);
    return <ListField label={label} values={listOf(value)} error={error} onChange={(typed) => onChange(parts(typed))} />;
  }
  const lang = /_(en|vi|ja)$/.exec(column.name)?.[1];
  return (
    <TextField
      label={label}
      value={text}
      error={error}
      onInput={onChange}
      required={column.required ?? false}
      {...(lang ? { lang } : {})}
      {...(column.control === "lines" ? { lines: 3 } : {})}
      {...(column.control === "date" ? { hint: t("ui.edit.date-hint") } : {})}
    />
  );
}

function choiceWord(column: Column, choice: string): string {
  const key = column.wordOf?.(choice) ?? "";
  return isWord(key) ? t(key) : choice;
}

/** Keeps what is typed, with its empty lines, until the form is sent. */
function ListField({ label, values, error, onChange }: { label: string; values: string[]; error: string | undefined; onChange: (typed: string) => void }) {
  const [typed, setTyped] = useState(values.join("\n"));
  const type = (text: string) => {
    setTyped(text);
    onChange(text);
  };
  return <TextField label={label} value={typed} lines={3} error={error} onInput={type} hint={t("ui.edit.list-hint")} />;
}

export function useRow<T extends One>(one: T, id: string) {
  const reading = useGet(`get-${one}` as "get-source", parametersOf(one, id) as { source: string });
  return { ...reading, data: reading.data as unknown as Editable[T] | undefined };
}
