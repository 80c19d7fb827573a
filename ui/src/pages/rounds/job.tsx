// A job as it runs: how far it is, a way to cancel it, and what came of it.
import type { Job } from "generated/api";
import { call } from "../../api/client.ts";
import { isOver, useJob } from "../../api/jobs.ts";
import { useAction } from "../../api/use.ts";
import { Chip, TroubleView } from "../../components/parts.tsx";
import { formatInstant, formatNumber } from "../../format.ts";
import { t } from "../../words.ts";

export function JobState({ job }: { job: Job }) {
  return <Chip tone={job.state === "failed" ? "note" : job.state === "done" ? "accent" : "quiet"}>{t(`ui.job.${job.state}`)}</Chip>;
}

export function JobView({ first, mayCancel, onOver }: { first: Job; mayCancel: boolean; onOver: (job: Job) => void }) {
  const job = useJob(first, onOver) ?? first;
  const { run, busy, trouble } = useAction();
  const cancel = () => void run(async () => void (await call("cancel-job", { job: job.job })));
  if (isOver(job)) {
    return (
      <div class="job">
        <JobState job={job} /> <span class="small">{formatInstant(job.ended_at)}</span>
        {job.message && <p class={job.state === "failed" ? "job-message" : "note"}>{job.message}</p>}
      </div>
    );
  }
  return (
    <div class="job">
      <label class="progress">
        <span>
          {t(job.kind === "check" ? "ui.job.checking" : "ui.job.solving")} {formatNumber(job.progress, { style: "percent" })}
        </span>
        {job.state === "queued" ? <progress /> : <progress value={job.progress} max={1} />}
      </label>
      {mayCancel && (
        <button type="button" disabled={busy} onClick={cancel}>
          {t("ui.job.cancel")}
        </button>
      )}
      {trouble && <TroubleView trouble={trouble} />}
    </div>
  );
}
