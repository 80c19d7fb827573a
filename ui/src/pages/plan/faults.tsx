// What is wrong with a file, each finding with the lines of the file around it and the place marked.
import type { Finding } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { Trouble } from "../../api/client.ts";
import { Chip, TroubleView } from "../../components/parts.tsx";
import { formatNumber } from "../../format.ts";
import { t } from "../../words.ts";

export interface Line {
  line: number;
  text: string;
}

type LinesOf = (from: number, count: number) => Promise<Line[]>;

const around = 2; // lines before and after
const first = 10;

export function Faults({ findings, linesOf }: { findings: Finding[]; linesOf: LinesOf }) {
  const [all, setAll] = useState(false);
  const shown = all ? findings : findings.slice(0, first);
  return (
    <>
      <ol class="faults">
        {shown.map((finding, i) => (
          <Fault key={`${i} ${finding.rule} ${finding.row}`} finding={finding} linesOf={linesOf} />
        ))}
      </ol>
      {shown.length < findings.length && (
        <button type="button" onClick={() => setAll(true)}>
          {t("ui.plan.faults-all", { count: formatNumber(findings.length) })}
        </button>
      )}
    </>
  );
}

function Fault({ finding, linesOf }: { finding: Finding; linesOf: LinesOf }) {
  const row = finding.row;
  return (
    <li class={finding.severity}>
      <p>
        {row !== undefined && <span class="fault-where">{t("ui.plan.fault-line", { line: formatNumber(row, { useGrouping: false }) })} </span>}
        {finding.column && <code>{finding.column}</code>} {finding.value && <q class="id">{finding.value}</q>} {finding.message}{" "}
        {finding.severity === "warning" && <Chip tone="note">{t("ui.problems.warning")}</Chip>}
      </p>
      {row !== undefined && <Lines finding={finding} row={row} linesOf={linesOf} />}
    </li>
  );
}

function Lines({ finding, row, linesOf }: { finding: Finding; row: number; linesOf: LinesOf }) {
  const [lines, setLines] = useState<Line[]>([]);
  const [trouble, setTrouble] = useState<Trouble>();
  const from = Math.max(1, row - around);
  useEffect(() => {
    let wanted = true;
    linesOf(from, row + around - from + 1).then(
      (found) => wanted && setLines(found),
      (error) => wanted && error instanceof Trouble && setTrouble(error),
    );
    return () => {
      wanted = false;
    };
  }, [row]);
  if (trouble) return <TroubleView trouble={trouble} />;
  if (lines.length === 0) return null;
  const indent = Math.min(...lines.filter(({ text }) => text.trim()).map(({ text }) => text.search(/\S/)));
  return (
    <pre class="code-lines" tabIndex={0} role="group" aria-label={t("ui.plan.fault-lines", { line: formatNumber(row, { useGrouping: false }) })}>
      {lines.map(({ line, text }) => (
        <div key={line} class={line === row ? "fault-line" : undefined}>
          <span class="line-number">{line}</span>
          {line === row ? <Marked text={text.slice(indent)} value={finding.value ?? ""} /> : text.slice(indent)}
        </div>
      ))}
    </pre>
  );
}

/** The whole line is marked, and what the finding speaks of once more. */
function Marked({ text, value }: { text: string; value: string }) {
  const at = value === "" ? -1 : text.toLowerCase().indexOf(value.toLowerCase());
  if (at < 0) return <mark>{text}</mark>;
  return (
    <mark>
      {text.slice(0, at)}
      <b>{text.slice(at, at + value.length)}</b>
      {text.slice(at + value.length)}
    </mark>
  );
}
