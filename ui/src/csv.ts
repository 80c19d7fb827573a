// Tables as CSV (RFC 4180) that a spreadsheet opens as they are: with the mark of UTF-8 that Excel looks for, and no cell that it would take for a formula.
export type Cell = string | number | null | undefined;

export interface Sheet {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

const byteOrderMark = "\ufeff";

function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = /^[=+\-@\t\r]/.test(value) && !isNumber(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf({ columns, rows }: Sheet): string {
  return byteOrderMark + [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
