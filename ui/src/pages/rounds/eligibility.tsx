// Who may be taken where: the rule as text, what it says in words, and the types of the columns that it compares.
import type { Finding, Rules } from "generated/api";
import { useEffect, useRef, useState } from "preact/hooks";
import { call, Trouble } from "../../api/client.ts";
import { SelectField, TextField } from "../../components/fields.tsx";
import { language, t } from "../../words.ts";

const types = ["text", "number", "date", "jlpt", "cefr"] as const;
const pauseMilliseconds = 400;

export interface RulesReading {
  eligibility: string | undefined;
  findings: Finding[];
}
const nothing: RulesReading = { eligibility: undefined, findings: [] };

/** What the server says of rules while they are written: one question at a time, and of the newest rules only. */
export function useRulesReading(round: string, rules: Rules | undefined): RulesReading {
  const [reading, setReading] = useState<{ of: string; is: RulesReading }>({ of: "", is: nothing });
  const before = useRef<Promise<unknown>>(Promise.resolve());
  const asked = rules && `${language()} ${JSON.stringify(rules)}`;
  useEffect(() => {
    if (!rules || !asked) return;
    let wanted = true;
    const ask = async () => {
      if (!wanted) return;
      const is = await call("read-rules", { round }, { body: rules }).then(
        ({ data }): RulesReading => ({ eligibility: data.eligibility, findings: data.findings }),
        (error: unknown) => {
          if (error instanceof Trouble) return nothing; // saving says what is wrong
          throw error;
        },
      );
      if (wanted) setReading({ of: asked, is });
    };
    const timer = setTimeout(() => (before.current = before.current.then(ask)), pauseMilliseconds);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [round, asked]);
  return reading.of === asked ? reading.is : nothing;
}

function columnsOf(rules: Rules): [string, string][] {
  return typeof rules.columns === "object" && rules.columns !== null ? Object.entries(rules.columns as Record<string, string>) : [];
}

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object;
  return rest;
}

interface Props {
  rules: Rules;
  onChange: (rules: Rules) => void;
  reading: RulesReading;
}

export function EligibilityFields({ rules, onChange, reading }: Props) {
  const faults = reading.findings.filter((finding) => finding.column === "eligibility").map((finding) => finding.message);
  const set = (text: string) => onChange(text.trim() ? { ...rules, eligibility: text } : without(rules, "eligibility"));
  const state = reading.eligibility ? t("ui.rules.eligible", { who: reading.eligibility }) : t("ui.rules.eligibility-hint");
  return (
    <>
      <TextField label={t("ui.rules.eligibility")} hint={state} value={rules.eligibility ?? ""} onInput={set} error={faults.join(" ") || undefined} lines={3} lang="en" />
      <ColumnTypes rules={rules} onChange={onChange} />
    </>
  );
}

function ColumnTypes({ rules, onChange }: Omit<Props, "reading">) {
  const columns = columnsOf(rules);
  const [name, setName] = useState("");
  const set = (given: [string, string][]) => onChange(given.length > 0 ? { ...rules, columns: Object.fromEntries(given) } : without(rules, "columns"));
  const add = () => {
    if (!name.trim()) return;
    set([...columns.filter(([column]) => column !== name.trim()), [name.trim(), "number"]]);
    setName("");
  };
  return (
    <fieldset class="column-types">
      <legend>{t("ui.rules.columns")}</legend>
      <p class="hint">{t("ui.rules.columns-hint")}</p>
      {columns.map(([column, type]) => (
        <div key={column} class="actions">
          <SelectField
            label={t("ui.rules.type-of", { column })}
            value={type}
            choices={types.map((one) => ({ value: one, label: t(`ui.rules.type.${one}`) }))}
            onChange={(value) => set(columns.map(([other, is]) => [other, other === column ? value : is]))}
          />
          <button type="button" class="plain" onClick={() => set(columns.filter(([other]) => other !== column))} aria-label={t("ui.tables.remove-one", { table: column })}>
            {t("ui.tables.remove")}
          </button>
        </div>
      ))}
      <div class="actions">
        <TextField label={t("ui.rules.column")} value={name} onInput={setName} />
        <button type="button" onClick={add}>
          {t("ui.rules.column-add")}
        </button>
      </div>
    </fieldset>
  );
}
