// Who goes where, and who goes nowhere with the reason; filtered by place and by outcome.
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { SelectField, TextField } from "../../components/fields.tsx";
import { More, Section, TableFrame } from "../../components/parts.tsx";
import { formatNumber } from "../../format.ts";
import { oneOf, setQuery } from "../../shell/router.ts";
import { t } from "../../words.ts";
import { reasonWord } from "./result.tsx";

const outcomes = ["yes", "no"] as const;

export function Matches({ result, query }: { result: number; query: URLSearchParams }) {
  const placed = oneOf(outcomes, query.get("placed"));
  const place = query.get("place") ?? "";
  const list = useList("result-matches", { result, limit: 20, ...(placed ? { placed } : {}), ...(place ? { place } : {}) });
  return (
    <Section title={t("ui.matches.title")} note={t("ui.matches.note")}>
      <Filters used={placed !== undefined || place !== ""}>
        <SelectField
          label={t("ui.matches.outcome")}
          value={placed ?? ""}
          choices={[{ value: "", label: t("ui.track.any") }, ...outcomes.map((one) => ({ value: one, label: t(`ui.matches.placed.${one}`) }))]}
          onChange={(value) => setQuery({ placed: value })}
        />
        <TextField label={t("ui.matches.place-id")} value={place} onInput={(value) => setQuery({ place: value.trim() })} />
      </Filters>
      <TableFrame label={t("ui.matches.title")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("ui.matches.applicant")}</th>
              <th scope="col">{t("ui.places.place")}</th>
              <th scope="col" class="number">
                {t("ui.matches.rank")}
              </th>
              <th scope="col">{t("ui.result.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((match) => (
              <tr key={match.applicant}>
                <th scope="row">
                  <button type="button" class="source" onClick={() => setQuery({ who: match.applicant })}>
                    {match.applicant}
                  </button>
                </th>
                <td>{match.place ?? t("ui.none")}</td>
                <td class="number">{match.rank === undefined ? "" : formatNumber(match.rank)}</td>
                <td>{reasonWord(match.reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {!list.loading && list.items.length === 0 && <p>{t("ui.matches.none")}</p>}
      <More list={list} />
    </Section>
  );
}
