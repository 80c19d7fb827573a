// The two things that are never mixed: what somebody reported, and what the figures give. No colour judges.
import type { Pace, Promise as Commitment } from "generated/api";
import { formatAmount, formatDate } from "../format.ts";
import { t } from "../words.ts";
import { useUnit } from "./ledger.tsx";
import { Chip } from "./parts.tsx";

export const statuses = ["on-schedule", "underway", "no-progress", "not-started"] as const;
export type Status = (typeof statuses)[number] | "not-reported";

export function statusWord(status: string): string {
  const known = statuses.find((one) => one === status);
  return t(known ? `track.${known}` : "track.not-reported");
}

export function StatusChip({ reported }: { reported: Commitment["reported"] }) {
  return <Chip tone={reported ? "accent" : "quiet"}>{statusWord(reported?.status ?? "")}</Chip>;
}

export function lacksWords(pace: Pace): string {
  return (pace.lacks ?? []).map((lack) => t(`track.lacks-${lack}`)).join(t("track.comma"));
}

/** "not measurable: no number, no end", or the numbers themselves. */
export function PaceText({ pace, indicator, short }: { pace: Pace; indicator: string | undefined; short?: boolean }) {
  const unit = useUnit(indicator);
  if (!pace.measurable) return <>{t(short ? "ui.pace.not-measurable" : "ui.pace.not-measurable-why", { lacks: lacksWords(pace) })}</>;
  const amount = (value: number | undefined) => formatAmount({ value }, unit);
  return (
    <>
      {t("ui.pace.measured", {
        date: formatDate(pace.at),
        expected: amount(pace.expected),
        actual: amount(pace.actual),
        difference: amount(pace.difference),
      })}
    </>
  );
}
