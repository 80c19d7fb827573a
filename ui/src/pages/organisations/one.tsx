// One organisation: its names in every script, what else it is called, what came after it, what it promised.
import type { Organisation } from "generated/api";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { inLanguage } from "../../api/names.ts";
import { useList } from "../../api/use.ts";
import { organisationColumns } from "../../components/columns.ts";
import { EditSheet, useRow } from "../../components/edit.tsx";
import { NameOf, TextIn } from "../../components/ledger.tsx";
import { Chip, Facts, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { PastSection } from "../../components/past.tsx";
import { CommitmentLine, Rows } from "../../components/rows.tsx";
import { formatDate, formatSpan } from "../../format.ts";
import { type PageProps, writesLedger } from "../../shell/page.ts";
import { isWord, languages, t } from "../../words.ts";

export function OrganisationPage({ params, me }: PageProps) {
  const id = params.organisation ?? "";
  const { data, etag, trouble, reload } = useRow("organisation", id);
  const [editing, setEditing] = useState(false);
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  const name = inLanguage(namesOf(data));
  return (
    <>
      <PageHead
        above={<a href="#/organisations">{t("ui.table.organisations")}</a>}
        title={name.text}
        lang={name.lang}
        actions={
          writesLedger(me) && (
            <button type="button" onClick={() => setEditing(true)}>
              {t("ui.edit.do")}
            </button>
          )
        }
      />
      <Successors organisation={data} />
      <Facts
        rows={[
          ...languages.map((lang): [string, ComponentChildren] => [t(`ui.in.${lang}`), data[`name_${lang}`] && <span lang={lang}>{data[`name_${lang}`]}</span>]),
          [t("ui.field.kind"), t(`ui.kind.${data.kind}`)],
          [t("ui.field.country"), data.country?.map(countryWord).join(t("track.comma"))],
          [t("ui.field.aliases"), <Aliases names={data.aliases ?? []} />],
          [t("ui.organisation.valid"), lifeOf(data)],
          [t("ui.field.id"), <span class="id">{id}</span>],
        ]}
      />
      <Promises id={id} />
      <PastSection key={etag} route="past-organisation" parameters={{ organisation: id }} now={data} />
      {editing && <EditSheet one="organisation" id={id} columns={organisationColumns} onClose={() => setEditing(false)} onChanged={reload} />}
    </>
  );
}

function namesOf(organisation: Organisation) {
  return { en: organisation.name_en, vi: organisation.name_vi ?? "", ja: organisation.name_ja ?? "" };
}

/** An end alone is the last day, and no day to be done by. */
function lifeOf(organisation: Organisation): string {
  const { valid_from, valid_to } = organisation;
  return valid_to && !valid_from ? t("ui.organisation.until", { date: formatDate(valid_to) }) : formatSpan(valid_from, valid_to);
}

function countryWord(code: string): string {
  const key = `ui.country.${code.toLowerCase()}`;
  return isWord(key) ? t(key) : code;
}

function Aliases({ names }: { names: string[] }) {
  if (names.length === 0) return <>{t("ui.none")}</>;
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

/** Old names stay in the sources; the chain leads to who answers for it today. */
function Successors({ organisation }: { organisation: Organisation }) {
  if (!organisation.successor) return null;
  return (
    <div class="card successors">
      <p class="label">{t("ui.organisation.successors")}</p>
      <ol class="chain">
        <li>
          <TextIn texts={namesOf(organisation)} /> {organisation.valid_to && <Chip>{t("ui.organisation.until", { date: formatDate(organisation.valid_to) })}</Chip>}
        </li>
        <Next id={organisation.successor} seen={[organisation.organisation]} />
      </ol>
    </div>
  );
}

function Next({ id, seen }: { id: string; seen: string[] }) {
  const { data } = useRow("organisation", id);
  const next = data?.successor;
  return (
    <>
      <li>
        <NameOf id={id} /> {data?.valid_to && <Chip>{t("ui.organisation.until", { date: formatDate(data.valid_to) })}</Chip>}
      </li>
      {next && !seen.includes(next) && <Next id={next} seen={[...seen, id]} />}
    </>
  );
}

function Promises({ id }: { id: string }) {
  const list = useList("promises", { partner: id, limit: 20 });
  return (
    <Section title={t("ui.organisation.promises")} note={t("ui.organisation.promises-note")}>
      <Rows
        list={list}
        keyOf={(commitment) => commitment.id}
        row={(commitment) => <CommitmentLine id={commitment.id} what={commitment.what} />}
        empty={<p>{t("ui.organisation.no-promises")}</p>}
      />
    </Section>
  );
}
