// Where a model is worked with: which variable, in which scenarios, with which constants; and what comes of it. What is
// chosen stands in the address, so that it can be sent as a link.
import type { ModelContents } from "generated/api";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { widthOf } from "../../charts/picture.tsx";
import { Findings, Loading, Section, TroubleView } from "../../components/parts.tsx";
import { here, setQuery } from "../../shell/router.ts";
import { t } from "../../words.ts";
import { ScenarioChoice, targeted, VariableChoice } from "./choices.tsx";
import type { Settings } from "./constants.ts";
import { FlowsSection } from "./flows.tsx";
import { type Asked, useFutures } from "./futures.ts";
import { Observed } from "./history.tsx";
import { MovedChips } from "./moved.tsx";
import { Fan, FanState, Matters, Targets } from "./outcome.tsx";
import { Questions } from "./questions.ts";
import { Sliders } from "./sliders.tsx";

const pause = 500; // ms; browsers allow few changes of the address in a second

interface Props {
  model: string;
  contents: ModelContents;
  /** Rises when a file was changed: everything is asked again. */
  turn: number;
}

interface Choice {
  variable: string;
  scenarios: string[];
  settings: Settings;
}

/** Settings as the address has them: [["growth", 0.1]]. What does not fit the model is left out. */
function settingsIn(text: string | null, contents: ModelContents): Settings {
  try {
    const pairs: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(pairs)) return new Map();
    const known = new Set(contents.constants.map((constant) => constant.name));
    return new Map(pairs.filter((pair): pair is [string, number] => Array.isArray(pair) && known.has(String(pair[0])) && Number.isFinite(pair[1])));
  } catch {
    return new Map();
  }
}

function namesIn(text: string | null): string[] {
  try {
    const names: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}

function firstChoice(contents: ModelContents): Choice {
  const { query } = here();
  const wanted = contents.variables.find((variable) => variable.name === query.get("variable")) ?? targeted(contents)[0] ?? contents.variables[0];
  const asked = namesIn(query.get("scenarios"));
  return {
    variable: wanted?.name ?? "",
    scenarios: contents.scenarios.map((scenario) => scenario.name).filter((name) => asked.includes(name)).slice(0, 4),
    settings: settingsIn(query.get("set"), contents),
  };
}

function useChoice(contents: ModelContents): [Choice, (change: Partial<Choice>) => void] {
  const [choice, setChoice] = useState(() => firstChoice(contents));
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const { variable, scenarios, settings } = choice;
    const path = here().path;
    const timer = setTimeout(() => {
      if (here().path !== path) return;
      setQuery({ variable, scenarios: scenarios.length > 0 ? JSON.stringify(scenarios) : undefined, set: settings.size > 0 ? JSON.stringify([...settings]) : undefined });
    }, pause);
    return () => clearTimeout(timer);
  }, [choice]);
  return [choice, (change) => setChoice((before) => ({ ...before, ...change }))];
}

export function Workbench({ model, contents, turn }: Props) {
  const [choice, change] = useChoice(contents);
  const place = useRef<HTMLDivElement>(null);
  const questions = useMemo(() => new Questions(), []);
  useEffect(() => () => questions.leave(), []);
  const { variable, scenarios, settings } = choice;
  const asked = useMemo((): Asked => ({ variable, scenarios, settings: [...settings].map(([name, value]) => ({ name, value })) }), [choice]);
  const { futures, ranking, settled, trouble, again } = useFutures(model, asked, turn, questions, () => widthOf(place.current));
  // The order of the sliders stays as it first was for a variable: none moves away under the hand.
  const [ordered, setOrdered] = useState<{ of: string; forces: NonNullable<typeof ranking>["forces"] }>();
  useEffect(() => {
    if (ranking && futures?.variable === variable && ordered?.of !== variable) setOrdered({ of: variable, forces: ranking.forces });
  }, [ranking]);
  const mine = futures?.variable === variable ? futures : undefined;
  return (
    <>
      <Section id="futures" title={t("ui.plan.futures")} note={t("ui.plan.futures-note")}>
        <VariableChoice contents={contents} value={variable} onChange={(variable) => change({ variable })} />
        <ScenarioChoice scenarios={contents.scenarios} values={scenarios} onChange={(scenarios) => change({ scenarios })} />
        <div class="workbench">
          <div class="outcome">
            <div ref={place} class="measure" />
            <div class="fan">
              {trouble && <TroubleView trouble={trouble} retry={again} />}
              {!mine && !trouble && <Loading />}
              {mine && <FanState futures={mine} settled={settled} />}
              {mine && <Fan model={model} futures={mine} />}
              {mine && mine.findings.length > 0 && <Findings findings={mine.findings} />}
            </div>
            <MovedChips constants={contents.constants} settings={settings} onChange={(settings) => change({ settings })} />
          </div>
          <div class="levers">
            <Sliders constants={contents.constants} forces={ordered?.of === variable ? ordered.forces : undefined} settings={settings} onChange={(settings) => change({ settings })} />
          </div>
        </div>
      </Section>
      {mine && (
        <Section id="targets" title={t("ui.plan.targets")}>
          <Targets model={model} futures={mine} />
        </Section>
      )}
      {mine && <Observed model={model} futures={mine} />}
      {mine && <Matters model={model} futures={mine} ranking={ranking} settled={settled} />}
      <FlowsSection model={model} contents={contents} asked={asked} turn={turn} questions={questions} />
    </>
  );
}
