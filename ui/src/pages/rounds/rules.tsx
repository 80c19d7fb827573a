// The rules of a round as a form, with what they do said in a sentence, and what is wrong with them said at once.
import type { Rules } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client.ts";
import { useAction, useGet } from "../../api/use.ts";
import { ChecksField, errorOf, RadioField, SelectField, TextField } from "../../components/fields.tsx";
import { Findings, Loading, Section, TroubleView } from "../../components/parts.tsx";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";
import { EligibilityFields, useRulesReading } from "./eligibility.tsx";
import { drawsLots, mechanisms, RulesSentence, tieRuleOf, tieRules, type Ties, tiesOf } from "./rules-sentence.tsx";

const proposers = ["applicants", "places"] as const;

function withTies(rules: Rules, name: keyof Ties, value: string): Rules {
  const ties: Ties = { ...tiesOf(rules) };
  delete ties[name];
  if (value) ties[name] = value;
  return { ...rules, ties };
}

/** With another mechanism, what only the one before has goes, and what this one needs comes. */
function withMechanism(rules: Rules, value: string): Rules {
  const mechanism = mechanisms.find((one) => one === value) ?? "deferred-acceptance";
  const { order, proposer, ...rest } = rules;
  const next: Rules = { ...rest, mechanism };
  if (mechanism === "serial-dictatorship") next.order = order ?? "lottery";
  if (mechanism === "deferred-acceptance" && proposer) next.proposer = proposer;
  return mechanism === "deferred-acceptance" ? next : withTies(next, "improve", "");
}

export function RulesSection({ round, mayChange, onSaved }: { round: string; mayChange: boolean; onSaved: () => void }) {
  const { data, etag, trouble, reload } = useGet("get-rules", { round });
  const saved = () => (reload(), onSaved());
  return (
    <Section title={t("ui.rounds.step-rules")} note={t("ui.rules.note")}>
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {!data && !trouble && <Loading />}
      {data && !mayChange && <RulesToRead round={round} rules={data} />}
      {data && mayChange && <RulesForm round={round} saved={data} etag={etag} onSaved={saved} />}
    </Section>
  );
}

function RulesToRead({ round, rules }: { round: string; rules: Rules }) {
  const reading = useRulesReading(round, rules.eligibility ? rules : undefined);
  return <RulesSentence rules={rules} eligibility={reading.eligibility} />;
}

function RulesForm({ round, saved, etag, onSaved }: { round: string; saved: Rules; etag: string | undefined; onSaved: () => void }) {
  const [rules, setRules] = useState(saved);
  useEffect(() => setRules(saved), [saved]);
  const { run, busy, trouble } = useAction();
  const reading = useRulesReading(round, rules.eligibility || rules !== saved ? rules : undefined);
  const elsewhere = reading.findings.filter((finding) => finding.severity === "error" && finding.column !== "eligibility");

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
      <RulesSentence rules={rules} eligibility={reading.eligibility} />
      {trouble && <TroubleView trouble={trouble} />}
      {!trouble && elsewhere.length > 0 && <Findings findings={elsewhere} />}
      <form class="stack narrow" onSubmit={(event) => void save(event)}>
        <MechanismFields rules={rules} onChange={setRules} />
        <TieFields rules={rules} onChange={setRules} error={(column) => errorOf(trouble?.findings ?? reading.findings, column)} />
        <EligibilityFields rules={rules} onChange={setRules} reading={reading} />
        <div class="actions">
          <button type="submit" disabled={busy || rules === saved}>
            {t("ui.rules.save")}
          </button>
        </div>
      </form>
    </>
  );
}

interface Fields {
  rules: Rules;
  onChange: (rules: Rules) => void;
}

function MechanismFields({ rules, onChange }: Fields) {
  const mechanism = rules.mechanism ?? "deferred-acceptance";
  return (
    <>
      <SelectField
        label={t("ui.rules.mechanism")}
        hint={t("ui.rules.mechanism-hint")}
        value={mechanism}
        choices={mechanisms.map((one) => ({ value: one, label: t(`ui.mechanism.${one}`) }))}
        onChange={(value) => onChange(withMechanism(rules, value))}
      />
      {mechanism === "deferred-acceptance" && (
        <RadioField
          label={t("ui.rules.proposer")}
          name="proposer"
          value={rules.proposer ?? "applicants"}
          choices={proposers.map((one) => ({ value: one, label: t(`ui.rules.proposer.${one}`), hint: t(`ui.rules.proposer-hint.${one}`) }))}
          onChange={(value) => onChange({ ...rules, proposer: value === "places" ? "places" : "applicants" })}
        />
      )}
      {mechanism === "serial-dictatorship" && (
        <TextField label={t("ui.rules.order")} hint={t("ui.rules.order-hint")} value={rules.order ?? ""} onInput={(order) => onChange({ ...rules, order })} required />
      )}
    </>
  );
}

function TieFields({ rules, onChange, error }: Fields & { error: (column: string) => string | undefined }) {
  const ties = tiesOf(rules);
  return (
    <>
      <RadioField
        label={t("ui.rules.ties")}
        name="ties"
        value={tieRuleOf(rules)}
        choices={tieRules.filter((one) => one !== "keep").map((one) => ({ value: one, label: t(`ui.rules.ties.${one}`), hint: t(`ui.rules.ties-hint.${one}`) }))}
        onChange={(value) => onChange(withTies(rules, "rule", value))}
      />
      {(rules.mechanism ?? "deferred-acceptance") === "deferred-acceptance" && rules.proposer !== "places" && (
        <ChecksField
          label={t("ui.rules.improve")}
          values={ties.improve ? [ties.improve] : []}
          choices={[{ value: "stable-cycles", label: t("ui.rules.improve-do") }]}
          onChange={([value]) => onChange(withTies(rules, "improve", value ?? ""))}
        />
      )}
      {drawsLots(rules) && <LotteryFields rules={rules} onChange={onChange} error={error} />}
    </>
  );
}

/** With a commitment the seed is not anybody's to write. */
function LotteryFields({ rules, onChange, error }: Fields & { error: (column: string) => string | undefined }) {
  const ties = tiesOf(rules);
  if (ties.commitment) return <p class="note">{t("ui.rules.seed-follows")}</p>;
  return (
    <TextField
      label={t("ui.rules.seed")}
      hint={t("ui.rules.seed-hint")}
      value={ties.seed ?? ""}
      onInput={(value) => onChange(withTies(rules, "seed", value))}
      error={error("ties.seed")}
    />
  );
}
