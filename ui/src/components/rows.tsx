// Lists of the ledger page by page: the rows, what to say where there are none, and the way to more. A figure and a
// commitment look the same in every list that has them.
import type { Figure, Texts } from "generated/api";
import type { ComponentChildren } from "preact";
import type { Listing } from "../api/use.ts";
import { formatAmount, formatDate, formatSpan } from "../format.ts";
import { href } from "../shell/router.ts";
import { t } from "../words.ts";
import { amountOf } from "./figure.ts";
import { Dots, linkOf, NameOf, SourceButton, TextIn, useUnit } from "./ledger.tsx";
import { More } from "./parts.tsx";

interface RowsProps<T> {
  list: Listing<T>;
  keyOf: (item: T) => string | number;
  row: (item: T) => ComponentChildren;
  /** Shown once it is known that there are none. */
  empty?: ComponentChildren;
}

export function Rows<T>({ list, keyOf, row, empty }: RowsProps<T>) {
  const none = !list.loading && !list.trouble && list.items.length === 0;
  return (
    <>
      {list.items.length > 0 && (
        <ul class="rows">
          {list.items.map((item) => (
            <li key={keyOf(item)}>{row(item)}</li>
          ))}
        </ul>
      )}
      {none && empty}
      <More list={list} />
    </>
  );
}

/** Below its own source, a figure shows where it stands in it; elsewhere, which source it has. */
export function FigureLines({ figure, ofSource = false }: { figure: Figure; ofSource?: boolean }) {
  const unit = useUnit(figure.indicator);
  return (
    <>
      <p>
        <NameOf id={figure.indicator} />
      </p>
      <p>
        <a href={linkOf("figures", figure.figure)}>{formatAmount(amountOf(figure), unit)}</a>{" "}
        <span class="small">
          <Dots
            bits={[
              t(`track.kind-${figure.kind}`),
              formatSpan(figure.period_start, figure.period_end),
              !ofSource && figure.as_of && t("ui.value.as-of", { date: formatDate(figure.as_of) }),
              ofSource ? figure.locator && t("ui.source.quote", { text: figure.locator }) : <SourceButton id={figure.source} locator={figure.locator} />,
            ]}
          />
        </span>
      </p>
    </>
  );
}

export function CommitmentLine({ id, what }: { id: string; what: Texts }) {
  return (
    <a href={href`/track/${id}`}>
      <TextIn texts={what} />
    </a>
  );
}
