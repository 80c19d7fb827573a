// What a result's codes mean in words: those of matches.csv and summary.json, with the words of the terminal.
import { t, type Word } from "../../words.ts";

/** summary.json, as docs/certificate.md describes it. */
export interface Summary {
  applicants: number;
  places: number;
  seats: number;
  placed: number;
  unplaced: number;
  empty_seats: number;
  full_places: number;
  mean_rank: number | null;
  ranks: { rank: number; placed: number }[];
  reasons: Record<string, number>;
  closed?: string[];
}

const reasons: Record<string, Word> = {
  placed: "ui.reason.placed",
  held: "ui.reason.held",
  score: "match.count-score",
  lottery: "match.count-lottery",
  "seats-category": "match.count-category",
  "seats-term": "match.count-term",
  "group-cap": "match.count-group-cap",
  closed: "match.count-closed",
  floor: "match.count-floor",
  joint: "match.count-joint",
  "no-score": "match.count-no-score",
  budget: "match.count-budget",
  mechanism: "match.count-mechanism",
  "no-wishes": "match.count-no-wishes",
};
const ineligible = "ineligible:";

export function reasonWord(reason: string): string {
  if (reason.startsWith(ineligible)) return t("match.count-ineligible", { column: reason.slice(ineligible.length) });
  const word = reasons[reason];
  return word ? t(word) : reason;
}

/** Whoever holds a seat, a new one or one from before, is placed. */
export function unplacedBy(summary: Summary): [string, number][] {
  return Object.entries(summary.reasons).filter(([reason, count]) => reason !== "placed" && reason !== "held" && count > 0);
}
