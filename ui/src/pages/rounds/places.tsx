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

export function Places({ result }: { result: number }) {
  const list = useList("result-places", { result, lang: language(), limit: 20 });
  const [waiting, setWaiting] = useState<ResultPlace>();
  return (
    <Section title={t("ui.places.title")} note={t("ui.places.note")}>
      <Table label={t("ui.places.title")} columns={columnsOf(setWaiting)} rows={list.items} keyOf={(place) => `${place.place} ${place.order}`} />
      <More list={list} />
      {waiting && <Waiting result={result} place={waiting} onClose={() => setWaiting(undefined)} />}
    </Section>
  );
}

function columnsOf(wait: (place: ResultPlace) => void): Column<ResultPlace>[] {
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
  const explain = (applicant: string) => {
    onClose();
    setQuery({ who: applicant });
    document.getElementById("why")?.scrollIntoView();
  };
  return (
    <Sheet title={t("ui.places.waiting-of", { place: place.name || place.place })} onClose={onClose}>
      <p class="note">{t("ui.places.waiting-note")}</p>
      <ol class="rows waiting">
        {list.items.map((one) => (
          <li key={one.position}>
            <span class="number">{t("ui.places.position", { position: formatNumber(one.position) })}</span>
            <button type="button" class="source" onClick={() => explain(one.applicant)}>
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
