// What was moved: each constant as it was and as it is, with a way back.
import type { ModelConstant } from "generated/api";
import { sentences, t } from "../../words.ts";
import { formatValue, type Settings, withSetting } from "./constants.ts";

export function MovedChips({ constants, settings, onChange }: { constants: ModelConstant[]; settings: Settings; onChange: (settings: Settings) => void }) {
  const moved = constants.filter((constant) => settings.has(constant.name));
  if (moved.length === 0) return null;
  return (
    <div class="moved-constants">
      <p class="small">{sentences(t("ui.plan.moved"), moved.some((constant) => constant.varied) && t("ui.plan.moved-fixed"))}</p>
      <ul>
        {moved.map((constant) => (
          <li key={constant.name} class="chip accent">
            {t("ui.plan.was-is", { name: constant.label, was: formatValue(constant.value), is: formatValue(settings.get(constant.name) ?? constant.value) })}
            <button type="button" class="plain" aria-label={t("ui.plan.reset-one", { name: constant.label })} onClick={() => onChange(withSetting(settings, constant, constant.value))}>
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => onChange(new Map())}>
        {t("ui.plan.reset-all")}
      </button>
    </div>
  );
}
