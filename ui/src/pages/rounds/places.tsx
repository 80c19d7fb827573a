// How each place was filled, with its cut-off; and who waits for it.
import type { ResultPlace } from "generated/api";
import { useState } from "preact/hooks";
import { useList } from "../../api/use.ts";
import { More, Section } from "../../components/parts.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatDecimal, formatNumber } from "../../format.ts";
import { setQuery } from "../../shell/router.ts";
import { language, t } from "../../words.ts";
import { keyOf, Stepper, type Trials, WhatIfPanel, withTrial } from "./what-if.tsx";

export function Places({ result }: { result: number }) {
  const list = useList("result-places", { result, lang: language(), limit: 20 });
  const [waiting, setWaiting] = useState<ResultPlace>();
  const [trials, setTrials] = useState<Trials>();
  const hasLines = list.items.some((place) => place.order !== 1);
  const nameOf = (id: string) => list.items.find((place) => place.place === id)?.name || id;
  const columns = columnsOf(list.items, setWaiting);
  if (trials) columns.push(tryColumn(trials, hasLines, setTrials));
  return (
    <Section
      id="places"
      title={t("ui.places.title")}
      note={t("ui.places.note")}
      actions={
        <button type="button" aria-pressed={trials !== undefined} onClick={() => setTrials(trials ? undefined : new Map())}>
          {t(trials ? "ui.what-if.leave" : "ui.what-if.try")}
        </button>
      }
    >
      {trials && <p class="note">{t("ui.what-if.note")}</p>}
      <Table label={t("ui.places.title")} columns={columns} rows={list.items} keyOf={keyOf} />
      <More list={list} />
      {trials && <WhatIfPanel result={result} trials={trials} hasLines={hasLines} nameOf={nameOf} onReset={() => setTrials(new Map())} onExplain={explain} />}
      {waiting && <Waiting result={result} place={waiting} onClose={() => setWaiting(undefined)} />}
    </Section>
  );
}

function tryColumn(trials: Trials, hasLines: boolean, onChange: (trials: Trials) => void): Column<ResultPlace> {
  return {
    title: t("ui.what-if.seats"),
    cell: (place) => <Stepper place={place} by={trials.get(keyOf(place))?.by ?? 0} hasLines={hasLines} onChange={(by) => onChange(withTrial(trials, place, by))} />,
  };
}

/** Goes to the reasons of somebody, further up on the page. */
function explain(applicant: string): void {
  setQuery({ who: applicant });
  document.getElementById("why")?.scrollIntoView();
}

/** Which seats of the place a row is about; only where seats are filled in an order. */
export function linesOf(places: ResultPlace[]): Column<ResultPlace>[] {
  const columns: Column<ResultPlace>[] = [];
  if (places.some((place) => place.order !== 1)) columns.push({ title: t("ui.places.order"), number: true, cell: (place) => formatNumber(place.order) });
  if (places.some((place) => place.category)) columns.push({ title: t("ui.places.category"), cell: (place) => place.category });
  if (places.some((place) => place.term)) columns.push({ title: t("ui.places.term"), cell: (place) => place.term });
  return columns;
}

function columnsOf(places: ResultPlace[], wait: (place: ResultPlace) => void): Column<ResultPlace>[] {
  return [
    {
      title: t("ui.places.place"),
      names: true,
      class: "name-cell",
      cell: (place) => (
        <>
          {place.name || place.place} {place.name && <span class="id note block">{place.place}</span>}
        </>
      ),
    },
    ...linesOf(places),
    { title: t("ui.places.seats"), number: true, cell: (place) => formatNumber(place.seats) },
    { title: t("ui.places.filled"), number: true, cell: (place) => formatNumber(place.filled) },
    { title: t("ui.places.cutoff"), number: true, cell: (place) => (place.cutoff ? formatDecimal(place.cutoff) : t("ui.none")) },
    { title: t("ui.places.applied"), number: true, cell: (place) => formatNumber(place.applied) },
    { title: t("ui.places.refused"), number: true, cell: (place) => formatNumber(place.refused) },
    {
      title: t("ui.places.waiting"),
      quiet: true,
      cell: (place) =>
        place.refused > 0 && (
          <button type="button" class="source" onClick={() => wait(place)} aria-haspopup="dialog" aria-label={t("ui.places.waiting-of", { place: place.name || place.place })}>
            {t("ui.places.waiting")}
          </button>
        ),
    },
  ];
}

function Waiting({ result, place, onClose }: { result: number; place: ResultPlace; onClose: () => void }) {
  const list = useList("result-waiting", { result, place: place.place });
  const choose = (applicant: string) => {
    onClose();
    explain(applicant);
  };
  return (
    <Sheet title={t("ui.places.waiting-of", { place: place.name || place.place })} onClose={onClose}>
      <p class="note">{t("ui.places.waiting-note")}</p>
      <ol class="rows waiting">
        {list.items.map((one) => (
          <li key={one.position}>
            <span class="number">{t("ui.places.position", { position: formatNumber(one.position) })}</span>
            <button type="button" class="source" onClick={() => choose(one.applicant)}>
              {one.applicant}
            </button>
            <span class="small">{one.score && t("ui.places.score", { score: formatDecimal(one.score) })}</span>
          </li>
        ))}
      </ol>
      {!list.loading && list.items.length === 0 && <p>{t("ui.places.nobody-waits")}</p>}
      <More list={list} />
    </Sheet>
  );
}
