// What is wrong with a round, by table and row; each problem leads to its cell.
import type { Finding, Job } from "generated/api";
import { Chip } from "../../components/parts.tsx";
import { formatNumber } from "../../format.ts";
import { href } from "../../shell/router.ts";
import { t } from "../../words.ts";

export const tableNames = ["applicants", "places", "choices", "scores", "seats", "groups", "joint", "held", "demands"] as const;
export type TableName = (typeof tableNames)[number];

/** The table that a finding is about: "choices.csv", or the sheet "round.xlsx, choices". */
export function tableOf(finding: Finding): TableName | undefined {
  return tableNames.find((name) => new RegExp(`(^|[^a-z])${name}([^a-z]|$)`).test(finding.file ?? ""));
}

export function Problems({ job, round }: { job: Job; round: string }) {
  const findings = job.findings ?? [];
  const errors = job.errors ?? findings.filter((finding) => finding.severity === "error").length;
  if (findings.length === 0) return errors === 0 ? <p>{t("ui.problems.none")}</p> : null;
  const tables = [...new Set(findings.map((finding) => finding.file ?? ""))];
  return (
    <div class="problems">
      <p>{t(errors > 0 ? "ui.problems.count" : "ui.problems.warnings", { errors: formatNumber(errors), warnings: formatNumber(job.warnings ?? 0) })}</p>
      {tables.map((file) => (
        <div key={file}>
          <h3>{file}</h3>
          <ul class="problem-list">
            {findings.filter((finding) => (finding.file ?? "") === file).map((finding, i) => (
              <Problem key={i} finding={finding} round={round} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Problem({ finding, round }: { finding: Finding; round: string }) {
  const table = tableOf(finding);
  const where = finding.row === undefined ? "" : t("ui.problems.row", { row: formatNumber(finding.row) });
  return (
    <li class={where || finding.column ? finding.severity : `${finding.severity} whole`}>
      <span class="problem-where">
        {table && finding.row !== undefined ? <a href={`${href`/rounds/${round}/tables/${table}`}?row=${finding.row}`}>{where}</a> : where}
        {finding.column && <code>{finding.column}</code>}
      </span>
      <span>
        {finding.value !== undefined && finding.value !== "" && <q class="id">{finding.value}</q>} {finding.message}
        {finding.severity === "warning" && (
          <>
            {" "}
            <Chip tone="note">{t("ui.problems.warning")}</Chip>
          </>
        )}
      </span>
    </li>
  );
}
