// Sources: the list, and one with all that was taken from it.
import type { Source } from "generated/api";
import { useState } from "preact/hooks";
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { qualities, sourceColumns } from "../../components/columns.ts";
import { EditSheet, useRow } from "../../components/edit.tsx";
import { SelectField, TextField } from "../../components/fields.tsx";
import { Dots, NameOf, SourceFacts, TextIn, useUnit } from "../../components/ledger.tsx";
import { Empty, Loading, More, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { PastSection } from "../../components/past.tsx";
import { formatAmount, formatDate, formatSpan } from "../../format.ts";
import { type PageProps, type PageRow, readsLedger, writesLedger } from "../../shell/page.ts";
import { href, oneOf, setQuery } from "../../shell/router.ts";
import { t } from "../../words.ts";
import { amountOf, type FigureRow } from "../../components/figure.ts";

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
      <ul class="rows">
        {list.items.map((source) => (
          <Row key={source.source} source={source} />
        ))}
      </ul>
      {!list.loading && !list.trouble && list.items.length === 0 && <Empty title={t("ui.sources.none")}>{t("ui.sources.none-do")}</Empty>}
      <More list={list} />
    </>
  );
}

function Row({ source }: { source: Source }) {
  return (
    <li>
      <p class="row-title">
        <a href={href`/sources/${source.source}`} lang={source.language}>
          {source.title}
        </a>
      </p>
      <p class="small">
        <Dots bits={[source.publisher, formatDate(source.published), t(`ui.quality.${source.quality}`)]} />
      </p>
    </li>
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
      {!list.loading && list.items.length === 0 && <p>{t("ui.sources.no-figures")}</p>}
      <ul class="rows">
        {list.items.map((figure) => (
          <FigureLine key={figure.figure} figure={figure} />
        ))}
      </ul>
      <More list={list} />
    </Section>
  );
}

function FigureLine({ figure }: { figure: FigureRow }) {
  const unit = useUnit(figure.indicator);
  return (
    <li>
      <p>
        <NameOf id={figure.indicator} />
      </p>
      <p>
        <a href={href`/records/figures/${figure.figure}`}>{formatAmount(amountOf(figure), unit)}</a>{" "}
        <span class="small">
          <Dots
            bits={[
              t(`track.kind-${figure.kind}`),
              formatSpan(figure.period_start, figure.period_end),
              figure.locator && t("ui.source.quote", { text: figure.locator }),
            ]}
          />
        </span>
      </p>
    </li>
  );
}

function CommitmentsFrom({ source }: { source: string }) {
  const list = useList("list-commitments", { source });
  if (!list.loading && list.items.length === 0) return null;
  return (
    <Section title={t("ui.table.commitments")}>
      <ul class="rows">
        {list.items.map((commitment) => (
          <li key={commitment.commitment}>
            <a href={href`/track/${commitment.commitment}`}>
              <TextIn texts={{ en: commitment.what_en, vi: commitment.what_vi ?? "", ja: commitment.what_ja ?? "" }} />
            </a>
          </li>
        ))}
      </ul>
      <More list={list} />
    </Section>
  );
}

export const sourceRows: PageRow[] = [
  { path: "/sources", title: "ui.table.sources", roles: readsLedger, component: SourcesPage, group: "track" },
  { path: "/sources/:source", title: "ui.source.title", roles: readsLedger, component: SourcePage },
];
