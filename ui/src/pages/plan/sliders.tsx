// The constants of a model, to be moved: each with its range, its number, where it comes from, and a way back.
import type { Force, ModelConstant } from "generated/api";
import { useEffect, useId, useState } from "preact/hooks";
import { TextField } from "../../components/fields.tsx";
import { formatNumber } from "../../format.ts";
import { t } from "../../words.ts";
import { atOnce, fits, formatValue, inOrder, rangeOf, rounded, type Settings, unitOf, withSetting } from "./constants.ts";
import { SourceOf } from "./source.tsx";

interface Props {
  constants: ModelConstant[];
  forces: Force[] | undefined;
  settings: Settings;
  onChange: (settings: Settings) => void;
}

export function Sliders({ constants, forces, settings, onChange }: Props) {
  const [words, setWords] = useState("");
  const [all, setAll] = useState(false);
  const ordered = inOrder(constants, forces);
  const found = words.trim() === "" ? ordered : ordered.filter((one) => fits(words, one.name, one.label));
  // What was moved stays in sight.
  const shown = all ? found : found.filter((one, i) => i < atOnce || (words.trim() === "" && settings.has(one.name)));
  const set = (constant: ModelConstant, value: number) => onChange(withSetting(settings, constant, value));
  return (
    <div class="sliders">
      <h3>{t("ui.plan.constants")}</h3>
      <p class="note">{t(forces ? "ui.plan.constants-ranked" : "ui.plan.constants-note")}</p>
      <TextField label={t("ui.plan.constants-search")} type="search" value={words} onInput={setWords} autocomplete="off" />
      <ul>
        {shown.map((constant) => (
          <Slider key={constant.name} constant={constant} value={settings.get(constant.name)} onValue={(value) => set(constant, value)} />
        ))}
      </ul>
      {found.length === 0 && <p class="hint">{t("ui.search.nothing", { words })}</p>}
      {(shown.length < found.length || (all && found.length > atOnce)) && (
        <button type="button" class="plain" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("ui.plan.constants-fewer") : t("ui.plan.constants-all", { count: formatNumber(found.length) })}
        </button>
      )}
    </div>
  );
}

function Slider({ constant, value, onValue }: { constant: ModelConstant; value: number | undefined; onValue: (value: number) => void }) {
  const id = useId();
  const { low, high, step } = rangeOf(constant);
  const now = value ?? constant.value;
  const unit = unitOf(constant.unit);
  const limits = t("ui.plan.range", { low: formatValue(low), high: formatValue(high) });
  return (
    <li class={value === undefined ? "slider" : "slider moved-slider"}>
      <label for={id}>
        {constant.label}
        {unit && <small> {unit}</small>}
      </label>
      <div class="slider-row">
        <input
          id={id}
          type="range"
          min={low}
          max={high}
          step={step}
          value={now}
          aria-valuetext={`${formatValue(now)} ${unit}`.trim()}
          aria-describedby={`${id}-range`}
          onInput={(event) => onValue(rounded(event.currentTarget.valueAsNumber))}
        />
        <NumberField label={t("ui.plan.value-of", { name: constant.label })} value={now} onValue={onValue} />
        <button type="button" class="plain reset" disabled={value === undefined} aria-label={t("ui.plan.reset-one", { name: constant.label })} onClick={() => onValue(constant.value)}>
          <span aria-hidden="true">↺</span>
        </button>
      </div>
      <p class="hint" id={`${id}-range`}>
        {limits}
        {(now < low || now > high) && <strong> {t("ui.plan.outside")}</strong>}
        {!constant.varied && <> {t("ui.plan.not-varied")}</>}
      </p>
      {(constant.note || constant.source) && (
        <details>
          <summary>{t("ui.plan.whence")}</summary>
          {constant.note && <p class="note">{constant.note}</p>}
          {constant.source && (
            <p class="small">
              <SourceOf ids={constant.source} />
            </p>
          )}
        </details>
      )}
    </li>
  );
}

/** Keeps what is typed as it is typed; only a number is passed on. */
function NumberField({ label, value, onValue }: { label: string; value: number; onValue: (value: number) => void }) {
  const [typed, setTyped] = useState(String(value));
  useEffect(() => setTyped((before) => (Number(before) === value && before.trim() !== "" ? before : String(value))), [value]);
  const type = (text: string) => {
    setTyped(text);
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number)) onValue(number);
  };
  return <input type="number" step="any" value={typed} aria-label={label} onInput={(event) => type(event.currentTarget.value)} onBlur={() => setTyped(String(value))} />;
}
