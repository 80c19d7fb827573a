// How each place was filled, with its cut-off; and who waits for it.
import type { ResultPlace } from "generated/api";
import { useState } from "preact/hooks";
import { useList } from "../../api/use.ts";
import { More, Section, TableFrame } from "../../components/parts.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { formatDecimal, formatNumber } from "../../format.ts";
import { setQuery } from "../../shell/router.ts";
import { language, t } from "../../words.ts";

export function Places({ result }: { result: number }) {
  const list = useList("result-places", { result, lang: language(), limit: 20 });
  const [waiting, setWaiting] = useState<ResultPlace>();
  return (
    <Section title={t("ui.places.title")} note={t("ui.places.note")}>
      <TableFrame label={t("ui.places.title")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("ui.places.place")}</th>
              <th scope="col" class="number">
                {t("ui.places.seats")}
              </th>
              <th scope="col" class="number">
                {t("ui.places.filled")}
              </th>
              <th scope="col" class="number">
                {t("ui.places.cutoff")}
              </th>
              <th scope="col" class="number">
                {t("ui.places.applied")}
              </th>
              <th scope="col" class="number">
                {t("ui.places.refused")}
              </th>
              <th scope="col">
                <span class="visually-hidden">{t("ui.places.waiting")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((place) => (
              <Row key={`${place.place} ${place.order}`} place={place} onWaiting={() => setWaiting(place)} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      <More list={list} />
      {waiting && <Waiting result={result} place={waiting} onClose={() => setWaiting(undefined)} />}
    </Section>
  );
}

function Row({ place, onWaiting }: { place: ResultPlace; onWaiting: () => void }) {
  return (
    <tr>
      <th scope="row">
        {place.name || place.place} {place.name && <span class="id note block">{place.place}</span>}
      </th>
      <td class="number">{formatNumber(place.seats)}</td>
      <td class="number">{formatNumber(place.filled)}</td>
      <td class="number">{place.cutoff ? formatDecimal(place.cutoff) : t("ui.none")}</td>
      <td class="number">{formatNumber(place.applied)}</td>
      <td class="number">{formatNumber(place.refused)}</td>
      <td>
        {place.refused > 0 && (
          <button type="button" class="source" onClick={onWaiting} aria-haspopup="dialog" aria-label={t("ui.places.waiting-of", { place: place.name || place.place })}>
            {t("ui.places.waiting")}
          </button>
        )}
      </td>
    </tr>
  );
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
