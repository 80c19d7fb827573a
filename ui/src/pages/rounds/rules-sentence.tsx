// What the rules of a round do, for whoever signs them; and the parts of rules that the form and the sentence share.
import type { Rules } from "generated/api";
import { sentences, t } from "../../words.ts";

export const mechanisms = [
  "deferred-acceptance",
  "immediate-acceptance",
  "top-trading-cycles",
  "serial-dictatorship",
  "max-weakly-stable",
  "max-size",
  "min-cost-max",
  "generous-max",
  "greedy-max",
  "rank-maximal",
  "two-agency",
] as const;
export type Mechanism = (typeof mechanisms)[number];
export const tieRules = ["single-lottery", "multiple-lottery", "by-id", "keep"] as const;
export const lotteryParts = ["commitment", "beacon", "secret"] as const;

/** Rules as round.json or a certificate has them. */
export type SomeRules = Omit<Rules, "id">;
export type Ties = Partial<Record<"rule" | "seed" | "improve" | (typeof lotteryParts)[number], string>>;

export function tiesOf(rules: SomeRules): Ties {
  return typeof rules.ties === "object" && rules.ties !== null ? (rules.ties as Ties) : {};
}

export function tieRuleOf(rules: SomeRules): (typeof tieRules)[number] {
  return tieRules.find((one) => one === tiesOf(rules).rule) ?? "single-lottery";
}

/** Only a lottery needs a seed; where ties are kept, there is none at the places. */
export function drawsLots(rules: SomeRules): boolean {
  return tieRuleOf(rules) === "single-lottery" || tieRuleOf(rules) === "multiple-lottery";
}

function mechanismSentence(rules: SomeRules): string {
  const mechanism = rules.mechanism ?? "deferred-acceptance";
  if (mechanism === "deferred-acceptance") return t(`ui.rules.says-proposer.${rules.proposer ?? "applicants"}`);
  if (mechanism === "serial-dictatorship" && rules.order && rules.order !== "lottery") return t("ui.rules.says-order", { column: rules.order });
  return t(`ui.rules.says.${mechanism}`);
}

/** eligibility: in words, or as it is written where nobody has said it in words. */
export function RulesSentence({ rules, eligibility }: { rules: SomeRules; eligibility?: string | undefined }) {
  const ties = tiesOf(rules);
  const who = eligibility ?? rules.eligibility;
  return (
    <p class="sentence">
      {sentences(
        mechanismSentence(rules),
        t(`ui.rules.says-ties.${tieRuleOf(rules)}`),
        ties.improve === "stable-cycles" && t("ui.rules.says-improve"),
        drawsLots(rules) && t(ties.commitment ? "ui.rules.says-committed" : ties.seed ? "ui.rules.says-seed" : "ui.rules.says-no-seed"),
        who ? t("ui.rules.says-eligible", { who }) : t("ui.rules.says-everyone"),
      )}
    </p>
  );
}
