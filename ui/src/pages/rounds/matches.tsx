// Who goes where, and who goes nowhere with the reason; filtered by place and by outcome.
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { SelectField, TextField } from "../../components/fields.tsx";
import { More, Section } from "../../components/parts.tsx";
import { Table } from "../../components/table.tsx";
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
      <Table
        label={t("ui.matches.title")}
        columns={[
          {
            title: t("ui.matches.applicant"),
            names: true,
            cell: (match) => (
              <button type="button" class="source" onClick={() => setQuery({ who: match.applicant })}>
                {match.applicant}
              </button>
            ),
          },
          { title: t("ui.places.place"), cell: (match) => match.place ?? t("ui.none") },
          { title: t("ui.matches.rank"), number: true, cell: (match) => match.rank !== undefined && formatNumber(match.rank) },
          { title: t("ui.result.reason"), cell: (match) => reasonWord(match.reason) },
        ]}
        rows={list.items}
        keyOf={(match) => match.applicant}
      />
      {!list.loading && list.items.length === 0 && <p>{t("ui.matches.none")}</p>}
      <More list={list} />
    </Section>
  );
}
