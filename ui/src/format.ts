// Dates and numbers as the chosen language writes them.
import { isWord, language, t } from "./words.ts";

const locales = { en: "en-GB", vi: "vi-VN", ja: "ja-JP" } as const;

export function locale(): string {
  return locales[language()];
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(locale(), options).format(value).replace("-", "−");
}

/** A number that came as text, with the digits that it has. */
export function formatDecimal(text: string): string {
  const decimals = (text.split(".")[1] ?? "").length;
  const value = Number(text);
  return Number.isFinite(value) && /^[-+]?\d+(\.\d+)?$/.test(text) ? formatNumber(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) : text;
}

/** 2025, 2025-04 or 2025-04-28: as exact as it was given, and no more. */
export function formatDate(date: string | undefined): string {
  if (!date) return "";
  const [year, month, day] = date.split("-").map(Number);
  if (!year || !/^\d{4}(-\d\d){0,2}$/.test(date)) return date;
  const options: Intl.DateTimeFormatOptions = { year: "numeric", timeZone: "UTC" };
  if (month) options.month = language() === "en" ? "short" : "numeric";
  if (day) options.day = "numeric";
  if (language() === "ja" && month) options.month = "long";
  if (!month) return t("ui.date.year", { year });
  return new Intl.DateTimeFormat(locale(), options).format(Date.UTC(year, month - 1, day ?? 1));
}

export function formatInstant(instant: string | undefined): string {
  if (!instant) return "";
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const two = (number: number) => String(number).padStart(2, "0");
  const day = formatDate(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`);
  return `${day} ${new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at)}`;
}

export function formatSpan(start: string | undefined, end: string | undefined): string {
  if (start && end) {
    if (start === end) return formatDate(start);
    if (start.length === 4 && end.length === 4) return t("track.span-years", { from: start, to: end });
    return t("track.span", { from: formatDate(start), to: formatDate(end) });
  }
  if (start) return t("track.from-date", { date: formatDate(start) });
  if (end) return t("track.by-date", { date: formatDate(end) });
  return "";
}

/** A text cut at its dates, such as "VnEconomy, 2025-07-30", with the dates as the language writes them. */
export function datesIn(text: string): { part: string; date: boolean }[] {
  const parts = text.split(/\b(\d{4}-\d\d(?:-\d\d)?)\b/);
  return parts.map((part, i) => (i % 2 ? { part: formatDate(part), date: true } : { part, date: false }));
}

export function formatSize(bytes: number): string {
  const kilo = bytes / 1000;
  if (kilo < 1) return t("ui.size.bytes", { count: formatNumber(bytes) });
  if (kilo < 1000) return t("ui.size.kb", { count: formatNumber(kilo, { maximumFractionDigits: 0 }) });
  return t("ui.size.mb", { count: formatNumber(kilo / 1000, { maximumFractionDigits: 1 }) });
}

interface Amount {
  value?: number | undefined;
  low?: number | undefined;
  high?: number | undefined;
  qualifier?: string | undefined;
  printed?: string | undefined;
}

/** A number with as many decimals as the source printed; one that was computed, with one at most. */
function formatPlain(value: number, printed: string | undefined, unit: string | undefined): string {
  const decimals = printed === undefined ? undefined : (printed.split(".")[1] ?? "").length;
  return formatNumber(value, {
    useGrouping: unit !== "year",
    minimumFractionDigits: decimals ?? 0,
    maximumFractionDigits: decimals ?? 1,
  });
}

/** "million JPY/year" has the words track.unit-million-jpy-year. */
function unitKey(unit: string): string {
  const plain = unit.replace("%", "percent").replace(/^t\//, "tonnes/").toLowerCase();
  return `track.unit-${plain.replace(/[^a-z]+/g, "-")}`;
}

function withUnit(text: string, count: number, unit: string | undefined): string {
  const key = unitKey(unit ?? "");
  return isWord(key) ? t(key, { value: text, count }).replace(" %", "\u00a0%") : unit ? t("ui.value.unit", { value: text, unit }) : text;
}

/** What is counted, without a number: "… persons a year". */
export function formatUnit(unit: string): string {
  return withUnit("…", 2, unit);
}

/** "at least 50,000 persons": value or range, how exact, and unit. */
export function formatAmount(amount: Amount, unit: string | undefined): string {
  if (amount.value === undefined) {
    if (amount.low === undefined || amount.high === undefined) return t("track.not-computable");
    const range = t("ui.value.range", { low: formatPlain(amount.low, undefined, unit), high: formatPlain(amount.high, undefined, unit) });
    return withUnit(range, amount.high, unit);
  }
  const text = formatPlain(amount.value, amount.printed, unit);
  const said = withUnit(text, amount.value, unit);
  if (amount.qualifier === "about") return t("track.about", { value: said });
  if (amount.qualifier === "at-least") return t("track.at-least", { value: said });
  if (amount.qualifier === "under") return t("track.under", { value: said });
  return said;
}

/** How far apart two values are: of shares in percentage points, of years in years. */
export function formatGap(gap: number, unit: string | undefined): string {
  const value = formatNumber(gap, { maximumFractionDigits: 1 });
  if (unit === "%") return t("track.points", { value, count: gap });
  if (unit === "year") return t("track.years", { value, count: gap });
  return formatAmount({ value: gap }, unit);
}
