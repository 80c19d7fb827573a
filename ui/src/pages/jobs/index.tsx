// The jobs: what runs, what ran, and why one failed.
import type { Job } from "generated/api";
import { useState } from "preact/hooks";
import { isOver } from "../../api/jobs.ts";
import { useList } from "../../api/use.ts";
import { Filters } from "../../components/filters.tsx";
import { SelectField } from "../../components/fields.tsx";
import { Dots } from "../../components/ledger.tsx";
import { Empty, PageHead } from "../../components/parts.tsx";
import { Rows } from "../../components/rows.tsx";
import { formatInstant } from "../../format.ts";
import { type PageProps, type PageRow, readsRounds, runsRounds } from "../../shell/page.ts";
import { href, oneOf, setQuery } from "../../shell/router.ts";
import { rich, t } from "../../words.ts";
import { JobState, JobView } from "../rounds/job.tsx";

const states = ["queued", "running", "done", "failed", "cancelled"] as const;

function JobsPage({ query, me }: PageProps) {
  const state = oneOf(states, query.get("state"));
  const list = useList("list-jobs", state ? { state } : {});
  return (
    <>
      <PageHead title={t("ui.jobs.title")} lead={t("ui.jobs.lead")} />
      <Filters used={[...query.keys()].length > 0}>
        <SelectField
          label={t("ui.jobs.state")}
          value={state ?? ""}
          choices={[{ value: "", label: t("ui.track.any") }, ...states.map((one) => ({ value: one, label: t(`ui.job.${one}`) }))]}
          onChange={(value) => setQuery({ state: value })}
        />
      </Filters>
      <Rows
        list={list}
        keyOf={(job) => job.job}
        row={(job) => <JobLines first={job} mayCancel={runsRounds(me)} />}
        empty={<Empty title={t("ui.jobs.none")}>{t("ui.jobs.none-do")}</Empty>}
      />
    </>
  );
}

function JobLines({ first, mayCancel }: { first: Job; mayCancel: boolean }) {
  const [job, setJob] = useState(first);
  return (
    <>
      <p>
        {rich(job.kind === "check" ? "ui.jobs.check" : "ui.jobs.solve", { round: <a href={href`/rounds/${job.round}`}>{job.round}</a> })}
      </p>
      {isOver(job) ? <Ended job={job} /> : <JobView first={job} mayCancel={mayCancel} onOver={setJob} />}
    </>
  );
}

function Ended({ job }: { job: Job }) {
  return (
    <>
      <p class="row-facts">
        <JobState job={job} />
        <span class="small">
          <Dots bits={[t("ui.jobs.number", { number: job.job }), formatInstant(job.ended_at ?? job.made_at), job.result !== undefined && <a href={href`/results/${job.result}`}>{t("ui.rounds.to-result")}</a>]} />
        </span>
      </p>
      {job.message && <p class="note">{job.message}</p>}
    </>
  );
}

export const jobRows: PageRow[] = [{ path: "/jobs", title: "ui.jobs.title", roles: readsRounds, component: JobsPage, group: "match" }];
