// Who flows from where to where in one year, as a picture.
import type { Flows, FlowsAsked, ModelContents } from "generated/api";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { call, type Trouble } from "../../api/client.ts";
import { PictureText, widthOf } from "../../charts/picture.tsx";
import { fileName } from "../../components/download.tsx";
import { Loading, Section, TroubleView } from "../../components/parts.tsx";
import { useSeen } from "../../components/seen.ts";
import { language, t } from "../../words.ts";
import { formatTime } from "./constants.ts";
import type { Asked } from "./futures.ts";
import type { Questions } from "./questions.ts";

const pause = 300; // ms after the last move of a constant; before the picture of many futures

interface Props {
  model: string;
  contents: ModelContents;
  asked: Asked;
  turn: number;
  questions: Questions;
}

export function FlowsSection({ model, contents, asked, turn, questions }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const years = contents.years;
  const [chosen, setChosen] = useState(years.length - 1);
  const [flows, setFlows] = useState<Flows>();
  const [trouble, setTrouble] = useState<Trouble>();
  const id = useId();
  const year = years[Math.min(chosen, years.length - 1)];
  const scenario = asked.scenarios[0];
  const constants = JSON.stringify([asked.settings, scenario, turn, language()]);
  const before = useRef(constants);
  const ask = (time: number) => {
    const body: FlowsAsked = { time, settings: asked.settings, ...(scenario ? { scenario } : {}) };
    questions.put(
      "flows",
      async (signal) => {
        const { data } = await call("model-flows", { model, lang: language(), width: widthOf(place.current) }, { body, signal });
        setTrouble(undefined);
        setFlows(data);
      },
      setTrouble,
    );
  };
  useEffect(() => {
    if (!seen || year === undefined) return;
    // Another year is shown at once; a constant that is being moved, when it rests.
    const timer = setTimeout(() => ask(year), before.current === constants ? 0 : pause);
    before.current = constants;
    return () => clearTimeout(timer);
  }, [seen, year, constants]);
  if (year === undefined) return null;
  return (
    <Section id="flows" title={t("ui.plan.flows")} note={t("ui.plan.flows-note")}>
      <div class="field year-choice">
        <label for={id}>{t("ui.plan.year")}</label>
        <div class="slider-row">
          <input id={id} type="range" min={0} max={years.length - 1} step={1} value={chosen} aria-valuetext={formatTime(year)} onInput={(event) => setChosen(event.currentTarget.valueAsNumber)} />
          <select aria-label={t("ui.plan.year-select")} value={String(chosen)} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
            {years.map((one, i) => (
              <option key={one} value={String(i)}>
                {formatTime(one)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {asked.scenarios.length > 1 && <p class="note">{t("ui.plan.flows-scenario", { scenario: contents.scenarios.find((one) => one.name === scenario)?.label ?? "" })}</p>}
      <div ref={place} class="flows-place">
        {trouble && <TroubleView trouble={trouble} retry={() => ask(year)} />}
        {seen && !flows && !trouble && <Loading />}
        {flows && <PictureText text={flows.picture} name={fileName(model, t("ui.plan.flows"), formatTime(flows.time))} />}
      </div>
    </Section>
  );
}
