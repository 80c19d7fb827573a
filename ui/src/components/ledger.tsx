// How the ledger's things are shown: names with their links, texts in the reader's language, numbers with their
// source one tap away.
import type { Number as LedgerNumber, Source, Texts } from "generated/api";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { inLanguage, useNames } from "../api/names.ts";
import { useGet } from "../api/use.ts";
import { datesIn, formatAmount, formatDate, formatDecimal, formatSpan } from "../format.ts";
import { href } from "../shell/router.ts";
import { language, rich, t } from "../words.ts";
import { amountOf } from "./figure.ts";
import { Facts, Loading, TroubleView } from "./parts.tsx";
import { Sheet } from "./sheet.tsx";

/** Where a row of a table of the ledger is shown. */
export function linkOf(table: string, id: string): string {
  if (table === "commitments") return href`/track/${id}`;
  if (table === "organisations") return href`/organisations/${id}`;
  if (table === "sources") return href`/sources/${id}`;
  return href`/records/${table}/${id}`;
}

export function TextIn({ texts }: { texts: Texts | undefined }) {
  const { text, lang } = inLanguage(texts);
  return lang === language() ? <>{text}</> : <span lang={lang}>{text}</span>;
}

/** The name of what an id stands for; the id itself until it is known. */
export function NameOf({ id, link = true }: { id: string; link?: boolean }) {
  const name = useNames([id])(id);
  const shown = inLanguage(name?.name).text ? <TextIn texts={name?.name} /> : <span class="id">{id}</span>;
  return link && name ? <a href={linkOf(name.table, id)}>{shown}</a> : <>{shown}</>;
}

export function NamesOf({ ids, link = true }: { ids: readonly string[]; link?: boolean }) {
  return (
    <>
      {ids.map((id, i) => (
        <>
          {i > 0 && t("track.comma")}
          <NameOf key={id} id={id} link={link} />
        </>
      ))}
    </>
  );
}

export function useUnit(indicator: string | undefined): string | undefined {
  return useNames([indicator])(indicator)?.detail;
}

export function Amount({ number, old }: { number: LedgerNumber; old?: boolean }) {
  const unit = useUnit(number.indicator);
  const text = number.known ? formatAmount(number, unit) : t("track.not-computable");
  return old ? <del class="amount">{text}</del> : <span class="amount">{text}</span>;
}

/** A text such as "VnEconomy, 2025-07-30" with its dates as the language writes them, none of them broken over lines. */
function Dated({ text }: { text: string }) {
  return <>{datesIn(text).map(({ part, date }) => (date ? <span class="nowrap">{part}</span> : part))}</>;
}

/** A source as a link to its page; a plain click opens its particulars over this one. A link breaks over lines, a button does not. */
export function SourceButton({ id, locator }: { id: string; locator?: string | undefined }) {
  const [open, setOpen] = useState(false);
  const name = useNames([id])(id);
  const show = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <a href={href`/sources/${id}`} class="source" onClick={show} aria-haspopup="dialog">
        <span class="visually-hidden">{t("ui.source.label")} </span>
        <Dated text={name?.detail || inLanguage(name?.name).text || id} />
      </a>
      {open && <SourceSheet id={id} locator={locator} onClose={() => setOpen(false)} />}
    </>
  );
}

function SourceSheet({ id, locator, onClose }: { id: string; locator?: string | undefined; onClose: () => void }) {
  const reading = useGet("get-source", { source: id });
  const source = reading.data;
  return (
    <Sheet title={t("ui.source.title")} onClose={onClose}>
      {reading.loading && <Loading />}
      {reading.trouble && <TroubleView trouble={reading.trouble} retry={reading.reload} />}
      {source && (
        <>
          <p class="source-title" lang={source.language}>
            {source.title}
          </p>
          {locator && (
            <blockquote lang={source.language}>{t("ui.source.quote", { text: locator })}</blockquote>
          )}
          <SourceFacts source={source} />
          <p>
            <a href={href`/sources/${id}`} onClick={onClose}>
              {t("ui.source.all-from")}
            </a>
          </p>
        </>
      )}
    </Sheet>
  );
}

export function SourceFacts({ source }: { source: Source }) {
  const note = { en: source.note_en, vi: source.note_vi, ja: source.note_ja } as Texts;
  return (
    <Facts
      rows={[
        [t("ui.source.publisher"), source.publisher],
        [t("ui.source.published"), formatDate(source.published)],
        [t("ui.source.quality"), t(`ui.quality.${source.quality}`)],
        [t("ui.source.address"), source.address && <OutsideLink address={source.address} />],
        [t("ui.note"), inLanguage(note).text && <TextIn texts={note} />],
      ]}
    />
  );
}

/** A link that leaves the page; only to the web, whatever the ledger says. */
export function OutsideLink({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return <span class="id">{address}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer external">
      {address}
    </a>
  );
}

/** Where a number comes from: its source, or how it was computed from others. */
export function Origin({ number, numbers }: { number: LedgerNumber; numbers: readonly LedgerNumber[] }) {
  if (number.source) return <SourceButton id={number.source} locator={number.locator} />;
  return <Computed number={number} numbers={numbers} />;
}

const signs: Record<string, string> = { sum: "+", difference: "−", product: "×", quotient: "÷", percent: "÷" };

/** The figures that a computed number rests on, also through others that were computed, each source once. */
function restsOn(number: LedgerNumber, numbers: readonly LedgerNumber[], depth = 0): LedgerNumber[] {
  if (number.source || depth > 5) return [number];
  const operands = Array.isArray(number.operands) ? number.operands : [];
  const found = operands.map((operand) => numbers.find((other) => other.id === operand)).filter((other) => other !== undefined);
  const all = found.flatMap((other) => restsOn(other, numbers, depth + 1)).filter((other) => other.source);
  return all.filter((part, i) => all.findIndex((other) => other.source === part.source && other.locator === part.locator) === i);
}

function Operand({ operand, numbers }: { operand: string; numbers: readonly LedgerNumber[] }) {
  const number = numbers.find((other) => other.id === operand);
  if (number) return <Amount number={number} />;
  return Number.isFinite(Number(operand)) ? <>{formatDecimal(operand)}</> : <DistantFigure id={operand} />;
}

/** A figure that did not come along with the others, called by its amount once the unit is known. */
export function DistantFigure({ id }: { id: string }) {
  const { data } = useGet("get-figure", { figure: id });
  const unit = useUnit(data?.indicator);
  return <a href={linkOf("figures", id)}>{data && unit !== undefined ? formatAmount(amountOf(data), unit) : id}</a>;
}

function Computed({ number, numbers }: { number: LedgerNumber; numbers: readonly LedgerNumber[] }) {
  const operands = Array.isArray(number.operands) ? number.operands.map(String) : [];
  const formula = operands.map((operand, i) => (
    <>
      {i > 0 && ` ${signs[number.operation ?? ""] ?? ""} `}
      <Operand operand={operand} numbers={numbers} />
    </>
  ));
  return (
    <span class="computed">
      {rich("track.computed", { formula })}
      <span class="dot">{"\u00a0·"}</span>{" "}
      {restsOn(number, numbers).map((part, i) => (
        <>
          {i > 0 && "; "}
          <SourceButton key={part.id} id={part.source ?? ""} locator={part.locator} />
        </>
      ))}
    </span>
  );
}

export function asOf(number: LedgerNumber): string {
  return number.as_of ? t("ui.value.as-of", { date: formatDate(number.as_of) }) : "";
}

export function kindWord(kind: LedgerNumber["kind"]): string {
  return kind ? t(`track.kind-${kind}`) : "";
}

export function periodOf(number: LedgerNumber): string {
  return formatSpan(number.period_start, number.period_end) || t("track.no-period");
}

/** As many characters as fit beside others on a phone. */
const shortText = 22;

/** A sentence of small print: several bits with a dot between them, which is text so that it is copied along. */
export function Dots({ bits }: { bits: ComponentChildren[] }) {
  const given = bits.filter((bit) => bit !== undefined && bit !== null && bit !== "" && bit !== false);
  return (
    <span class="dots">
      {given.map((bit, i) => (
        <>
          <span key={i} class={typeof bit === "string" && bit.length <= shortText ? "short" : undefined}>
            {bit}
            {i < given.length - 1 && <span class="dot">{"\u00a0·"}</span>}
          </span>{" "}
        </>
      ))}
    </span>
  );
}
