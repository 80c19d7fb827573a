// Constants of a model as sliders have them: between which values, in which steps, and which of them are shown.
import type { Force, ModelConstant } from "generated/api";
import { formatNumber } from "../../format.ts";

export const atOnce = 12;

/** Values that were set, by the name of the constant. */
export type Settings = ReadonlyMap<string, number>;

export function withSetting(settings: Settings, constant: ModelConstant, value: number): Settings {
  const next = new Map(settings);
  if (value === constant.value) next.delete(constant.name);
  else next.set(constant.name, value);
  return next;
}

export interface Range {
  low: number;
  high: number;
  step: number;
}

/** 1, 2 or 5 times a power of ten, at most a hundredth of the width: so that each step of an arrow key is a round number. */
function stepOf(width: number): number {
  const most = width / 100;
  const power = 10 ** Math.floor(Math.log10(most));
  const times = [5, 2, 1].find((one) => one * power <= most * (1 + 1e-9)) ?? 1;
  return times * power;
}

/** The range of the model or of its table; where there is none, from nothing to twice the value. */
export function rangeOf({ value, low, high }: ModelConstant): Range {
  const least = low ?? Math.min(0, 2 * value);
  const most = high ?? (value === 0 && low === undefined ? 1 : Math.max(0, 2 * value));
  const [from, to] = least < most ? [least, most] : [Math.min(least, value) - 1, Math.max(most, value) + 1];
  return { low: from, high: to, step: stepOf(to - from) };
}

/** Without the noise that adding steps leaves in the last digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

export function formatValue(value: number): string {
  const isYear = Number.isInteger(value * 4) && value >= 1900 && value < 2200;
  return formatNumber(value, isYear ? { useGrouping: false } : { maximumSignificantDigits: 6 });
}

/** A time of the model is not grouped, whatever it counts: 2031.5, 2033.9. */
export function formatTime(value: number): string {
  return formatNumber(value, { useGrouping: false, maximumFractionDigits: 6 });
}

/** A share has no unit to be read. */
export function unitOf(unit: string | undefined): string {
  return /^(1|dimensionless|dmnl|unitless)?$/i.test(unit ?? "") ? "" : (unit ?? "");
}

/** The names as people search them: without marks and in small letters. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

export function fits(words: string, ...texts: string[]): boolean {
  const all = plain(texts.join(" "));
  return plain(words).split(/\s+/).every((word) => all.includes(word));
}

/** Those that matter most first, else those that are varied; then the others as the model has them. */
export function inOrder(constants: readonly ModelConstant[], forces: readonly Force[] | undefined): ModelConstant[] {
  const places = new Map((forces ?? []).map((force, i) => [force.name, i]));
  const placeOf = (constant: ModelConstant) => places.get(constant.name) ?? places.size + (constant.varied ? 0 : 1);
  return constants.map((constant, i) => ({ constant, i })).sort((a, b) => placeOf(a.constant) - placeOf(b.constant) || a.i - b.i).map(({ constant }) => constant);
}
