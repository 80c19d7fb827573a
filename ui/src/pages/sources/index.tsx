// Sources: the list, and one with all that was taken from it.
import type { Source } from "generated/api";
import { useState } from "preact/hooks";
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { qualities, sourceColumns } from "../../components/columns.ts";
import { EditSheet, useRow } from "../../components/edit.tsx";
import { SelectField, TextField } from "../../components/fields.tsx";
import { Dots, SourceFacts } from "../../components/ledger.tsx";
import { Empty, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { PastSection } from "../../components/past.tsx";
import { CommitmentLine, FigureLines, Rows } from "../../components/rows.tsx";
import { formatDate } from "../../format.ts";
import { type PageProps, type PageRow, readsLedger, writesLedger } from "../../shell/page.ts";
import { href, oneOf, setQuery } from "../../shell/router.ts";
import { t } from "../../words.ts";

function SourcesPage({ query }: PageProps) {
  const q = query.get("q") ?? "";
  const quality = oneOf(qualities, query.get("quality"));
  const list = useList("list-sources", { sort: q ? "title" : "-published", ...(q ? { q } : {}), ...(quality ? { quality } : {}) });
  return (
    <>
      <PageHead title={t("ui.table.sources")} lead={t("ui.sources.lead")} />
      <Filters used={[...query.keys()].length > 0}>
        <TextField type="search" label={t("ui.search.do")} value={q} onInput={(value) => setQuery({ q: value })} />
        <SelectField
          label={t("ui.field.quality")}
          value={quality ?? ""}
          choices={[{ value: "", label: t("ui.track.any") }, ...qualities.map((one) => ({ value: one, label: t(`ui.quality.${one}`) }))]}
          onChange={(value) => setQuery({ quality: value })}
        />
      </Filters>
      <Rows
        list={list}
        keyOf={(source) => source.source}
        row={(source) => <SourceLines source={source} />}
        empty={<Empty title={t("ui.sources.none")}>{t("ui.sources.none-do")}</Empty>}
      />
    </>
  );
}

function SourceLines({ source }: { source: Source }) {
  return (
    <>
      <p class="row-title">
        <a href={href`/sources/${source.source}`} lang={source.language}>
          {source.title}
        </a>
      </p>
      <p class="small">
        <Dots bits={[source.publisher, formatDate(source.published), t(`ui.quality.${source.quality}`)]} />
      </p>
    </>
  );
}

function SourcePage({ params, me }: PageProps) {
  const id = params.source ?? "";
  const { data, etag, trouble, reload } = useRow("source", id);
  const [editing, setEditing] = useState(false);
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <PageHead
        above={<a href="#/sources">{t("ui.table.sources")}</a>}
        title={data.title}
        {...(data.language ? { lang: data.language } : {})}
        actions={
          writesLedger(me) && (
            <button type="button" onClick={() => setEditing(true)}>
              {t("ui.edit.do")}
            </button>
          )
        }
      />
      <SourceFacts source={data} />
      <FiguresFrom source={id} />
      <CommitmentsFrom source={id} />
      <PastSection key={etag} route="past-source" parameters={{ source: id }} now={data} />
      {editing && <EditSheet one="source" id={id} columns={sourceColumns} onClose={() => setEditing(false)} onChanged={reload} />}
    </>
  );
}

function FiguresFrom({ source }: { source: string }) {
  const list = useList("list-figures", { source });
  return (
    <Section title={t("ui.table.figures")}>
      <Rows
        list={list}
        keyOf={(figure) => figure.figure}
        row={(figure) => <FigureLines figure={figure} ofSource />}
        empty={<p>{t("ui.sources.no-figures")}</p>}
      />
    </Section>
  );
}

function CommitmentsFrom({ source }: { source: string }) {
  const list = useList("list-commitments", { source });
  if (!list.loading && list.items.length === 0) return null;
  return (
    <Section title={t("ui.table.commitments")}>
      <Rows
        list={list}
        keyOf={(row) => row.commitment}
        row={(row) => <CommitmentLine id={row.commitment} what={{ en: row.what_en, vi: row.what_vi ?? "", ja: row.what_ja ?? "" }} />}
      />
    </Section>
  );
}

export const sourceRows: PageRow[] = [
  { path: "/sources", title: "ui.table.sources", roles: readsLedger, component: SourcesPage, group: "track" },
  { path: "/sources/:source", title: "ui.source.title", roles: readsLedger, component: SourcePage },
];
