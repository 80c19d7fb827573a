// The list of commitments, filtered by partner, sector, status, due date and pace. The filters are in the address.
import type { Promise as Commitment, Routes } from "generated/api";
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { type Choice, SelectField, TextField } from "../../components/fields.tsx";
import { Dots, NamesOf, SourceButton, TextIn } from "../../components/ledger.tsx";
import { PaceText, StatusChip, statuses } from "../../components/pace.tsx";
import { Empty, PageHead } from "../../components/parts.tsx";
import { Picker } from "../../components/picker.tsx";
import { Rows } from "../../components/rows.tsx";
import { formatSpan } from "../../format.ts";
import { type PageProps, writesLedger } from "../../shell/page.ts";
import { href, setQuery } from "../../shell/router.ts";
import { isWord, t } from "../../words.ts";

type Filters = Routes["promises"]["parameters"];

const date = /^\d{4}(-\d\d){0,2}$/;
const sorts = ["commitment", "due", "-due", "made_on", "-made_on"] as const;

/** Only what the server takes: a date that is half typed waits. */
function filtersOf(query: URLSearchParams): Filters {
  const filters: Record<string, string> = {};
  for (const name of ["partner", "sector", "status", "pace", "sort"]) {
    const value = query.get(name);
    if (value) filters[name] = value;
  }
  for (const name of ["due_from", "due_to"]) {
    const value = query.get(name);
    if (value && date.test(value)) filters[name] = value;
  }
  return filters as Filters;
}

/** Sectors are words of the ledger's own; these have a translation. */
const sectors = ["semiconductors", "talent", "research", "innovation", "digital", "green", "industry", "labour", "business", "economy"];

export function sectorWord(sector: string): string {
  const key = `ui.sector.${sector}`;
  return isWord(key) ? t(key) : sector;
}

export function TrackPage({ query, me }: PageProps) {
  const filters = filtersOf(query);
  const list = useList("promises", filters);
  const filtered = Object.keys(filters).some((name) => name !== "sort");
  return (
    <>
      <PageHead title={t("ui.track.title")} lead={t("ui.track.lead")} />
      <FilterForm query={query} />
      <Rows
        list={list}
        keyOf={(commitment) => commitment.id}
        row={(commitment) => <CommitmentLines commitment={commitment} />}
        empty={<Nothing filtered={filtered} mayWrite={writesLedger(me)} />}
      />
    </>
  );
}

function FilterForm({ query }: { query: URLSearchParams }) {
  const any: Choice = { value: "", label: t("ui.track.any") };
  const statusChoices: Choice[] = [any, ...statuses.map((status) => ({ value: status, label: t(`track.${status}`) })), { value: "not-reported", label: t("track.not-reported") }];
  const paces: Choice[] = [any, { value: "measurable", label: t("ui.pace.measurable") }, { value: "not-measurable", label: t("ui.pace.not-measurable") }];
  const partner = query.get("partner");
  const sector = query.get("sector") ?? "";
  const known = sector === "" || sectors.includes(sector) ? sectors : [sector, ...sectors];
  const set = (name: string) => (value: string) => setQuery({ [name]: value });
  return (
    <Filters used={[...query.keys()].length > 0}>
      <Picker label={t("ui.track.partner")} table="organisations" values={partner ? [partner] : []} onChange={(values) => setQuery({ partner: values[0] })} />
      <SelectField label={t("ui.field.sector")} value={sector} choices={[any, ...known.map((one) => ({ value: one, label: sectorWord(one) }))]} onChange={set("sector")} />
      <SelectField label={t("ui.track.status")} value={query.get("status") ?? ""} choices={statusChoices} onChange={set("status")} />
      <SelectField label={t("ui.track.pace")} value={query.get("pace") ?? ""} choices={paces} onChange={set("pace")} />
      <TextField label={t("ui.track.due-from")} value={query.get("due_from") ?? ""} onInput={set("due_from")} placeholder={t("ui.track.date-like")} />
      <TextField label={t("ui.track.due-to")} value={query.get("due_to") ?? ""} onInput={set("due_to")} placeholder={t("ui.track.date-like")} />
      <SelectField
        label={t("ui.track.sort")}
        value={query.get("sort") ?? "commitment"}
        choices={sorts.map((sort) => ({ value: sort, label: t(`ui.track.sort.${sort}`) }))}
        onChange={set("sort")}
      />
    </Filters>
  );
}

export function Sides({ commitment }: { commitment: Commitment }) {
  return (
    <>
      <NamesOf ids={commitment.by} />
      {commitment.to.length > 0 && (
        <>
          {" "}
          <span aria-hidden="true">→</span>
          <span class="visually-hidden">{t("ui.track.to")}</span> <NamesOf ids={commitment.to} />
        </>
      )}
    </>
  );
}

function CommitmentLines({ commitment }: { commitment: Commitment }) {
  return (
    <>
      <p class="above">
        <Sides commitment={commitment} />
        {commitment.sector && ` · ${sectorWord(commitment.sector)}`}
      </p>
      <p class="row-title">
        <a href={href`/track/${commitment.id}`}>
          <TextIn texts={commitment.what} />
        </a>
      </p>
      <p class="row-facts">
        <StatusChip reported={commitment.reported} />
        <span class="small">
          <Dots
            bits={[
              formatSpan(commitment.starts, commitment.due) || t("track.no-dates"),
              <PaceText pace={commitment.pace} indicator={commitment.indicator} />,
              <SourceButton id={commitment.source} locator={commitment.locator} />,
            ]}
          />
        </span>
      </p>
    </>
  );
}

function Nothing({ filtered, mayWrite }: { filtered: boolean; mayWrite: boolean }) {
  if (filtered) {
    return (
      <Empty title={t("ui.track.none-found")} action={<a class="button" href="#/track">{t("ui.track.clear")}</a>}>
        {t("ui.track.none-found-do")}
      </Empty>
    );
  }
  return <Empty title={t("ui.track.none")}>{t(mayWrite ? "ui.track.none-do" : "ui.track.none-wait")}</Empty>;
}
