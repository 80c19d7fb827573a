// The list of organisations with their names in three scripts.
import type { Organisation } from "generated/api";
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { SelectField, TextField } from "../../components/fields.tsx";
import { Empty, More, PageHead } from "../../components/parts.tsx";
import { kinds } from "../../components/columns.ts";
import { type Column, Table } from "../../components/table.tsx";
import { formatDate } from "../../format.ts";
import type { PageProps } from "../../shell/page.ts";
import { href, oneOf, setQuery } from "../../shell/router.ts";
import { language, type Language, languages, t } from "../../words.ts";

export function OrganisationsPage({ query }: PageProps) {
  const q = query.get("q") ?? "";
  const kind = oneOf(kinds, query.get("kind"));
  const sort = `name_${language()}` as const;
  const list = useList("list-organisations", { sort, ...(q ? { q } : {}), ...(kind ? { kind } : {}) });
  const order = [language(), ...languages.filter((lang) => lang !== language())];
  return (
    <>
      <PageHead title={t("ui.table.organisations")} lead={t("ui.organisation.lead")} />
      <Filters used={[...query.keys()].length > 0}>
        <TextField type="search" label={t("ui.search.do")} value={q} onInput={(value) => setQuery({ q: value })} hint={t("ui.organisation.search-hint")} />
        <SelectField
          label={t("ui.field.kind")}
          value={kind ?? ""}
          choices={[{ value: "", label: t("ui.track.any") }, ...kinds.map((one) => ({ value: one, label: t(`ui.kind.${one}`) }))]}
          onChange={(value) => setQuery({ kind: value })}
        />
      </Filters>
      {list.items.length > 0 && <Table label={t("ui.table.organisations")} columns={columnsOf(order)} rows={list.items} keyOf={(one) => one.organisation} />}
      {!list.loading && !list.trouble && list.items.length === 0 && <Empty title={t("ui.organisation.none")}>{t("ui.organisation.none-do")}</Empty>}
      <More list={list} />
    </>
  );
}

function columnsOf(order: Language[]): Column<Organisation>[] {
  return [
    ...order.map((lang): Column<Organisation> => ({ title: t(`ui.in.${lang}`), lang, class: "name-cell", cell: (organisation) => <Name organisation={organisation} lang={lang} order={order} /> })),
    {
      title: t("ui.field.kind"),
      class: "nowrap",
      cell: (organisation) => (
        <>
          {t(`ui.kind.${organisation.kind}`)}
          {organisation.valid_to && <span class="note block">{t("ui.organisation.until", { date: formatDate(organisation.valid_to) })}</span>}
        </>
      ),
    },
  ];
}

/** The first name that there is leads to the organisation. */
function Name({ organisation, lang, order }: { organisation: Organisation; lang: Language; order: Language[] }) {
  const name = organisation[`name_${lang}`];
  if (!name) return <span class="visually-hidden">{t("ui.organisation.no-name")}</span>;
  return lang === order.find((one) => organisation[`name_${one}`]) ? <a href={href`/organisations/${organisation.organisation}`}>{name}</a> : <>{name}</>;
}
