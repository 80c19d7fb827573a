// The futures of a variable as its constants are moved: a picture of few at once, and of many after a pause.
import type { Futures, FuturesAsked, ModelSetting, Ranking } from "generated/api";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { call, type Trouble } from "../../api/client.ts";
import { language } from "../../words.ts";
import type { Questions } from "./questions.ts";

const few = 512;
const many = 4096;
const pause = 400; // ms after the last move

export interface Asked {
  variable: string;
  scenarios: string[];
  settings: ModelSetting[];
}

export interface Shown {
  futures: Futures | undefined;
  /** The newest that came with many futures; of the same variable. */
  ranking: Ranking | undefined;
  /** The picture is of what is set now, and of many futures. */
  settled: boolean;
  trouble: Trouble | undefined;
  again: () => void;
}

interface State {
  of: string;
  futures?: Futures;
  isMany?: boolean;
  ranking?: Ranking | undefined;
  trouble?: Trouble;
}

export function useFutures(model: string, asked: Asked, turn: number, questions: Questions, width: () => number): Shown {
  const [state, setState] = useState<State>({ of: "" });
  const [turns, setTurns] = useState(0);
  const of = JSON.stringify([model, asked, turn, turns, language()]);
  const newest = useRef(asked);
  newest.current = asked;
  const ask = (runs: number) => {
    const body: FuturesAsked = { ...asked, runs, rank: runs === many };
    questions.put(
      runs === many ? "fine" : "quick",
      async (signal) => {
        const { data } = await call("model-futures", { model, lang: language(), width: width() }, { body, signal });
        // What was moved meanwhile follows; an answer about another variable or other scenarios is of no use any more.
        const { variable, scenarios } = newest.current;
        if (variable !== asked.variable || scenarios.join("\n") !== asked.scenarios.join("\n")) return;
        setState((before) => ({ of, futures: data, isMany: runs === many, ranking: data.ranking ?? (before.futures?.variable === variable ? before.ranking : undefined) }));
      },
      (trouble) => setState((before) => ({ ...before, of, trouble })),
    );
  };
  useEffect(() => {
    if (!asked.variable) return;
    ask(few);
    const timer = setTimeout(() => ask(many), pause);
    return () => clearTimeout(timer);
  }, [of]);
  const isNow = state.of === of;
  return {
    futures: state.futures,
    ranking: state.ranking,
    settled: isNow && (state.isMany === true || state.trouble !== undefined),
    trouble: isNow ? state.trouble : undefined,
    again: useCallback(() => setTurns((n) => n + 1), []),
  };
}
