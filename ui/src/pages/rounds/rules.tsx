// The rules of a round as a form, with what they do said in a sentence.
import type { Rules } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client.ts";
import { useAction, useGet } from "../../api/use.ts";
import { errorOf, RadioField, TextField } from "../../components/fields.tsx";
import { Loading, Section, TroubleView } from "../../components/parts.tsx";
import { say } from "../../shell/toasts.tsx";
import { sentences, t } from "../../words.ts";

const proposers = ["applicants", "places"] as const;
const tieRules = ["single-lottery", "multiple-lottery", "by-id"] as const;
const lotteryParts = ["commitment", "beacon", "secret"] as const;

type Ties = Partial<Record<"rule" | "seed" | (typeof lotteryParts)[number], string>>;

function tiesOf(rules: Rules): Ties {
  return typeof rules.ties === "object" && rules.ties !== null ? (rules.ties as Ties) : {};
}

function withTies(rules: Rules, name: keyof Ties, value: string): Rules {
  const ties: Ties = { ...tiesOf(rules) };
  delete ties[name];
  if (value) ties[name] = value;
  return { ...rules, ties };
}

/** What the rules do, for whoever signs them. */
export function RulesSentence({ rules }: { rules: Rules }) {
  const ties = tiesOf(rules);
  const rule = tieRules.find((one) => one === ties.rule) ?? "single-lottery";
  return (
    <p class="sentence">
      {sentences(
        t(`ui.rules.says-proposer.${rules.proposer ?? "applicants"}`),
        t(`ui.rules.says-ties.${rule}`),
        rule !== "by-id" && t(ties.commitment ? "ui.rules.says-committed" : ties.seed ? "ui.rules.says-seed" : "ui.rules.says-no-seed"),
      )}
    </p>
  );
}

export function RulesSection({ round, mayChange }: { round: string; mayChange: boolean }) {
  const { data, etag, trouble, reload } = useGet("get-rules", { round });
  return (
    <Section title={t("ui.rounds.step-rules")} note={t("ui.rules.note")}>
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {!data && !trouble && <Loading />}
      {data && !mayChange && <RulesSentence rules={data} />}
      {data && mayChange && <RulesForm round={round} saved={data} etag={etag} onSaved={reload} />}
    </Section>
  );
}

function RulesForm({ round, saved, etag, onSaved }: { round: string; saved: Rules; etag: string | undefined; onSaved: () => void }) {
  const [rules, setRules] = useState(saved);
  useEffect(() => setRules(saved), [saved]);
  const { run, busy, trouble } = useAction();
  const ties = tiesOf(rules);
  const rule = ties.rule ?? "single-lottery";
  const error = (column: string) => errorOf(trouble?.findings, column);

  const save = async (event: Event) => {
    event.preventDefault();
    const went = await run(async () => {
      const { etag: now } = await call("put-rules", { round }, { body: rules, etag });
      say(t("ui.rules.saved"), async () => {
        await call("put-rules", { round }, { body: saved, etag: now });
        onSaved();
      });
    });
    if (went) onSaved();
  };
  return (
    <>
      <RulesSentence rules={rules} />
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack narrow" onSubmit={(event) => void save(event)}>
        <RadioField
          label={t("ui.rules.proposer")}
          name="proposer"
          value={rules.proposer ?? "applicants"}
          choices={proposers.map((one) => ({ value: one, label: t(`ui.rules.proposer.${one}`), hint: t(`ui.rules.proposer-hint.${one}`) }))}
          onChange={(value) => setRules({ ...rules, proposer: value === "places" ? "places" : "applicants" })}
        />
        <RadioField
          label={t("ui.rules.ties")}
          name="ties"
          value={rule}
          choices={tieRules.map((one) => ({ value: one, label: t(`ui.rules.ties.${one}`), hint: t(`ui.rules.ties-hint.${one}`) }))}
          onChange={(value) => setRules(withTies(rules, "rule", value))}
        />
        {rule !== "by-id" && (
          <>
            <TextField
              label={t("ui.rules.seed")}
              hint={t("ui.rules.seed-hint")}
              value={ties.seed ?? ""}
              onInput={(value) => setRules(withTies(rules, "seed", value))}
              error={error("ties.seed")}
            />
            <details open={lotteryParts.some((part) => ties[part])}>
              <summary>{t("ui.rules.committed")}</summary>
              <div class="stack">
                <p class="note">{t("ui.rules.committed-note")}</p>
                {lotteryParts.map((part) => (
                  <TextField
                    key={part}
                    label={t(`ui.rules.${part}`)}
                    value={ties[part] ?? ""}
                    onInput={(value) => setRules(withTies(rules, part, value))}
                    error={error(`ties.${part}`)}
                  />
                ))}
              </div>
            </details>
          </>
        )}
        <div class="actions">
          <button type="submit" disabled={busy || rules === saved}>
            {t("ui.rules.save")}
          </button>
        </div>
      </form>
    </>
  );
}
