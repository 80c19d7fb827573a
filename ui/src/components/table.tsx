// A table. Where it is too narrow for columns, on a phone, each row becomes a block in which every cell carries the
// title of its column: nothing is cut off, and nothing scrolls sideways. Two columns always fit. Roles are written out
// because browsers forget them when rows are no longer laid out as rows.
import type { ComponentChildren } from "preact";

export interface Column<R> {
  title: string;
  cell: (row: R) => ComponentChildren;
  /** Names the row; the first such column leads the block on a phone. */
  names?: boolean;
  number?: boolean;
  /** The title is only for those who do not see the table. */
  quiet?: boolean;
  class?: string;
  lang?: string;
}

interface TableProps<R> {
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  keyOf: (row: R) => string | number;
}

function classOf<R>(column: Column<R>): string | undefined {
  return [column.number && "number", column.class].filter(Boolean).join(" ") || undefined;
}

export function Table<R>({ label, columns, rows, keyOf }: TableProps<R>) {
  return (
    <div class="table-frame">
      <table class={columns.length > 2 ? "stacks" : undefined} role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.title} scope="col" role="columnheader" class={column.number ? "number" : undefined}>
                {column.quiet ? <span class="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map((column) => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<R>({ column, row }: { column: Column<R>; row: R }) {
  const content = column.cell(row);
  if (column.names) {
    return (
      <th scope="row" role="rowheader" class={classOf(column)} lang={column.lang}>
        {content}
      </th>
    );
  }
  return (
    <td role="cell" class={classOf(column)} lang={column.lang} {...(column.quiet ? {} : { "data-title": column.title })}>
      {content}
    </td>
  );
}
