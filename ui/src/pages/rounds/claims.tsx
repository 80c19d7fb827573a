// What the certificate of a result claims, in words; each claim is what enishi-verify proves again or refuses.
import { useEffect, useState } from "preact/hooks";
import { getText, Trouble } from "../../api/client.ts";
import { Section } from "../../components/parts.tsx";
import { t } from "../../words.ts";
import { RulesSentence, type SomeRules } from "./rules-sentence.tsx";

/** `blocking`: what keeps a result with couples from being stable. */
export interface Claim {
  claim: string;
  blocking?: unknown[];
}

/** certificate.json, as docs/certificate.md describes it. */
export interface Certificate {
  rules: SomeRules;
  claims: Claim[];
}

const known = [
  "feasible",
  "stable",
  "applicant-optimal",
  "place-optimal",
  "envy-free",
  "weakly-stable",
  "constrained-efficient",
  "follows-mechanism",
  "maximum-size",
  "minimum-cost",
  "generous",
  "greedy",
  "rank-maximal",
  "largest-weakly-stable",
  "bound",
  "bound-blocking",
  "fewest-blocking",
  "unproven",
  "within-budgets",
  "no-better-refused",
] as const;

/** Without it the result is there all the same: the page then says nothing of claims. */
export function useCertificate(result: number | undefined): Certificate | undefined {
  const [read, setRead] = useState<{ of: number; certificate: Certificate }>();
  useEffect(() => {
    if (result === undefined) return;
    let wanted = true;
    getText("result-file", { result, file: "certificate.json" }).then(
      (text) => wanted && setRead({ of: result, certificate: JSON.parse(text) as Certificate }),
      (error: unknown) => {
        if (!(error instanceof Trouble)) throw error;
      },
    );
    return () => {
      wanted = false;
    };
  }, [result]);
  return read && read.of === result ? read.certificate : undefined;
}

export function claimWord({ claim, blocking }: Claim): string {
  const called = claim === "bound" && blocking ? "bound-blocking" : claim;
  const one = known.find((name) => name === called);
  return one ? t(`ui.claim.${one}`) : claim;
}

export function Claims({ certificate }: { certificate: Certificate | undefined }) {
  if (!certificate) return null;
  return (
    <Section title={t("ui.claims.title")} note={t("ui.claims.note")}>
      <RulesSentence rules={certificate.rules} />
      <ul class="claims">
        {certificate.claims.map((one) => (
          <li key={one.claim}>
            <code>{one.claim}</code> <span class="block">{claimWord(one)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
