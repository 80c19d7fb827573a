// Which variable the picture is of, and in which scenarios.
import type { ModelContents, ModelScenario, ModelVariable } from "generated/api";
import { useId, useState } from "preact/hooks";
import { TextField } from "../../components/fields.tsx";
import { Facts } from "../../components/parts.tsx";
import { formatNumber } from "../../format.ts";
import { t } from "../../words.ts";
import { fits } from "./constants.ts";

const mostScenarios = 4;
const kinds = ["stock", "flow", "auxiliary"] as const;

/** Those with a target first, in the order of the targets. */
export function targeted(contents: ModelContents): ModelVariable[] {
  const names = [...new Set(contents.targets.map((target) => target.variable))];
  return names.map((name) => contents.variables.find((variable) => variable.name === name)).filter((variable) => variable !== undefined);
}

export function VariableChoice({ contents, value, onChange }: { contents: ModelContents; value: string; onChange: (variable: string) => void }) {
  const id = useId();
  const [words, setWords] = useState("");
  const wanted = contents.targets.length > 0 ? targeted(contents) : [];
  const fitting = (variable: ModelVariable) => variable.name === value || words.trim() === "" || fits(words, variable.name, variable.label);
  const others = contents.variables.filter((variable) => !wanted.includes(variable));
  const groups = [
    { title: t("ui.plan.with-target"), variables: wanted.filter(fitting) },
    ...kinds.map((kind) => ({ title: t(`ui.plan.kind.${kind}`), variables: others.filter((variable) => variable.kind === kind && fitting(variable)) })),
  ].filter(({ variables }) => variables.length > 0);
  const count = groups.reduce((sum, { variables }) => sum + variables.length, 0);
  return (
    <div class="variable-choice">
      <div class="field">
        <label for={id}>{t("ui.plan.variable")}</label>
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {groups.map(({ title, variables }) => (
            <optgroup key={title} label={title}>
              {variables.map((variable) => (
                <option key={variable.name} value={variable.name}>
                  {variable.label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <TextField label={t("ui.plan.variable-search")} type="search" value={words} onInput={setWords} autocomplete="off" hint={words.trim() === "" ? undefined : t("ui.plan.variables-found", { count: formatNumber(count) })} />
    </div>
  );
}

export function ScenarioChoice({ scenarios, values, onChange }: { scenarios: ModelScenario[]; values: string[]; onChange: (values: string[]) => void }) {
  if (scenarios.length === 0) return null;
  const full = values.length >= mostScenarios;
  const change = (name: string, on: boolean) => onChange(scenarios.map((scenario) => scenario.name).filter((one) => (one === name ? on : values.includes(one))));
  const noted = scenarios.filter(({ note }) => note);
  return (
    <div class="scenarios">
      <fieldset class="checks">
        <legend>
          {t("ui.plan.scenarios")} <small class="hint">{t(full ? "ui.plan.scenarios-full" : "ui.plan.scenarios-note")}</small>
        </legend>
        {scenarios.map(({ name, label }) => (
          <label key={name}>
            <input type="checkbox" checked={values.includes(name)} disabled={full && !values.includes(name)} onChange={(event) => change(name, event.currentTarget.checked)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {noted.length > 0 && (
        <details>
          <summary>{t("ui.plan.scenarios-what")}</summary>
          <Facts rows={noted.map(({ label, note }) => [label, note])} />
        </details>
      )}
    </div>
  );
}
