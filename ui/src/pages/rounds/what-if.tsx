// Trying other seats: steppers beside the places of a result, and who would gain and who would lose. Nothing is kept.
import type { Move, ResultPlace, Totals, WhatIf } from "generated/api";
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../../api/client.ts";
import { useAction } from "../../api/use.ts";
import { TroubleView } from "../../components/parts.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatNumber } from "../../format.ts";
import { sentences, t } from "../../words.ts";

const mostSeats = 1_000_000;
const firstMoves = 20;
const kinds = ["placed", "better", "worse", "unplaced", "aside"] as const;

/** Seats that are tried, beside those of the result: by the key of the row. */
export interface Trial {
  place: ResultPlace;
  by: number;
}
export type Trials = ReadonlyMap<string, Trial>;

export const keyOf = (place: ResultPlace) => `${place.place} ${place.order}`;

export function withTrial(trials: Trials, place: ResultPlace, by: number): Trials {
  const next = new Map(trials);
  if (by === 0) next.delete(keyOf(place));
  else next.set(keyOf(place), { place, by });
  return next;
}

function titleOf(place: ResultPlace, hasLines: boolean): string {
  const name = place.name || place.place;
  return hasLines ? t("ui.what-if.line", { place: name, order: formatNumber(place.order) }) : name;
}

export function Stepper({ place, by, hasLines, onChange }: { place: ResultPlace; by: number; hasLines: boolean; onChange: (by: number) => void }) {
  const name = titleOf(place, hasLines);
  const seats = place.seats + by;
  const set = (value: number) => Number.isInteger(value) && value >= 0 && value <= mostSeats && onChange(value - place.seats);
  return (
    <span class="stepper">
      <button type="button" aria-label={t("ui.what-if.less", { place: name })} disabled={seats === 0} onClick={() => set(seats - 1)}>
        <span aria-hidden="true">{"−"}</span>
      </button>
      <input
        type="number"
        class={by === 0 ? undefined : "changed"}
        min={0}
        max={mostSeats}
        value={seats}
        aria-label={t("ui.what-if.seats-of", { place: name })}
        onInput={(event) => event.currentTarget.value !== "" && set(event.currentTarget.valueAsNumber)}
      />
      <button type="button" aria-label={t("ui.what-if.more", { place: name })} onClick={() => set(seats + 1)}>
        <span aria-hidden="true">{"+"}</span>
      </button>
    </span>
  );
}

interface Tried {
  result: number;
  trials: Trials;
  hasLines: boolean;
  nameOf: (place: string) => string;
  onReset: () => void;
  onExplain: (applicant: string) => void;
}

/** What was changed so far, and what comes of it once asked. */
export function WhatIfPanel({ result, trials, hasLines, nameOf, onReset, onExplain }: Tried) {
  const [answer, setAnswer] = useState<{ of: Trials; data: WhatIf }>();
  const { run, busy, trouble, clear } = useAction();
  const changes = [...trials.values()].map(({ place, by }) => ({ place: place.place, by, ...(hasLines ? { order: place.order } : {}) }));
  const ask = () => void run(async () => setAnswer({ of: trials, data: (await call("what-if", { result }, { body: { changes } })).data }));
  const reset = () => (clear(), onReset());
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => answer && outcome.current?.scrollIntoView({ block: "nearest" }), [answer]);
  return (
    <>
      <div class="card trial-bar">
        {trials.size === 0 && <p>{t("ui.what-if.nothing")}</p>}
        {trials.size > 0 && <Changed trials={trials} hasLines={hasLines} />}
        <div class="actions">
          <button type="button" class="primary" disabled={busy || trials.size === 0} onClick={ask}>
            {t("ui.what-if.do")}
          </button>
          <button type="button" disabled={busy || trials.size === 0} onClick={reset}>
            {t("ui.what-if.again")}
          </button>
        </div>
      </div>
      <div class="trial" ref={outcome} aria-live="polite">
        {busy && (
          <p class="loading" role="status">
            {t("ui.what-if.working")}
          </p>
        )}
        {trouble && <TroubleView trouble={trouble} />}
        {!busy && answer?.of === trials && <Outcome answer={answer.data} nameOf={nameOf} onExplain={onExplain} />}
      </div>
    </>
  );
}

function Changed({ trials, hasLines }: { trials: Trials; hasLines: boolean }) {
  const all = [...trials.values()];
  const sum = all.reduce((so, { by }) => so + by, 0);
  return (
    <>
      <ul class="moved">
        {all.map(({ place, by }) => (
          <li key={keyOf(place)}>{t("ui.what-if.moved", { place: titleOf(place, hasLines), before: formatNumber(place.seats), after: formatNumber(place.seats + by) })}</li>
        ))}
      </ul>
      <p>{sum === 0 ? t("ui.what-if.same") : t(sum > 0 ? "ui.what-if.in-all-more" : "ui.what-if.in-all-less", { count: formatNumber(Math.abs(sum)) })}</p>
    </>
  );
}

function Outcome({ answer, nameOf, onExplain }: { answer: WhatIf } & Pick<Tried, "nameOf" | "onExplain">) {
  const gain = answer.placed.length + answer.better.length;
  const lose = answer.worse.length + answer.unplaced.length;
  const moved = gain + lose + answer.aside.length > 0;
  return (
    <>
      <h3>{t("ui.what-if.title")}</h3>
      <p class="trial-words">{moved ? sentences(t("ui.what-if.in-words", { gain: formatNumber(gain), lose: formatNumber(lose) })) : t("ui.what-if.nobody")}</p>
      <BeforeAfter before={answer.before} after={answer.after} />
      {kinds.map((kind) => answer[kind].length > 0 && <Moves key={kind} title={t(`ui.what-if.${kind}`, { count: formatNumber(answer[kind].length) })} moves={answer[kind]} nameOf={nameOf} onExplain={onExplain} />)}
    </>
  );
}

function BeforeAfter({ before, after }: { before: Totals; after: Totals }) {
  const mean = ({ mean_rank }: Totals) => (mean_rank === null ? t("ui.none") : formatNumber(mean_rank, { maximumFractionDigits: 2 }));
  const rows: [string, (totals: Totals) => string][] = [
    [t("ui.places.seats"), (totals) => formatNumber(totals.seats)],
    [t("ui.compare.placed"), (totals) => formatNumber(totals.placed)],
    [t("ui.compare.unplaced"), (totals) => formatNumber(totals.unplaced)],
    [t("ui.what-if.first"), (totals) => formatNumber(totals.first_choices)],
    [t("ui.compare.mean"), mean],
  ];
  return (
    <Table
      label={t("ui.what-if.title")}
      columns={[
        { title: t("ui.compare.measure"), names: true, cell: ([title]) => title },
        { title: t("ui.what-if.before"), number: true, cell: ([, of]) => of(before) },
        { title: t("ui.what-if.after"), number: true, cell: ([, of]) => of(after) },
      ]}
      rows={rows}
      keyOf={([title]) => title}
    />
  );
}

function Moves({ title, moves, nameOf, onExplain }: { title: string; moves: Move[] } & Pick<Tried, "nameOf" | "onExplain">) {
  const [all, setAll] = useState(false);
  const at = (wish: Move["from"]) => (wish ? t("ui.what-if.at", { rank: formatNumber(wish.rank), place: nameOf(wish.place) }) : t("ui.what-if.no-place"));
  const columns: Column<Move>[] = [
    {
      title: t("ui.matches.applicant"),
      names: true,
      cell: (move) => (
        <button type="button" class="source" onClick={() => onExplain(move.applicant)}>
          {move.applicant}
        </button>
      ),
    },
    { title: t("ui.what-if.before"), cell: (move) => at(move.from) },
    { title: t("ui.what-if.after"), cell: (move) => at(move.to) },
  ];
  return (
    <>
      <h4>{title}</h4>
      <Table label={title} columns={columns} rows={all ? moves : moves.slice(0, firstMoves)} keyOf={(move) => move.applicant} />
      {!all && moves.length > firstMoves && (
        <p class="actions">
          {t("ui.what-if.rest", { count: formatNumber(moves.length - firstMoves) })}{" "}
          <button type="button" onClick={() => setAll(true)}>
            {t("ui.what-if.all")}
          </button>
        </p>
      )}
    </>
  );
}
