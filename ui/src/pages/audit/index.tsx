// The log of changes, the newest first, and whether its chain is whole.
import type { AuditEvent } from "generated/api";
import { useGet, useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { TextField } from "../../components/fields.tsx";
import { Chip, Empty, More, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { columnWord } from "../../components/past.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatInstant, formatNumber } from "../../format.ts";
import { type PageProps, type PageRow } from "../../shell/page.ts";
import { setQuery } from "../../shell/router.ts";
import { tableWord } from "../../shell/search.tsx";
import { isWord, t } from "../../words.ts";

const filters = ["actor", "action", "table", "id"] as const;

function AuditPage({ query }: PageProps) {
  const given = Object.fromEntries(filters.map((name) => [name, query.get(name) ?? ""]).filter(([, value]) => value));
  const list = useList("list-audit", given);
  return (
    <>
      <PageHead title={t("ui.audit.title")} lead={t("ui.audit.lead")} />
      <Head />
      <Section title={t("ui.audit.events")}>
        <Filters used={[...query.keys()].length > 0}>
          {filters.map((name) => (
            <TextField key={name} label={t(`ui.audit.${name}`)} value={query.get(name) ?? ""} onInput={(value) => setQuery({ [name]: value.trim() })} />
          ))}
        </Filters>
        {list.items.length > 0 && <Table label={t("ui.audit.events")} columns={columns()} rows={list.items} keyOf={(event) => event.event} />}
        {!list.loading && !list.trouble && list.items.length === 0 && <Empty title={t("ui.audit.none")}>{t("ui.audit.none-why")}</Empty>}
        <More list={list} />
      </Section>
    </>
  );
}

function columns(): Column<AuditEvent>[] {
  return [
    { title: t("ui.audit.at"), class: "nowrap", cell: (event) => formatInstant(event.at) },
    { title: t("ui.audit.actor"), class: "nowrap", cell: (event) => event.actor },
    { title: t("ui.audit.action"), class: "nowrap", cell: (event) => actionWord(event.action) },
    { title: t("ui.audit.table"), class: "nowrap", cell: (event) => tableWord(event.table) },
    { title: t("ui.audit.id"), class: "id-cell", cell: (event) => <span class="id">{event.id}</span> },
    { title: t("ui.audit.fields"), cell: (event) => event.fields.map(fieldWord).join(t("track.comma")) },
  ];
}

function actionWord(action: string): string {
  const key = `ui.action.${action}`;
  return isWord(key) ? t(key) : action;
}

/** A column of a row, or a table that was imported. */
function fieldWord(field: string): string {
  const word = columnWord(field);
  return word === field ? tableWord(field) : word;
}

function Head() {
  const { data, trouble, reload } = useGet("audit-head", {});
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return null;
  return (
    <div class="card">
      <p>
        <Chip tone={data.intact ? "good" : "bad"}>{t(data.intact ? "ui.audit.intact" : "ui.audit.broken")}</Chip>{" "}
        {data.intact ? t("ui.audit.counted", { events: formatNumber(data.events) }) : t("ui.audit.first-broken", { event: formatNumber(data.first_broken ?? 0) })}
      </p>
      <p class="note">{t("ui.audit.anchor")}</p>
      <pre tabIndex={0}>{data.hash}</pre>
    </div>
  );
}

export const auditRows: PageRow[] = [{ path: "/audit", title: "ui.audit.title", roles: ["administrator", "auditor"], component: AuditPage, group: "run" }];
